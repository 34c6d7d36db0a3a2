"""What people wrote in the sample system: told from what came with it by its day.

All that comes with the sample bears the moment of its first plan or an earlier one; what is later is people's, whoever
they signed in as. Words of a plan and of a pledge keep no day and cannot be told.
"""

from django.db.models import Model, Q

from anchors.models import System
from anchors.wording import plural
from metrics.models import (
    Action,
    Comment,
    Commitment,
    Evidence,
    Group,
    Plan,
    SubmittedIndicator,
    SubmittedValue,
    SubmittedWording,
    Target,
    Update,
)

WRITTEN: tuple[tuple[type[Model], str, tuple[str, ...], str], ...] = (
    (Plan, "system", ("made_at",), "plan"),
    (Commitment, "plan__system", ("made_at",), "commitment"),
    (Action, "plan__system", ("made_at",), "action"),
    (Update, "plan__system", ("at",), "update of an action or a commitment"),
    (Comment, "plan__system", ("at",), "comment"),
    (Evidence, "plan__system", ("at",), "piece of evidence"),
    (Target, "", ("set_at", "ended_at"), "target"),
    (Group, "system", ("made_at",), "group of institutions"),
    (SubmittedIndicator, "system", ("proposed_at", "decided_at"), "submitted measure"),
    (SubmittedWording, "indicator__system", ("at", "decided_at"), "change of a definition"),
    (SubmittedValue, "indicator__system", ("at", "decided_at"), "submitted value"),
)
"""Each kind of row: the way to its system, when somebody wrote it, its name. Targets have three ways."""

SEVERAL = {
    "update of an action or a commitment": "updates of actions or commitments",
    "piece of evidence": "pieces of evidence",
    "change of a definition": "changes of definitions",
    "group of institutions": "groups of institutions",
}


def written(**_: object) -> list[str]:
    """Receive `anchors.sample.sample_leaving`: what people wrote in sample systems, as words such as `2 actions`."""
    found = []
    for model, path, moments, name in WRITTEN:
        count = sum(_later(model, path, moments, system) for system in System.objects.filter(is_sample=True))
        if count:
            found.append(
                plural(count, name) if count == 1 or name not in SEVERAL else f"{count} {SEVERAL[name]}"
            )
    return found


def date_back(plan: Plan) -> None:
    """Let all that the sample wrote bear the moment of its plan, unless it bears an earlier one."""
    for model, path, moments, _ in WRITTEN:
        rows = model._default_manager.filter(_of(path, plan.system))  # noqa: SLF001
        for moment in moments:
            rows.filter(**{f"{moment}__gt": plan.made_at}).update(**{moment: plan.made_at})


def _later(model: type[Model], path: str, moments: tuple[str, ...], system: System) -> int:
    rows = model._default_manager.filter(_of(path, system))  # noqa: SLF001
    start = Plan.objects.filter(system=system).order_by("pk").values_list("made_at", flat=True).first()
    if start is not None:
        later = [Q(**{f"{moment}__gt": start}) for moment in moments]
        rows = rows.filter(later[0] if len(later) == 1 else later[0] | later[1])
    return rows.count()


def _of(path: str, system: System) -> Q:
    if path:
        return Q(**{path: system})
    members = system.memberships.values("institution")
    return Q(system=system) | Q(group__system=system) | Q(institution__in=members)
