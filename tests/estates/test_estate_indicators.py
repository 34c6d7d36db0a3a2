"""Indicators of estates: by hand from a few returns, the latest year for a longer period, beside published shares."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from anchors.models import AnchorInstitution, SystemMembership
from anchors.periods import Period
from estates.loading import Origin, ReturnStatement, SiteStatement, state_returns, state_sites
from estates.readings import estate_years
from metrics.measuring import measure
from metrics.peers import benchmarks
from metrics.readings import measured
from metrics.registry import Asked, indicator_of, source_versions
from tests.cast import Cast

Returned = Callable[..., None]
YEARS = Period(201504, 201703)


@pytest.fixture
def returned(cast: Cast) -> Returned:
    """Puts figures of a year on record, of a whole trust or of a site."""

    def say(year: int, *, body: AnchorInstitution | None = None, site: str = "", **figures: str) -> None:
        institution = body or cast.trust
        origin = Origin("eric", f"ERIC {year}", date(year + 1, 3, 31))
        sites = state_sites(institution, [SiteStatement(site, {"name": site})], origin) if site else {}
        state_returns(institution, [ReturnStatement(year, sites.get(site), figures)], origin)

    return say


def value(code: str, *bodies: AnchorInstitution, period: Period = YEARS) -> Decimal | None:
    ids = [body.pk for body in bodies]
    measure(ids, reason="a test")
    reading = measured(indicator_of(code), ids, period)
    return reading.value if reading else None


def test_empty_and_under_used_floor_is_weighted_by_the_floor_of_sites(cast: Cast, returned: Returned) -> None:
    returned(2016, site="A", floor_m2="1000", empty_share="0.5", under_used_share="0")
    returned(2016, site="B", floor_m2="3000", empty_share="0", under_used_share="0.1")
    assert value("empty-and-under-used-floor", cast.trust) == Decimal("0.2")


def test_the_whole_stands_where_there_are_no_sites_and_before_their_sum(
    cast: Cast, returned: Returned
) -> None:
    returned(
        2016,
        floor_m2="5000",
        backlog_high="1",
        backlog_significant="2",
        backlog_moderate="3",
        backlog_low="4",
    )
    returned(2016, site="A", floor_m2="1000", backlog_high="9")
    (year,) = estate_years([cast.trust.pk])
    assert (year.figure("floor_m2"), year.backlog) == (Decimal(5000), Decimal(10))
    assert value("backlog-per-square-metre", cast.trust) == Decimal("0.002")


def test_backlog_is_no_data_unless_all_four_risks_are_known(cast: Cast, returned: Returned) -> None:
    returned(2016, floor_m2="5000", backlog_high="1", backlog_significant="2", backlog_moderate="3")
    assert value("backlog-per-square-metre", cast.trust) is None


def test_a_longer_period_is_its_latest_year_and_never_a_sum_of_years(cast: Cast, returned: Returned) -> None:
    returned(2015, clinical_m2="60", non_clinical_m2="40", occupied_m2="100")
    returned(2016, clinical_m2="70", non_clinical_m2="30", occupied_m2="100")
    assert value("non-clinical-share-of-occupied-floor", cast.trust) == Decimal("0.3")
    earlier = Period(201504, 201603)
    assert value("non-clinical-share-of-occupied-floor", cast.trust, period=earlier) == Decimal("0.4")


def test_institutions_together_are_the_latest_year_of_each_summed(cast: Cast, returned: Returned) -> None:
    second = AnchorInstitution.objects.create(
        name="Marsh Care", slug="marsh-care", kind="community_trust", ods_code="RXX"
    )
    SystemMembership.objects.create(system=cast.system, institution=second)
    returned(2015, land_owned_ha="10", land_idle_ha="5")
    returned(2016, land_owned_ha="10", land_idle_ha="1")
    returned(2015, body=second, land_owned_ha="30", land_idle_ha="9")
    assert value("land-not-delivering-services", cast.trust, second) == Decimal("0.25")


def test_the_share_for_retail_has_floor_as_its_base(cast: Cast, returned: Returned) -> None:
    returned(2016, floor_m2="200", retail_m2="3")
    assert value("floor-let-for-retail", cast.trust) == Decimal("0.015")


def test_published_shares_stand_beside_with_their_source(cast: Cast) -> None:
    found = benchmarks(indicator_of("non-clinical-share-of-occupied-floor"), date(2026, 11, 1))
    assert [(each.name, each.value) for each in found] == [
        ("NHS in England, 2022/23", Decimal("0.33")),
        ("Carter ceiling", Decimal("0.35")),
    ]
    assert all("NHS England" in each.source for each in found)


def test_page_csv_and_api_say_the_same(cast: Cast, returned: Returned, as_: Callable[..., Client]) -> None:
    returned(2016, clinical_m2="70", non_clinical_m2="30", occupied_m2="90")
    assert value("non-clinical-share-of-occupied-floor", cast.trust) == Decimal(1) / 3
    query = f"?institution={cast.trust.slug}&period=2016-04..2017-03"
    client, code = as_(cast.trust_lead), "non-clinical-share-of-occupied-floor"
    page = client.get(f"/recommendations/measures/{code}/{query}")
    assert page.status_code == 200
    assert "33%" in page.content.decode()
    answer = client.get(f"/api/v1/measurements/{query}&indicator={code}").json()["items"]
    text = b"".join(client.get(f"/api/v1/measurements/{query}&indicator={code}&format=csv").streaming_content)  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    assert (len(answer), Decimal(answer[0]["numerator"]), Decimal(answer[0]["denominator"])) == (1, 30, 90)
    assert (Decimal(row["numerator"]), Decimal(row["denominator"])) == (30, 90)


def test_figures_of_returns_name_the_newest_year(cast: Cast, returned: Returned) -> None:
    for year in (2017, 2016):
        returned(year, floor_m2="200", retail_m2="3")
    asked = Asked((cast.trust.pk,))
    versions = source_versions(indicator_of("floor-let-for-retail"), asked)
    assert "2017" in versions[cast.trust.pk]
