"""The indicators of surplus land: homes promised and built, land declared surplus, options explored before decisions.

They add up: each plot counts once, in the month of its first promise, of its declaration, or of its decision.
"""

from collections.abc import Iterable
from datetime import date
from functools import partial

from estates.appraising import unexplored
from estates.models import Appraisal, Plot
from estates.readings.promises import Promise, promises
from metrics.recommendations import Lever
from metrics.registry import Asked, Direction, Goal, Part, Unit, indicator

LIMITS = "As owners entered it here: land that nobody entered is missing."

land = partial(
    indicator,
    lever=Lever.ESTATES,
    recommendations=(7,),
    goal=Goal.INEQUALITY,
    author="Anchors, estates lever",
    next_review=date(2027, 11, 30),
)


def _promises(asked: Asked) -> list[Promise]:
    return promises(Plot.objects.filter(site__institution__in=asked.institutions))


def _month(day: date) -> int:
    return day.year * 100 + day.month


def _asked(asked: Asked, day: date) -> bool:
    return asked.wants(_month(day))


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
    for each in asked.once(_promises):
        if each.promised and each.promised.all and _asked(asked, day := each.stated[0][1].on):
            yield Part(
                each.plot.site.institution_id, _month(day), each.promised.affordable, each.promised.all
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
    limits=f"{LIMITS} Plots count in the month of their first promise, and only where homes built were counted.",
)
def affordable_homes_built(asked: Asked) -> Iterable[Part]:
    """Affordable homes built of those promised."""
    for each in asked.once(_promises):
        if each.promised and each.built and each.promised.affordable:
            day = each.stated[0][1].on
            if _asked(asked, day):
                yield Part(
                    each.plot.site.institution_id,
                    _month(day),
                    each.built.affordable,
                    each.promised.affordable,
                )


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
    for institution, day, hectares in rows.values_list("site__institution", "declared_on", "area_ha"):
        if day and hectares is not None and _asked(asked, day):
            yield Part(institution, _month(day), hectares)


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
    for row in rows.select_related("plot__site"):
        if row.decided_on and _asked(asked, row.decided_on):
            is_explored = not unexplored(list(row.options.all()), list(row.asked.all()))
            yield Part(row.plot.site.institution_id, _month(row.decided_on), int(is_explored), 1)
