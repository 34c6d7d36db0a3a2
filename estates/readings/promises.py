"""Homes promised on land that was sold or is to be, held against homes built: plot by plot, and together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.db.models import QuerySet

from anchors.wording import month, percent, plural
from estates.analysis import Homes, Lowered, lowered, share_built
from estates.models import AFFORDABLE, HomesStatement, Plot, Tenure

STAGE = HomesStatement.Stage
PROMISING = (STAGE.SALE, STAGE.PERMISSION)
AFFORDABLE_TENURES = frozenset(str(tenure) for tenure in AFFORDABLE)


@dataclass(frozen=True)
class Promise:
    """What was promised on one plot and what came of it, from statements that nobody withdrew, oldest first."""

    plot: Plot
    statements: tuple[HomesStatement, ...]

    def until(self, day: date) -> "Promise":
        """The same as it stood at the end of a day."""
        return Promise(self.plot, tuple(each for each in self.statements if each.on <= day))

    @cached_property
    def stated(self) -> list[tuple[HomesStatement, Homes]]:
        """Promises: sale agreements and permissions."""
        return [(each, homes_of(each)) for each in self.statements if each.stage in PROMISING]

    @cached_property
    def lowering(self) -> Lowered | None:
        """The later promise that is lower, beside the best before it."""
        return lowered([homes for _, homes in self.stated])

    @property
    def promised(self) -> Homes | None:
        """What built homes are held against: the newest promise, or the one before it was lowered."""
        if self.lowering:
            return self.lowering.before
        return self.stated[-1][1] if self.stated else None

    @property
    def built(self) -> Homes | None:
        """All homes that are finished by the newest count; None where nobody has counted."""
        counts = [each for each in self.statements if each.stage not in PROMISING]
        return homes_of(counts[-1]) if counts else None

    @cached_property
    def fewer(self) -> tuple[Homes, Homes] | None:
        """The most affordable homes that were ever counted beside the newest count, where that has fewer."""
        counts = [homes_of(each) for each in self.statements if each.stage not in PROMISING]
        most = max(counts, key=lambda each: each.affordable, default=None)
        return (most, counts[-1]) if most and counts[-1].affordable < most.affordable else None

    @property
    def share(self) -> Decimal | None:
        """Affordable homes built of those promised."""
        return share_built(self.promised, self.built)

    @property
    def is_lowered(self) -> bool:
        """Whether a later permission lowered it."""
        return self.lowering is not None

    @property
    def is_below(self) -> bool:
        """Whether a smaller share of what is built is affordable than was promised."""
        promised, built = self.promised, self.built
        if promised is None or built is None or promised.share is None or built.share is None:
            return False
        return built.share < promised.share

    @property
    def key_worker(self) -> int:
        """Homes for key workers at market rent, which are not affordable homes: those built, else those promised."""
        newest = self.built or self.promised
        return newest.by_tenure.get(Tenure.KEY_WORKER, 0) if newest else 0

    @property
    def note(self) -> str:
        """What there is to know beside the numbers, in a few words."""
        if self.lowering:
            return self._cut(self.lowering)
        promised, built = self.promised, self.built
        if promised is None:
            return "Nothing was promised"
        if built is None:
            return "Nothing counted yet"
        if self.fewer:
            most, now = self.fewer
            return f"{most.affordable:,} affordable homes in {month(most.on)}, {now.affordable:,} in {month(now.on)}"
        if built.affordable >= promised.affordable:
            return f"Finished by {month(built.on)}"
        if self.is_below:
            return f"{percent(built.share)} of homes built are affordable, {percent(promised.share)} were promised"
        return f"Counted in {month(built.on)}"

    @property
    def sentence(self) -> str:
        """Promised and built in one sentence."""
        promised, built = self.promised, self.built
        if promised is None:
            return (
                f"{plural(built.affordable, 'affordable home')} built; no promise is on record."
                if built
                else ""
            )
        words = f"{promised.affordable:,} of {plural(promised.all, 'home')} promised were to be affordable"
        if built is None:
            return f"{words}; nobody has counted homes built yet."
        return f"{words}; {built.affordable:,} of {plural(built.all, 'home')} built by {month(built.on)} are."

    def _cut(self, low: Lowered) -> str:
        kind = next(each for each, homes in reversed(self.stated) if homes is low.after).get_stage_display()
        when = f"{'Permission' if kind == STAGE.PERMISSION.label else kind} of {month(low.after.on)}"
        if low.after.affordable < low.before.affordable:
            return f"{when} cut {low.before.affordable:,} to {low.after.affordable:,}"
        return f"{when} cut {percent(low.before.share)} to {percent(low.after.share)} of all homes"


@dataclass(frozen=True)
class Together:
    """Promises of several plots: sums of what is known."""

    homes: int
    promised: int
    built: int | None

    @property
    def share(self) -> Decimal | None:
        """Affordable homes built of those promised; None where nobody has counted any."""
        return None if self.built is None or not self.promised else Decimal(self.built) / self.promised


def homes_of(statement: HomesStatement) -> Homes:
    """A statement as a number by tenure."""
    return Homes(statement.on, statement.homes, AFFORDABLE_TENURES)


def promises(plots: "QuerySet[Plot]") -> list[Promise]:
    """Those of these plots that have statements, in the order of their sale; plots not sold yet come last."""
    rows = HomesStatement.objects.filter(plot__in=plots, is_withdrawn=False)
    rows = rows.select_related("plot__site__institution").order_by("plot", "on", "pk")
    found = [Promise(plot, tuple(group)) for plot, group in groupby(rows, key=lambda row: row.plot)]
    return sorted(found, key=lambda each: (str(each.plot.disposed_on or "9"), each.plot.title))


def together(found: Sequence[Promise]) -> Together:
    """The totals: built homes count only on plots where something was promised."""
    pairs = [(each.promised, each.built) for each in found]
    kept = [(promised, built) for promised, built in pairs if promised is not None]
    counted = [built.affordable for _, built in kept if built is not None]
    return Together(
        _sum(promised.all for promised, _ in kept),
        _sum(promised.affordable for promised, _ in kept),
        sum(counted) if counted else None,
    )


def _sum(numbers: Iterable[int]) -> int:
    return sum(numbers)
