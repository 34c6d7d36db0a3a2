"""Dated events of a programme under pseudonyms: kept as keyed hashes, folded into cohort counts, taken away again.

An alias is hashed before anything of it is stored, with a key of its programme that is derived from the service's
secret key: nobody finds a person by their alias without both, and the same alias in two programmes does not match.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.crypto import salted_hmac

from anchors.models import User
from anchors.periods import Period, quarter_of
from workforce.models import Cohort, CohortCount, Group, Programme, ProgrammeEvent, Stage
from workforce.programmes import CountedOtherwise

SALT = "workforce.events"
MARK_LENGTH = 16
OTHER_KEY = (
    "The service’s secret key has changed since the last events came, so people would not be recognised. Delete all "
    "events of this programme and send them again"
)


@dataclass(frozen=True)
class Event:
    """Somebody reached a stage on a day. `alias` is hashed already."""

    alias: str
    spell: int
    stage: Stage
    on: date
    groups: frozenset[Group] = frozenset()

    @property
    def begun(self) -> "Beginning":
        """Whose beginning it belongs to."""
        return self.alias, self.spell


Beginning = tuple[str, int]
"""Somebody's first, second … start: a hashed alias and the number of the spell."""
Counts = Mapping[tuple[Stage, Group], int]


def hashed(programme: Programme, alias: str) -> str:
    """The alias as it is kept: the same for the same alias of the same programme, however it is written."""
    told = "".join(alias.split()).casefold()
    return salted_hmac(f"{SALT}.{programme.pk}", told, algorithm="sha256").hexdigest()


def mark_of_key(programme: Programme) -> str:
    """Tells whether events were hashed with the key of today, and nothing of the key."""
    return salted_hmac(f"{SALT}.mark.{programme.pk}", "mark", algorithm="sha256").hexdigest()[:MARK_LENGTH]


def has_other_key(programme: Programme) -> bool:
    """Whether the programme's events were hashed before the service's secret key changed: nobody would match them."""
    return bool(programme.events_key) and programme.events_key != mark_of_key(programme)


def events_of(programme: Programme) -> list[Event]:
    """Every event that is kept."""
    return [
        Event(each.alias, each.spell, Stage(each.stage), each.on, frozenset(map(Group, each.groups)))
        for each in programme.events.order_by("pk")
    ]


def spells_of(events: Iterable[Event]) -> dict[Beginning, dict[Stage, Event]]:
    """Events by whose beginning they belong to, and by stage."""
    found: dict[Beginning, dict[Stage, Event]] = defaultdict(dict)
    for each in events:
        found[each.begun][each.stage] = each
    return found


def quarter_of_spell(spell: Mapping[Stage, Event]) -> Period | None:
    """The quarter in which somebody started; of their referral while they have not; None where neither is known."""
    first = spell.get(Stage.STARTED) or spell.get(Stage.REFERRED)
    return quarter_of(first.on) if first else None


def fold(events: Iterable[Event], also: Iterable[Stage] = ()) -> dict[Period, Counts]:
    """People by starting quarter, stage and group: the one place where events become counts.

    A stage is counted, nought included, where anybody of the programme reached it, or it is one of `also`; a group
    where it holds for anybody who started in that quarter. Whoever started counts as referred where referrals of the
    quarter are recorded.
    """
    kept = list(events)
    known = {each.stage for each in kept} | set(also)
    cohorts: dict[Period, list[Mapping[Stage, Event]]] = defaultdict(list)
    for spell in spells_of(kept).values():
        if quarter := quarter_of_spell(spell):
            cohorts[quarter].append(spell)
    return {quarter: _counts(spells, known) for quarter, spells in cohorts.items()}


def _counts(spells: Iterable[Mapping[Stage, Event]], known: Iterable[Stage]) -> Counts:
    people = [
        (frozenset[Group]().union(*(each.groups for each in spell.values())), spell) for spell in spells
    ]
    groups = frozenset({Group.ALL}).union(*(those for those, _ in people))
    is_referred = any(Stage.REFERRED in spell for _, spell in people)
    return {
        (stage, group): sum(
            (stage in spell or stage == Stage.REFERRED) and group in (Group.ALL, *those)
            for those, spell in people
        )
        for stage in known
        if stage != Stage.REFERRED or is_referred
        for group in groups
    }


@transaction.atomic
def keep_events(programme: Programme, events: Iterable[Event], *, as_at: date, by: User) -> None:
    """Add events, or correct the day and groups of those that are there, and fold. The same again changes nothing."""
    once = {(*each.begun, each.stage): each for each in events}
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    if not locked.events_key:
        locked.events_key = mark_of_key(locked)
        locked.save(update_fields=["events_key"])
    ProgrammeEvent.objects.bulk_create(
        [
            ProgrammeEvent(
                programme=locked, alias=each.alias, spell=each.spell, stage=each.stage, on=each.on,
                groups=sorted(each.groups),
            )
            for each in once.values()
        ],
        update_conflicts=True,
        unique_fields=["programme", "alias", "spell", "stage"],
        update_fields=["on", "groups"],
        batch_size=1000,
    )  # fmt: skip
    fold_events(locked, as_at=as_at, by=by)


@transaction.atomic
def fold_events(programme: Programme, *, as_at: date | None = None, by: User | None) -> None:
    """Make the counts of every cohort that follows from events say what the events say now.

    CountedOtherwise where an event falls into a quarter whose counts were entered, or whose events were deleted.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    there = {each.started: each for each in programme.cohorts.all()}
    days = [each.as_at for each in there.values() if each.is_folded] + ([as_at] if as_at else [])
    settled = CohortCount.objects.filter(cohort__programme=programme, cohort__settled_on__isnull=False)
    folded = fold(events_of(programme), map(Stage, settled.values_list("stage", flat=True)))
    for quarter, counts in folded.items():
        cohort = there.get(quarter)
        if cohort and not cohort.is_folded:
            raise CountedOtherwise(refusal(cohort))
        _write(cohort or _cohort(programme, quarter), counts, as_at=max(days), by=by)
    for quarter, cohort in there.items():
        if cohort.is_folded and quarter not in folded:
            cohort.delete()


def refusal(cohort: Cohort) -> str:
    """Why no event may fall into a cohort that does not follow from events."""
    when = cohort.started.label
    if cohort.settled_on:
        return f"Events of people who started in {when} were deleted because they had been kept long enough"
    return f"Those who started in {when} are entered as counts. Take that quarter out first, or leave these rows out"


def _cohort(programme: Programme, quarter: Period) -> Cohort:
    return Cohort(
        programme=programme, first_month=quarter.first, last_month=quarter.last, basis=Cohort.Basis.EVENTS,
        source="Dated events",
    )  # fmt: skip


def _write(cohort: Cohort, counts: Counts, *, as_at: date, by: User | None) -> None:
    """What a cohort counts; one that says so already stays untouched."""
    there = {(each.stage, each.group): each.people for each in cohort.counts.all()} if cohort.pk else None
    if there == counts and cohort.as_at == as_at:
        return
    cohort.as_at, cohort.by = as_at, by or cohort.by
    cohort.save()
    cohort.counts.all().delete()
    CohortCount.objects.bulk_create(
        CohortCount(cohort=cohort, stage=stage, group=group, people=people)
        for (stage, group), people in counts.items()
    )


@transaction.atomic
def remove_person(programme: Programme, alias: str, *, by: User) -> int:
    """Delete everything under an alias, because somebody withdraws, and fold; the number of events that went."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    gone, _ = programme.events.filter(alias=hashed(programme, alias)).delete()
    if gone:
        fold_events(programme, by=by)
    return gone


@transaction.atomic
def remove_events(programme: Programme, *, by: User) -> int:
    """Delete every event of a programme and the counts that follow from them; the number of events that went."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    gone, _ = programme.events.all().delete()
    fold_events(programme, by=by)
    Programme.objects.filter(pk=programme.pk).update(events_key="")
    return gone
