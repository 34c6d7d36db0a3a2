"""Indicators of space open to the community: hours by quarter, spaces by month, where their figures are from."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import localdate

from anchors.jobs import Job
from anchors.models import AnchorInstitution
from anchors.periods import Period, ym_of
from estates.models import CommunitySpace, Site, SpaceUse
from estates.tasks import count_stocks
from metrics.measuring import measure
from metrics.models import Measurement
from metrics.readings import measured
from metrics.registry import indicator_of
from tests.cast import Cast


@pytest.fixture
def spaces(cast: Cast) -> list[CommunitySpace]:
    """Two of the trust, one of the council."""
    made = []
    for body, name in ((cast.trust, "Garden room"), (cast.trust, "Hall"), (cast.council, "Stall")):
        site, _ = Site.objects.get_or_create(institution=body, ref="A1", name="Infirmary")
        made.append(
            CommunitySpace.objects.create(site=site, name=name, kind="room", opened_on=date(2026, 2, 1))
        )
    recorded = datetime(2026, 3, 5, tzinfo=UTC)
    CommunitySpace.objects.update(made_at=recorded)
    return made


def used(space: CommunitySpace, first: int, **hours: Any) -> None:
    SpaceUse.objects.create(space=space, first_month=first, last_month=first + 2, **hours)


def value(code: str, period: Period, *bodies: AnchorInstitution) -> Decimal | None:
    ids = [body.pk for body in bodies]
    measure(ids, reason="a test")
    reading = measured(indicator_of(code), ids, period)
    return reading.value if reading else None


def test_hours_add_up_over_spaces_quarters_and_institutions(cast: Cast, spaces: list[CommunitySpace]) -> None:
    for space, hours in zip(spaces, (100, 200, 50), strict=True):
        used(space, 202604, hours_offered=hours)
    used(spaces[0], 202607, hours_offered=100)
    year = Period(202604, 202703)
    assert value("community-hours-offered", year, cast.trust) == 400
    assert value("community-hours-offered", year, cast.trust, cast.council) == 450
    assert value("community-hours-offered", Period(202607, 202609), cast.trust) == 100


def test_the_used_share_counts_spaces_of_which_both_are_known(
    cast: Cast, spaces: list[CommunitySpace]
) -> None:
    used(spaces[0], 202604, hours_offered=100, hours_used=20)
    used(spaces[1], 202604, hours_offered=900)
    used(spaces[2], 202604, hours_offered=300, hours_used=180)
    quarter = Period(202604, 202606)
    assert value("community-hours-used", quarter, cast.trust) == Decimal("0.2")
    assert value("community-hours-used", quarter, cast.trust, cast.council) == Decimal("0.5")


def test_spaces_open_are_counted_at_the_end_of_a_month_and_never_added_up_over_months(
    cast: Cast, spaces: list[CommunitySpace]
) -> None:
    CommunitySpace.objects.filter(pk=spaces[1].pk).update(closed_on=date(2026, 5, 31))
    assert value("community-spaces-open", Period(202604, 202604), cast.trust) == 2
    assert value("community-spaces-open", Period(202604, 202606), cast.trust) == 1
    assert value("community-spaces-open", Period(202604, 202606), cast.trust, cast.council) == 2
    assert value("community-spaces-open", Period(202501, 202512), cast.trust) is None


def test_a_month_that_begins_is_counted_though_nothing_changed(
    cast: Cast, spaces: list[CommunitySpace]
) -> None:
    count_stocks()
    job = Job.objects.get(kind="measure")
    assert job.arguments["institutions"] == sorted([cast.trust.pk, cast.council.pk])
    assert job.arguments["months"] == [ym_of(localdate())]


def test_figures_say_that_they_come_from_use_and_from_the_list(
    cast: Cast, spaces: list[CommunitySpace]
) -> None:
    used(spaces[0], 202604, hours_offered=100, hours_used=20)
    measure([cast.trust.pk], reason="a test")
    of_use = Measurement.objects.get(indicator="community-hours-used").source_version
    assert of_use.startswith("use of space to June 2026, entered ")
    of_list = Measurement.objects.filter(indicator="community-spaces-open").first()
    assert of_list is not None
    assert of_list.source_version == "spaces on offer as of 5 March 2026"
