"""Measurements by program: the numbers of the readings, for who may read them, page by page, or not modified."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from anchors.models import AnchorInstitution, Membership, Token, User
from anchors.periods import Period
from metrics.api.reach import reach_of
from metrics.measuring import Figures, Identity, measure, record
from metrics.models import FormerMeasurement, Group, Measurement, SubmittedIndicator
from metrics.readings import latest_period, measured, measured_by_period
from metrics.registry import indicators
from metrics.subjects import subject_of
from tests.cast import Cast
from tests.metrics.api.conftest import Program, everything

ADDRESS = "/api/v1/measurements/"
EVERYBODY = ["officer", "contributor", "reader", "trust_lead", "outsider"]


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.mark.parametrize("who", EVERYBODY)
def test_people_read_what_they_may_and_nothing_else(books: Cast, as_: Program, who: str):
    user: User = getattr(books, who)
    visible = Measurement.objects.visible_to(user)
    readable = AnchorInstitution.objects.filter(measurements__in=visible)
    assert set(reach_of(user).institutions) >= set(readable.values_list("pk", flat=True))
    found = everything(as_(user), f"{ADDRESS}?limit=500")
    assert len(found) == visible.count() > 0
    assert {row["institution"] for row in found} == set(visible.values_list("institution__slug", flat=True))


def test_what_somebody_reads_follows_their_roles_at_once(books: Cast, as_: Program):
    program = as_(books.reader)
    assert program.get(ADDRESS).json()["items"]
    Membership.objects.filter(user=books.reader).delete()
    assert program.get(ADDRESS).json()["items"] == []


def test_pages_together_are_the_list_and_each_row_comes_once(books: Cast, as_: Program):
    program = as_(books.officer)
    small, large = (everything(program, f"{ADDRESS}?limit={limit}") for limit in (37, 500))
    assert small == large
    keys = [(row["indicator"], row["first_day"]) for row in large]
    assert keys == sorted(keys)


def test_a_row_says_what_of_whom_where_and_when_to_the_last_digit(books: Cast, as_: Program):
    given = {"indicator": "local-share-of-spend", "institution": books.council.slug}
    for row in as_(books.contributor).get(ADDRESS, given).json()["items"]:
        period = Period(int(row["period"].replace("-", "")), int(row["period"].replace("-", "")))
        (indicator,) = (each for each in indicators() if each.code == row["indicator"])
        reading = measured(indicator, [books.council.pk], period)
        assert reading is not None
        assert reading.value == (None if row["value"] is None else Decimal(row["value"]))
        assert (reading.numerator, reading.denominator) == (
            Decimal(row["numerator"]),
            Decimal(row["denominator"]),
        )
        assert row["geography"] == [books.district.code]
        assert (row["unit"], row["suppressed"], row["institutions"]) == ("share", False, 1)


@pytest.mark.parametrize("kind", ["system", "place", "group", "institution"])
@pytest.mark.parametrize("each", ["month", "period"])
def test_sums_are_the_readings_of_the_pages(books: Cast, as_: Program, kind: str, each: str):
    group = Group.objects.create(system=books.system, name="Pair", slug="pair")
    group.institutions.set([books.council, books.trust])
    key = {
        "system": books.system.slug, "place": books.city.code, "group": "pair", "institution": books.council.slug,
    }[kind]  # fmt: skip
    subject = subject_of(books.officer, {kind: key})
    found = everything(as_(books.officer), f"{ADDRESS}?{kind}={key}&each={each}&limit=500")
    assert {row["indicator"] for row in found} >= {"total-spend", "supplier-concentration"}
    for indicator in indicators():
        rows = [row for row in found if row["indicator"] == indicator.code]
        if each == "period":
            period = latest_period(subject.ids, indicator.code)
            reading = measured(indicator, subject.ids, period) if period else None
            wanted = [reading] if reading else []
        else:
            wanted = [*measured_by_period(indicator, subject.ids, Period(190001, 299912)).values()]
        values = [None if row["value"] is None else Decimal(row["value"]) for row in rows]
        assert values == [reading.value for reading in wanted], indicator.code
        assert [Decimal(row["numerator"]) for row in rows] == [reading.numerator for reading in wanted]
        assert all(row[kind] == key for row in rows)


def test_several_institutions_come_each_by_itself_or_together(books: Cast, as_: Program):
    program, pair = as_(books.officer), f"{books.council.slug},{books.trust.slug}"
    given = {"indicator": "total-spend", "institution": pair, "period": "2024-04..2027-03"}
    single = program.get(ADDRESS, given | {"each": "period"}).json()["items"]
    (whole,) = program.get(ADDRESS, given | {"each": "period", "together": "yes"}).json()["items"]
    assert {row["institution"] for row in single} == {books.council.slug, books.trust.slug}
    assert sum(Decimal(row["value"]) for row in single) == Decimal(whole["value"])
    assert whole["institutions"] == 2


def test_filters_narrow(books: Cast, as_: Program):
    program = as_(books.officer)
    everything_ = everything(program, f"{ADDRESS}?limit=500")
    two = everything(program, f"{ADDRESS}?indicator=leakage,total-spend&limit=500")
    assert {row["indicator"] for row in two} == {"leakage", "total-spend"}
    sixth = everything(program, f"{ADDRESS}?recommendation=6&limit=500")
    assert {row["indicator"] for row in sixth} <= {
        each.code for each in indicators() if 6 in each.recommendations
    }
    resilience = everything(program, f"{ADDRESS}?goal=resilience&limit=500")
    assert 0 < len(resilience) < len(everything_)
    month = everything_[0]["period"]
    assert {row["period"] for row in everything(program, f"{ADDRESS}?period={month}&limit=500")} == {month}


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ({"indicator": "nonsense"}, "indicator", "total-spend"),
        ({"recommendation": "12"}, "recommendation", "9"),
        ({"goal": "growth"}, "goal", "resilience"),
        ({"period": "2026-13"}, "period", "2026-09"),
        ({"institution": "nobody"}, "institution", "/api/v1/institutions/"),
        ({"institution": "farport-city-council"}, "institution", "/api/v1/institutions/"),
        ({"system": "farport-and-coast"}, "system", "/api/v1/systems/"),
        ({"place": "E06999903"}, "place", "GSS code"),
        ({"group": "none"}, "group", "slug of a group"),
        ({"system": "northvale-and-marsh", "place": "E08999901"}, "place", "not for both"),
        ({"each": "week"}, "each", "month, period"),
        ({"each": "period"}, "each", "institution, system, place or group"),
        ({"as-at": "2026-05-03"}, "as-at", "institution, system, place or group"),
        ({"as-at": "soon", "institution": "marsh-borough-council"}, "as-at", "2026-11-20"),
        ({"instituton": "marsh-borough-council"}, "instituton", "institution"),
        ({"limit": "501"}, "limit", "500"),
        ({"cursor": "made-up"}, "cursor", "Start again"),
    ],
)
def test_a_wrong_filter_is_named_with_what_is_allowed(
    books: Cast, as_: Program, query: dict[str, str], parameter: str, words: str
):
    answer = as_(books.officer).get(ADDRESS, query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    (error,) = answer.json()["errors"]
    assert error["parameter"] == parameter
    assert words in error["detail"]


@pytest.mark.parametrize(
    "query", [{"system": "northvale-and-marsh"}, {"institution": "northvale-and-marsh-icb"}]
)
def test_what_is_anothers_answers_as_what_does_not_exist(books: Cast, as_: Program, query: dict[str, str]):
    (kind,) = query
    program = as_(books.contributor)
    theirs, nobodys = (program.get(ADDRESS, {kind: key}).json() for key in (query[kind], "nobody"))
    assert theirs["detail"].replace(query[kind], "nobody") == nobodys["detail"]


@pytest.mark.parametrize(
    "query", ["", "?system=northvale-and-marsh&each=period", "?indicator=leakage&limit=20"]
)
def test_csv_has_the_same_numbers(books: Cast, as_: Program, query: str):
    program = as_(books.officer)
    whole = query if "limit" in query else f"{query}{'&' if query else '?'}limit=500"
    items = (
        program.get(f"{ADDRESS}{whole}").json()["items"]
        if "limit=20" in query
        else everything(program, f"{ADDRESS}{whole}")
    )
    for answer in (
        program.get(f"{ADDRESS}{query}{'&' if query else '?'}format=csv"),
        program.get(f"{ADDRESS}{query}", HTTP_ACCEPT="text/csv"),
    ):
        rows = rows_of(answer)
        assert list(rows[0]) == list(items[0])
        assert [(row["indicator"], row["value"], row["numerator"]) for row in rows] == [
            (item["indicator"], item["value"] or "", item["numerator"]) for item in items
        ]


@pytest.mark.parametrize(
    ("query", "most"), [("", 2), ("?limit=5", 2), ("?indicator=leakage&period=2024-04..2027-03", 3)]
)
def test_an_answer_costs_two_queries_and_one_that_is_not_modified_a_single_one(
    books: Cast, as_: Program, query: str, most: int
):
    program = as_(books.officer)
    etag = program.get(f"{ADDRESS}{query}")["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert program.get(f"{ADDRESS}{query}").status_code == 200
    assert len(queries) == most, [each["sql"] for each in queries]
    with CaptureQueriesContext(connection) as queries:
        answer = program.get(f"{ADDRESS}{query}", HTTP_IF_NONE_MATCH=etag)
    assert (answer.status_code, answer.content, len(queries)) == (304, b"", 1)


@pytest.mark.parametrize("headers", [{}, {"HTTP_IF_NONE_MATCH": "*"}])
def test_a_token_that_was_taken_back_opens_nothing_from_then_on(
    books: Cast, as_: Program, headers: dict[str, str]
):
    program = as_(books.officer)
    etag = program.get(ADDRESS)["ETag"]
    Token.objects.filter(user=books.officer).delete()
    assert program.get(ADDRESS, **headers).status_code == 401
    assert program.get(ADDRESS, HTTP_IF_NONE_MATCH=etag).status_code == 401


def test_who_is_signed_in_with_a_browser_reads_the_same(books: Cast, as_: Program):
    browser = APIClient()
    browser.force_login(books.contributor)
    assert browser.get(ADDRESS).json() == as_(books.contributor).get(ADDRESS).json()


def test_a_definition_that_changed_has_another_tag(books: Cast, as_: Program, submitted: SubmittedIndicator):
    program = as_(books.officer)
    etag = program.get(ADDRESS)["ETag"]
    SubmittedIndicator.objects.filter(pk=submitted.pk).update(unit="days")
    assert program.get(ADDRESS, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_a_new_measurement_is_sent(books: Cast, as_: Program):
    program = as_(books.officer)
    etag = program.get(ADDRESS)["ETag"]
    record(
        {Identity("total-spend", books.trust.pk, None, 202702, 202702): Figures(Decimal(1), None, "")},
        reason="a test",
    )
    assert program.get(ADDRESS, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_one_that_went_away_is_noticed(books: Cast, as_: Program):
    program = as_(books.officer)
    etag = program.get(ADDRESS)["ETag"]
    row = Measurement.objects.filter(institution=books.trust).latest("computed_at")
    record({Identity(row.indicator, row.institution_id, None, row.first, row.last): None}, reason="a test")
    assert program.get(ADDRESS, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_measuring_again_without_a_change_keeps_the_tag(books: Cast, as_: Program):
    program = as_(books.officer)
    etag = program.get(ADDRESS)["ETag"]
    measure([books.council.pk, books.trust.pk], reason="a test")
    assert program.get(ADDRESS, HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_nobody_gets_anothers_not_modified(books: Cast, as_: Program):
    etag = as_(books.officer).get(ADDRESS)["ETag"]
    for who in EVERYBODY[1:]:
        assert as_(getattr(books, who)).get(ADDRESS, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_the_tag_is_of_what_the_person_may_read(books: Cast, as_: Program):
    program = as_(books.reader)
    etag = program.get(ADDRESS)["ETag"]
    Membership.objects.create(user=books.reader, institution=books.trust, role="reader")
    assert program.get(ADDRESS, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_a_group_that_changed_has_another_tag(books: Cast, as_: Program):
    group = Group.objects.create(system=books.system, name="Pair", slug="pair")
    group.institutions.set([books.council, books.trust])
    program, address = as_(books.officer), f"{ADDRESS}?group=pair"
    etag = program.get(address)["ETag"]
    assert program.get(address, HTTP_IF_NONE_MATCH=etag).status_code == 304
    group.institutions.remove(books.trust)
    assert program.get(address, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_each_format_and_address_has_its_own_tag(books: Cast, as_: Program):
    program = as_(books.officer)
    tags = {
        program.get(f"{ADDRESS}{query}")["ETag"]
        for query in ("", "?limit=2", "?format=csv", "?indicator=leakage")
    }
    assert len(tags) == 4


def test_a_wrong_filter_is_told_even_with_an_old_tag(books: Cast, as_: Program):
    program = as_(books.officer)
    etag = program.get(ADDRESS)["ETag"]
    assert program.get(ADDRESS, {"period": "x"}, HTTP_IF_NONE_MATCH=etag).status_code == 400


def restated(books: Cast) -> FormerMeasurement:
    row = Measurement.objects.filter(institution=books.council, indicator="total-spend").latest("first")
    key = Identity(row.indicator, row.institution_id, None, row.first, row.last)
    record({key: Figures(row.numerator + 1, None, "rules of 3 May 2026")}, reason="rules of 3 May 2026")
    return FormerMeasurement.objects.get()


def test_what_a_measurement_was_is_read_by_who_may_read_it(books: Cast, as_: Program):
    former = restated(books)
    address = f"{ADDRESS}former/"
    for who, count in (("officer", 1), ("contributor", 1), ("trust_lead", 0), ("outsider", 0)):
        found = as_(getattr(books, who)).get(address).json()["items"]
        assert len(found) == count, who
    (row,) = as_(books.officer).get(address, {"system": books.system.slug}).json()["items"]
    assert (Decimal(row["numerator"]), row["reason"]) == (former.numerator, "rules of 3 May 2026")
    assert rows_of(as_(books.officer).get(address, {"format": "csv"}))[0]["reason"] == "rules of 3 May 2026"
    assert as_(books.officer).get(address, {"indicator": "leakage"}).json()["items"] == []


def test_what_was_said_at_a_moment_is_said_again(books: Cast, as_: Program):
    before = Measurement.objects.filter(institution=books.council, indicator="total-spend").latest("first")
    former = restated(books)
    given = {
        "indicator": "total-spend", "institution": books.council.slug, "as-at": former.computed_at.isoformat(),
    }  # fmt: skip
    then = as_(books.contributor).get(ADDRESS, given).json()["items"][-1]
    now = as_(books.contributor).get(ADDRESS, {**given, "as-at": ""}).json()["items"][-1]
    assert Decimal(then["value"]) == before.numerator
    assert Decimal(now["value"]) == before.numerator + 1


def test_figures_that_people_submitted_of_a_place_are_read_in_their_system(
    books: Cast, as_: Program, submitted: SubmittedIndicator
):
    key = Identity(submitted.code, None, books.district.pk, 202604, 202703)
    record({key: Figures(Decimal(12), None, "")}, reason="a test")
    for who in ("officer", "contributor"):
        (row,) = as_(getattr(books, who)).get(ADDRESS, {"indicator": submitted.code}).json()["items"]
        assert (row["place"], row["institution"], row["period"], row["value"]) == (
            books.district.code, None, "2026-27", "12.0000",
        )  # fmt: skip
        assert (row["unit"], row["institutions"]) == ("count", None)
    answer = as_(books.outsider).get(ADDRESS, {"indicator": submitted.code})
    assert answer.json()["errors"][0]["parameter"] == "indicator"
    assert all(row["place"] is None for row in everything(as_(books.outsider), ADDRESS))


@pytest.mark.parametrize("each", ["month", "period"])
def test_a_value_of_a_place_itself_stands_behind_its_institutions_sum_as_on_the_page(
    books: Cast, as_: Program, submitted: SubmittedIndicator, each: str
):
    identity = Identity(submitted.code, None, books.district.pk, 202604, 202703)
    record({identity: Figures(Decimal(12), None, "")}, reason="a test")
    own = Identity(submitted.code, books.council.pk, None, 202604, 202703)
    record({own: Figures(Decimal(5), None, "")}, reason="a test")
    asked = {"place": books.district.code, "indicator": submitted.code}
    found = as_(books.officer).get(ADDRESS, asked | {"each": each}).json()["items"]
    assert [(row["value"], row["institutions"]) for row in found] == [("5.0000", 1), ("12.0000", None)]
    assert {row["place"] for row in found} == {books.district.code}
    browser = APIClient()
    browser.force_login(books.officer)
    page = browser.get(f"/recommendations/measures/{submitted.code}/", {"place": books.district.code})
    text = page.content.decode()
    assert f"{submitted.name}: {books.district.name} (the area)" in text
    assert "Place, not claim" in text
    assert "(the area)" not in browser.get(f"/recommendations/measures/{submitted.code}/").content.decode()


def test_without_measurements_the_list_is_empty(cast: Cast, as_: Program):
    assert as_(cast.officer).get(ADDRESS).json() == {"items": [], "next": None}
    assert (
        as_(cast.officer).get(ADDRESS, {"system": cast.system.slug, "each": "period"}).json()["items"] == []
    )


def test_without_a_token_nothing_is_read(db: None):
    answer = APIClient().get(ADDRESS)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
