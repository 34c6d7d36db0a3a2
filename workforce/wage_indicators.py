"""The indicator of people paid below the Living Wage, from returns by quarter.

Staff are a stock: a quarter's return is booked to its last month, and a longer period is its latest quarter. Counts go
through disclosure control, since other institutions of the system read the measure.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from anchors.disclosure import Cell, Key, Profile, Sum, release
from anchors.models import DisclosureProfile
from anchors.periods import month_name
from metrics.recommendations import Lever
from metrics.registry import Asked, Cut, Direction, Goal, Part, Unit, Whole, indicator
from metrics.stocks import institutions_of, latest_of_each
from workforce.models import WageReturn

Shown = Mapping[tuple[int, int], tuple[Decimal, Decimal]]
"""Institution and last month of the quarter, to people below and all people, as shown."""


def _shown(institutions: Sequence[int]) -> Shown:
    """Sums of the returns that say how many are below, rounded; quarters where either is hidden are absent."""
    counts: dict[tuple[int, int], tuple[int, int]] = {}
    rows = WageReturn.objects.filter(institution__in=institutions, below__isnull=False)
    for institution, ym, people, below in rows.values_list("institution", "last_month", "people", "below"):
        before = counts.get((institution, ym), (0, 0))
        counts[institution, ym] = (before[0] + (below or 0), before[1] + people)
    profile = DisclosureProfile.objects.in_force_on(timezone.localdate()).profile()
    shown = {key: _protected(*figures, profile) for key, figures in counts.items()}
    return {key: figures for key, figures in shown.items() if figures is not None}


def _protected(below: int, people: int, profile: Profile) -> tuple[Decimal, Decimal] | None:
    cells: dict[Key, Cell] = {"below": Cell(below), "others": Cell(people - below), "people": Cell(people)}
    made = release(cells, [Sum("people", ("below", "others"))], profile)
    shown = made.shown("below"), made.shown("people")
    return None if shown[0] is None or not shown[1] else (Decimal(shown[0]), Decimal(shown[1]))


def _readings(institutions: Sequence[int]) -> Iterable[Part]:
    return (Part(*key, *figures) for key, figures in _shown(institutions).items())


def _wholes(cuts: Sequence[Cut]) -> dict[Cut, Whole]:
    return latest_of_each(_readings(institutions_of(cuts)), cuts)


def sources(asked: Asked) -> Mapping[int, str]:
    """The newest return of each institution."""
    rows = WageReturn.objects.filter(institution__in=asked.institutions, below__isnull=False).order_by()
    newest = rows.values_list("institution").annotate(Max("last_month"))
    return {institution: f"Living Wage returns to {month_name(ym)}" for institution, ym in newest}


@indicator(
    code="staff-below-living-wage",
    name="Staff below the Living Wage",
    question="How many of those who work for us are paid less than they need to live on?",
    lever=Lever.EMPLOYMENT,
    recommendations=(6,),
    goal=Goal.INEQUALITY,
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.LOWER,
    numerator="People paid below the Living Wage in force on the last day of the quarter, contracted staff included",
    denominator="People of the same returns, aged 18 or over",
    why="A job takes somebody out of poverty only if it pays enough; those paid least often work for contractors.",
    limits=(
        "As institutions and their contractors say; contracts that did not say are left out. Small counts hidden, "
        "others rounded: where fewer than 8 people are below the rate, there is no value."
    ),
    author="Anchors, employment lever",
    next_review=date(2027, 11, 30),
    whole=_wholes,
    source=sources,
    is_monthly=False,
    covers=3,
    is_stock=True,
)
def staff_below_living_wage(asked: Asked) -> Iterable[Part]:
    """People below the rate, of those who were counted."""
    found = _readings(asked.institutions)
    return (each for each in found if asked.wants(each.ym))
