"""The indicators of surplus land: homes promised and built, land declared surplus, options explored before decisions.

Homes and declared land are stocks of all plots to date: what stands at the end of a month, as their pages have it.
Decisions add up, each in its month. Plots that their owner keeps sensitive are in none of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain

from django.db.models import Max, QuerySet
from django.utils import timezone

from anchors import wording
from anchors.periods import Period, month, ym_of
from estates.exploring import unexplored
from estates.models import Appraisal, HomesStatement, Plot, PlotChange
from estates.readings.promises import Promise, promises
from estates.readings.promises import together as homes_together
from metrics.recommendations import Lever
from metrics.registry import Asked, Cut, Direction, Goal, Part, Unit, Whole, indicator
from metrics.stocks import institutions_of, latest_of_each, together

Figures = tuple[int, date, int | Decimal, int | Decimal | None]
"""Institution, day, numerator, denominator."""
LIMITS = (
    "As owners entered it here: land that nobody entered is missing, and so is what an owner keeps sensitive."
)


def sources(asked: Asked) -> Mapping[int, str]:
    """When somebody last changed, or stated homes on, a plot of each institution."""
    changed = (
        PlotChange.objects.filter(plot__site__institution__in=asked.institutions).order_by()
        .values_list("plot__site__institution").annotate(Max("at")),
        HomesStatement.objects.filter(plot__site__institution__in=asked.institutions).order_by()
        .values_list("plot__site__institution").annotate(Max("at")),
    )  # fmt: skip
    newest: dict[int, datetime] = {}
    for institution, at in chain(*changed):
        newest[institution] = max(at, newest.get(institution, at))
    return {key: f"surplus land as of {wording.day(timezone.localdate(at))}" for key, at in newest.items()}


land = partial(
    indicator,
    lever=Lever.ESTATES,
    recommendations=(7,),
    goal=Goal.INEQUALITY,
    author="Anchors, estates lever",
    next_review=date(2027, 11, 30),
    source=sources,
    is_monthly=False,
)


def _plots(institutions: Iterable[int]) -> "QuerySet[Plot]":
    """Plots that everybody in the system may see: a measure of one or two sensitive ones would tell of them."""
    return Plot.objects.filter(site__institution__in=list(institutions), is_sensitive=False)


def _by_month(asked: Asked, figures: Iterable[Figures]) -> Iterable[Part]:
    """Figures of one day each, added up by institution and month, for the months asked for."""
    found: dict[tuple[int, int], list[tuple[int | Decimal, int | Decimal | None]]] = {}
    for institution, day, numerator, denominator in figures:
        ym = day.year * 100 + day.month
        if asked.wants(ym):
            found.setdefault((institution, ym), []).append((numerator, denominator))
    for key, each in found.items():
        if (whole := together(each)) is not None:
            yield Part(*key, *whole)


Standing = Callable[[Sequence[Promise]], tuple[int, int]]
"""Numerator and denominator of promises as they stand on a day."""


def _standing(institutions: Iterable[int], figures: Standing) -> Iterable[Part]:
    """What stands of all plots of an owner at the end of each month, from its first promise to now."""
    today = timezone.localdate()
    by_owner: dict[int, list[Promise]] = {}
    for each in promises(_plots(institutions)):
        by_owner.setdefault(each.plot.site.institution_id, []).append(each)
    for owner, theirs in by_owner.items():
        changes = {ym_of(each.on) for promise in theirs for each in promise.statements if each.on <= today}
        numbers = (0, 0)
        for ym in Period(min(changes), ym_of(today)).months if changes else ():
            if ym in changes:
                numbers = figures([each.until(month(ym).end) for each in theirs])
            if numbers[1]:
                yield Part(owner, ym, *numbers)


def _promised(found: Sequence[Promise]) -> tuple[int, int]:
    whole = homes_together(found)
    return whole.promised, whole.homes


def _built(found: Sequence[Promise]) -> tuple[int, int]:
    whole = homes_together(found)
    return whole.built or 0, whole.promised


def _declared(institutions: Iterable[int]) -> Iterable[Part]:
    """Hectares declared and not yet sold at the end of each month, from an owner's first declaration to now."""
    today = timezone.localdate()
    rows = _plots(institutions).filter(
        declared_on__lte=today, area_ha__isnull=False, stage__in=(*Plot.OPEN, Plot.Stage.SOLD)
    )
    by_owner: dict[int, list[tuple[date, date, Decimal]]] = {}
    for owner, first, last, area in rows.values_list(
        "site__institution", "declared_on", "disposed_on", "area_ha"
    ):
        if first and area is not None:
            by_owner.setdefault(owner, []).append((first, last or date.max, area))
    for owner, plots in by_owner.items():
        for ym in Period(ym_of(min(first for first, *_ in plots)), ym_of(today)).months:
            end = month(ym).end
            held = (area for first, last, area in plots if first <= end < last)
            yield Part(owner, ym, sum(held, Decimal()))


def _latest(measure: Callable[[list[int]], Iterable[Part]]) -> Callable[[Sequence[Cut]], dict[Cut, Whole]]:
    return lambda cuts: latest_of_each(measure(institutions_of(cuts)), cuts)


@land(
    code="affordable-share-of-homes-promised",
    name="Affordable share of homes promised",
    question="How many of the homes promised on our land are affordable?",
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.HIGHER,
    numerator="Affordable homes in the sale agreement or planning permission, before any was cut",
    denominator="All homes in the same document",
    why="Land that the public owns can give people a home that they can afford.",
    limits=f"{LIMITS} All plots to date, at the end of the period. Homes for key workers at market rent are not "
    "affordable homes (National Planning Policy Framework, Annex 2).",
    whole=_latest(partial(_standing, figures=_promised)),
    is_stock=True,
)
def affordable_share_promised(asked: Asked) -> Iterable[Part]:
    """Affordable homes promised of all homes promised, as they stand at the end of each month."""
    return (each for each in _standing(asked.institutions, _promised) if asked.wants(each.ym))


@land(
    code="affordable-homes-built-of-promised",
    name="Affordable homes built of those promised",
    question="How many of the affordable homes promised on our land were built?",
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.HIGHER,
    numerator="Affordable homes finished by the newest count; none on a plot that nobody has counted",
    denominator="Affordable homes promised on all plots, before any was cut",
    why="A promise is cut at a later permission more often than anybody notices.",
    limits=f"{LIMITS} All plots to date, at the end of the period. Homes that nobody has counted yet are not "
    "built, so a plot counts with its promise from the first day.",
    whole=_latest(partial(_standing, figures=_built)),
    is_stock=True,
)
def affordable_homes_built(asked: Asked) -> Iterable[Part]:
    """Affordable homes built of those promised, as they stand at the end of each month."""
    return (each for each in _standing(asked.institutions, _built) if asked.wants(each.ym))


@land(
    code="surplus-hectares-declared",
    name="Hectares declared surplus",
    question="How much land have we said that we do not need, and still hold?",
    unit=Unit.HECTARES,
    direction=Direction.NEITHER,
    numerator="Hectares of plots declared surplus and not sold by the end of the month",
    why="Land that is declared can be offered; land that nobody mentions stands idle.",
    limits=f"{LIMITS} Plots without a known area or without a day of declaration are left out, and so are those that "
    "were kept after all.",
    whole=_latest(_declared),
    is_stock=True,
)
def surplus_hectares(asked: Asked) -> Iterable[Part]:
    """Hectares that stand declared at the end of each month."""
    return (each for each in _declared(asked.institutions) if asked.wants(each.ym))


@land(
    code="appraisals-with-earlier-options-explored",
    name="Decisions with every earlier option explored",
    question="How often did we look at homes, small firms and community ownership before we decided?",
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.HIGHER,
    numerator="Decisions on land where each earlier option had a figure or an answer",
    denominator="Decisions on land",
    why="Recommendation 7 asks that the market comes last.",
    limits=f"{LIMITS} Land sold without any options appraisal is in neither number.",
)
def earlier_options_explored(asked: Asked) -> Iterable[Part]:
    """Decided appraisals without an unexplored route."""
    rows = Appraisal.objects.filter(
        state=Appraisal.State.DECIDED, plot__in=_plots(asked.institutions)
    ).prefetch_related("options", "asked")
    return _by_month(
        asked,
        (
            (row.plot.site.institution_id, row.decided_on, int(_is_explored(row)), 1)
            for row in rows.select_related("plot__site")
            if row.decided_on
        ),
    )


def _is_explored(row: Appraisal) -> bool:
    return not unexplored(list(row.options.all()), list(row.asked.all()))
