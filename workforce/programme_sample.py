"""Programmes of the sample system: two invented ones with seven starting quarters each, published once.

Few of those who start at Marsh Community find work in a quarter, so that others see hidden figures too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from anchors import wording
from anchors.models import AnchorInstitution, System
from anchors.periods import Period, financial_year, financial_year_of
from anchors.views.frame import today
from workforce.forms.staff import quarters
from workforce.funnel import Course, Start
from workforce.models import Group, Programme, Stage, SupportOffer
from workforce.profiles import Aspect, Said, keep_profile
from workforce.programmes import keep_counts, keep_programme
from workforce.publishing import publish

SOURCE = "Invented for the sample"
FIRST_DAY = date(2025, 1, 6)


@dataclass(frozen=True)
class Invented:
    """A programme: starters by quarter, earliest first; shares that reach a stage; shares in a group; candidates."""

    run_by: str
    entry: str
    fields: Mapping[str, Any]
    starters: Sequence[int]
    reach: Mapping[Stage, float]
    groups: Mapping[Group, float]
    candidates: Mapping[str, Said] = field(default_factory=dict)


PROGRAMMES = (
    Invented(
        "northvale-hospitals", "Ways into Care",
        {
            "name": "Ways into Care", "kind": Programme.Kind.ACADEMY, "training_weeks": 7, "search_weeks": 13,
            "purpose": "Seven weeks of training on the wards, with an interview at its end, for people without work "
            "who live near our hospitals.",
            "outcome_rule": "Paid work of 16 hours a week or more", "rule_source": "Agreement with the board",
            "guaranteed_interviews": 120, "reserved_posts": 40, "deprived_target": Decimal("0.40"),
        },
        (44, 52, 38, 61, 57, 49, 55),
        {
            Stage.REFERRED: 1.55, Stage.STARTED: 1, Stage.TRAINED: 0.84, Stage.OFFER: 0.66, Stage.JOB: 0.58,
            Stage.WEEKS_13: 0.47, Stage.WEEKS_26: 0.41, Stage.WEEKS_52: 0.33,
        },
        {Group.OUT_OF_WORK: 0.82, Group.DEPRIVED: 0.36, Group.ETHNIC_MINORITY: 0.47, Group.DISABLED: 0.18},
        {
            Aspect.DEPRIVED: Said(312, 71, Decimal("0.31"), SOURCE),
            Aspect.SCHOOL_MEALS: Said(268, 74, Decimal("0.24"), SOURCE),
            Aspect.FIRST_IN_FAMILY: Said(290, 118),
            Aspect.CARE: Said(251, 6, Decimal("0.03"), SOURCE),
            Aspect.ETHNIC_MINORITY: Said(305, 152, Decimal("0.38"), SOURCE),
            Aspect.DISABLED: Said(287, 41, Decimal("0.18"), SOURCE),
        },
    ),
    Invented(
        "marsh-community", "Individual placement and support",
        {
            "name": "Steady Steps", "kind": Programme.Kind.SUPPORTED, "training_weeks": 4, "search_weeks": 26,
            "purpose": "A job coach before and after the first day of work, for people with mental ill health.",
            "outcome_rule": "13 weeks of paid work", "rule_source": "Individual placement and support",
        },
        (21, 18, 24, 26, 19, 23, 28),
        {
            Stage.REFERRED: 1.9, Stage.STARTED: 1, Stage.JOB: 0.39, Stage.WEEKS_13: 0.3, Stage.WEEKS_26: 0.24,
            Stage.WEEKS_52: 0.17,
        },
        {Group.OUT_OF_WORK: 0.93, Group.DEPRIVED: 0.44, Group.AGED_50: 0.22},
    ),
)  # fmt: skip


def add_sample_programmes(system: System, **_: Any) -> None:
    """Receive `anchors.sample.sample_filled`: programmes with their counts, published."""
    bodies = {each.slug: each for each in AnchorInstitution.objects.in_system(system, timezone.localdate())}
    over = [each for each in quarters(today()) if each.end < today()]
    with transaction.atomic():
        for each in PROGRAMMES:
            if each.run_by in bodies:
                _add(each, system, bodies[each.run_by], over)


def _add(of: Invented, system: System, body: AnchorInstitution, over: Sequence[Period]) -> None:
    lead = body.memberships.filter(role="lead").order_by("pk").first()
    by = lead.user if lead else None
    entry = SupportOffer.objects.filter(system=system, name=of.entry, is_sample=True).first()
    programme = keep_programme(
        {**of.fields, "system": system, "institution": body, "first_day": FIRST_DAY, "offer": entry}
        | {"is_sample": True},
        by=by,
    )
    as_at, started = over[0].end, over[0]
    for number in reversed(of.starters):
        for group, share in {Group.ALL: 1.0, **of.groups}.items():
            keep_counts(
                programme, started, _counts(of, number, Start(started, as_at), share), group=group, as_at=as_at,
                source=SOURCE, by=by,
            )  # fmt: skip
        started = started.before()
    year = financial_year(financial_year_of(over[0].last) - 1)
    keep_profile(programme, year, of.candidates, by=by)
    publish(programme, by=by)


def _counts(of: Invented, starters: int, start: Start, share: float) -> dict[str, int]:
    """People by stage; of a quarter that is too young for a stage nobody has reached it yet, or some of its people."""
    course = Course(of.fields["training_weeks"], of.fields["search_weeks"])
    found = {}
    for stage, reach in of.reach.items():
        weeks = max(course.weeks_to(stage), 1)
        passed = (start.as_at - start.started.start).days / 7
        ripe = 1.0 if course.is_old_enough(start, stage) else max(0.0, min(1.0, passed / weeks - 0.5))
        found[stage.value] = int(starters * share * reach * ripe)
    return found


def programmes_of_people(**_: Any) -> list[str]:
    """Answer `anchors.sample.sample_leaving`: programmes that people added in the sample, in words."""
    number = Programme.objects.filter(is_sample=False, system__is_sample=True).count()
    return [wording.plural(number, "employment programme", "employment programmes")] if number else []
