"""The indicators of employment: from shown figures alone, the latest quarter stands, and every route says the same."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from anchors.models import User
from anchors.periods import Period
from metrics.measuring import measure
from metrics.models import Measurement
from metrics.readings import measured
from metrics.recommendations import Lever
from metrics.registry import indicator_of, indicators
from metrics.wording import value_words
from tests.cast import Cast
from tests.workforce.neighbourhood import CENSUS, QUARTER, csv_file, postcode
from tests.workforce.test_agreement import csv_of, page, rows_of
from tests.workforce.test_releasing import NEXT, PEOPLE, sent, shown, staff
from workforce.models import Release
from workforce.releasing import make_release

Browser = Callable[[User], Client]
CODES = [
    each.code for each in indicators() if each.lever == Lever.EMPLOYMENT and each.recommendations == (6,)
    and each.author == "Anchors, employment lever"
]  # fmt: skip
MINE = {
    "staff-from-deprived-areas", "participation-of-deprived-areas", "people-missing-from-deprived-areas",
    "staff-who-live-here", "starters-from-deprived-areas", "leavers-from-deprived-areas",
    "entry-level-staff-from-deprived-areas", "cold-spots",
}  # fmt: skip
BOTH = Period(QUARTER.first, NEXT.last)


@pytest.fixture
def release(cast: Cast) -> Release:
    sent(cast, staff(cast, by_decile=PEOPLE, outside=33))
    sent(cast, staff(cast, by_decile=[50] * 10), cast.council)
    made = make_release(cast.system, QUARTER, by=cast.officer)
    measure([cast.trust.pk, cast.council.pk], reason="a test")
    return made


def value(code: str, institutions: list[Any], period: Period = QUARTER) -> Decimal | None:
    found = measured(indicator_of(code), [each.pk for each in institutions], period)
    return found.value if found else None


def test_all_are_of_recommendation_6(release: Release):
    assert set(CODES) >= MINE


def test_they_are_worked_out_from_what_is_shown(cast: Cast, release: Release):
    deprived = shown(release, cast.trust, level="deprived", edition=2025)
    inside = shown(release, cast.trust, level="footprint")
    everybody = shown(release, cast.trust, level="staff")
    assert (deprived, inside, everybody) == (170, 720, 755)
    trust = [cast.trust]
    assert value("staff-from-deprived-areas", trust) == Decimal(170) / 720
    assert value("staff-who-live-here", trust) == Decimal(720) / 755
    assert value("participation-of-deprived-areas", trust) == Decimal(170) / 144, "a fifth of residents"
    assert value("people-missing-from-deprived-areas", trust) == 144 - 170
    band = shown(release, cast.trust, breakdown="band", category="1-4", level="deprived", edition=2025)
    whole = shown(release, cast.trust, breakdown="band", category="1-4", level="footprint")
    assert value("entry-level-staff-from-deprived-areas", trust) == Decimal(band) / (Decimal(whole) / 5)


def test_what_nobody_gave_or_is_hidden_is_no_data_and_never_nought(cast: Cast, release: Release):
    for code in ("starters-from-deprived-areas", "leavers-from-deprived-areas"):
        assert not Measurement.objects.filter(indicator=code).exists()
    assert value("cold-spots", [cast.trust]) is None, (
        "no middle area here has most residents in deciles 1 and 2"
    )


def test_the_system_as_a_whole_is_read_from_its_own_figures(cast: Cast, release: Release):
    together = [cast.trust, cast.council]
    whole = shown(release, level="deprived", edition=2025)
    assert value("staff-from-deprived-areas", together) == Decimal(whole) / shown(release, level="footprint")


def test_an_institution_whose_figure_is_hidden_is_not_missed_in_the_whole(cast: Cast):
    sent(cast, staff(cast, by_decile=PEOPLE))
    sent(cast, staff(cast, by_decile=[50] * 10), cast.council)
    homes = [postcode(cast.city, decile) for decile in (0, 1, *[5] * 20)]
    sent(cast, csv_file(["Home postcode"], [[home] for home in homes]), cast.board)
    release = make_release(cast.system, QUARTER, by=None)
    bodies = [cast.trust, cast.council, cast.board]
    measure([each.pk for each in bodies], reason="a test")
    code = "staff-from-deprived-areas"
    assert shown(release, cast.board, level="deprived", edition=2025) is None
    assert value(code, [cast.board]) is None
    whole = shown(release, level="deprived", edition=2025)
    assert value(code, bodies) == Decimal(whole) / shown(release, level="footprint")


def test_a_stock_is_not_summed_over_quarters(cast: Cast, release: Release):
    content = staff(cast, by_decile=[each + 20 for each in PEOPLE])
    sent(cast, content, quarter=NEXT, census=CENSUS + timedelta(92))
    second = make_release(cast.system, NEXT, by=None)
    measure([cast.trust.pk, cast.council.pk], reason="a test")
    latest = shown(second, cast.trust, level="deprived", edition=2025)
    inside = shown(second, cast.trust, level="footprint")
    assert value("staff-from-deprived-areas", [cast.trust], BOTH) == Decimal(latest) / inside
    council = shown(release, cast.council, level="deprived", edition=2025)
    others = shown(release, cast.council, level="footprint")
    assert value("staff-from-deprived-areas", [cast.trust, cast.council], BOTH) == Decimal(
        latest + council
    ) / (inside + others)
    assert value("staff-from-deprived-areas", [cast.trust]) == Decimal(170) / 720, "the former quarter stands"


def test_the_source_names_the_quarter_and_the_index(cast: Cast, release: Release):
    row = Measurement.objects.get(indicator="staff-from-deprived-areas", institution=cast.trust)
    assert row.source_version == "staff figures of April to June 2026, Indices of Deprivation 2025"
    assert (row.first, row.last) == (202604, 202606)


@pytest.mark.parametrize("code", sorted(MINE))
def test_page_csv_and_api_say_the_same(cast: Cast, release: Release, as_: Browser, code: str):
    client, indicator = as_(cast.officer), indicator_of(code)
    for question in ({"system": cast.system.slug}, {"institution": cast.trust.slug}):
        query = {"period": QUARTER.code, **question}
        rows = rows_of(client, "/api/v1/measurements/", indicator=code, each="period", **query)
        file = csv_of(client, "/api/v1/measurements/", indicator=code, each="period", **query)
        address = f"/recommendations/measures/{code}/"
        html = " ".join(unescape(re.sub(r"<[^>]+>", " ", page(client, address, **query))).split())
        assert len(rows) == len(file) <= 1
        if not rows:
            assert "No data for" in html
            continue
        assert rows[0]["value"] == file[0]["value"]
        assert value_words(indicator, Decimal(rows[0]["value"])) in html
        download = csv_of(client, f"{address}download/measure.csv", **query)
        assert rows[0]["value"] in {row["Value"] for row in download}
