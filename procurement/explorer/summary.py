# ruff: noqa: S608 - the SQL is put together from constants of this package; values are always parameters
"""The one summary of spending that every page, chart, download and endpoint reads, counted from the facts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from anchors.models import User
from anchors.periods import Period
from procurement.analysis import LOCKED, OPEN, Band, DeprivedSpend, Influence, PlaceSpend, share
from procurement.explorer.filters import NO_CATEGORY, SpendFilter
from procurement.explorer.places import BAND_SQL
from procurement.explorer.view import SpendView, spend_view
from procurement.models import Category

_SPEND_FACTS = """
    SELECT institution_id, ym, reason, is_redacted, is_abroad, place_id, basis, imd2019_decile, imd2025_decile,
           lines, pence, credit_pence
    FROM procurement_spendfact
    WHERE institution_id = ANY(%(institutions)s) AND ym BETWEEN %(first)s AND %(last)s"""
_SUPPLIER_FACTS = """
    SELECT f.institution_id, m.ym, f.category_id, f.reason, s.is_redacted, s.is_abroad, s.place_id, s.basis,
           s.imd2019_decile, s.imd2025_decile, m.lines, m.pence, m.credit_pence
    FROM procurement_supplierfact f JOIN procurement_supplier s ON s.id = f.supplier_id,
         unnest(f.months, f.lines, f.pence, f.credit_pence) AS m (ym, lines, pence, credit_pence)
    WHERE f.institution_id = ANY(%(institutions)s) AND m.ym BETWEEN %(first)s AND %(last)s
      AND (%(categories)s::bigint[] IS NULL OR f.category_id = ANY(%(categories)s))
      AND (%(suppliers)s::bigint[] IS NULL OR f.supplier_id = ANY(%(suppliers)s))"""
_CATEGORY_TOTALS = """
    SELECT category_id, reason, is_redacted, is_abroad, place_id, pence[upto] - coalesce(pence[before], 0) AS pence
    FROM (SELECT *, width_bucket(%(first)s - 1, months) AS before, width_bucket(%(last)s, months) AS upto
          FROM procurement_categorytotal WHERE institution_id = ANY(%(institutions)s) OFFSET 0) total
    WHERE upto > before"""
_CHOSEN = """(
    SELECT fact.*, {band} AS band FROM ({source}) fact
    WHERE (%(reasons)s::text[] IS NULL OR reason = ANY(%(reasons)s)) AND (%(band)s::text IS NULL OR {band} = %(band)s)
    OFFSET 0) chosen"""
_PARTS = """
    sum(pence)::bigint, coalesce(sum(pence) FILTER (WHERE reason = 'LOCKED'), 0)::bigint,
    coalesce(sum(pence) FILTER (WHERE reason = 'OPEN'), 0)::bigint,
    coalesce(sum(pence) FILTER (WHERE band = 'local'), 0)::bigint,
    coalesce(sum(pence) FILTER (WHERE band = 'unknown'), 0)::bigint,
    coalesce(sum(pence) FILTER (WHERE reason = 'OPEN' AND band = 'local'), 0)::bigint,
    coalesce(sum(pence) FILTER (WHERE reason = 'OPEN' AND band = 'unknown'), 0)::bigint"""
_BY_MONTH_OR_LOCATION = """
    SELECT ym, reason, band, basis, is_redacted, imd2019_decile, imd2025_decile,
           sum(pence)::bigint, sum(lines)::bigint, sum(credit_pence)::bigint
    FROM {chosen} GROUP BY GROUPING SETS ((ym, reason, band), (basis, is_redacted, imd2019_decile, imd2025_decile))"""
_BY_CATEGORY = f"SELECT category_id, {_PARTS} FROM {{chosen}} GROUP BY 1"
_BY_INSTITUTION = f"SELECT institution_id, {_PARTS} FROM {{chosen}} GROUP BY 1"
_BY_INSTITUTION_MONTH = f"SELECT institution_id, ym, {_PARTS} FROM {{chosen}} GROUP BY 1, 2"


@dataclass
class Money:
    """Pence of some part of the spending, by reason and by band, all of it and the influenceable part."""

    by_reason: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_band: dict[Band, int] = field(default_factory=lambda: defaultdict(int))
    open_by_band: dict[Band, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, reason: str, band: str, pence: int) -> None:
        """Count one cell."""
        self.by_reason[reason] += pence
        self.by_band[Band(band)] += pence
        if reason == OPEN:
            self.open_by_band[Band(band)] += pence

    @property
    def total(self) -> int:
        """Net of credits."""
        return sum(self.by_reason.values())

    @property
    def influence(self) -> Influence:
        """By reason."""
        return Influence(self.by_reason)

    @property
    def influenceable(self) -> int:
        """What could go to another supplier now."""
        return self.by_reason.get(OPEN, 0)

    @property
    def locked(self) -> int:
        """Under contract until a known date."""
        return self.by_reason.get(LOCKED, 0)

    @property
    def places(self) -> PlaceSpend:
        """All of it, by place."""
        return PlaceSpend(self.by_band)

    @property
    def influenceable_places(self) -> PlaceSpend:
        """The influenceable part, by place."""
        return PlaceSpend(self.open_by_band)


@dataclass(frozen=True)
class Part:
    """Pence of one category or one institution."""

    total: int
    locked: int
    influenceable: int
    local: int
    unknown: int
    influenceable_local: int
    influenceable_unknown: int

    @property
    def not_influenceable(self) -> int:
        """Neither now nor when a contract ends."""
        return self.total - self.locked - self.influenceable

    @property
    def local_share(self) -> Decimal | None:
        """Of its money with a known place."""
        return share(self.local, self.total - self.unknown)

    @property
    def influenceable_local_share(self) -> Decimal | None:
        """Of its influenceable money with a known place."""
        return share(self.influenceable_local, self.influenceable - self.influenceable_unknown)

    @property
    def unknown_share(self) -> Decimal | None:
        """Of all its money."""
        return share(self.unknown, self.total)


@dataclass(frozen=True)
class CategorySpend:
    """A category of the institutions' own, its spellings in upper and lower case together."""

    name: str
    part: Part


@dataclass(frozen=True)
class SpendSummary:
    """Every figure of a view. Pence are net of credits; what nobody supplied is absent or None, never 0."""

    view: SpendView
    money: Money
    lines: int
    credit_pence: int
    redacted_pence: int
    months: Mapping[int, Money]
    categories: tuple[CategorySpend, ...]
    deprived_2025: DeprivedSpend
    deprived_2019: DeprivedSpend
    by_basis: Mapping[str, int]
    supplied: Mapping[int, frozenset[int]]

    @property
    def has_data(self) -> bool:
        """Whether a single line is in it."""
        return self.lines > 0

    @property
    def period(self) -> Period | None:
        """The months it covers."""
        return self.view.period

    @property
    def total(self) -> int:
        """All spending."""
        return self.money.total

    @property
    def influence(self) -> Influence:
        """By reason."""
        return self.money.influence

    @property
    def places(self) -> PlaceSpend:
        """All spending by band of place."""
        return self.money.places

    @property
    def influenceable_places(self) -> PlaceSpend:
        """Influenceable spending by band of place."""
        return self.money.influenceable_places

    @property
    def local_share(self) -> Decimal | None:
        """Of all money with a known place; None where nothing is called local."""
        return self.places.local_share if self.view.places.local else None

    @property
    def influenceable_local_share(self) -> Decimal | None:
        """Of influenceable money with a known place."""
        return self.influenceable_places.local_share if self.view.places.local else None

    @property
    def regional_share(self) -> Decimal | None:
        """The wider region including the local places."""
        return self.places.regional_share if self.view.places.local else None

    @property
    def leakage(self) -> Decimal | None:
        """What leaves the wider region."""
        return self.places.leakage if self.view.places.local else None

    @property
    def redacted_share(self) -> Decimal | None:
        """Of all spending: paid to names that are redacted, so in totals but in no supplier and no place."""
        return share(self.redacted_pence, self.total)


def spend_summary(user: User, spend_filter: SpendFilter) -> SpendSummary:
    """What the person may see of what they ask for, counted. Http404 and FilterError as in `spend_view`."""
    return summary_of(spend_view(user, spend_filter))


def summary_of(view: SpendView) -> SpendSummary:
    """Count a view: two queries over the facts, a third for the names of categories."""
    money, months = Money(), defaultdict[int, Money](Money)
    lines = credit_pence = redacted = 0
    by_basis: dict[str, int] = defaultdict(int)
    by_decile: tuple[dict[int, int], dict[int, int]] = (defaultdict(int), defaultdict(int))
    for ym, reason, band, basis, is_redacted, *deciles, pence, count, credit in _rows(
        _BY_MONTH_OR_LOCATION, view
    ):
        if ym is not None:
            money.add(reason, band, pence)
            months[ym].add(reason, band, pence)
            lines, credit_pence = lines + count, credit_pence + credit
        elif is_redacted:
            redacted += pence
        else:
            by_basis[basis] += pence
            for counted, decile in zip(by_decile, deciles, strict=True):
                if decile is not None:
                    counted[decile] += pence
    return SpendSummary(
        view=view,
        money=money,
        lines=lines,
        credit_pence=credit_pence,
        redacted_pence=redacted,
        months=dict(months),
        categories=_named({key: sums for key, *sums in _rows(_BY_CATEGORY, view, whole=_CATEGORY_TOTALS)}),
        deprived_2025=DeprivedSpend(by_decile[1]),
        deprived_2019=DeprivedSpend(by_decile[0]),
        by_basis=dict(by_basis),
        supplied=months_supplied(view),
    )


def institutions_of(view: SpendView) -> dict[int, Part]:
    """The figures of each institution of a view that has any."""
    return {key: Part(*sums) for key, *sums in _rows(_BY_INSTITUTION, view)}


def institution_months(view: SpendView) -> dict[int, dict[int, Part]]:
    """The figures of each institution in each month that it supplied."""
    found: dict[int, dict[int, Part]] = defaultdict(dict)
    for key, ym, *sums in _rows(_BY_INSTITUTION_MONTH, view):
        found[key][ym] = Part(*sums)
    return dict(found)


def months_supplied(view: SpendView) -> dict[int, frozenset[int]]:
    """Which months of the period each institution of the view has supplied, whatever else is filtered."""
    period = view.period
    found = {
        key: frozenset(ym for ym in each.months if period is not None and ym in period)
        for key, each in view.supplied.items()
    }
    return {key: months for key, months in found.items() if months}


def _rows(sql: str, view: SpendView, whole: str = _SPEND_FACTS) -> list[tuple[Any, ...]]:
    """Rows of `sql`: over the facts `whole`, or where categories or a supplier are chosen over those of suppliers."""
    is_whole = view.category_ids is None and view.supplier_ids is None
    source = whole if is_whole else _SUPPLIER_FACTS
    with connection.cursor() as cursor:
        cursor.execute(sql.format(chosen=_CHOSEN.format(band=BAND_SQL, source=source)), view.values)
        return list(cursor.fetchall())


def _named(categories: Mapping[int, Sequence[int]]) -> tuple[CategorySpend, ...]:
    """Categories by name, those of several institutions together, largest first."""
    names = dict(Category.objects.filter(pk__in=categories.keys()).values_list("pk", "name"))
    groups: dict[str, list[int]] = defaultdict(list)
    for key in sorted(categories, key=lambda key: (-abs(categories[key][0]), key)):
        groups[names[key].strip().upper()].append(key)
    together = (
        CategorySpend(
            name=names[keys[0]].strip() or NO_CATEGORY,
            part=Part(*(sum(figures) for figures in zip(*(categories[key] for key in keys), strict=True))),
        )
        for keys in groups.values()
    )
    return tuple(sorted(together, key=lambda category: (-category.part.total, category.name)))
