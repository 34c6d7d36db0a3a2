"""Pages of where staff live and who is missing: what they say, and what they say where there is nothing."""

from collections.abc import Callable

import pytest
from django.test import Client

from anchors.models import Postcode, SmallArea, SmallAreaPopulation, User
from metrics.registry import Asked
from tests.cast import Cast
from tests.workforce.neighbourhood import QUARTER
from tests.workforce.test_agreement import page, sheet_of, words
from tests.workforce.test_releasing import sent, staff
from workforce.indicators import participation_of_deprived_areas
from workforce.models import Release
from workforce.releasing import make_release

Browser = Callable[[User], Client]
FEW = [10, 10, *[60] * 8]


@pytest.fixture
def release(cast: Cast) -> Release:
    sent(cast, staff(cast, by_decile=FEW, outside=40))
    return make_release(cast.system, QUARTER, by=cast.officer)


def test_the_lead_says_how_many_of_each_100_expected_live_there_and_where_few_do(
    cast: Cast, release: Release, as_: Browser
):
    said = words(page(as_(cast.officer), "/employment/", areas="small"))
    assert "would expect from our most deprived areas (deciles 1 and 2), 60 live there" in said
    assert "In Northvale 001A and Northvale 002A the gap is unlikely to be chance." in said
    assert "Fewer staff live where deprivation is highest" in said
    assert "Gap unlikely to be chance" in said


def test_a_group_is_shown_by_decile_and_the_page_says_why_not_by_area(
    cast: Cast, release: Release, as_: Browser
):
    said = words(page(as_(cast.officer), "/employment/", staff="band.1-4"))
    assert "staff in bands 1 to 4" in said
    assert "never by area: the counts would be too small to protect" in said


def test_each_index_of_deprivation_has_its_own_tables(cast: Cast, release: Release, as_: Browser):
    client = as_(cast.officer)
    for edition in ("2019", "2025"):
        said = words(page(client, "/employment/deciles/", edition=edition))
        assert f"decile of the Indices of Deprivation {edition}" in said
        assert "60 live there" in said
    said = words(page(client, "/employment/", edition="2019"))
    assert "The Indices of Deprivation 2019 do not rank these small areas" in said


def test_the_share_of_staff_who_live_here_is_of_all_staff(cast: Cast, release: Release, as_: Browser):
    assert "96% of all staff live in our districts" in words(page(as_(cast.officer), "/employment/deciles/"))


def test_a_quarter_that_is_not_published_leads_to_the_newest(cast: Cast, release: Release, as_: Browser):
    for address in ("/employment/", "/employment/deciles/"):
        said = words(page(as_(cast.officer), address, quarter="2020-21-Q1"))
        assert "Nothing is published for that quarter" in said
        assert "April to June 2026" in said


def test_without_populations_nothing_is_expected_of_any_area(cast: Cast, release: Release, as_: Browser):
    SmallAreaPopulation.objects.all().delete()
    client = as_(cast.officer)
    said = words(page(client, "/employment/", figure="map", view="table"))
    assert "No data" in said
    assert "No population of small areas has been loaded" in words(
        page(client, "/employment/", figure="map", view="about")
    )
    assert "12% live in deciles 1 and 2" in said.replace("  ", " ")


def test_the_workbook_says_what_it_holds(cast: Cast, release: Release, as_: Browser):
    cover = {
        row["About"]: row["Words"] for row in sheet_of(as_(cast.officer), "/employment/areas.xlsx", "About")
    }
    assert cover["What"].startswith("All that supplied (1): staff, April to June 2026")
    assert "rounded to the nearest 5" in cover["Disclosure rule"]
    assert "quarter=2026-27-Q1" in cover["Address"]


def test_areas_that_an_index_does_not_rank_are_on_neither_side_of_its_quotients(
    cast: Cast, release: Release, as_: Browser
):
    """Of the ten deciles two areas each; the city's areas 9 and 10 lose their decile, and their residents too."""
    lost = SmallArea.objects.filter(vintage=2021, code__in=("E01000009", "E01000010"))
    SmallAreaPopulation.objects.filter(small_area__in=lost).delete()
    lost.update(imd2025_decile=None)
    Release.objects.all().delete()
    made = make_release(cast.system, QUARTER, by=cast.officer)
    assert made.editions == [2019, 2025]
    client = as_(cast.officer)
    rows = {row["decile"]: row for row in client.get("/api/v1/employment/deciles/").json()["items"]}
    counted = sum(row["staff"] for decile, row in rows.items() if decile != "1-2")
    assert counted == 380 + 500
    quotient = (120 / counted) / (4 / 18)
    assert float(rows["1-2"]["quotient"]) == pytest.approx(quotient, abs=0.006)
    said = words(page(client, "/employment/deciles/"))
    assert f"{quotient * 100:.0f} live there" in said
    assert "2 of 20 small areas have no decile in the Indices of Deprivation 2025 here" in said
    assert "96% of all staff live in our districts" in said
    found = next(iter(participation_of_deprived_areas(Asked((cast.trust.pk,)))))
    assert float(found.numerator / found.denominator) == pytest.approx(quotient, abs=0.006)


def test_the_index_in_use_is_the_newest_that_ranks_the_small_areas_shown(cast: Cast, as_: Browser):
    Postcode.objects.filter(small_area_2021__code="E01000010").update(small_area_2021=None)
    sent(cast, staff(cast, by_decile=FEW, outside=40))
    made = make_release(cast.system, QUARTER, by=cast.officer)
    assert (made.vintage, made.editions, made.edition) == (2011, [2019, 2025], 2019)
    client = as_(cast.officer)
    said = words(page(client, "/employment/", areas="small"))
    assert "do not rank these small areas" not in said
    assert "In Northvale 001A and Northvale 002A the gap is unlikely to be chance." in said
    assert "Indices of Deprivation 2019" in words(page(client, "/employment/deciles/"))
    found = next(iter(participation_of_deprived_areas(Asked((cast.trust.pk,)))))
    assert float(found.numerator / found.denominator) == pytest.approx(0.6, abs=0.006)


def test_what_is_expected_of_an_area_counts_residents_of_areas_that_have_changed(
    cast: Cast, release: Release, as_: Browser
):
    """Twenty areas of 1,000 people, counted in 2011; two of them have other codes since 2021."""
    SmallAreaPopulation.objects.filter(small_area__vintage=2021).delete()
    for number, area in enumerate(
        SmallArea.objects.filter(vintage=2021, code__in=("E01000009", "E01000010"))
    ):
        SmallArea.objects.filter(pk=area.pk).update(code=f"E0109900{number}")
    Release.objects.all().delete()
    make_release(cast.system, QUARTER, by=cast.officer)
    rows = as_(cast.officer).get("/api/v1/employment/areas/", {"areas": "small"}).json()["items"]
    expected = {row["area"]: row["expected"] for row in rows}
    assert expected["E01099000"] is None
    assert (
        expected["E01000001"] == 50
    )  # 960 / 20 as shown, to the nearest 5; of eighteen areas it would be 55
