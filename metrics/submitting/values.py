"""Values: submitted with their source, decided by a lead; an approved one is a measurement."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from anchors import wording
from anchors.models import User
from metrics.measuring import Figures, Identity, record
from metrics.models import SubmittedFile, SubmittedIndicator, SubmittedValue
from metrics.submitting.figures import Given
from metrics.submitting.rights import has_another_lead
from metrics.submitting.trouble import SubmittingError

State = SubmittedValue.State
SECOND_PERSON = "You submitted this value. Another lead of the board must approve it."


def submit_values(
    indicator: SubmittedIndicator, given: Iterable[Given], *, by: User, file: SubmittedFile | None = None
) -> list[SubmittedValue]:
    """Write values that wait for a lead; one that waits for the same subject and period makes way."""
    with transaction.atomic():
        held = SubmittedIndicator.objects.select_for_update().get(pk=indicator.pk)
        if held.state != SubmittedIndicator.State.APPROVED:
            raise SubmittingError(
                "This measure is not approved, so it takes no values. Ask a lead of the board."
            )
        return [_submit(held, each, by, file) for each in given]


def approve_values(values: Iterable[SubmittedValue], *, by: User) -> int:
    """Let values that wait count, and make measurements of them; returns how many. What they correct is replaced.

    SubmittingError where one is the person's own and another lead could look at it.
    """
    with transaction.atomic():
        held = _held(values, State.SUBMITTED)
        if any(each.indicator.state != SubmittedIndicator.State.APPROVED for each in held):
            raise SubmittingError("The measure is not approved. Approve its definition first.")
        if any(is_for_another_lead(each, by) for each in held):
            raise SubmittingError(SECOND_PERSON)
        for each in held:
            each.decided_alone = each.by_id == by.pk
            _replace(each, State.APPROVED)
            _decide(each, State.APPROVED, by, "")
        reason = f"a correction approved on {wording.day(timezone.localdate())}"
        record({identity_of(each): figures_of(each) for each in held}, reason=reason)
    return len(held)


def is_for_another_lead(value: SubmittedValue, person: User) -> bool:
    """Whether the person submitted the value, so that another lead approves it, and there is one."""
    return value.by_id == person.pk and has_another_lead(person, value.indicator.system)


def return_values(values: Iterable[SubmittedValue], *, by: User, note: str) -> int:
    """Send values back with what is wrong; returns how many. One that counted counts no longer, with its history."""
    with transaction.atomic():
        held = _held(values, State.SUBMITTED, State.APPROVED)
        counted = [each for each in held if each.state == State.APPROVED]
        for each in held:
            _decide(each, State.RETURNED, by, note)
        reason = f"the value was sent back on {wording.day(timezone.localdate())}"
        record({identity_of(each): None for each in counted}, reason=reason)
    return len(held)


def identity_of(value: SubmittedValue) -> Identity:
    """What the value's measurement is known by."""
    code = value.indicator.code
    return Identity(code, value.institution_id, value.place_id, value.first, value.last)


def figures_of(value: SubmittedValue) -> Figures:
    """What the value's measurement says, and where it comes from."""
    version = f"value {value.pk} submitted: {value.source}"
    return Figures(value.numerator, value.denominator, version[:200])


def _submit(
    indicator: SubmittedIndicator, given: Given, by: User, file: SubmittedFile | None
) -> SubmittedValue:
    value = SubmittedValue(
        indicator=indicator,
        institution=given.institution,
        place=given.place,
        first=given.period.first,
        last=given.period.last,
        numerator=given.numerator,
        denominator=given.denominator,
        source=given.source,
        link=given.link,
        file=file,
        by=by,
    )
    _replace(value, State.SUBMITTED)
    value.save()
    return value


def _replace(value: SubmittedValue, state: str) -> None:
    """The one before it in the same state makes way."""
    before = SubmittedValue.objects.filter(
        indicator=value.indicator, institution=value.institution, place=value.place, first=value.first,
        last=value.last, state=state,
    )  # fmt: skip
    before.exclude(pk=value.pk).update(state=State.REPLACED, decided_at=timezone.now())


def _held(values: Iterable[SubmittedValue], *states: str) -> Sequence[SubmittedValue]:
    """The rows, locked, all in one of the states."""
    wanted = [each.pk for each in values]
    rows = SubmittedValue.objects.select_for_update(of=("self",)).select_related("indicator__system")
    held = list(rows.filter(pk__in=wanted).order_by("pk"))
    if any(each.state not in states for each in held):
        raise SubmittingError("Somebody else decided in the meantime. Look at the values again.")
    return held


def _decide(value: SubmittedValue, state: str, by: User, note: str) -> None:
    value.state, value.note, value.decided_by, value.decided_at = state, note, by, timezone.now()
    value.save(update_fields=["state", "note", "decided_by", "decided_at", "decided_alone"])
