"""The indicators of surplus land: homes promised and built, land declared surplus, options explored before decisions.

They add up: each plot counts once, in the month of its first promise, of its declaration, or of its decision. Homes
built of those promised are a stock: what stands at the end of a month.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain

from django.db.models import Max
from django.utils import timezone

from anchors import wording
from anchors.periods import Period, month, ym_of
from estates.appraising import unexplored
from estates.models import Appraisal, HomesStatement, Plot, PlotChange
from estates.readings.promises import Promise, promises
from estates.readings.promises import together as homes_together
from metrics.recommendations import Lever
from metrics.registry import Asked, Cut, Direction, Goal, Part, Unit, Whole, indicator
from metrics.stocks import institutions_of, latest_of_each, together

Figures = tuple[int, date, int | Decimal, int | Decimal | None]
"""Institution, day, numerator, denominator."""
LIMITS = "As owners entered it here: land that nobody entered is missing."


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


def _promises(asked: Asked) -> list[Promise]:
    return promises(Plot.objects.filter(site__institution__in=asked.institutions))


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


def _standing(found: Iterable[Promise]) -> Iterable[Part]:
    """Affordable homes built of those promised, of all plots of an owner, at the end of each month to now."""
    today = timezone.localdate()
    by_owner: dict[int, list[Promise]] = {}
    for each in found:
        by_owner.setdefault(each.plot.site.institution_id, []).append(each)
    for owner, theirs in by_owner.items():
        changes = {ym_of(each.on) for promise in theirs for each in promise.statements if each.on <= today}
        if not changes:
            continue
        now = None
        for ym in Period(min(changes), ym_of(today)).months:
            if ym in changes:
                now = homes_together([each.until(month(ym).end) for each in theirs])
            if now is not None and now.built is not None and now.promised:
                yield Part(owner, ym, now.built, now.promised)


def _homes_standing(cuts: Sequence[Cut]) -> dict[Cut, Whole]:
    plots = Plot.objects.filter(site__institution__in=institutions_of(cuts))
    return latest_of_each(_standing(promises(plots)), cuts)


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
    limits=f"{LIMITS} A plot counts in the month of its first promise. Homes for key workers at market rent are not "
    "affordable homes (National Planning Policy Framework, Annex 2).",
)
def affordable_share_promised(asked: Asked) -> Iterable[Part]:
    """Affordable homes promised of all homes promised."""
    return _by_month(
        asked,
        (
            (each.plot.site.institution_id, each.stated[0][1].on, each.promised.affordable, each.promised.all)
            for each in asked.once(_promises)
            if each.promised and each.promised.all
        ),
    )


@land(
    code="affordable-homes-built-of-promised",
    name="Affordable homes built of those promised",
    question="How many of the affordable homes promised on our land were built?",
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.HIGHER,
    numerator="Affordable homes finished by the newest count",
    denominator="Affordable homes promised on the same plots, before any was cut",
    why="A promise is cut at a later permission more often than anybody notices.",
    limits=f"{LIMITS} All plots to date, at the end of the period. Homes that nobody has counted yet are not "
    "built, so a plot counts with its promise from the first day.",
    whole=_homes_standing,
)
def affordable_homes_built(asked: Asked) -> Iterable[Part]:
    """Affordable homes built of those promised, as they stand at the end of each month."""
    return (each for each in _standing(asked.once(_promises)) if asked.wants(each.ym))


@land(
    code="surplus-hectares-declared",
    name="Hectares declared surplus",
    question="How much land did we say we do not need?",
    unit=Unit.COUNT,
    direction=Direction.NEITHER,
    numerator="Hectares of plots declared surplus in the month",
    why="Land that is declared can be offered; land that nobody mentions stands idle.",
    limits=f"{LIMITS} Plots without a known area or without a day of declaration are left out.",
)
def surplus_hectares(asked: Asked) -> Iterable[Part]:
    """Hectares by month of declaration."""
    rows = Plot.objects.filter(
        site__institution__in=asked.institutions, declared_on__isnull=False, area_ha__isnull=False
    )
    found = rows.values_list("site__institution", "declared_on", "area_ha")
    return _by_month(
        asked,
        (
            (institution, day, hectares, None)
            for institution, day, hectares in found
            if day and hectares is not None
        ),
    )


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
        state=Appraisal.State.DECIDED, plot__site__institution__in=asked.institutions
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
