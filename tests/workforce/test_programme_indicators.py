"""What programmes published as measures: starts by quarter, shares as they stand, nothing that is hidden or true."""

from datetime import date
from decimal import Decimal

import pytest

from anchors.models import AnchorInstitution
from anchors.periods import Period, period_of
from metrics.measuring import measure
from metrics.models import Measurement
from metrics.registry import Cut, indicator_of
from tests.cast import Cast, assembled
from workforce.models import Programme
from workforce.programmes import keep_counts
from workforce.publishing import publish

FIRST, SECOND = "2025-26-Q1", "2025-26-Q2"
ALL, OUT_OF_WORK, DEPRIVED = "all", "out-of-work", "deprived"


@pytest.fixture
def cast(db: None) -> Cast:
    return assembled()


def programme(cast: Cast, name: str = "Into health and care", at: str = "trust") -> Programme:
    return Programme.objects.create(
        system=cast.system, institution=getattr(cast, at), name=name, first_day=date(2025, 4, 1),
        training_weeks=8, search_weeks=13,
    )  # fmt: skip


def enter(
    programme: Programme, quarter: str, counts: dict[str, dict[str, int]], *, as_at: date = date(2026, 9, 30)
) -> None:
    """Counts by group and stage."""
    for group, people in counts.items():
        keep_counts(programme, period_of(quarter), people, group=group, as_at=as_at, source="", by=None)


def told(code: str, institution: AnchorInstitution) -> list[tuple[int, Decimal, Decimal | None]]:
    found = Measurement.objects.filter(indicator=code, institution=institution).order_by("last")
    return list(found.values_list("last", "numerator", "denominator"))


def test_nothing_is_measured_before_it_is_published(cast: Cast) -> None:
    enter(programme(cast), FIRST, {ALL: {"started": 60, "job": 33}})
    measure([cast.trust.pk], reason="a test")
    assert not Measurement.objects.exists()


def test_starts_are_booked_to_the_quarter_in_which_people_started_and_add_up(cast: Cast) -> None:
    for name in ("One", "Two"):
        some = programme(cast, name)
        enter(some, FIRST, {ALL: {"started": 61}})
        enter(some, SECOND, {ALL: {"started": 5}})
        publish(some, by=None)
    measure([cast.trust.pk], reason="a test")
    assert told("programme-starts", cast.trust) == [(202506, Decimal(120), None)]


def test_shares_are_of_published_totals_booked_to_the_month_of_the_count(cast: Cast) -> None:
    some = programme(cast)
    for quarter, jobs in ((FIRST, 25), (SECOND, 6)):
        enter(some, quarter, {
            ALL: {"started": 60, "job": jobs + 5, "weeks-26": jobs},
            OUT_OF_WORK: {"started": 50, "job": jobs, "weeks-26": jobs - 5},
            DEPRIVED: {"started": 30},
        })  # fmt: skip
    publish(some, by=None)
    measure([cast.trust.pk], reason="a test")
    assert told("programme-job-outcomes", cast.trust) == [(202609, Decimal(30), Decimal(100))]
    assert told("programme-in-work-after-26-weeks", cast.trust) == [(202609, Decimal(20), Decimal(100))]
    assert told("programme-starters-from-deprived-areas", cast.trust) == [(202609, Decimal(60), Decimal(120))]
    row = Measurement.objects.get(indicator="programme-job-outcomes")
    assert row.source_version == "programmes as counted to September 2026"


def test_a_correction_is_measured_with_the_next_publication(cast: Cast) -> None:
    some = programme(cast)
    enter(some, FIRST, {g: {"started": 60, "weeks-26": 20} for g in (ALL, OUT_OF_WORK)})
    publish(some, by=None, today=date(2026, 11, 1))
    enter(
        some,
        FIRST,
        {g: {"started": 60, "weeks-26": 40} for g in (ALL, OUT_OF_WORK)},
        as_at=date(2026, 12, 31),
    )
    measure([cast.trust.pk], reason="a test")
    assert told("programme-in-work-after-26-weeks", cast.trust) == [(202609, Decimal(20), Decimal(60))]
    publish(some, by=None, today=date(2027, 1, 2))
    measure([cast.trust.pk], reason="a test")
    assert told("programme-in-work-after-26-weeks", cast.trust) == [
        (202609, Decimal(20), Decimal(60)), (202612, Decimal(40), Decimal(60)),
    ]  # fmt: skip


def test_a_whole_is_the_latest_of_each_by_numerators_and_denominators(cast: Cast) -> None:
    for at, stayed in (("trust", 20), ("council", 50)):
        some = programme(cast, at=at)
        enter(some, FIRST, {g: {"started": 60, "weeks-26": stayed} for g in (ALL, OUT_OF_WORK)})
        publish(some, by=None)
    whole = indicator_of("programme-in-work-after-26-weeks").whole
    cut = Cut((cast.trust.pk, cast.council.pk), Period(202604, 202703))
    assert whole
    assert whole([cut])[cut] == (Decimal(70), Decimal(120))


def test_a_hidden_share_has_no_value(cast: Cast) -> None:
    some = programme(cast)
    enter(some, FIRST, {g: {"started": 60, "weeks-26": 6} for g in (ALL, OUT_OF_WORK)})
    publish(some, by=None)
    measure([cast.trust.pk], reason="a test")
    assert told("programme-in-work-after-26-weeks", cast.trust) == []
    assert told("programme-starts", cast.trust) == [(202506, Decimal(60), None)]
