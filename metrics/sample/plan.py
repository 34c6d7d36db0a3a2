"""The plan of the sample system: started from a template, agreed, under way, some of it late; targets, groups, values.

Days are counted from the day on which the sample is made, so that it is alive whenever somebody looks. Everything
goes through the functions that people's own clicks use. Every institution and person in it is made up.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from anchors.models import AnchorInstitution, System, User
from anchors.periods import Period, financial_quarter, financial_year_of, month_after, ym_of
from anchors.sample.bodies import IN_POST
from metrics.models import Action, Commitment, Group, Plan, Pledge, Status, SubmittedIndicator, Update
from metrics.plan_templates import plan_template
from metrics.planning import add_update, agree_plan, attach_evidence, change, set_status, start_plan
from metrics.registry import indicator_of
from metrics.sample.writings import date_back
from metrics.subjects import Subject, subject_of
from metrics.submitting import Given, approve_indicator, approve_values, propose_indicator, submit_values
from metrics.targeting import baselines, due_month, set_target, tie

SEED = 20261122
SHIFTED = "local-share-of-influenceable-spend"
ICB, TRUST, COMMUNITY = "northvale-and-marsh-icb", "northvale-hospitals", "marsh-community"
CITY, MARSH, THORNMERE = "northvale-city-council", "marsh-borough-council", "thornmere-district-council"
DONE, RUNNING, RISK, WAITS = Status.COMPLETED, Status.IN_PROGRESS, Status.AT_RISK, Status.NOT_STARTED
UNSIGNED = THORNMERE
NARRATIVE = (
    "Good work, safe homes and money that stays nearby keep people well. Six institutions that will not move away use "
    "what they buy, whom they employ and what they own for the people of Northvale, Marsh and Thornmere."
)
PLEDGE = (
    "We will look to local and socially productive suppliers first, open our entry-level jobs to the neighbourhoods "
    "that need them most, and ask what land could do for people before we sell it."
)


class Story(NamedTuple):
    """What became of one step: who owns it, where it stands, when it is due, what was said, what shows it."""

    step: str
    owner: str
    status: Status
    due: int
    said: str = ""
    shown: str = ""


STORIES = (
    Story(
        "1.1",
        ICB,
        DONE,
        -210,
        "The partnership board agreed the narrative.",
        "Minutes of the partnership board",
    ),
    Story("1.2", THORNMERE, RUNNING, 24, "Five of six have signed. The cabinet meets in three weeks."),
    Story(
        "1.3", ICB, DONE, -120, "Nine measures chosen, each with an owner.", "The measures and their owners"
    ),
    Story("1.4", ICB, RUNNING, 60, "The page is written and waits for the last pledge."),
    Story(
        "2.1",
        TRUST,
        DONE,
        -150,
        "All six ledgers are in, with a reason on every line.",
        "How we judge payments",
    ),
    Story("2.2", MARSH, RISK, -22, "We met 5 of 12 laundries and caterers; two officers left."),
    Story("2.3", ICB, WAITS, 95),
    Story("3.1", ICB, RUNNING, 70, "Volumes of gowns and theatre linen are in from both trusts."),
    Story("3.2", CITY, WAITS, 160),
    Story("3.3", ICB, WAITS, 250),
    Story("3.4", ICB, WAITS, 340),
    Story("4.1", CITY, DONE, -95, "Six ways of scoring, side by side.", "Comparison of scoring in tenders"),
    Story("4.2", CITY, RISK, -53, "Two councils want 20%, the trusts 10%. It goes to the chief executives."),
    Story("4.3", TRUST, RUNNING, 40, "41 of 71 promises checked so far."),
    Story(
        "4.4",
        COMMUNITY,
        RUNNING,
        130,
        "The catering contract ends next autumn and is the first to be looked at.",
    ),
    Story("5.1", ICB, WAITS, 100),
    Story("5.2", ICB, WAITS, 210),
    Story("5.3", ICB, WAITS, 330),
    Story("6.1", TRUST, DONE, -60, "The map is made; four areas stand out.", "Where our staff live"),
    Story("6.2", MARSH, RUNNING, -21, "Two wards are left. The job centre sends its list this week."),
    Story("6.3", ICB, RUNNING, 50, "A first cohort of 15 starts in January."),
    Story("7.1", COMMUNITY, DONE, -75, "One list of what all partners do not need.", "List of surplus land"),
    Story("7.2", TRUST, RUNNING, 26, "Options for the Old Laundry: five of eight tasks are done."),
    Story("7.3", CITY, WAITS, 140),
    Story("8.1", ICB, DONE, -40, "Two communities have met, 34 people.", "Notes of the first session"),
    Story("8.2", ICB, RUNNING, 15, "Interviews are on Thursday."),
    Story("8.3", COMMUNITY, RUNNING, 75, "Four institutions have marked themselves."),
    Story("8.4", ICB, WAITS, 180),
    Story("9.1", ICB, RUNNING, 85, "A list of eleven outcomes; three have figures."),
    Story("9.2", ICB, WAITS, 200),
    Story("9.3", ICB, WAITS, 290),
    Story("9.4", ICB, WAITS, 380),
)
PROMISES: Mapping[int, tuple[str, str]] = {
    1: ("", "Every institution signs the pledge and says the same of why"),
    2: ("", "10 more in every 100 influenceable pounds go to local suppliers"),
    4: (CITY, "One set of outcomes and weightings in every tender over £100,000"),
    6: (TRUST, "60 people furthest from work start with us, 40 stay half a year"),
    7: (COMMUNITY, "No site is sold before homes, small firms and community owners were looked at"),
}
KEPT: Mapping[int, tuple[str, str]] = {
    4: (RISK, ""),
    5: (WAITS, ""),
    7: (RISK, "Former Mill Lane School went on the market before its options were looked at."),
}
"""How commitments go that are not simply in progress, as their actions and the alerts have it."""
MEASURE: Mapping[str, Any] = {
    "name": "Staff on permanent contracts",
    "question": "How many of our staff have a contract without an end?",
    "lever": "employment", "recommendations": [6], "goal": "falling-inequality", "unit": "share",
    "direction": "higher", "numerator": "Staff in post on a permanent contract",
    "denominator": "All staff in post", "why": "Work that may end any month keeps people poor and worried.",
    "limits": "Agency staff and contractors are not in it.", "author": "Northvale and Marsh ICB, workforce team",
    "cadence": "quarter",
}  # fmt: skip


@transaction.atomic
def add_sample_plan(system: System, **_: Any) -> None:
    """Receive `anchors.sample.sample_filled`: all of it. Without the sample's own officer there is nothing to add."""
    bodies = {each.slug: each for each in AnchorInstitution.objects.in_system(system, timezone.localdate())}
    officer = User.objects.filter(memberships__institution=bodies[ICB]).order_by("pk").first()
    if officer is None:
        return
    plan = _plan(system, bodies, officer)
    _targets(system, officer)
    _tell(plan, bodies, officer)
    _groups(system, bodies, officer)
    _values(system, bodies, officer)
    date_back(plan)


def _plan(system: System, bodies: Mapping[str, AnchorInstitution], officer: User) -> Plan:
    today = timezone.localdate()
    first = date(financial_year_of(ym_of(today)), 4, 1)
    title = f"Healthy places, {first.year} to {first.year + 2}"
    template = plan_template("healthy-places")
    plan = start_plan(
        system, template, by=officer, first_day=first, last_day=date(first.year + 2, 3, 31), title=title
    )
    plan.narrative, plan.pledge = NARRATIVE, PLEDGE
    plan.save(update_fields=["narrative", "pledge"])
    agree_plan(plan, on=min(first + timedelta(days=43), today))
    signed = min(first + timedelta(days=60), today)
    Pledge.objects.bulk_create(
        Pledge(
            plan=plan, institution=body, signed_by="Chief Executive", signed_on=signed,
            board_lead="Director of Strategy", operational_lead="Head of Social Value",
        )
        for slug, body in bodies.items() if slug != UNSIGNED
    )  # fmt: skip
    return plan


def _tell(plan: Plan, bodies: Mapping[str, AnchorInstitution], officer: User) -> None:
    """Give every action its owner, day and state, with what was said of it some weeks ago."""
    today = timezone.localdate()
    rng = Random(SEED)  # noqa: S311 - made-up days
    people = {
        each.working_as_id: each
        for each in User.objects.filter(working_as__in=bodies.values()).order_by("-pk")
    }
    actions = {each.step: each for each in Action.objects.filter(plan=plan)}
    for story in STORIES:
        action, owner = actions[story.step], bodies[story.owner]
        person = people.get(owner.pk)
        by, due = person or officer, today + timedelta(days=story.due)
        change(action, {"owner": owner, "person": person, "due": due}, by=officer)
        if story.said:
            add_update(action, story.said, by=by)
        if story.status != WAITS:
            set_status(action, story.status, by=by, finished_on=due if story.status == DONE else None)
        if story.status == RISK:
            change(
                action, {"blockers": story.said, "next_step": "Agree a new day at the next meeting"}, by=by
            )
        if story.shown:
            link = f"https://northvale.example/papers/{story.step.replace('.', '-')}"
            attach_evidence(action, title=story.shown, by=by, step=story.step, link=link)
        ago = due if story.status == DONE else today - timedelta(days=rng.randrange(2, 45))
        Update.objects.filter(action=action).update(at=_noon(ago))
    _promise(plan, bodies, officer)


def _promise(plan: Plan, bodies: Mapping[str, AnchorInstitution], officer: User) -> None:
    for commitment in Commitment.objects.filter(plan=plan):
        status, words = KEPT.get(commitment.recommendation, (RUNNING, ""))
        if (promise := PROMISES.get(commitment.recommendation)) is not None:
            change(commitment, {"institution": bodies.get(promise[0]), "title": promise[1]}, by=officer)
        if status != WAITS:
            set_status(commitment, status, words=words, by=officer)


def _targets(system: System, officer: User) -> None:
    """Targets of the system and of the trust, one of them changed since; from what was measured, where it was."""
    whole = subject_of(officer, {"system": system.slug})
    trust = subject_of(officer, {"institution": TRUST})
    agreed = "Agreed by the partnership board with the plan."
    shift = "10 more in every 100 influenceable pounds with local suppliers by the end of the plan. " + agreed
    _aim(SHIFTED, whole, Decimal("0.10"), shift, officer)
    _aim(
        "leakage",
        whole,
        Decimal("-0.08"),
        f"What the shift would do if it all came from outside. {agreed}",
        officer,
    )
    later = "Contracts end later than was thought, so half of it."
    _aim("leakage", whole, Decimal("-0.04"), f"Half of what the shift would do. {agreed}", officer, why=later)
    _aim("spend-with-known-place", whole, Decimal("0.02"), "A supplier file from each institution.", officer)
    _aim("local-share-of-spend", trust, Decimal("0.03"), "What our part of the shift comes to.", officer)


def _aim(
    code: str, subject: Subject, by_how_much: Decimal, rationale: str, officer: User, *, why: str = ""
) -> None:
    indicator = indicator_of(code)
    start = next(iter(baselines(indicator, subject)), None)
    if start is None:
        return
    value = min(max((start.value + by_how_much).quantize(Decimal("0.01")), Decimal()), Decimal(1))
    due = due_month(subject, after=start.period.last)
    target = set_target(
        indicator, subject, value=value, due=due, rationale=rationale, by=officer, baseline=start, why=why
    )
    promised = Commitment.objects.filter(plan__system__slug=subject.key, recommendation=2).first()
    if code == SHIFTED and promised is not None:
        tie(promised, target, by=officer)


def _groups(system: System, bodies: Mapping[str, AnchorInstitution], officer: User) -> None:
    sets = (
        ("Northvale provider alliance", "sample-provider-alliance", Group.Kind.ALLIANCE, (TRUST, COMMUNITY)),
        ("The three councils", "sample-councils", Group.Kind.SAVED, (CITY, MARSH, THORNMERE)),
    )
    for name, slug, kind, members in sets:
        group = Group.objects.create(system=system, name=name, slug=slug, kind=kind, made_by=officer)
        group.institutions.set([bodies[each] for each in members])


def _values(system: System, bodies: Mapping[str, AnchorInstitution], officer: User) -> None:
    """A measure of the system's own with six quarters of values, the newest of one council waiting for a yes."""
    words = dict(MEASURE) | {"next_review": timezone.localdate() + timedelta(days=400)}
    giver = User.objects.filter(memberships__institution=bodies[TRUST]).order_by("pk").first() or officer
    measure = approve_indicator(propose_indicator(system, words, by=giver), by=officer)
    quarters = _quarters(timezone.localdate())
    rng = Random(SEED)  # noqa: S311 - made-up values
    given = [
        _given(bodies[slug], quarter, staff, Decimal(rng.randrange(82, 88) + at) / 100)
        for at, quarter in enumerate(quarters)
        for slug, staff in IN_POST.items()
    ]
    newest = [each for each in given if each.period == quarters[-1] and each.institution == bodies[MARSH]]
    counted = [each for each in given if each not in newest]
    approve_values(submit_values(measure, counted, by=giver), by=officer)
    _waiting(measure, newest, bodies[MARSH], officer)


def _waiting(
    measure: SubmittedIndicator, newest: list[Given], council: AnchorInstitution, officer: User
) -> None:
    by = User.objects.filter(memberships__institution=council).order_by("pk").first() or officer
    submit_values(measure, newest, by=by)


def _given(body: AnchorInstitution, quarter: Period, staff: int, share: Decimal) -> Given:
    return Given(
        institution=body, place=None, period=quarter, numerator=(staff * share).quantize(Decimal(1)),
        denominator=Decimal(staff), source=f"Payroll of {body.name}", link="",
    )  # fmt: skip


def _quarters(today: date) -> list[Period]:
    """The last six that are over."""
    year, found = financial_year_of(ym_of(today)) - 2, []
    for at in range(12):
        quarter = financial_quarter(year + at // 4, at % 4 + 1)
        if month_after(quarter.last) <= ym_of(today):
            found.append(quarter)
    return found[-6:]


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
