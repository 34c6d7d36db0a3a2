"""Real spend, loaded as people load it: measured for every publisher and month, and page, CSV and API agree.

The publishers' files hold no postcodes, so a made-up council adds payments that have some: places, deprivation.
"""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import Sum
from django.test import Client
from pytest_django import DjangoDbBlocker

from anchors.downloads import cell
from anchors.models import AnchorInstitution, Postcode, SmallArea, SystemMembership, User
from anchors.periods import Period
from metrics.models import Group, Measurement
from metrics.readings import measured, measured_by_institution, measured_by_period
from metrics.recommendations import Lever
from metrics.registry import indicator_of, indicators
from metrics.subjects import Subject, subject_of
from metrics.wording import exact_words, value_words
from procurement.models import SpendLine
from tests.cast import Cast, assembled
from tests.leeds import loaded, postcodes, spend_file, work

CHECKOUT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("ANCHORS_REALDATA") or CHECKOUT.parent / "shared" / "realdata")
KEYS = json.loads((REAL / "keys.json").read_text()) if (REAL / "keys.json").exists() else {}
PUBLISHERS = {
    "homerton-university-hospital-nhs-ft": "acute_trust",
    "redbridge-ccg": "ccg",
    "calderdale-council-odi": "metropolitan",
}
YEAR = Period(202004, 202103)
ALWAYS = (
    "total-spend", "influenceable-spend", "influenceable-share-of-spend", "supplier-concentration",
    "spend-with-known-place", "lines-decided-by-rule", "days-to-supply",
)  # fmt: skip
"""What every payment file feeds."""
WITH_POSTCODES = (
    "local-share-of-spend", "local-share-of-influenceable-spend", "leakage", "spend-in-deprived-areas",
)  # fmt: skip
UNKNOWN = ("sme-share-of-spend", "vcse-share-of-spend")
"""Nobody has loaded suppliers' size or kind: no data anywhere, and never a zero."""
CODES = [each.code for each in indicators() if each.lever == Lever.SPENDING]

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.slow,
    pytest.mark.skipif(not KEYS, reason=f"the publishers' files are not at {REAL}; set ANCHORS_REALDATA"),
]


@dataclass(frozen=True)
class Books:
    """Who is in it, and whom pages and endpoints are asked about."""

    cast: Cast
    publishers: tuple[AnchorInstitution, ...]
    group: Group

    @property
    def everybody(self) -> list[AnchorInstitution]:
        return [*self.publishers, self.cast.council]

    @property
    def questions(self) -> list[dict[str, str]]:
        single = [{"institution": each.slug} for each in (self.publishers[0], self.cast.council)]
        together = [{"system": self.cast.system.slug}, {"group": self.group.slug}]
        return [*together, {"place": self.cast.city.code}, *single]

    def subject(self, question: dict[str, str]) -> Subject:
        return subject_of(self.cast.officer, question)


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Books]:
    """Three publishers of three kinds and a council with postcodes; measured by the jobs of the loads themselves."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        cast = assembled()
        publishers = tuple(_publisher(cast, name, kind) for name, kind in PUBLISHERS.items())
        _with_postcodes(cast)
        group = Group.objects.create(system=cast.system, name="Alliance", slug="alliance")
        group.institutions.set([*publishers[:2], cast.council])
        yield Books(cast, publishers, group)
        transaction.set_rollback(True)


def _publisher(cast: Cast, name: str, kind: str) -> AnchorInstitution:
    institution = AnchorInstitution.objects.create(
        name=name.replace("-", " "), slug=name, kind=kind, home_place=cast.city
    )
    SystemMembership.objects.create(system=cast.system, institution=institution)
    for path in files_of(name):
        loaded(institution, cast.officer, (REAL / path).read_bytes(), Path(path).name)
    work()
    return institution


def _with_postcodes(cast: Cast) -> None:
    """Payments of the council in each month of the year, to suppliers near, in the region and far away."""
    postcodes(cast)
    for number, code in enumerate(("AA11AA", "AA21AA", "AA31AA")):
        area = SmallArea.objects.create(
            code=f"E0199990{number}", vintage=2021, imd2025_rank=number + 1, imd2025_decile=1 + number * 4
        )
        Postcode.objects.filter(code=code).update(small_area_2021=area)
    rows = [
        (f"{3 + number:02d}/{ym % 100:02d}/{ym // 100}", f"Firm {number} of {postcode}", postcode,
         ("Stationery", "Business rates")[number % 2], "Office", "", f"N{ym}{number}", f"{1000 + ym % 97}.{number}7")
        for ym in YEAR.months
        for number, postcode in enumerate(("AA1 1AA", "AA2 1AA", "AA3 1AA", "AA1 1AA", "AA2 1AA"))
    ]  # fmt: skip
    loaded(cast.council, cast.contributor, spend_file(rows), "council.csv")


def files_of(publisher: str) -> list[str]:
    return [name for name, key in KEYS.items() if name.split("/")[1] == publisher and key["payment_lines"]]


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def rows_of(client: Client, **query: str) -> list[dict[str, Any]]:
    """Every row that the API gives, as JSON."""
    answer = client.get("/api/v1/measurements/", {"limit": "500", **query})
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    assert not answer.json()["next"]
    return found


def csv_of(client: Client, address: str, **query: str) -> list[dict[str, str]]:
    """The rows of a CSV file, as text."""
    answer = client.get(address, query, headers={"accept": "text/csv"})
    assert answer.status_code == 200, answer
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def words_of(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, query)
    return _words(answer.content.decode())


def table_of(client: Client, code: str, **query: str) -> dict[str, str]:
    """The months and values that the page's table view shows."""
    answer = client.get(f"/recommendations/measures/{code}/", {"figure": "course", "view": "table", **query})
    table = re.search(
        r'<figure[^>]*id="course".*?<tbody[^>]*>(.*?)</tbody>', answer.content.decode(), re.DOTALL
    )
    assert table, query
    rows = [re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL) for row in table.group(1).split("</tr>")]
    return {_words(cells[0]): _words(cells[1]) for cells in rows if cells}


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_lever_s_measures_are_all_looked_at() -> None:
    assert {*ALWAYS, *WITH_POSTCODES, *UNKNOWN} == set(CODES)


def test_the_books_hold_what_the_publishers_published(books: Books) -> None:
    for each in books.publishers:
        published = sum(Decimal(KEYS[name]["total"]) for name in files_of(each.slug))
        assert value_of("total-spend", [each]) == published


@pytest.mark.parametrize("code", ALWAYS)
def test_every_publisher_is_measured_in_every_month_with_payments(code: str, books: Books) -> None:
    lines = SpendLine.objects.filter(institution__in=books.everybody).values_list("institution", "ym")
    there = Measurement.objects.filter(indicator=code).values_list("institution", "first")
    assert set(there) == set(lines.distinct())
    assert len({key for key, _ in there}) == len(books.everybody)


@pytest.mark.parametrize("code", WITH_POSTCODES)
def test_measures_of_places_are_there_where_postcodes_were_given(code: str, books: Books) -> None:
    there = set(Measurement.objects.filter(indicator=code).values_list("institution", "first"))
    assert there == {(books.cast.council.pk, ym) for ym in YEAR.months}
    assert all(value_of(code, [each]) is None for each in books.publishers)


@pytest.mark.parametrize("code", UNKNOWN)
def test_what_nobody_knows_is_measured_for_nobody(code: str, books: Books) -> None:
    assert not Measurement.objects.filter(indicator=code).exists()
    client, query = browser(books.cast.officer), {"system": books.cast.system.slug}
    assert (
        rows_of(client, indicator=code, **query)
        == rows_of(client, indicator=code, each="period", **query)
        == []
    )
    page = words_of(client, f"/recommendations/measures/{code}/", **query)
    assert f"No data for {books.cast.system.name}" in page
    assert csv_of(client, f"/recommendations/measures/{code}/download/measure.csv", **query) == []


def test_the_total_of_each_month_is_the_sum_of_its_payments(books: Books) -> None:
    paid = SpendLine.objects.filter(institution__in=books.everybody).values_list("institution", "ym")
    pence = {(key, ym): total for key, ym, total in paid.annotate(Sum("amount_pence"))}
    there = Measurement.objects.filter(indicator="total-spend").values_list(
        "institution", "first", "numerator"
    )
    assert {(key, ym): int(pounds * 100) for key, ym, pounds in there} == pence


@pytest.mark.parametrize("code", CODES)
def test_the_measurement_of_a_group_is_the_sum_over_it(code: str, books: Books) -> None:
    indicator = indicator_of(code)
    for question in books.questions[:3]:
        ids = books.subject(question).ids
        whole = measured(indicator, ids, YEAR)
        parts = measured_by_institution(indicator, ids, YEAR).values()
        months = measured_by_period(indicator, ids, YEAR).values()
        assert (whole is None) == (not parts) == (not months)
        for cut in (parts, months) if whole and indicator.is_summed else ():
            assert whole.numerator == sum(each.numerator for each in cut)
            assert (whole.denominator or 0) == sum(each.denominator or 0 for each in cut)
        if whole and not indicator.is_summed:
            assert whole.denominator == sum(each.denominator or 0 for each in parts)
            assert whole.numerator <= sum(each.numerator for each in parts)


@pytest.mark.parametrize("code", CODES)
def test_page_csv_and_api_say_the_same_of_the_year(code: str, books: Books) -> None:
    client, indicator = browser(books.cast.officer), indicator_of(code)
    for question in books.questions:
        query = {"period": YEAR.code, **question}
        rows = rows_of(client, indicator=code, each="period", **query)
        as_csv = csv_of(client, "/api/v1/measurements/", indicator=code, each="period", **query)
        page = words_of(client, f"/recommendations/measures/{code}/", **query)
        subject, reading = books.subject(question), measured(indicator, books.subject(question).ids, YEAR)
        assert len(rows) == len(as_csv) == (0 if reading is None else 1), question
        if reading is None:
            assert f"No data for {subject.name}" in page
            continue
        assert rows[0]["value"] == as_csv[0]["value"] == _digits(reading.value)
        assert rows[0]["numerator"] == as_csv[0]["numerator"] == _digits(reading.numerator)
        assert (rows[0]["denominator"] or "") == as_csv[0]["denominator"] == _digits(reading.denominator)
        assert f"{subject.name}: {value_words(indicator, Decimal(rows[0]['value']))} in" in page


@pytest.mark.parametrize("code", CODES)
def test_page_csv_and_api_say_the_same_of_every_month(code: str, books: Books) -> None:
    client, indicator = browser(books.cast.officer), indicator_of(code)
    for question in books.questions:
        if measured(indicator, books.subject(question).ids, YEAR) is None:
            continue
        rows = rows_of(client, indicator=code, period=YEAR.code, **question)
        api = {row["period"].replace("-", ""): row for row in rows}
        file = csv_of(
            client, f"/recommendations/measures/{code}/download/measure.csv", period=YEAR.code, **question
        )
        inside = {row["First month"]: row for row in file if int(row["First month"]) in YEAR.months}
        assert {ym: row["Value"] for ym, row in inside.items() if row["Numerator"]} == {
            ym: row["value"] or "" for ym, row in api.items()
        }
        for column in ("numerator", "denominator"):
            written = {ym: row[column.capitalize()] for ym, row in inside.items() if ym in api}
            assert written == {ym: row[column] or "" for ym, row in api.items()}
        shown = table_of(client, code, period=YEAR.code, **question)
        for ym, row in api.items():
            value = None if row["value"] is None else Decimal(row["value"])
            assert shown[_short(int(ym))] == exact_words(indicator, value), (question, ym)


def test_lists_of_measures_show_what_each_page_and_the_api_say(books: Books) -> None:
    client = browser(books.cast.officer)
    for question in books.questions:
        page = client.get("/recommendations/measures/", {"period": YEAR.code, **question}).content.decode()
        rows = rows_of(client, each="period", period=YEAR.code, **question)
        for row in rows:
            line = re.search(rf"<tr\b(?:(?!</tr>).)*?/measures/{row['indicator']}/.*?</tr>", page, re.DOTALL)
            assert line, row["indicator"]
            words = value_words(indicator_of(row["indicator"]), Decimal(row["value"]))
            assert words in _words(line.group()), (question, row["indicator"])


def test_people_of_one_institution_read_the_same_of_it(books: Books) -> None:
    officer, own = browser(books.cast.officer), browser(books.cast.contributor)
    query = {"institution": books.cast.council.slug, "period": YEAR.code}
    for extra in ({}, {"each": "period"}):
        assert rows_of(officer, **query, **extra) == rows_of(own, **query, **extra) != []


def test_a_very_small_share_is_written_with_all_its_digits() -> None:
    assert cell(Decimal("1.5E-9")) == "0.0000000015"
    assert cell(Decimal("1E+2")) == "100"


def value_of(code: str, institutions: list[AnchorInstitution]) -> Decimal | None:
    ever = Period(190001, 299912)
    reading = measured(indicator_of(code), [each.pk for each in institutions], ever)
    return reading.value if reading else None


def _digits(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def _short(ym: int) -> str:
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{names[ym % 100 - 1]} {ym // 100}"
