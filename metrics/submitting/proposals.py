"""Definitions: proposed by anybody who contributes, decided by a lead of the board."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from anchors.models import System, User
from metrics.measuring import record
from metrics.models import SubmittedIndicator, SubmittedValue
from metrics.registry import IndicatorError, is_declared
from metrics.submitting.rights import has_another_lead
from metrics.submitting.trouble import SubmittingError
from metrics.submitting.values import figures_of, identity_of

State = SubmittedIndicator.State
_LONGEST_CODE = 60
SECOND_PERSON = "You wrote this definition. Another lead of the board must approve it."
_ADDRESSES = frozenset({"propose", "files", "values"})
"""Words of our own addresses, which no code may be."""


def propose_indicator(system: System, words: Mapping[str, Any], *, by: User) -> SubmittedIndicator:
    """Write a definition that waits for a lead. `words` are its fields; the code follows from the name."""
    indicator = SubmittedIndicator(
        system=system, code=_free_code(str(words["name"])), proposed_by=by, worded_by=by, **words
    )
    _check(indicator)
    indicator.save()
    return indicator


def change_indicator(
    indicator: SubmittedIndicator, words: Mapping[str, Any], *, by: User
) -> SubmittedIndicator:
    """Other words for a definition that is not approved; one that was sent back waits for a lead again."""
    with transaction.atomic():
        found = _held(indicator, State.PROPOSED, State.RETURNED)
        for name, value in words.items():
            setattr(found, name, value)
        found.state, found.note = State.PROPOSED, ""
        found.decided_by, found.decided_at, found.worded_by = None, None, by
        _check(found)
        found.save()
    return found


def approve_indicator(indicator: SubmittedIndicator, *, by: User) -> SubmittedIndicator:
    """Let it count; values that were approved before it was withdrawn count again.

    SubmittingError where the words are the person's own and another lead could look at them.
    """
    with transaction.atomic():
        found = _held(indicator, State.PROPOSED, State.RETURNED, State.WITHDRAWN)
        found.decided_alone = is_own(found, by)
        if found.decided_alone and has_another_lead(by, found.system):
            raise SubmittingError(SECOND_PERSON)
        _decide(found, State.APPROVED, by, "")
        values = found.values_given.filter(state=SubmittedValue.State.APPROVED)
        record({identity_of(each): figures_of(each) for each in values}, reason="its approval")
    return found


def is_own(indicator: SubmittedIndicator, person: User) -> bool:
    """Whether the words of the definition are the person's."""
    return person.pk == (indicator.worded_by_id or indicator.proposed_by_id)


def return_indicator(indicator: SubmittedIndicator, *, by: User, note: str) -> SubmittedIndicator:
    """Send a proposal back to be changed; the note says what is missing."""
    with transaction.atomic():
        found = _held(indicator, State.PROPOSED)
        _decide(found, State.RETURNED, by, note)
    return found


def withdraw_indicator(indicator: SubmittedIndicator, *, by: User, note: str) -> SubmittedIndicator:
    """Let it count no longer. Its measurements go, with their history; its values stay with it."""
    with transaction.atomic():
        found = _held(indicator, State.PROPOSED, State.RETURNED, State.APPROVED)
        _decide(found, State.WITHDRAWN, by, note)
        values = found.values_given.filter(state=SubmittedValue.State.APPROVED)
        record({identity_of(each): None for each in values}, reason="its withdrawal")
    return found


def _held(indicator: SubmittedIndicator, *states: str) -> SubmittedIndicator:
    """The row, locked, in one of the states."""
    found = SubmittedIndicator.objects.select_for_update().get(pk=indicator.pk)
    if found.state not in states:
        state = State(found.state).label.lower()
        raise SubmittingError(f"Somebody else decided in the meantime: the definition is {state} now.")
    return found


def _decide(indicator: SubmittedIndicator, state: str, by: User, note: str) -> None:
    indicator.state, indicator.note = state, note
    indicator.decided_by, indicator.decided_at = by, timezone.now()
    indicator.save()


def _check(indicator: SubmittedIndicator) -> None:
    try:
        indicator.as_indicator()
    except IndicatorError as error:
        raise SubmittingError(str(error)) from error


def _free_code(name: str) -> str:
    """A code of the name's words that neither a lever nor another definition has."""
    start = slugify(name)[:_LONGEST_CODE].strip("-").lstrip("0123456789-_").replace("_", "-") or "measure"
    taken = set(SubmittedIndicator.objects.filter(code__startswith=start).values_list("code", flat=True))
    codes = (start, *(f"{start}-{number}" for number in range(2, 1000)))
    return next(code for code in codes if code not in taken | _ADDRESSES and not is_declared(code))
