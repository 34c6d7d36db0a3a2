"""Peers beside each other, as bars and as a table in the same order."""

from decimal import Decimal
from typing import Any

from anchors import wording
from anchors.charts import Bar, Column, Figure, Table, bar_figure
from anchors.charts.table import Kind
from anchors.periods import Period
from metrics.peers import Peer, Peers
from metrics.registry import Indicator, Unit
from metrics.wording import displayed, value_words

KEY = "peers"
KINDS: dict[Unit, Kind] = {
    Unit.SHARE: "percent", Unit.POUNDS: "m", Unit.COUNT: "count", Unit.DAYS: "count", Unit.HECTARES: "count",
}  # fmt: skip


def peer_figure(peers: Peers, indicator: Indicator, period: Period, links: dict[int, str]) -> Figure:
    """Bars by displayed value, the own one in the first colour; `links` are addresses by institution."""
    bars = [
        Bar(
            each.institution.name,
            displayed(indicator, each.value),
            tone="1" if each.is_own or peers.is_within else "grey",
        )
        for each in peers.rows
    ]
    drawn = bar_figure(
        KEY,
        _finding(peers, indicator),
        f"{indicator.name}, {period.label}.",
        bars,
        heading="Institution",
        amount_kind=KINDS[indicator.unit],
    )
    return Figure(
        key=KEY,
        title=drawn.title,
        subtitle=drawn.subtitle,
        table=_table(peers, indicator, period, links),
        wide=drawn.wide,
        narrow=drawn.narrow,
        notes=peers.left_out,
    )


def _finding(peers: Peers, indicator: Indicator) -> str:
    own = next((each for each in peers.rows if each.is_own), None)
    highest, lowest = (value_words(indicator, peers.rows[at].value) for at in (0, -1))
    if own is None or len(peers.rows) < 2:
        return f"From {lowest} to {highest}" if highest != lowest else f"All {highest}"
    same = [each for each in peers.rows if _shown(indicator, each) == _shown(indicator, own)]
    above = sum(1 for each in peers.rows if _shown(indicator, each) > _shown(indicator, own))
    place = f"{'Joint ' if len(same) > 1 else ''}{above + 1} of {len(peers.rows)}"
    return f"{place}, from the highest"


def _shown(indicator: Indicator, peer: Peer) -> Decimal:
    return displayed(indicator, peer.value)


def _table(peers: Peers, indicator: Indicator, period: Period, links: dict[int, str]) -> Table:
    columns = [Column("Institution"), Column("Kind"), Column("Value", "count")]
    columns += [Column("Out of", "count")] if indicator.is_ratio else []
    columns.append(Column("Months supplied", "count"))
    rows: list[tuple[Any, ...]] = []
    for each in peers.rows:
        name: dict[str, Any] = {"value": each.institution.name, "strong": each.is_own}
        if not each.is_own and each.institution.pk in links:
            name["href"] = links[each.institution.pk]
        cells: list[Any] = [name, each.institution.get_kind_display(), value_words(indicator, each.value)]
        if indicator.is_ratio:
            cells.append(wording.rounded(each.reading.denominator or Decimal()))
        cells.append(f"{each.months} of {len(period.months)}")
        rows.append(tuple(cells))
    caption = f"{indicator.name} by institution, {period.label}"
    return Table(caption, tuple(columns), tuple(rows))
