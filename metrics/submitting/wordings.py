"""Other words for an approved definition: proposed by a lead with the reason, approved by another, kept as versions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from anchors.models import User
from metrics.models import SubmittedIndicator, SubmittedWording
from metrics.registry import IndicatorError
from metrics.submitting.rights import has_another_lead
from metrics.submitting.trouble import SubmittingError

State = SubmittedWording.State
REWORDED = ("name", "question", "recommendations", "goal", "why", "limits", "author", "next_review")
"""What can change of a measure that has values; the rest says what was counted."""

SECOND_PERSON = "You proposed these words. Another lead of the board must approve them."


def reword(
    indicator: SubmittedIndicator, words: Mapping[str, Any], *, reason: str, by: User
) -> SubmittedWording:
    """Propose other words for an approved definition; they hold at once where the board has no other lead.

    SubmittingError where nothing would change, others wait already, or a definition could not have such words.
    """
    with transaction.atomic():
        held = SubmittedIndicator.objects.select_for_update().get(pk=indicator.pk)
        if held.state != SubmittedIndicator.State.APPROVED:
            raise SubmittingError("The definition is not approved any more. Look at it again.")
        if waiting_words(held) is not None:
            raise SubmittingError("Other words wait for a decision already. Decide about them first.")
        changed = {name: words[name] for name in REWORDED if words[name] != getattr(held, name)}
        if not changed:
            raise SubmittingError("Nothing was changed. Change the words, or go back.")
        before = {name: _kept(getattr(held, name)) for name in changed}
        _check(held, changed)
        made = SubmittedWording.objects.create(
            indicator=held,
            words={name: _kept(value) for name, value in changed.items()},
            before=before,
            reason=reason,
            by=by,
        )
        if not has_another_lead(by, held.system):
            _let_hold(made, by)
    return made


def approve_words(wording: SubmittedWording, *, by: User) -> None:
    """Let the words hold. SubmittingError where they are the person's own and another lead could look at them."""
    with transaction.atomic():
        held = _held(wording)
        if held.by_id == by.pk and has_another_lead(by, held.indicator.system):
            raise SubmittingError(SECOND_PERSON)
        _let_hold(held, by)


def return_words(wording: SubmittedWording, *, by: User, note: str) -> None:
    """Send the words back with what is wrong; the definition stays as it is."""
    with transaction.atomic():
        _decide(_held(wording), State.RETURNED, by, note)


def waiting_words(indicator: SubmittedIndicator) -> SubmittedWording | None:
    """The words that wait for a decision; None without any."""
    found: SubmittedWording | None = indicator.wordings.filter(state=State.PROPOSED).first()
    return found


def _let_hold(wording: SubmittedWording, by: User) -> None:
    indicator = SubmittedIndicator.objects.select_for_update().get(pk=wording.indicator_id)
    wording.before = {name: _kept(getattr(indicator, name)) for name in wording.words}
    read = {name: date.fromisoformat(value) if name == "next_review" else value
            for name, value in wording.words.items()}  # fmt: skip
    _check(indicator, read)
    indicator.save(update_fields=list(read))
    wording.decided_alone = wording.by_id == by.pk
    _decide(wording, State.APPROVED, by, "")


def _held(wording: SubmittedWording) -> SubmittedWording:
    rows = SubmittedWording.objects.select_for_update(of=("self",)).select_related("indicator__system")
    found: SubmittedWording = rows.get(pk=wording.pk)
    if found.state != State.PROPOSED:
        raise SubmittingError("Somebody else decided in the meantime. Look at the definition again.")
    return found


def _decide(wording: SubmittedWording, state: str, by: User, note: str) -> None:
    wording.state, wording.note, wording.decided_by, wording.decided_at = state, note, by, timezone.now()
    wording.save()


def _check(indicator: SubmittedIndicator, words: Mapping[str, Any]) -> None:
    for name, value in words.items():
        setattr(indicator, name, value)
    try:
        indicator.as_indicator()
    except IndicatorError as error:
        raise SubmittingError(str(error)) from error


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
