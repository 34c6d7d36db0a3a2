"""Before any data: the nine, the templates and the definitions are there; no measurement is, and nothing says zero."""

import csv
import io
import re

import pytest
from django.urls import reverse

from anchors.models import User
from metrics.models import FormerMeasurement, Measurement, PlaceValue, Plan, Target
from metrics.plan_templates import PLAN_TEMPLATES
from metrics.recommendations import RECOMMENDATIONS
from metrics.registry import indicators
from tests.cast import Cast
from tests.metrics.conftest import Browser

PAGES = ("board", "plan", "measures", "submitted", "places", "all_targets", "groups")
CODES = [each.code for each in indicators()]
ZERO = re.compile(r"(?<![\d.,£])(?:£0(?:\.00?)?(?!\d|[.,]\d)|0(?:\.0+)?\s?%|0(?:\.0+)? days\b)")
"""A figure of nothing: £0, 0%, 0.0%, 0 days."""


def said(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    words = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", words).replace("&nbsp;", " ").split())


def addresses() -> list[str]:
    pages = [reverse(name) for name in PAGES]
    pages += [reverse("recommendation", args=[each.number]) for each in RECOMMENDATIONS]
    pages += [f"{reverse('measures')}?by=goal", f"{reverse('board')}?view=columns"]
    return [*pages, *(reverse("measure", args=[code]) for code in CODES)]


def test_a_zero_would_be_seen() -> None:
    for words in ("spent £0 in", "0% stayed", "0.0% to", "after 0 days", "of £0.00."):
        assert ZERO.search(words), words
    for words in ("£0.5 million", "10% of", "£10", "30 days", "0.30%"):
        assert not ZERO.search(words), words


def test_nothing_is_written_before_anybody_supplies_anything(cast: Cast) -> None:
    for model in (Measurement, FormerMeasurement, PlaceValue, Target, Plan):
        assert not model.objects.exists(), model


@pytest.mark.parametrize("who", ["officer", "contributor", "outsider"])
def test_the_nine_and_every_template_stand_on_the_empty_board(who: str, cast: Cast, as_: Browser) -> None:
    words = said(as_(getattr(cast, who)).get(reverse("board")))
    assert len(RECOMMENDATIONS) == 9
    for each in (*RECOMMENDATIONS, *PLAN_TEMPLATES):
        assert each.title in words.replace("&#39;", "'").replace("&amp;", "&")


def test_every_template_can_be_chosen(cast: Cast, as_: Browser) -> None:
    officer = as_(cast.officer)
    assert {each.code for each in PLAN_TEMPLATES} == {
        "healthy-places",
        "blmk-action-plan",
        "health-foundation",
    }
    for each in PLAN_TEMPLATES:
        assert reverse("plan_from", args=[each.code]) in officer.get(reverse("plan_start")).content.decode()
        assert officer.get(reverse("plan_from", args=[each.code])).status_code == 200


@pytest.mark.parametrize("who", ["officer", "contributor"])
def test_no_page_says_zero_where_there_is_no_data(who: str, cast: Cast, as_: Browser) -> None:
    browser = as_(getattr(cast, who))
    for address in addresses():
        found = ZERO.search(words := said(browser.get(address)))
        assert not found, (address, words[max(found.start() - 60, 0) : found.end() + 40] if found else "")


def test_every_definition_is_listed_with_what_is_missing(cast: Cast, as_: Browser) -> None:
    words = said(as_(cast.officer).get(reverse("measures")))
    for each in indicators():
        assert each.name in words
    assert f"{len(CODES)} measures are defined. None has a reading yet." in words


@pytest.mark.parametrize("code", CODES)
def test_a_measure_shows_its_definition_and_no_figure(code: str, cast: Cast, as_: Browser) -> None:
    words = said(as_(cast.officer).get(reverse("measure", args=[code])))
    assert f"No data for {cast.system.name}" in words
    for field in ("Why it matters", "Limits", "Author", "Next review"):
        assert field in words


@pytest.mark.parametrize("code", CODES)
def test_files_of_a_measure_have_headings_and_no_rows(code: str, cast: Cast, as_: Browser) -> None:
    answer = as_(cast.officer).get(reverse("measure_download", args=[code, "measure.csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1
    assert "Value" in rows[0]


def test_places_say_that_nothing_is_loaded(cast: Cast, as_: Browser) -> None:
    words = said(as_(cast.officer).get(reverse("places")))
    assert "place, not claim" in words.lower()
    assert "load_indicators" in words or "No figures" in words


def test_programs_find_recommendations_and_definitions_and_no_figure(cast: Cast, as_: Browser) -> None:
    officer = as_(cast.officer)

    def results(name: str, **query: str) -> list[dict[str, object]]:
        answer = officer.get(f"/api/v1/{name}/", query)
        assert answer.status_code == 200, (name, answer.content)
        return list(answer.json()["items"])

    assert [each["number"] for each in results("recommendations")] == list(range(1, 10))
    assert {each["code"] for each in results("indicators", limit="100")} == set(CODES)
    for name in (
        "plans",
        "commitments",
        "actions",
        "measurements",
        "measurements/former",
        "targets",
        "place-values",
    ):
        assert results(name) == [], name
    assert results("measurements", system=cast.system.slug) == []
    assert results("measurements", system=cast.system.slug, each="period") == []
    text = officer.get("/api/v1/measurements/", headers={"accept": "text/csv"})
    body = b"".join(text.streaming_content) if text.streaming else text.content
    assert len(body.decode("utf-8-sig").splitlines()) == 1


def test_without_any_system_or_institution_the_nine_are_still_there(db: None, as_: Browser) -> None:
    staff = User.objects.create_superuser("staff@example.org", "correct horse battery staple", name="Staff")
    browser = as_(staff)
    for each in RECOMMENDATIONS:
        assert each.title in said(browser.get(reverse("recommendation", args=[each.number]))).replace(
            "&#39;", "'"
        )
    assert all(each.name in said(browser.get(reverse("measures"))) for each in indicators())
    assert len(browser.get("/api/v1/recommendations/").json()["items"]) == 9
    assert len(browser.get("/api/v1/indicators/", {"limit": "100"}).json()["items"]) == len(CODES)
