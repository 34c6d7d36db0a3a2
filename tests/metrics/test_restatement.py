"""A rule changes: every measurement that it touches is restated, and page, files and API say when and why."""

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from anchors import wording
from metrics.models import FormerMeasurement, Measurement
from metrics.readings import latest_period, measured
from metrics.registry import indicator_of, indicators
from metrics.wording import exact_words
from procurement.models import RuleChange
from procurement.models.scopes import RuleScope
from procurement.rule_changes import confirm_change, propose_change
from tests.cast import Cast
from tests.leeds import leeds, work
from tests.metrics.conftest import Browser

TOUCHED = (
    "influenceable-spend", "influenceable-share-of-spend", "local-share-of-influenceable-spend",
    "lines-decided-by-rule",
)  # fmt: skip
"""What a rule over categories moves; totals, places and days stay what they were."""


@dataclass(frozen=True)
class Story:
    """Each touched measure before and after the change, and the words with which it is kept."""

    cast: Cast
    before: dict[str, Decimal | None]
    after: dict[str, Decimal | None]
    reason: str


def values(cast: Cast) -> dict[str, Decimal | None]:
    period = latest_period([cast.council.pk], "total-spend")
    assert period is not None
    found = {each.code: measured(each, [cast.council.pk], period) for each in indicators()}
    return {code: reading.value if reading else None for code, reading in found.items()}


@pytest.fixture
def story(cast: Cast) -> Story:
    """A made-up council with a year of payments decides that its catering is bought by law."""
    leeds(cast)
    before = values(cast)
    fields = {
        "title": "Bought by law", "position": 1, "reason": "TAXPAY", "field": "category", "match": "words",
        "phrases": ["CATERING"], "exceptions": [], "sector": "",
    }  # fmt: skip
    scope = RuleScope(institution=cast.council)
    change = propose_change(
        scope, kind=RuleChange.Kind.ADD, by=cast.contributor, why="Paid by law.", fields=fields
    )
    confirm_change(change, by=cast.contributor)
    work()
    reason = f"rules of {wording.day(timezone.localdate())}"
    return Story(cast, before, values(cast), reason)


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def page_of(code: str) -> str:
    return f"/recommendations/measures/{code}/"


def items_of(client: Client, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/measurements/former/", {"limit": "500", **query})
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_what_the_rule_touches_moves_and_nothing_else_does(story: Story) -> None:
    assert {code for code in story.before if story.before[code] != story.after[code]} == set(TOUCHED)
    assert set(FormerMeasurement.objects.values_list("indicator", flat=True)) == set(TOUCHED)


def test_each_former_value_is_kept_with_the_same_reason(story: Story) -> None:
    former = FormerMeasurement.objects.all()
    assert {(each.reason, each.is_gone) for each in former} == {(story.reason, False)}
    sources = Measurement.objects.filter(indicator__in=TOUCHED).values_list("source_version", flat=True)
    assert any(each.endswith(story.reason) for each in sources)
    assert {each.source_version.endswith("rules as shipped") for each in former} == {True}


@pytest.mark.parametrize("code", TOUCHED)
def test_the_page_of_the_measure_says_when_and_why_and_from_what_to_what(
    code: str, story: Story, as_: Browser
) -> None:
    words = words_of(as_(story.cast.contributor), page_of(code))
    before, after = (exact_words(indicator_of(code), each[code]) for each in (story.before, story.after))
    today = wording.day(timezone.localdate())
    assert f"Restated on {today} after {story.reason}:" in words
    assert f"The figure moved from {before} to {after}." in words
    table = words.partition("Restatements")[2]
    assert story.reason.replace("rules", "Rules") in table
    assert before in table
    assert after in table


def test_a_measure_that_the_rule_does_not_touch_says_nothing(story: Story, as_: Browser) -> None:
    assert "Restated on" not in words_of(as_(story.cast.contributor), page_of("total-spend"))


def test_the_figure_as_it_was_before_is_one_link_away(story: Story, as_: Browser) -> None:
    client, code = as_(story.cast.contributor), "influenceable-spend"
    page = client.get(page_of(code)).content.decode()
    link = re.search(r'href="(\?[^"]*as-at[^"]*)">See the figures as they were', page)
    assert link
    words = words_of(client, page_of(code) + unescape(link.group(1)))
    assert "As known on" in words
    indicator = indicator_of(code)
    assert f"{story.cast.council.name}: {wording.millions(story.before[code])} in" in words
    assert exact_words(indicator, story.before[code]) != exact_words(indicator, story.after[code])


@pytest.mark.parametrize("code", TOUCHED)
def test_programs_read_when_and_why_and_both_values(code: str, story: Story, as_: Browser) -> None:
    client = as_(story.cast.contributor)
    former = items_of(client, indicator=code)
    kept = FormerMeasurement.objects.filter(indicator=code)
    assert len(former) == kept.count() > 0
    assert {each["reason"] for each in former} == {story.reason}
    moments = {parse_datetime(each["replaced_at"]) for each in former}
    assert moments == set(kept.values_list("replaced_at", flat=True))
    rows = client.get("/api/v1/measurements/", {"indicator": code, "limit": "500"}).json()["items"]
    now = {row["period"]: row["value"] for row in rows}
    assert all(each["value"] != now[each["period"]] for each in former if code != "lines-decided-by-rule")
    period = latest_period([story.cast.council.pk], "total-spend")
    assert period is not None
    query = {
        "indicator": code,
        "institution": story.cast.council.slug,
        "each": "period",
        "period": period.code,
    }
    moment = kept.order_by("replaced_at").values_list("computed_at", flat=True).last()
    assert moment is not None
    said = client.get("/api/v1/measurements/", query).json()["items"][0]["value"]
    then = client.get("/api/v1/measurements/", {**query, "as-at": moment.isoformat()}).json()["items"][0][
        "value"
    ]
    assert (Decimal(then), Decimal(said)) == (story.before[code], story.after[code])


def test_the_same_restatements_come_as_csv(story: Story, as_: Browser) -> None:
    client = as_(story.cast.contributor)
    answer = client.get("/api/v1/measurements/former/", headers={"accept": "text/csv"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == FormerMeasurement.objects.count()
    assert {row["reason"] for row in rows} == {story.reason}


def test_an_outsider_reads_no_restatement(story: Story, as_: Browser) -> None:
    assert items_of(as_(story.cast.outsider)) == []
