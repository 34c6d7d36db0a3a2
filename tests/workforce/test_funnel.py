"""Funnels: published rates from published counts, no rate before its time, nothing small for others to see."""

from datetime import date
from decimal import Decimal

import pytest

from anchors.models import User
from tests.cast import Cast, assembled
from workforce.charts.programmes import funnel_table, kept_table
from workforce.funnel import Funnel
from workforce.models import Cohort, CohortCount, Group, Programme, Stage
from workforce.publishing import publish
from workforce.readings.programmes import funnels


def programme(cast: Cast, **fields: object) -> Programme:
    return Programme.objects.create(
        system=cast.system,
        institution=cast.trust,
        name="Into health and care",
        first_day=date(2021, 4, 1),
        **fields,
    )


def cohort(of: Programme, quarter: tuple[int, int], as_at: date, **counts: int) -> Cohort:
    """A cohort with counts by `stage` or `stage__group`, hyphens as underscores."""
    made = Cohort.objects.create(programme=of, first_month=quarter[0], last_month=quarter[1], as_at=as_at)
    for name, people in counts.items():
        stage, _, group = name.partition("__")
        CohortCount.objects.create(
            cohort=made,
            stage=stage.replace("_", "-"),
            group=group.replace("_", "-") or Group.ALL,
            people=people,
        )
    return made


def funnel_of(of: Programme, user: User) -> Funnel:
    """What somebody sees, once it is published for those who do not run it."""
    publish(of, by=None)
    return funnels([of], user)[of.pk]


def i_can(cast: Cast) -> Programme:
    """The counts behind I CAN's published shares: 550 offers, of whom 67% from ethnic minority communities and so on."""
    found = programme(cast, training_weeks=4, search_weeks=9)
    cohort(
        found, (202101, 202103), date(2022, 12, 31),
        offer=550, offer__ethnic_minority=369, offer__aged_30=281, offer__aged_50=61, offer__disabled=55,
        job=500, weeks_26=450,
    )  # fmt: skip
    return found


@pytest.mark.parametrize("who", ["trust_lead", "officer"])
def test_published_counts_give_the_published_shares(cast: Cast, who: str) -> None:
    funnel = funnel_of(i_can(cast), getattr(cast, who))
    reach = {each.group: each.share for each in funnel.reach}
    assert funnel.row(Stage.OFFER).people == 550
    assert reach[Group.ETHNIC_MINORITY] == Decimal("0.67")
    assert reach[Group.AGED_30] == Decimal("0.51")
    assert reach[Group.AGED_50] == Decimal("0.11")
    assert abs((reach[Group.DISABLED] or 0) - Decimal("0.10")) <= Decimal("0.01")
    kept = next(row for row in funnel.kept_on if row.stage == Stage.WEEKS_26)
    assert (kept.share, kept.base) == (Decimal("0.90"), "who started a job")


@pytest.fixture
def cast(db: None) -> Cast:
    return assembled()


def test_a_cohort_too_young_shows_no_rate(cast: Cast) -> None:
    young = programme(cast, training_weeks=8, search_weeks=13)
    cohort(young, (202607, 202609), date(2026, 10, 31), started=40, trained=20, job=10)
    row = funnel_of(young, cast.trust_lead).row(Stage.JOB)
    assert (row.people, row.share, row.is_too_soon, row.ready_on) == (10, None, True, date(2027, 2, 24))


def test_a_share_leaves_out_those_who_started_too_late(cast: Cast) -> None:
    both = programme(cast, training_weeks=8, search_weeks=13)
    cohort(both, (202601, 202603), date(2026, 10, 31), started=60, job=30)
    cohort(both, (202607, 202609), date(2026, 10, 31), started=40, job=2)
    row = funnel_of(both, cast.trust_lead).row(Stage.JOB)
    assert (row.people, row.reached, row.out_of, row.share) == (32, 30, 60, Decimal("0.50"))
    assert row.until == date(2026, 3, 31)


def test_jobs_are_out_of_those_who_were_out_of_work(cast: Cast) -> None:
    told = programme(cast, training_weeks=8, search_weeks=13)
    cohort(
        told, (202601, 202603), date(2026, 10, 31),
        started=60, job=40, started__out_of_work=50, job__out_of_work=20,
    )  # fmt: skip
    row = funnel_of(told, cast.trust_lead).row(Stage.JOB)
    assert (row.share, row.base) == (Decimal("0.40"), "who were out of work when they started")


def test_a_share_says_where_nobody_recorded_who_was_out_of_work(cast: Cast) -> None:
    untold = programme(cast)
    cohort(untold, (202501, 202503), date(2026, 10, 31), started=60, job=40)
    assert "not recorded" in funnel_of(untold, cast.trust_lead).row(Stage.JOB).base


def test_others_see_rounded_figures_and_no_small_one(cast: Cast) -> None:
    small = programme(cast, training_weeks=4, search_weeks=4)
    cohort(small, (202501, 202503), date(2026, 10, 31), started=43, job=21)
    cohort(small, (202504, 202506), date(2026, 10, 31), started=38, job=5)
    funnel = funnel_of(small, cast.officer)
    first, second = funnel.cohorts
    assert (funnel.is_true, first.people, second.people) == (False, 45, 40)
    assert second.outcomes[Stage.JOB].people is None
    assert second.outcomes[Stage.JOB].share is None


def test_those_who_run_it_see_true_counts(cast: Cast) -> None:
    small = programme(cast)
    cohort(small, (202501, 202503), date(2026, 10, 31), started=43, job=5)
    funnel = funnel_of(small, cast.trust_lead)
    assert (funnel.is_true, funnel.cohorts[0].outcomes[Stage.JOB].people) == (True, 5)


def test_a_stage_that_nobody_counted_is_no_zero(cast: Cast) -> None:
    some = programme(cast)
    cohort(some, (202501, 202503), date(2026, 10, 31), started=43)
    row = funnel_of(some, cast.trust_lead).row(Stage.TRAINED)
    assert (row.people, row.is_given, row.share) == (None, False, None)


def test_whom_it_reaches_is_out_of_the_quarters_that_say_so(cast: Cast) -> None:
    some = programme(cast)
    cohort(some, (202501, 202503), date(2026, 10, 31), started=40, started__deprived=20)
    cohort(some, (202504, 202506), date(2026, 10, 31), started=100)
    reach = funnel_of(some, cast.trust_lead).reach_of(Group.DEPRIVED)
    assert reach
    assert (reach.people, reach.out_of, reach.share) == (20, 40, Decimal("0.50"))


def test_a_quarter_without_outcomes_does_not_hide_who_was_out_of_work_in_another(cast: Cast) -> None:
    told = programme(cast, training_weeks=4, search_weeks=4)
    cohort(told, (202404, 202406), date(2026, 10, 31), started=70)
    cohort(
        told, (202501, 202503), date(2026, 10, 31), started=50, started__out_of_work=45,
        job=20, job__out_of_work=18, weeks_26=15, weeks_26__out_of_work=10,
    )  # fmt: skip
    row = funnel_of(told, cast.trust_lead).row(Stage.WEEKS_26)
    assert (row.reached, row.out_of, row.base) == (10, 45, "who were out of work when they started")


def test_the_page_says_how_many_there_are_in_all_and_how_many_are_in_a_share(cast: Cast) -> None:
    some = programme(cast, training_weeks=4, search_weeks=4)
    cohort(some, (202501, 202503), date(2026, 10, 31), referred=158, started=105)
    cohort(some, (202504, 202506), date(2026, 10, 31), started=7)
    started = funnel_table(funnel_of(some, cast.trust_lead)).rows[1]
    assert started[:4] == ("Started", 112, 105, "158 referred for a start by 31 March 2025")


def test_those_still_in_work_are_of_people_who_started_by_a_day_and_found_a_job_whenever(cast: Cast) -> None:
    some = programme(cast, training_weeks=4, search_weeks=4)
    cohort(some, (202501, 202503), date(2026, 10, 31), started=60, job=40, weeks_13=30)
    table = kept_table(funnel_of(some, cast.trust_lead))
    assert table
    assert table.rows[0][2] == "40 who started by 31 March 2025 and found a job"
