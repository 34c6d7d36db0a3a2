"""A staff file from the request to its counts, and what people do with the counts afterwards."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from anchors.geography.lookup import postcode_lookup
from anchors.ingest import Refused
from anchors.ingest.contents import TOO_BIG, content_of
from anchors.ingest.dialect import BrokenQuotes
from anchors.ingest.memory import MemoryFile
from anchors.ingest.reading import opened
from anchors.models import AnchorInstitution, Parameter, SmallArea, System, User
from anchors.periods import Period
from workforce.intake.emptiness import emptiness
from workforce.intake.guard import IntakeFailed, guarded
from workforce.intake.table import IntakeRefused, table_of
from workforce.intake.tally import CountKey, Tally, Terms, tally
from workforce.models import Release, StaffCount, StaffIntake

State = StaffIntake.State
PAY_GROUPS: Mapping[str, str] = {"5-7": "pay-group-5-7-from", "8-plus": "pay-group-8-plus-from"}
"""Pay group to the parameter with the least yearly pay in it."""
LARGEST_UNPACKED = 250 * 1024 * 1024


class IntakeError(Exception):
    """A step is not open; the message is one sentence for the person."""


@dataclass(frozen=True)
class Purpose:
    """What a file is sent for."""

    institution: AnchorInstitution
    quarter: Period
    census_date: date
    characteristic: str = ""
    postcode_column: str = ""


@sensitive_variables()
def receive_staff(
    purpose: Purpose, content: bytes, *, by: User | None, idempotency_key: str = "", is_sample: bool = False
) -> StaffIntake:
    """Turn a staff file into counts that wait for a yes. The file is gone when this returns, whatever happens.

    Raises IntakeRefused with one sentence (and columns to choose from) or IntakeFailed; neither holds a value.
    A key that was used before for the institution gives what it made.
    """
    earlier = _earlier(purpose, idempotency_key)
    if earlier:
        return earlier
    system = system_for(purpose)
    found = guarded(_counted)(content, _terms(purpose, system))
    if reason := emptiness(found, purpose.census_date):
        raise IntakeRefused(reason)
    try:
        return guarded(_kept)(purpose, found, by, idempotency_key, is_sample)
    except IntakeFailed:
        # The same request twice at one moment: the second gets what the first made.
        if earlier := _earlier(purpose, idempotency_key):
            return earlier
        raise


def system_for(purpose: Purpose) -> System:
    """The system whose footprint counts; IntakeRefused where there is none or its quarter is published."""
    system = purpose.institution.system_on(purpose.census_date)
    if system is None:
        raise IntakeRefused(
            "The institution belonged to no integrated care system on the census date, so there is no footprint to "
            "count in. Ask platform staff to add its membership."
        )
    if reason := published(system, purpose.quarter):
        raise IntakeRefused(reason)
    return system


def published(system: System, quarter: Period) -> str:
    """Why nothing can change for the quarter any more, as a sentence; empty while it is open."""
    release = Release.objects.filter(
        system=system, first_month=quarter.first, last_month=quarter.last
    ).first()
    if release is None:
        return ""
    return (
        f"The figures for {quarter.label} have been published and do not change any more. "
        "A correction comes with the next quarter."
    )


def confirm_staff(intake: StaffIntake, *, by: User | None) -> None:
    """Let the counts stand, in place of those of an earlier file for the quarter. Twice is once."""
    with transaction.atomic():
        row = _locked(intake, State.CHECKED, State.RECEIVED)
        if row.state == State.RECEIVED:
            return
        _refuse_published(row)
        same = StaffIntake.objects.filter(
            institution=row.institution, first_month=row.first_month, last_month=row.last_month
        )
        former = same.filter(state=State.RECEIVED).first()
        if former:
            _end(former, State.REPLACED, by)
        row.state, row.replaces = State.RECEIVED, former
        row.confirmed_by, row.confirmed_at = by, timezone.now()
        row.save()


def undo_staff(intake: StaffIntake, *, by: User | None) -> None:
    """Take the counts back; those that they replaced stand again. Twice is once."""
    with transaction.atomic():
        row = _locked(intake, State.RECEIVED, State.UNDONE)
        if row.state == State.UNDONE:
            return
        _refuse_published(row)
        _end(row, State.UNDONE, by)
        row.counts.all().delete()
        if row.replaces and row.replaces.state == State.REPLACED:
            former = row.replaces
            former.state, former.ended_by, former.ended_at = State.RECEIVED, None, None
            former.save()


def withdraw_staff(intake: StaffIntake, *, by: User | None) -> None:
    """Throw away counts that were not added."""
    with transaction.atomic():
        row = _locked(intake, State.CHECKED, State.WITHDRAWN)
        if row.state == State.CHECKED:
            _throw_away([row], by)


def _earlier(purpose: Purpose, key: str) -> StaffIntake | None:
    return (
        StaffIntake.objects.filter(institution=purpose.institution, idempotency_key=key).first()
        if key
        else None
    )


def _terms(purpose: Purpose, system: System) -> Terms:
    """Everything that reading needs, fetched without a value of the file."""
    footprint = frozenset(system.local_authorities(purpose.census_date).values_list("pk", flat=True))
    inside: dict[str, tuple[int, ...]] = {}
    areas = SmallArea.objects.filter(local_authority__in=footprint).order_by("-vintage")
    for code, key in areas.values_list("code", "pk"):
        inside[code] = (*inside.get(code, ()), key)
    elsewhere = SmallArea.objects.exclude(code__in=inside).values_list("code", flat=True)
    return Terms(
        census_date=purpose.census_date,
        footprint=footprint,
        lookup=postcode_lookup(),
        small_areas=inside,
        elsewhere=frozenset(elsewhere),
        characteristic=purpose.characteristic,
        pay_thresholds=_thresholds(purpose.census_date),
        postcode_column=purpose.postcode_column,
    )


def _thresholds(day: date) -> Mapping[str, Decimal] | None:
    """The least pay of the pay groups; None while nobody has given both."""
    found = {group: Parameter.objects.value_on(code, day) for group, code in PAY_GROUPS.items()}
    known = {group: value for group, value in found.items() if value is not None}
    return known if len(known) == len(found) else None


@sensitive_variables()
def _counted(content: bytes, terms: Terms) -> Tally:
    """What the file comes to. A reading that a stray quotation mark ended begins again, line by line."""
    file, refusal = MemoryFile(content), ""
    try:
        _refuse_large(content, content_of(file))
        with opened(file, "") as upload:
            table = table_of(upload.books, terms.postcode_column)
            try:
                return tally(table, terms)
            except BrokenQuotes:
                return tally(table, terms)
    except Refused as problem:
        refusal = str(problem)
    raise IntakeRefused(refusal)


def _refuse_large(content: bytes, kind: str) -> None:
    """A web server has less room to unpack a workbook in than a worker."""
    if kind == "archive":
        raise IntakeRefused("The selected file is a ZIP. Send the CSV or XLSX that is in it.")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            if sum(member.file_size for member in pack.infolist()) > LARGEST_UNPACKED:
                raise IntakeRefused(TOO_BIG)


def _kept(
    purpose: Purpose,
    found: Tally,
    by: User | None,
    idempotency_key: str,
    is_sample: bool,  # noqa: FBT001
) -> StaffIntake:
    """The counts in the database; those of an earlier file that nobody said yes to are thrown away."""
    where = StaffCount.Where
    with transaction.atomic():
        waiting = StaffIntake.objects.select_for_update().filter(
            institution=purpose.institution, first_month=purpose.quarter.first,
            last_month=purpose.quarter.last, state=State.CHECKED,
        )  # fmt: skip
        _throw_away(waiting, by)
        intake = StaffIntake.objects.create(
            institution=purpose.institution,
            first_month=purpose.quarter.first,
            last_month=purpose.quarter.last,
            census_date=purpose.census_date,
            headcount=found.headcount,
            matched=found.people[where.AREA],
            outside=found.people[where.OUTSIDE],
            unmatched=found.people[where.UNKNOWN],
            checks=found.as_checks() | {"characteristic": purpose.characteristic},
            idempotency_key=idempotency_key,
            is_sample=is_sample,
            sent_by=by,
        )
        StaffCount.objects.bulk_create(_rows(intake, found.counts), batch_size=5000)
    return intake


def _rows(intake: StaffIntake, counts: Mapping[CountKey, int]) -> Iterable[StaffCount]:
    return (
        StaffCount(
            intake=intake,
            where=key.where,
            small_area_id=key.small_area or None,
            breakdown=key.breakdown,
            category=key.category,
            people=people,
        )
        for key, people in sorted(counts.items())
    )


def _throw_away(rows: Iterable[StaffIntake], by: User | None) -> None:
    for row in rows:
        _end(row, State.WITHDRAWN, by)
        row.counts.all().delete()


def _end(row: StaffIntake, state: str, by: User | None) -> None:
    row.state, row.ended_by, row.ended_at = State(state), by, timezone.now()
    row.save()


def _locked(intake: StaffIntake, *states: str) -> StaffIntake:
    """The row, held together with its system so that no release is made meanwhile. IntakeError in other states."""
    system = intake.institution.system_on(intake.census_date)
    if system:
        System.objects.select_for_update(no_key=True).get(pk=system.pk)
    row = (
        StaffIntake.objects.select_for_update(of=("self",))
        .select_related("institution", "replaces")
        .get(pk=intake.pk)
    )
    if row.state not in states:
        raise IntakeError(
            f"This file's counts are {State(row.state).label.lower()}, so this step is not open."
        )
    return row


def _refuse_published(row: StaffIntake) -> None:
    system: Any = row.institution.system_on(row.census_date)
    if system and (reason := published(system, row.quarter)):
        raise IntakeError(reason)
