"""Figures of estates by institution and financial year: what is returned for the whole, else the sum of its sites.

Shares of floor are made from floor: of sites, each share times the floor of its site; of a whole, its share times its
floor. A figure that only some of a year's sites have is of those sites, and says of how many.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from anchors.models import AnchorInstitution, User
from estates.models import EstateReturn
from estates.returns import FIGURES, Figure

BACKLOG = ("backlog_high", "backlog_significant", "backlog_moderate", "backlog_low")


@dataclass
class EstateYear:
    """One institution's returns for one year: of the whole (maybe none) and of its sites."""

    institution: int
    year: int
    whole: EstateReturn | None = None
    sites: list[EstateReturn] = field(default_factory=list)

    @property
    def ym(self) -> int:
        """The last month of the financial year, to which a stock is booked."""
        return (self.year + 1) * 100 + 3

    def figure(self, code: str) -> Decimal | None:
        """A figure that adds up; None where neither the whole nor any site has it."""
        if self.whole is not None and (value := getattr(self.whole, code)) is not None:
            return Decimal(value)
        values = [value for site in self.sites if (value := getattr(site, code)) is not None]
        return sum(values, Decimal()) if values else None

    def part(self, share: str, of: str = "floor_m2") -> tuple[Decimal, Decimal] | None:
        """The floor that a share makes, and the floor it is a share of; None where there is no data.

        Sites first: their shares are of their own floor, while the whole's may be a mean.
        """
        known = [
            (part, floor)
            for each in self.sites or ()
            if (part := getattr(each, share)) is not None and (floor := getattr(each, of)) is not None
        ]
        if not known and self.whole is not None:
            part, floor = getattr(self.whole, share), getattr(self.whole, of)
            known = [(part, floor)] if part is not None and floor is not None else []
        if not known:
            return None
        return sum((part * floor for part, floor in known), Decimal()), sum(
            (floor for _, floor in known), Decimal()
        )

    def shown(self, figure: Figure) -> Decimal | None:
        """A figure as tables show it: sums of what adds up, shares of the floor; fees only as returned."""
        if figure.adds:
            return self.figure(figure.code)
        if figure.unit == "share":
            of = "occupied_m2" if figure.code == "unsuitable_share" else "floor_m2"
            found = self.part(figure.code, of)
            return found[0] / found[1] if found and found[1] else None
        return getattr(self.whole, figure.code) if self.whole is not None else None

    @property
    def backlog(self) -> Decimal | None:
        """High, significant, moderate and low risk together; None unless all four are known."""
        parts = [self.figure(code) for code in BACKLOG]
        return sum((part for part in parts if part is not None), Decimal()) if None not in parts else None


@dataclass(frozen=True)
class ReturnRow:
    """One figure of one institution and year, as the list of returns has it."""

    institution: AnchorInstitution
    year: int
    figure: Figure
    value: Decimal | None
    sites: int


def estate_years(
    institutions: Iterable[int], returns: "QuerySet[EstateReturn] | None" = None
) -> list[EstateYear]:
    """The years of institutions, by institution and year; of `returns` where not all may be seen."""
    found: dict[tuple[int, int], EstateYear] = {}
    rows = EstateReturn.objects.all() if returns is None else returns
    for row in rows.filter(institution__in=list(institutions)).order_by("institution", "year", "pk"):
        key = row.institution_id, row.year
        each = found.setdefault(key, EstateYear(*key))
        if row.site_id is None:
            each.whole = row
        else:
            each.sites.append(row)
    return [found[key] for key in sorted(found)]


def return_rows(
    user: User, *, institutions: Sequence[str] = (), years: Sequence[int] = (), figures: Sequence[str] = ()
) -> list[ReturnRow]:
    """What the person may see, a row a figure: by institution, year and figure; what nobody has is left out."""
    visible = EstateReturn.objects.visible_to(user)
    if years:
        visible = visible.filter(year__in=years)
    bodies = AnchorInstitution.objects.filter(pk__in=visible.order_by().values("institution"))
    if institutions:
        bodies = bodies.filter(slug__in=institutions)
    named = {each.pk: each for each in bodies}
    wanted = [each for each in FIGURES if not figures or each.code in figures]
    by_name: dict[str, list[ReturnRow]] = defaultdict(list)
    for each in estate_years(named, visible):
        body = named[each.institution]
        for figure in wanted:
            value = each.shown(figure)
            if value is not None:
                by_name[body.name].append(ReturnRow(body, each.year, figure, value, len(each.sites)))
    return [row for name in sorted(by_name) for row in by_name[name]]
