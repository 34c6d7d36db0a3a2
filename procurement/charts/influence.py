"""How much can be influenced: the waterfall, month by month, category by category."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from anchors.charts import Column, Figure, Month, Step, Table, month_figure, waterfall_figure
from anchors.charts.table import Kind
from anchors.periods import month as one_month
from anchors.wording import millions, month, pence_of_pound, percent, plural
from procurement.analysis import Band, pounds, share
from procurement.charts.words import local_words, period_words, who_words
from procurement.explorer import CategorySpend, Money, SpendSummary
from procurement.explorer.filters import INFLUENCEABLE, NO_CATEGORY
from procurement.models import Reason

SORTS: dict[str, Callable[[CategorySpend], Any]] = {
    "category": lambda category: category.name.lower(),
    "total": lambda category: category.part.total,
    "not-influenceable": lambda category: category.part.not_influenceable,
    "under-contract": lambda category: category.part.locked,
    "influenceable": lambda category: category.part.influenceable,
    "local": lambda category: _or_least(category.part.influenceable_local_share),
    "unknown": lambda category: _or_least(category.part.unknown_share),
}
USUAL_SORT = "-influenceable"


def influence_figure(summary: SpendSummary) -> Figure:
    """From all spending, reason by reason, to what can be influenced now and what of it is local."""
    query = summary.view.filter
    influence, local = summary.influence, summary.influenceable_places.of(Band.LOCAL)
    steps = [Step("All spending", pounds(influence.total))]
    steps += [
        Step(Reason(reason).label, pounds(pence), taken=True, tone="3" if reason == Reason.LOCKED else "",
             href=f"?{query.but(reason=reason).as_query()}")
        for reason, pence in influence.steps(Reason.values)
    ]  # fmt: skip
    href = f"?{query.but(reason=INFLUENCEABLE).as_query()}"
    steps.append(Step("Influenceable now", pounds(influence.influenceable), href=href))
    if summary.influenceable_local_share is not None:
        steps.append(Step("of which with local suppliers", pounds(local), tone="2"))
    part = influence.influenceable_share
    title = (
        f"{pence_of_pound(part)} of each pound can be influenced now"
        if part is not None
        else "Nothing to divide"
    )
    subtitle = f"£ million, by the first rule that applies to each payment. {period_words(summary.period)}."
    figure = waterfall_figure("influenceable", title, subtitle, steps, heading="Reason")
    return figure.with_words(notes=_influence_notes(summary), about=INFLUENCE_ABOUT)


INFLUENCE_ABOUT = (
    (
        "Influenceable spending is money for goods and services that could in theory go to other suppliers. "
        "Each payment has one reason: the first rule of the ordered list that matches it, or what a person "
        "decided in its place, with name, date and reason."
    ),
    (
        "Credits are taken off, so a reason can have less than nothing. The reason and the rule stand beside "
        "every payment, for the people of the institution that made it."
    ),
)


def months_figure(summary: SpendSummary) -> Figure:
    """Spending month by month; a month that nobody supplied is a gap."""
    period = summary.period
    known = {ym for months in summary.supplied.values() for ym in months}
    months = [
        (ym, summary.months.get(ym) or (Money() if ym in known else None))
        for ym in (period.months if period else ())
    ]
    query = summary.view.filter
    shown = [
        Month(
            ym,
            None if money is None else pounds(money.total),
            f"?{query.but(period=one_month(ym)).as_query()}",
        )
        for ym, money in months
    ]
    figure = month_figure("months", _months_title(summary), "£ million a month, net of credits.", shown)
    columns = (
        Column("Month"), Column("Total", "m"), Column("Not influenceable", "m"), Column("Under contract", "m"),
        Column("Influenceable now", "m"), Column("Local share of it", "share"),
    )  # fmt: skip
    rows = tuple(_month_row(each, money, summary) for each, (_, money) in zip(shown, months, strict=True))
    table = Table(f"{who_words(summary.view)}: spending by month", columns, rows)
    if not summary.influence.locked:
        table = _without_contracts(replace(table, columns=columns[:3] + columns[4:]))
    return replace(figure, table=table).with_words(
        about=(
            (
                "A payment belongs to the month in which it was paid. “No data” means that nobody supplied "
                "that month; it is not nought."
            ),
        )
    )


def category_table(summary: SpendSummary, sort: str = USUAL_SORT, most: int | None = None) -> Table:
    """Spending by category in the institutions' own words; every category, or the first `most` and the rest as one."""
    ordered = sorted(summary.categories, key=SORTS[sort.lstrip("-")], reverse=sort.startswith("-"))
    shown = ordered if most is None else ordered[:most]
    mark = summary.influenceable_local_share
    query = summary.view.filter
    rows = [
        (
            {"value": category.name, "href": f"?{query.but(category=category.name).as_query()}"},
            *_figures(category, mark),
        )
        for category in shown
    ]
    columns = (
        Column("Category", "text", "category"),
        _money("Total", "total"),
        _money("Not influenceable", "not-influenceable"),
        *([_money("Under contract", "under-contract")] if summary.influence.locked else []),
        _money("Influenceable now", "influenceable"),
        Column("Local share", "share", "local"),
        Column("Place not known", "percent", "unknown"),
    )
    caption = f"Spending by category, £ million, {period_words(summary.period)}"
    table = Table(caption, columns, tuple(rows), _whole(summary, mark))
    return table if summary.influence.locked else _without_contracts(table)


def category_finding(summary: SpendSummary) -> str:
    """The category with the most influenceable money that is not local."""
    if not summary.categories:
        return "Spending by category"
    left = max(
        summary.categories,
        key=lambda category: category.part.influenceable - category.part.influenceable_local,
    )
    if left.part.influenceable <= left.part.influenceable_local:
        return "Spending by category"
    if left.name == NO_CATEGORY:
        return "Payments without a category have the most left to move"
    return f"{_short(left.name)} has the most left to move"


def _figures(category: CategorySpend, mark: Decimal | None) -> tuple[Any, ...]:
    part = category.part
    local = part.influenceable_local_share if mark is not None else None
    shown = {"value": local, "tone": "2", "mark": mark} if part.influenceable else "Not applicable"
    return (
        pounds(part.total), pounds(part.not_influenceable), pounds(part.locked), pounds(part.influenceable),
        shown, part.unknown_share,
    )  # fmt: skip


def _whole(summary: SpendSummary, mark: Decimal | None) -> tuple[Any, ...]:
    influence = summary.influence
    return (
        "All categories", pounds(influence.total), pounds(influence.not_influenceable), pounds(influence.locked),
        pounds(influence.influenceable), {"value": mark, "tone": "2", "mark": mark}, summary.places.unknown_share,
    )  # fmt: skip


def _without_contracts(table: Table) -> Table:
    """No column for what is under contract where nothing is."""
    at = 3
    rows = tuple((*row[:at], *row[at + 1 :]) for row in table.rows)
    foot = table.foot and (*table.foot[:at], *table.foot[at + 1 :])
    return replace(table, rows=rows, foot=foot)


def _money(heading: str, sort: str) -> Column:
    kind: Kind = "m"
    return Column(heading, kind, sort)


def _or_least(value: Decimal | None) -> Decimal:
    return Decimal(-1) if value is None else value


def _month_row(each: Month, money: Any, summary: SpendSummary) -> tuple[Any, ...]:
    name = {"value": month(each.ym), "href": each.href}
    if money is None:
        return (name, None, None, None, None, None)
    local = money.influenceable_places.local_share if summary.view.places.local else None
    closed = money.influence.not_influenceable
    return (
        name, pounds(money.total), pounds(closed), pounds(money.locked), pounds(money.influenceable),
        {"value": local, "tone": "2"},
    )  # fmt: skip


def _months_title(summary: SpendSummary) -> str:
    known = {ym: money.total for ym, money in summary.months.items()}
    if len(known) < 2:
        return f"{plural(len(known), 'month')} of spending"
    most = max(known, key=lambda ym: known[ym])
    return f"{month(most)} has the most spending"


def _influence_notes(summary: SpendSummary) -> tuple[str, ...]:
    places, notes = summary.influenceable_places, []
    if summary.influenceable_local_share is not None and places.unknown:
        low, high = places.local_range or (None, None)
        notes.append(
            f"Local suppliers have {percent(summary.influenceable_local_share)} of the influenceable money with "
            f"a known place. Place not known: {millions(pounds(places.unknown))} of it; if all of that were "
            f"local it would be {percent(high)}, if none were, {percent(low)}."
        )
    if summary.redacted_pence:
        part = share(summary.redacted_pence, summary.total)
        notes.append(
            f"Redacted names: {millions(pounds(summary.redacted_pence))} ({percent(part, 1)}), in the total only."
        )
    return tuple(notes)


def local_share_note(summary: SpendSummary) -> str:
    """What the column "Local share" of the category table means."""
    if summary.influenceable_local_share is None:
        return "Local share: no place is known for the influenceable part, or no local places are chosen."
    return (
        f"Local share: the part of influenceable spending with a known place that goes to suppliers in "
        f"{local_words(summary.view)}. The dark mark is the share for all categories, "
        f"{percent(summary.influenceable_local_share)}. Figures may not add because of rounding."
    )


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:38].rstrip()}…"
