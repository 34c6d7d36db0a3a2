"""Who has supplied which months, what is missing from a view, and what that does to its numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from anchors.models import AnchorInstitution
from anchors.periods import MONTHS_IN_YEAR, Period, month_name, months_earlier, runs, usual_end
from procurement.analysis import Band, share
from procurement.explorer.months import SuppliedMonths, supplied_months
from procurement.explorer.summary import Part, SpendSummary, institution_months
from procurement.explorer.view import SpendView


@dataclass(frozen=True)
class Coverage:
    """The months one institution has supplied spending for, whoever asks: that it did is no secret in its system.

    `stray` are months with so few payments that they do not count: see `procurement.explorer.months`.
    """

    institution: AnchorInstitution
    months: frozenset[int]
    stray: frozenset[int] = frozenset()

    @property
    def last(self) -> int | None:
        """The newest month; None when nothing was ever supplied."""
        return max(self.months, default=None)

    @property
    def first(self) -> int | None:
        """The oldest month."""
        return min(self.months, default=None)

    @property
    def gaps(self) -> tuple[int, ...]:
        """Months without data between the oldest and the newest."""
        if self.first is None or self.last is None:
            return ()
        return tuple(ym for ym in Period(self.first, self.last).months if ym not in self.months)

    def missing(self, period: Period) -> tuple[int, ...]:
        """Months of a period without data."""
        return tuple(ym for ym in period.months if ym not in self.months)

    def months_behind(self, newest: int | None) -> int | None:
        """How many months its newest one lies before another, 0 where it does not; None where it has none."""
        if self.last is None or newest is None:
            return None
        return len(Period(self.last, newest).months) - 1 if self.last < newest else 0


@dataclass(frozen=True)
class Missing:
    """Months of the view that an institution has not supplied, and what they might be worth.

    `estimate` is its mean month times the months missing, in pence; None when it has no month to go by.
    `local_share` is what the view's local share would be with them, if they were like its other months.
    """

    institution: AnchorInstitution
    months: tuple[int, ...]
    estimate: int | None = None
    share_of_total: Decimal | None = None
    local_share: Decimal | None = None


def coverage(institutions: Iterable[AnchorInstitution]) -> tuple[Coverage, ...]:
    """What each institution has supplied, by name."""
    institutions = sorted(institutions, key=lambda institution: institution.name)
    supplied = supplied_months(institution.pk for institution in institutions)
    found = ((each, supplied.get(each.pk, SuppliedMonths())) for each in institutions)
    return tuple(Coverage(each, months.months, months.stray) for each, months in found)


def usual_month(found: Iterable[Coverage]) -> int | None:
    """The month up to which figures are shown unless asked otherwise; None where nothing was ever supplied."""
    newest = [each.last for each in found if each.last is not None]
    return usual_end(newest) if newest else None


def missing_from(summary: SpendSummary) -> tuple[Missing, ...]:
    """The gaps of a view, the most money first. Estimates go by each institution's own latest 12 months with data."""
    view = summary.view
    if view.period is None:
        return ()
    parts = institution_months(view.covering(Period(months_earlier(view.period.last, 23), view.period.last)))
    found = [
        _missing(institution, months, _counted(parts.get(institution.pk, {}), view, institution), summary)
        for institution in view.institutions
        if (months := _absent(view.period, summary.supplied.get(institution.pk, frozenset())))
    ]
    return tuple(
        sorted(found, key=lambda each: (each.estimate is None, -(each.estimate or 0), each.institution.name))
    )


def left_out(view: SpendView) -> tuple[Coverage, ...]:
    """The institutions of a view that supplied spending, but none of its months; those whose data is oldest first."""
    if view.period is None:
        return ()
    found = (
        Coverage(institution, view.supplied[institution.pk].months)
        for institution in view.institutions
        if institution.pk in view.supplied
    )
    outside = [each for each in found if len(each.missing(view.period)) == len(view.period.months)]
    return tuple(sorted(outside, key=lambda each: (each.last or 0, each.institution.name)))


def period_with(view: SpendView, institutions: Iterable[Coverage]) -> Period | None:
    """The shortest period that has the view's months and the latest 12 that each of the institutions supplied."""
    newest = [each.last for each in institutions if each.last is not None]
    if view.period is None or not newest:
        return None
    first = min(view.period.first, *(months_earlier(ym, MONTHS_IN_YEAR - 1) for ym in newest))
    return Period(first, max(view.period.last, *newest))


def runs_words(months: Iterable[int]) -> str:
    """Those runs in words, at most three of them."""
    words = [month_name(run.first) if run.first == run.last else run.label for run in runs(months)]
    if len(words) > 3:
        return f"{', '.join(words[:2])} and {len(words) - 2} more gaps"
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _counted(parts: Mapping[int, Part], view: SpendView, institution: AnchorInstitution) -> dict[int, Part]:
    """The parts of months that count as supplied."""
    supplied = view.supplied.get(institution.pk, SuppliedMonths())
    return {ym: part for ym, part in parts.items() if ym in supplied.months}


def _absent(period: Period, supplied: Iterable[int]) -> tuple[int, ...]:
    there = set(supplied)
    return tuple(ym for ym in period.months if ym not in there)


def _missing(
    institution: AnchorInstitution, months: tuple[int, ...], parts: Mapping[int, Part], summary: SpendSummary
) -> Missing:
    latest = [parts[ym] for ym in sorted(parts, reverse=True)[:MONTHS_IN_YEAR]]
    if not latest:
        return Missing(institution, months)
    estimate, local, unknown = (
        sum(figures) * len(months) // len(latest)
        for figures in zip(*((part.total, part.local, part.unknown) for part in latest), strict=True)
    )
    places = summary.places
    whole = places.known + estimate - unknown
    local_share = None if summary.local_share is None else share(places.of(Band.LOCAL) + local, whole)
    return Missing(institution, months, estimate, share(estimate, summary.total + estimate), local_share)
