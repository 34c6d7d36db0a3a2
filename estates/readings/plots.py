"""Surplus land as somebody asks for it: the list, and totals by stage and use that name nobody's sensitive plot."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from anchors.filters import ListFilter
from anchors.models import AnchorInstitution, User
from estates.analysis import LEAST_IN_A_CELL
from estates.models import Plot
from estates.readings.listing import having_words, order_of

OPEN, ALL = "", "all"
_LOOKUPS = {"institution": "site__institution__name"}
_SEARCHED = ("title", "ref", "planning_status", "handed_to")
"""Nothing of the site: an owner may keep that to itself."""


@dataclass(frozen=True)
class PlotFilter(ListFilter):
    """What of the surplus land is asked for; every field is a key of the address."""

    SORTS = ("title", "institution", "stage", "area_ha", "declared_on", "planned_year", "disposed_on")

    institution: str = ""
    stage: str = OPEN
    use: str = ""
    search: str = ""
    sort: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Collection[str]]:
        """The closed lists."""
        return {
            "stage": [*Plot.Stage.values, ALL],
            "use": [*Plot.Use.values, "undecided"],
        }


@dataclass(frozen=True)
class Cell:
    """Plots of one stage and use together. `land` is None where no plot has an area; `known` have one."""

    stage: str
    use: str
    plots: int
    land: Decimal | None
    known: int


def plots(user: User, asked: PlotFilter) -> "QuerySet[Plot]":
    """The plots that the person may see and asks for, in the order asked for."""
    found: QuerySet[Plot] = Plot.objects.visible_to(user).select_related("site__institution")
    return filtered(found, asked).order_by(*order_of(asked.sort, _LOOKUPS, then="title"))


def filtered(found: "QuerySet[Plot]", asked: PlotFilter) -> "QuerySet[Plot]":
    """Those of some plots that are asked for."""
    if asked.institution:
        found = found.filter(site__institution__slug__in=asked.institution.split(","))
    if asked.stage == OPEN:
        found = found.filter(stage__in=Plot.OPEN)
    elif asked.stage != ALL:
        found = found.filter(stage=asked.stage)
    if asked.use:
        found = found.filter(future_use="" if asked.use == "undecided" else asked.use)
    return having_words(found, asked.search, _SEARCHED)


def pipeline(user: User) -> list[Cell]:
    """All surplus land of the person's systems by stage and use; no filter, so that no two answers can be subtracted.

    Sensitive plots that the person may not see are in a cell only where three or more of them share it: the rest of
    the cell can be counted in the list, and what is left over is then never one plot or two.
    """
    seen = Plot.objects.visible_to(user)
    partners = AnchorInstitution.objects.partners_of(user)
    unseen = Plot.objects.filter(site__institution__in=partners).exclude(pk__in=seen.values("pk"))
    hidden = Counter(unseen.order_by().values_list("stage", "future_use"))
    told = {cell for cell, number in hidden.items() if number >= LEAST_IN_A_CELL}
    cells: dict[tuple[str, str], list[Decimal | None]] = {}
    for stage, use, land in seen.order_by().values_list("stage", "future_use", "area_ha"):
        cells.setdefault((stage, use), []).append(land)
    for stage, use, land in unseen.order_by().values_list("stage", "future_use", "area_ha"):
        if (stage, use) in told:
            cells.setdefault((stage, use), []).append(land)
    return [_cell(stage, use, lands) for (stage, use), lands in cells.items()]


def _cell(stage: str, use: str, lands: list[Decimal | None]) -> Cell:
    known = [land for land in lands if land is not None]
    return Cell(stage, use, len(lands), sum(known, Decimal()) if known else None, len(known))
