"""Changing rules: a change is proposed, shown with what it would move, confirmed, applied by a job, kept.

A change can add a rule, change one, move it, switch it off where it is a wider body's, or withdraw it where it
is one's own. All five come to the same: at most one rule goes and at most one comes.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from anchors import wording
from anchors.jobs import effect, handles, request_job
from anchors.models import AnchorInstitution, Job, User
from metrics.measuring import request_measuring
from procurement.classification import Preview, decide_keys, effect_of, hold_books, rule_book
from procurement.default_rules import STEP
from procurement.models import Rule, RuleChange
from procurement.models.scopes import RuleScope, not_replaced, scope_of
from procurement.rollup import rebuild_facts

Kind, State = RuleChange.Kind, RuleChange.State
TESTED = ("title", "position", "reason", "field", "match", "phrases", "exceptions", "sector")
_WORDS = {
    Kind.ADD: "Add “{after}”",
    Kind.CHANGE: "Change “{before}”",
    Kind.MOVE: "Move “{before}”",
    Kind.SWITCH_OFF: "Switch off “{before}”",
    Kind.WITHDRAW: "Withdraw “{before}”",
}


class RuleChangeError(Exception):
    """The change cannot be made any more; the message is one sentence for the person."""


def propose_change(
    scope: RuleScope,
    *,
    kind: str,
    by: User | None,
    why: str,
    before: Rule | None = None,
    fields: dict[str, Any] | None = None,
    summary: str = "",
) -> RuleChange:
    """Write a change down without changing anything; `fields` are those of the rule that comes (`TESTED`)."""
    if kind == Kind.SWITCH_OFF and before is not None:
        fields = fields_of(before) | {"match": Rule.Match.NEVER}
    title = (fields or {}).get("title", "")
    return RuleChange.objects.create(
        system=scope.system,
        institution=scope.institution,
        kind=kind,
        before=before,
        proposed=fields,
        summary=(summary or _WORDS[Kind(kind)].format(before=before, after=title))[:300],
        why=why,
        made_by=by,
    )


def fields_of(rule: Rule) -> dict[str, Any]:
    """The fields of a rule that a change can carry over."""
    return {name: getattr(rule, name) for name in TESTED}


class Undo(NamedTuple):
    """The change that takes another back: its kind, the rule that goes, the fields of the rule that comes."""

    kind: str
    before: Rule | None
    fields: dict[str, Any] | None


def undo_of(change: RuleChange, in_force: Sequence[Rule]) -> Undo | None:
    """How an applied change is taken back in a list of rules; None where somebody changed the rule again since."""
    scope, before = scope_of(change), change.before
    if change.state != State.APPLIED:
        return None
    if change.after_id is not None:
        after = next((rule for rule in in_force if rule.pk == change.after_id), None)
        if after is None:
            return None
        if before is not None and scope.owns(before):
            return Undo(change.kind, after, fields_of(before))
        return Undo(Kind.WITHDRAW, after, None)
    if before is None or any(scope.owns(rule) and fields_of(rule) == fields_of(before) for rule in in_force):
        return None
    if before.replaces is None:
        return Undo(Kind.ADD, None, fields_of(before))
    wider = next((rule for rule in in_force if before.stands_in_for(rule)), None)
    if wider is None:
        return None
    return Undo(Kind.SWITCH_OFF if before.is_switch else Kind.CHANGE, wider, fields_of(before))


def propose_undo(change: RuleChange, *, by: User, why: str) -> RuleChange:
    """Write down what takes an applied change back, to be previewed and confirmed like any other."""
    scope = scope_of(change)
    undo = undo_of(change, scope.in_force())
    if undo is None:
        message = "That change cannot be undone any more: the rule was changed again. Change the rule itself."
        raise RuleChangeError(message)
    return propose_change(scope, **undo._asdict(), by=by, why=why, summary=f"Undo: {change.summary}")


def preview_change(change: RuleChange) -> Preview:
    """What the change would move in the books as they are now. Nothing is written."""
    scope = scope_of(change)
    return effect_of(
        (institution, rule_book(_rules_after(change, scope, institution)))
        for institution in scope.institutions()
    )


def confirm_change(change: RuleChange, *, by: User) -> None:
    """Ask for the change to be applied. Confirming twice asks once."""
    with transaction.atomic():
        change = RuleChange.objects.select_for_update(of=("self",)).select_related("before").get(pk=change.pk)
        if change.state == State.APPLIED or (change.state == State.CONFIRMED and not _has_failed(change)):
            return
        _check_not_overtaken(change)
        change.state, change.made_by, change.made_at = State.CONFIRMED, by, timezone.now()
        change.save()
        request_job("reclassify", by=by, institution=change.institution, change=change.pk)


def job_of(change: RuleChange) -> Job | None:
    """The job that applies a change, once it is confirmed."""
    return Job.objects.filter(kind="reclassify", arguments__change=change.pk).order_by("-pk").first()


def apply_change(change: RuleChange) -> RuleChange:
    """Withdraw and write rules, decide every key again, rebuild the facts of what moved, and record how much.

    Runs inside the caller's transaction. A change that was applied already, or that another overtook, is left.
    """
    change = RuleChange.objects.select_for_update(of=("self",)).select_related("before").get(pk=change.pk)
    if change.state != State.CONFIRMED:
        return change
    scope = scope_of(change)
    institutions = scope.institutions()
    hold_books(institution.pk for institution in institutions)
    try:
        _check_not_overtaken(change)
    except RuleChangeError:
        change.state = State.PROPOSED
        change.save()
        return change
    moved = preview_change(change)
    _write_rules(change, scope)
    rebuild_facts([institution.pk for institution in institutions if decide_keys(institution)])
    change.state, change.applied_at = State.APPLIED, timezone.now()
    change.lines_moved, change.pence_moved = moved.lines, moved.pence
    change.save()
    _request_measuring(institutions, "rules", by=change.made_by)
    return change


@handles("reclassify")
def reclassify(job: Job) -> None:
    """Apply a change of rules or, with none named, decide one institution's payments by the rules as they are."""
    with effect(job):
        if change_id := job.arguments.get("change"):
            apply_change(RuleChange.objects.get(pk=change_id))
        elif job.institution is not None:
            hold_books([job.institution.pk])
            if decide_keys(job.institution):
                rebuild_facts([job.institution.pk])
                _request_measuring([job.institution], "shipped rules", by=job.requested_by)


def position_before(rules: Sequence[Rule], place: int) -> int:
    """A position that puts a rule before the one at `place` of the list (0 is first, its length is last)."""
    after = (
        rules[place].position if place < len(rules) else rules[-1].position + 2 * STEP if rules else 2 * STEP
    )
    before = rules[place - 1].position if place > 0 else after - 2 * STEP
    if after - before < 2:
        message = "There is no room left between these two rules. Put the rule somewhere else."
        raise RuleChangeError(message)
    return (before + after) // 2


def _request_measuring(institutions: Sequence[AnchorInstitution], rules: str, *, by: User | None) -> None:
    reason = f"{rules} of {wording.day(timezone.localdate())}"
    request_measuring([institution.pk for institution in institutions], reason=reason, by=by)


def _rules_after(change: RuleChange, scope: RuleScope, institution: AnchorInstitution) -> list[Rule]:
    """The rules that would apply to an institution of the scope."""
    rules = RuleScope(institution=institution).reaching()
    if change.before is not None and scope.owns(change.before):
        rules = [rule for rule in rules if rule.pk != change.before_id]
    new = _new_rule(change, scope)
    if new is not None and new.sector in ("", institution.sector):
        rules.append(new)
    return not_replaced(rules)


def _new_rule(change: RuleChange, scope: RuleScope) -> Rule | None:
    """The rule that comes, not saved yet."""
    if change.proposed is None:
        return None
    before = change.before
    replaces = None
    if before is not None:
        replaces = before.replaces if scope.owns(before) else before
    return Rule(
        **change.proposed,
        system=scope.system,
        institution=scope.institution,
        replaces=replaces,
        source=f"Decided by {scope.name}"[:300],
        status=Rule.Status.LOCAL,
        made_by=change.made_by,
        why=change.why,
    )


def _write_rules(change: RuleChange, scope: RuleScope) -> None:
    if change.before is not None and scope.owns(change.before):
        Rule.objects.filter(pk=change.before.pk).update(withdrawn_at=timezone.now())
    new = _new_rule(change, scope)
    if new is not None:
        new.save()
        change.after = new


def _check_not_overtaken(change: RuleChange) -> None:
    """The rule that goes must still stand in this list."""
    if change.before is None:
        return
    if change.before_id not in {rule.pk for rule in scope_of(change).in_force()}:
        message = f"“{change.before}” was changed by somebody else in the meantime. Start again from the list of rules."
        raise RuleChangeError(message)


def _has_failed(change: RuleChange) -> bool:
    job = job_of(change)
    return job is not None and job.state == Job.State.FAILED
