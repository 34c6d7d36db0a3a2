"""The acts of an options appraisal, from its beginning to a decision."""

from datetime import date

import pytest

from anchors.models import Membership
from estates.appraising import (
    CannotDo,
    Decision,
    answer,
    ask,
    begin_appraisal,
    decide,
    keep_option,
    mark,
    submit,
    take_back,
)
from estates.exploring import Progress, Task, task_states
from estates.models import Appraisal, Option, Plot, Site
from tests.cast import Cast, person

DAY = date(2026, 11, 2)


@pytest.fixture
def appraisal(cast: Cast) -> Appraisal:
    site = Site.objects.create(institution=cast.trust, ref="A1", name="Old laundry")
    plot = Plot.objects.create(site=site, ref="P1", title="Old laundry")
    return begin_appraisal(plot, by=cast.trust_lead)


def submitted(appraisal: Appraisal, cast: Cast, *routes: str) -> list[Option]:
    """Options with a receipt for these routes, every task marked, put to the board."""
    by = cast.trust_lead
    options = [
        keep_option(appraisal, {"route": route, "name": route, "receipt": 10}, by=by) for route in routes
    ]
    for task in list(Task)[:-1]:
        mark(appraisal, task, is_done=True, by=by)
    submit(appraisal, by=by)
    return options


def chosen(option: Option, reason_unexplored: str = "") -> Decision:
    return Decision(option, "Best for the place", "Board of directors", DAY, reason_unexplored)


def test_a_second_beginning_is_the_same_appraisal(appraisal: Appraisal, cast: Cast) -> None:
    assert begin_appraisal(appraisal.plot, by=cast.trust_lead) == appraisal


def test_land_that_is_sold_is_not_appraised(cast: Cast) -> None:
    site = Site.objects.create(institution=cast.trust, ref="A1", name="Depot")
    plot = Plot.objects.create(site=site, ref="P1", title="Depot", stage=Plot.Stage.SOLD, disposed_on=DAY)
    with pytest.raises(CannotDo, match="no longer on offer"):
        begin_appraisal(plot, by=cast.trust_lead)


def test_submission_waits_for_every_task(appraisal: Appraisal, cast: Cast) -> None:
    with pytest.raises(CannotDo, match="Left: Describe the site, "):
        submit(appraisal, by=cast.trust_lead)
    assert task_states(appraisal)[-1].progress is Progress.CANNOT_START


def test_a_task_says_how_many_have_replied_and_who_is_interested(appraisal: Appraisal, cast: Cast) -> None:
    by = cast.trust_lead
    fields = {"kind": "public", "asked_on": DAY}
    asked = ask(appraisal, {**fields, "who": "Northvale City Council"}, by=by)
    ask(appraisal, {**fields, "who": "Homes England"}, by=by)
    answer(asked, kind="interested", on=DAY, words="", by=by)
    state = next(each for each in task_states(appraisal) if each.task is Task.OFFER)
    assert state.note == "1 of 2 replies received; interested: Northvale City Council"
    assert state.progress is Progress.IN_PROGRESS


def test_the_market_with_an_unexplored_earlier_option_needs_a_reason(
    appraisal: Appraisal, cast: Cast
) -> None:
    *_, market = submitted(appraisal, cast, "homes", "market")
    with pytest.raises(
        CannotDo, match="Premises for small firms and community ownership or management were not"
    ):
        decide(appraisal, chosen(market), by=cast.trust_lead)
    decide(appraisal, chosen(market, "Nobody could take it on."), by=cast.trust_lead)
    appraisal.refresh_from_db()
    assert (appraisal.state, appraisal.chosen, appraisal.reason_unexplored) == (
        "decided", market, "Nobody could take it on.",
    )  # fmt: skip


def test_an_earlier_option_is_explored_by_an_option_with_a_figure_or_by_an_answer(
    appraisal: Appraisal, cast: Cast
) -> None:
    fields = {"who": "Community land trust", "kind": "community", "route": "community", "asked_on": DAY}
    asked = ask(appraisal, fields, by=cast.trust_lead)
    answer(asked, kind="not_interested", on=DAY, words="No capacity", by=cast.trust_lead)
    *_, market = submitted(appraisal, cast, "homes", "firms", "market")
    decide(appraisal, chosen(market), by=cast.trust_lead)
    appraisal.refresh_from_db()
    assert appraisal.state == Appraisal.State.DECIDED


def test_nothing_of_a_submitted_or_decided_appraisal_changes(appraisal: Appraisal, cast: Cast) -> None:
    (homes,) = submitted(appraisal, cast, "homes")
    with pytest.raises(CannotDo, match="Take it back"):
        keep_option(appraisal, {"receipt": 1}, by=cast.trust_lead, option=homes)
    take_back(appraisal, by=cast.trust_lead)
    submit(appraisal, by=cast.trust_lead)
    decide(appraisal, chosen(homes), by=cast.trust_lead)
    with pytest.raises(CannotDo, match="closed"):
        mark(appraisal, Task.COSTS, is_done=False, by=cast.trust_lead)


def test_every_act_is_in_the_log(appraisal: Appraisal, cast: Cast) -> None:
    (homes,) = submitted(appraisal, cast, "homes")
    decide(appraisal, chosen(homes), by=cast.trust_lead)
    words = [entry.words for entry in appraisal.log.all()]
    assert words[0] == "Decided by Board of directors: homes."
    assert words[-1] == "Began the appraisal."
    assert len(words) == 11


def test_nobody_but_a_lead_of_the_owner_decides(appraisal: Appraisal, cast: Cast) -> None:
    homes, *_ = submitted(appraisal, cast, "homes", "market")
    for by in (person("Hana Helper", cast.trust, "contributor"), cast.officer):
        with pytest.raises(CannotDo, match="records the decision: Grace Lead"):
            decide(appraisal, chosen(homes), by=by)
    Membership.objects.filter(user=cast.trust_lead).update(role="contributor")
    with pytest.raises(CannotDo, match="has none now"):
        decide(appraisal, chosen(homes), by=cast.trust_lead)
