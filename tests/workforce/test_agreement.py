"""The same cell by every route: page, table, map, tooltip, CSV, workbook, JSON and sort order show the same value."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from anchors.models import Parameter, User
from tests.cast import Cast
from tests.workforce.neighbourhood import QUARTER
from tests.workforce.test_releasing import PEOPLE, sent, staff
from workforce.analysis import Verdict
from workforce.models import Release, ReleasedCell
from workforce.releasing import make_release

Browser = Callable[[User], Client]
AREAS, DECILES = "/api/v1/employment/areas/", "/api/v1/employment/deciles/"
SECRETS = (3, 9)
"""True counts of areas: one is hidden, one is rounded to 10; neither number may be anywhere."""


@pytest.fixture
def release(cast: Cast) -> Release:
    sent(cast, staff(cast, by_decile=PEOPLE, outside=33))
    sent(cast, staff(cast, by_decile=[50] * 10), cast.council)
    return make_release(cast.system, QUARTER, by=cast.officer)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, query, answer.status_code)
    return answer.content.decode()


def table_rows(html: str, caption: str) -> list[list[str]]:
    """The rows of the table under a caption's id."""
    found = re.search(rf'<caption[^>]*id="{caption}".*?<tbody[^>]*>(.*?)</tbody>', html, re.DOTALL)
    assert found, caption
    rows = (re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL) for row in found[1].split("</tr>"))
    return [[words(cell) for cell in row] for row in rows if row]


def rows_of(client: Client, address: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(address, {"limit": "500", **query})
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def csv_of(client: Client, address: str, **query: str) -> list[dict[str, str]]:
    answer = client.get(address, query, headers={"accept": "text/csv"})
    assert answer.status_code == 200, answer
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def sheet_of(client: Client, address: str, sheet: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(address, query)
    assert answer.status_code == 200
    page = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name(sheet)
    headings, *rows = page.to_python(skip_empty_area=False)[2:]
    return [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.mark.parametrize("level", ["small", "middle", "district"])
@pytest.mark.parametrize("whose", ["all", "trust"])
def test_an_area_has_the_same_figure_by_every_route(
    cast: Cast, release: Release, as_: Browser, level: str, whose: str
):
    client = as_(cast.officer)
    trust = cast.trust if whose == "trust" else None
    query = {"areas": level, "sort": "staff"} | ({"institution": trust.slug} if trust else {})
    truth = dict(
        ReleasedCell.objects.filter(
            release=release, institution=trust, breakdown="all", level=level
        ).values_list("area", "shown")
    )
    api = rows_of(client, AREAS, **query)
    assert {row["area"]: row["staff"] for row in api} == truth
    assert all(row["suppressed"] == (row["staff"] is None) for row in api)
    hidden = [row for row in api if row["suppressed"]]
    assert all(row[key] is None for row in hidden for key in ("per_1000", "quotient", "gap"))
    assert bool(hidden) == (level == "small" and whose == "trust")

    for address in (AREAS, "/employment/areas.csv"):
        file = csv_of(client, address, **query)
        assert [(row["area"], row["staff"], row["suppressed"]) for row in file] == [
            (row["area"], _cell(row["staff"]), "yes" if row["suppressed"] else "no") for row in api
        ]
        assert [row["per_1000"] for row in file] == [_cell(row["per_1000"]) for row in api]
    book = sheet_of(client, "/employment/areas.xlsx", "Areas", **query)
    assert [row["staff"] for row in book] == [_shown(row["staff"]) for row in api]
    assert [row["per_1000"] for row in book] == [_shown(row["per_1000"]) for row in api]

    table = table_rows(page(client, "/employment/", figure="map", view="table", **query), "map-table")
    at = {"small": 3, "middle": 3, "district": 2}[level]
    assert [(row[0], row[at]) for row in table] == [(row["name"], _written(row["staff"])) for row in api]
    assert [row[at + 2] for row in table] == [str(_shown(row["per_1000"])) for row in api]


def test_an_area_reads_the_same_by_every_route(cast: Cast, release: Release, as_: Browser):
    client = as_(cast.officer)
    query = {"areas": "district", "sort": "name"}
    api = rows_of(client, AREAS, **query)
    labels = [Verdict(row["reading"]).label for row in api]
    assert "Above expected" in labels
    assert [row["reading"] for row in csv_of(client, "/employment/areas.csv", **query)] == [
        row["reading"] for row in api
    ]
    book = sheet_of(client, "/employment/areas.xlsx", "Areas", **query)
    assert [row["reading"] for row in book] == labels
    table = table_rows(page(client, "/employment/", figure="map", view="table", **query), "map-table")
    assert [row[-1] for row in table] == labels
    assert f"{labels[0]}." in words(page(client, "/employment/", area=api[0]["area"], **query))


def test_true_counts_far_from_what_is_expected_say_so_and_those_near_do_not(
    cast: Cast, release: Release, as_: Browser
):
    html = page(as_(cast.trust_lead), "/employment/true-counts/", areas="small")
    for *_, quotient, _, reading in table_rows(html, "true-counts"):
        if float(quotient) >= 2:
            assert reading == "Above expected"
        if 0.95 <= float(quotient) <= 1.05:
            assert reading == "As expected"


def test_tooltip_class_and_label_of_the_map_are_those_of_the_table(
    cast: Cast, release: Release, as_: Browser
):
    from anchors.models import SmallArea

    for number, area in enumerate(SmallArea.objects.filter(vintage=2021).order_by("code")):
        area.latitude, area.longitude = 52 + number % 6 / 50, -1 + number // 6 / 30
        area.save()
    client = as_(cast.officer)
    query = {"areas": "small", "institution": cast.trust.slug}
    api = {row["name"]: row for row in rows_of(client, AREAS, **query)}
    drawn = re.findall(
        r"<title>([^<]*)</title><path class=\"([^\"]*)\"", page(client, "/employment/", **query)
    )
    said = {unescape(title): css for title, css in drawn}
    assert len(said) == len(api) == 20
    for name, row in api.items():
        if row["suppressed"]:
            assert "anchors-map__hidden" in said[f"{name}: Hidden"]
        else:
            assert "anchors-map__hidden" not in said[f"{name}: {row['per_1000']} per 1,000"]
    rates = sorted((row["per_1000"], _class(said, row)) for row in api.values() if not row["suppressed"])
    assert [shade for _, shade in rates] == sorted(shade for _, shade in rates)
    hidden = sum(row["suppressed"] for row in api.values())
    listed = table_rows(page(client, "/employment/", **query), "hidden-areas")
    assert len(listed) == hidden > 0
    assert {row[2] for row in listed} == {"Hidden"}


def test_hidden_areas_come_last_and_by_name_whatever_their_true_counts(
    cast: Cast, release: Release, as_: Browser
):
    client = as_(cast.officer)
    for sort in ("staff", "-staff", "rate", "-rate", "gap", "-quotient"):
        rows = rows_of(client, AREAS, areas="small", institution=cast.trust.slug, sort=sort)
        shown = [row for row in rows if not row["suppressed"]]
        hidden = rows[len(shown) :]
        assert all(row["suppressed"] for row in hidden), sort
        assert [row["name"] for row in hidden] == sorted(row["name"] for row in hidden)
        for one, other in pairwise(shown):
            if one["staff"] == other["staff"]:
                assert one["name"] < other["name"], "equal figures are in the order of names"


@pytest.mark.parametrize("group", ["all", "band.1-4", "band.8-plus", "starters"])
def test_a_decile_has_the_same_figure_by_every_route(cast: Cast, release: Release, as_: Browser, group: str):
    client = as_(cast.officer)
    query = {"institution": cast.trust.slug, "staff": group}
    api = rows_of(client, DECILES, **query)
    breakdown, _, category = group.partition(".")
    cells = ReleasedCell.objects.filter(
        release=release, institution=cast.trust, breakdown=breakdown, category=category or "all", edition=2025
    )
    truth = {str(cell.decile or "1-2"): cell.shown for cell in cells}
    assert {row["decile"]: row["staff"] for row in api} == truth
    assert bool(truth) == (group != "starters"), "nobody gave starters, which is no data and not hidden"
    if not truth:
        assert "no figures of starters" in words(page(client, "/employment/deciles/", **query))
        return
    for address in (DECILES, "/employment/deciles.csv"):
        file = csv_of(client, address, **query)
        for key in ("decile", "staff", "quotient", "gap", "share_of_staff"):
            assert [row[key] for row in file] == [_cell(row[key]) for row in api], key
    book = sheet_of(client, "/employment/deciles.xlsx", "Deciles", **query)
    assert [row["staff"] for row in book] == [_shown(row["staff"]) for row in api]
    html = page(client, "/employment/deciles/", figure="deciles", view="table", **query)
    table = table_rows(html, "deciles-table")
    assert [row[1] for row in table] == [_written(row["staff"]) for row in api[:-1]]


def test_no_true_count_is_on_any_page_of_figures(cast: Cast, as_: Browser):
    sent(cast, staff(cast, by_decile=[137, 31, 3, 22, 12, 60, 9, 0, 17, 26]))
    make_release(cast.system, QUARTER, by=None)
    client = as_(cast.trust_lead)
    for address in ("/employment/", "/employment/deciles/"):
        for view in ("chart", "table"):
            html = page(client, address, areas="small", figure="map", view=view)
            assert "137" not in words(html)


def test_two_breakdowns_and_own_areas_are_refused_with_a_sentence(cast: Cast, release: Release, as_: Browser):
    client = as_(cast.officer)
    asked = {
        "staff=band.1-4&staff=starters": "one thing at a time",
        "staff=band.1-4,age.under-26": "one thing at a time",
        "staff=band.1-4.starters": "one thing at a time",
        "areas=E01000001,E01000002": "put together",
        "areas=E01000001": "put together",
        "area=E01000001,E01000002": "put together",
        f"institution={cast.trust.slug},{cast.council.slug}": "one institution, or for all",
        "edition=2015": "no edition",
        "quarter=nonsense": "is not a period",
    }
    for query, sentence in asked.items():
        for address in ("/employment/", "/employment/deciles/", "/employment/areas.csv"):
            answer = client.get(f"{address}?{query}")
            assert (answer.status_code, query) == (400, query)
            assert sentence in words(answer.content.decode()), query
        endpoints = (AREAS, DECILES) if "area" not in query else (AREAS,)
        for address in endpoints:
            if query.startswith("area="):
                continue
            answer = client.get(f"{address}?{query}")
            assert answer.status_code == 400, (address, query)
    assert client.get(f"{AREAS}?staff=starters").status_code == 400, "groups are not published by area"
    assert "never by area" in words(page(client, "/employment/", staff="starters"))


def test_partners_see_all_together_and_not_each_other(cast: Cast, release: Release, as_: Browser):
    client = as_(cast.contributor)
    assert rows_of(client, AREAS, areas="district")
    for address in ("/employment/", "/employment/deciles/", AREAS, DECILES):
        assert client.get(address, {"institution": cast.trust.slug}).status_code == 404
        assert client.get(address, {"institution": cast.council.slug}).status_code == 200
    outsider = as_(cast.outsider)
    assert rows_of(outsider, AREAS) == []
    assert "No staff figures are published yet" in words(page(outsider, "/employment/"))


def test_true_counts_are_for_contributors_of_the_institution_alone(
    cast: Cast, release: Release, as_: Browser
):
    html = page(as_(cast.trust_lead), "/employment/true-counts/", areas="small")
    assert "Not for publication" in html
    counts = {row[0]: row[3] for row in table_rows(html, "true-counts")}
    assert counts["Northvale 003A"] == "3"
    assert counts["Northvale 008A"] == "0"
    file = csv_of(as_(cast.trust_lead), "/employment/true-counts.csv", areas="small")
    assert {row["name"]: row["staff"] for row in file} == counts
    for person in (cast.officer, cast.contributor):
        answer = as_(person).get("/employment/true-counts/", {"institution": cast.trust.slug})
        assert answer.status_code == 404
    assert as_(cast.reader).get("/employment/true-counts/").status_code == 404


def test_an_institution_with_few_staff_is_not_mapped(cast: Cast, as_: Browser):
    sent(cast, staff(cast, by_decile=[2] * 10), cast.council)
    sent(cast, staff(cast, by_decile=PEOPLE))
    make_release(cast.system, QUARTER, by=None)
    Parameter.objects.filter(code="staff-map-least-staff").update(value=10_000)
    client = as_(cast.officer)
    assert "no map of fewer than 10000 staff" in words(page(client, "/employment/"))
    assert rows_of(client, AREAS) == []


def test_areas_with_few_residents_have_no_rate(cast: Cast, release: Release, as_: Browser):
    Parameter.objects.filter(code="staff-map-least-residents").update(value=1601)
    client = as_(cast.officer)
    rows = rows_of(client, AREAS, areas="small")
    assert {row["per_1000"] for row in rows} == {row["expected"] for row in rows} == {None}
    html = page(client, "/employment/", areas="small", figure="map", view="table")
    assert "Too few residents" in words(html)


def _class(said: dict[str, str], row: dict[str, Any]) -> int:
    found = re.search(r"anchors-map__(\d)", said[f"{row['name']}: {row['per_1000']} per 1,000"])
    assert found
    return int(found[1])


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _shown(value: object) -> object:
    return "Hidden" if value is None else value


def _written(value: int | None) -> str:
    return "Hidden" if value is None else f"{value:,}"
