"""Whom an institution is fairly read beside: bodies of the same kind, over the same months, under the same definition.

Only those whose figures the person may read; why others are not shown is said, never their figures. Published shares
are declared by the lever that knows them (`benchmarks_of`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime

from anchors.models import AnchorInstitution, User
from anchors.periods import Period
from anchors.wording import listed, moment, plural
from metrics.models import readable_institutions
from metrics.readings import Reading, measured, measured_by_institution
from metrics.registry import Indicator
from metrics.subjects import Subject
from metrics.wording import displayed

Kind = AnchorInstitution.Kind
FAMILIES: tuple[tuple[str, frozenset[str]], ...] = (
    ("NHS trusts", frozenset({Kind.ACUTE_TRUST, Kind.COMMUNITY_TRUST, Kind.AMBULANCE_TRUST})),
    ("NHS commissioners", frozenset({Kind.ICB, Kind.CCG})),
    ("councils", frozenset(AnchorInstitution.COUNCIL_KINDS)),
)
"""Kinds that are read beside each other where there is nobody of the same kind."""

MOST_NAMES = 4
NO_DATA = "No data for these months"
NOT_KNOWN = "Nothing known then, or nothing that can be made again for the past"


@dataclass(frozen=True)
class Benchmark:
    """Somebody else's published value, and where it stands."""

    name: str
    value: Decimal
    source: str


@dataclass(frozen=True)
class Peer:
    """One institution of the comparison; `months` is how many of the period it has supplied."""

    institution: AnchorInstitution
    reading: Reading
    value: Decimal
    months: int
    is_own: bool


@dataclass(frozen=True)
class Peers:
    """Those with a value, largest displayed value first, with the rule they were chosen by.

    `left_out` says in sentences who is not among them and why. `is_within` when they are parts of the subject.
    """

    rule: str
    rows: tuple[Peer, ...]
    left_out: tuple[str, ...] = field(default=())
    is_within: bool = False

    @property
    def is_comparison(self) -> bool:
        """Whether there is anybody to compare with."""
        return len(self.rows) > 1


Published = Callable[[date], Iterable[Benchmark]]
_published: dict[str, Published] = {}


def benchmarks_of(code: str) -> Callable[[Published], Published]:
    """Declare what gives the published values to read an indicator beside, for a day."""

    def declare(published: Published) -> Published:
        _published[code] = published
        return published

    return declare


def benchmarks(indicator: Indicator, day: date) -> tuple[Benchmark, ...]:
    """The published values in force on the day; none for most indicators."""
    return tuple(_published[indicator.code](day)) if indicator.code in _published else ()


def peers_of(
    user: User, subject: Subject, indicator: Indicator, period: Period, *, as_at: datetime | None = None
) -> Peers:
    """For one institution the others of its kind; for several, their own members beside each other.

    With `as_at` their figures are those known at that moment, of the institutions that the person may read today.
    """
    if len(subject.institutions) == 1:
        return _beside(user, subject.institutions[0], indicator, period, as_at)
    kinds = {each.kind for each in subject.institutions}
    rule = f"The institutions of {subject.name} that have data, under the same definition."
    if len(kinds) > 1:
        rule += " They are of different kinds: compare a trust with a trust, a council with a council."
    return _compared(subject.institutions, (), indicator, period, rule, as_at=as_at, is_within=True)


def _beside(
    user: User, own: AnchorInstitution, indicator: Indicator, period: Period, as_at: datetime | None
) -> Peers:
    readable = [each for each in readable_institutions(user) if each.pk != own.pk]
    for name, kinds in _rungs(own):
        others = [each for each in readable if each.kind in kinds]
        found = _compared((own, *others), (own.pk,), indicator, period, _rule(name, own, kinds), as_at=as_at)
        if found.is_comparison:
            return found
    name, kinds = _rungs(own)[0]
    return Peers(_rule(name, own, kinds), (), (_why_nobody(user, own, name, readable),))


def _rungs(own: AnchorInstitution) -> list[tuple[str, frozenset[str]]]:
    """Same kind first, then the family of kinds it belongs to."""
    same = (_many(Kind(own.kind).label), frozenset({own.kind}))
    return [same, *((name, kinds) for name, kinds in FAMILIES if own.kind in kinds and len(kinds) > 1)]


def _rule(name: str, own: AnchorInstitution, kinds: Iterable[str]) -> str:
    """How they were chosen, as a sentence."""
    if set(kinds) == {own.kind}:
        return f"Peers are other {name} whose figures you may read: the same kind of institution."
    same = _lower(Kind(own.kind).label)
    return f"No other {same} has data that you may read, so the peers are other {name}: the nearest kinds."


def _why_nobody(user: User, own: AnchorInstitution, name: str, readable: list[AnchorInstitution]) -> str:
    known = {each.pk for each in readable} | {own.pk}
    partners = AnchorInstitution.objects.partners_of(user).filter(kind=own.kind).exclude(pk__in=known)
    count = partners.count()
    if count:
        return (
            f"{plural(count, 'other institution')} of this kind {'is' if count == 1 else 'are'} in your system. "
            "Figures of single institutions are for their own people and for officers of the board."
        )
    same_kind = [each.name for each in readable if each.kind == own.kind]
    if same_kind:
        return f"{listed(same_kind[:MOST_NAMES])} {'has' if len(same_kind) == 1 else 'have'} no data for these months."
    return f"There are no other {name} in your system."


def _compared(
    institutions: Iterable[AnchorInstitution],
    own: Iterable[int],
    indicator: Indicator,
    period: Period,
    rule: str,
    *,
    as_at: datetime | None = None,
    is_within: bool = False,
) -> Peers:
    by_id = {each.pk: each for each in institutions}
    readings = _readings(indicator, by_id, period, as_at)
    rows: list[Peer] = []
    short: list[Peer] = []
    for key, reading in readings.items():
        if reading.value is None:
            continue
        peer = Peer(by_id[key], reading, reading.value, len(reading.months), key in set(own))
        # An amount over fewer months is smaller for that alone; a share is not.
        is_fair = indicator.is_ratio or peer.months == len(period.months)
        (rows if is_fair or peer.is_own or is_within else short).append(peer)
    rows.sort(key=lambda each: (-displayed(indicator, each.value), each.institution.name))
    without = [each.name for key, each in by_id.items() if key not in readings]
    left_out = []
    if short:
        left_out.append(
            f"{_some([each.institution.name for each in short])} did not supply all of these months, "
            "so their amounts would not be comparable."
        )
    if without:
        left_out.append(f"{NO_DATA if as_at is None else NOT_KNOWN}: {_some(without)}.")
    if as_at is not None:
        rule = f"{rule} Their figures, too, are as known on {moment(localtime(as_at))}."
    return Peers(rule, tuple(rows), tuple(left_out), is_within)


def _readings(
    indicator: Indicator, institutions: Iterable[int], period: Period, as_at: datetime | None
) -> dict[int, Reading]:
    if as_at is None:
        return measured_by_institution(indicator, institutions, period)
    found = {key: measured(indicator, [key], period, as_at=as_at) for key in institutions}
    return {key: reading for key, reading in found.items() if reading is not None}


def _some(names: list[str]) -> str:
    names = sorted(names)
    if len(names) <= MOST_NAMES:
        return listed(names)
    return listed([*names[: MOST_NAMES - 1], f"{len(names) - MOST_NAMES + 1} others"])


def _many(label: str) -> str:
    """`Acute trust` as `acute trusts`, `County council` as `county councils`, `University` as `universities`."""
    words = _lower(label)
    if words.startswith("government"):
        return "government departments and agencies"
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
