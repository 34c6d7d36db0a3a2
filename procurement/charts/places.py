"""Where the money goes: bars of place with the benchmark's mark, benchmarks side by side, deprived areas."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from anchors.charts import Bar, Benchmark, Column, Figure, Table, bar_figure, table_figure
from anchors.wording import millions, millions_short, pence_of_pound, percent
from procurement.analysis import Band, DeprivedSpend, pounds
from procurement.benchmarks import MEAN
from procurement.benchmarks import Benchmark as Published
from procurement.charts.words import (
    local_label,
    local_words,
    period_words,
    region_words,
    unknown_words,
    who_words,
)
from procurement.explorer import BAND_WORDS, SpendSummary
from procurement.models import LocationBasis

TONES = {Band.LOCAL: "1", Band.SYSTEM: "3", Band.REGION: "2", Band.UK: "grey", Band.ABROAD: "grey"}


def places_figure(summary: SpendSummary, published: tuple[Published, ...]) -> Figure:
    """Spending by band of place, as shares of the money with a known place."""
    places, view = summary.places, summary.view
    labels = BAND_WORDS | {Band.LOCAL: local_label(view)}
    shown = [band for band in TONES if band != Band.SYSTEM or view.places.system]
    bars = [Bar(labels[band], pounds(places.of(band)), places.share_of(band), TONES[band]) for band in shown]
    mean = next((each for each in published if each.key == MEAN), None)
    figure = bar_figure(
        "places",
        _title(summary),
        f"Share of {millions(pounds(places.known))} with a known place. {period_words(summary.period)}.",
        bars,
        heading="Place",
        benchmark=Benchmark(mean.local, "mean of 26 studies")
        if mean and summary.local_share is not None
        else None,
    )
    rows = ((bar.label, bar.amount, {"value": bar.share, "tone": bar.tone}) for bar in bars)
    columns = (Column("Place"), Column("£ million", "m"), Column("Share", "share"))
    table = Table(f"{who_words(view)}: spending by place", columns, (*rows, *_more_rows(summary)))
    return replace(figure, table=table).with_words(notes=_notes(summary, mean), about=_about(summary))


def benchmark_table(summary: SpendSummary, published: tuple[Published, ...]) -> Table:
    """One's own shares in the first row, published ones below: local, the wider region including it, leakage."""
    own = (
        {"value": who_words(summary.view), "strong": True},
        summary.local_share,
        summary.regional_share,
        summary.leakage,
        f"{millions(pounds(summary.places.known))} with a known place, {period_words(summary.period)}",
    )
    rows = [(each.name, each.local, each.region, each.leakage, each.source) for each in published]
    columns = (
        Column("Whose spending"),
        Column("Local places", "percent"),
        Column("Wider region with them", "percent"),
        Column("Leakage", "percent"),
        Column("Source"),
    )
    return Table(
        "Shares of spending with a known place",
        columns,
        (own, *rows),
    )


def deprived_figure(summary: SpendSummary) -> Figure:
    """Money that goes to suppliers in the most deprived fifth of small areas, by both releases of the indices."""
    newest = summary.deprived_2025 if summary.deprived_2025.known else summary.deprived_2019
    title = (
        f"{pence_of_pound(newest.deprived_share)} of each pound reaches the most deprived areas"
        if newest.deprived_share is not None
        else "How deprived suppliers’ areas are is not known"
    )
    releases = (("2025", summary.deprived_2025), ("2019", summary.deprived_2019))
    rows = tuple(_deprived_row(*each) for each in releases if each[1].known) or (_deprived_row(*releases[0]),)
    columns = (
        Column("Indices of deprivation"),
        Column("Most deprived fifth, £ million", "m"),
        Column("Share", "share"),
        Column("Of, £ million", "m"),
    )
    table = Table(f"{who_words(summary.view)}: suppliers in deprived areas", columns, rows)
    subtitle = (
        f"Share of money with a known small area in England, deciles 1 and 2. {period_words(summary.period)}."
    )
    return table_figure("deprived", title, subtitle, table).with_words(
        about=(
            (
                "A supplier’s postcode gives its small area (LSOA), and the English Indices of Deprivation "
                "give the area’s decile; decile 1 is the most deprived tenth. The 2019 release ranks areas of "
                "2011, the 2025 release areas of 2021, so the two can differ."
            ),
            (
                "The share is of money whose supplier’s small area is known. Suppliers outside England, and "
                "money whose place is not known, are in neither figure."
            ),
        )
    )


def basis_table(summary: SpendSummary) -> Table:
    """How we know where the money went."""
    rows = tuple(
        (
            LocationBasis(basis).label,
            pounds(pence),
            pounds(pence) / pounds(summary.total) if summary.total else None,
        )
        for basis, pence in sorted(summary.by_basis.items(), key=lambda item: -item[1])
    )
    redacted = ("Name redacted", pounds(summary.redacted_pence), summary.redacted_share)
    columns = (Column("How we know the place"), Column("£ million", "m"), Column("Share", "percent"))
    return Table(
        "How we know where suppliers are", columns, (*rows, *([redacted] if summary.redacted_pence else []))
    )


def _title(summary: SpendSummary) -> str:
    if summary.local_share is None:
        return (
            "Choose local places to see what stays"
            if not summary.view.places.local
            else "No place is known yet"
        )
    words = local_words(summary.view)
    where = f"in {words}" if len(words) < len("Northvale and Marsh and some") else "local"
    return f"{pence_of_pound(summary.local_share)} of each pound stays {where}"


def _more_rows(summary: SpendSummary) -> tuple[tuple[Any, ...], ...]:
    places = summary.places
    whole = Decimal(1) if places.known > 0 else None
    return (
        ({"value": "All with a known place", "strong": True}, pounds(places.known), _grey(whole)),
        ("Wider region, local places included", pounds(places.regional), _grey(summary.regional_share)),
        ("Leakage: outside the wider region", pounds(places.known - places.regional), _grey(summary.leakage)),
        ("Place not known (share of all spending)", pounds(places.unknown), _grey(places.unknown_share)),
    )


def _grey(value: Any) -> dict[str, Any]:
    return {"value": value, "tone": "grey"}


def _notes(summary: SpendSummary, mean: Published | None) -> tuple[str, ...]:
    places = summary.places
    notes = []
    if summary.regional_share is not None:
        notes.append(
            f"Wider region ({region_words(summary.view)}), local places included: {percent(summary.regional_share)}. "
            f"Leakage outside it: {percent(summary.leakage)}."
        )
    if places.unknown:
        known = f"Place not known: {millions(pounds(places.unknown))} ({percent(places.unknown_share, 1)})."
        notes.append(f"{known} {unknown_words(summary)}".strip())
    if mean and summary.local_share is not None:
        notes.append(
            f"Benchmark: CLES mean of 26 spend analyses, {percent(mean.local)} in the local authority and "
            f"{percent(mean.region)} in the wider region including it. Source: {mean.source}."
        )
    return tuple(notes)


def _about(summary: SpendSummary) -> tuple[str, ...]:
    known = sum(pence for basis, pence in summary.by_basis.items() if basis != LocationBasis.UNKNOWN)
    redacted = (
        f" {millions_short(pounds(summary.redacted_pence))} went to redacted names; it is in the total and counts as "
        "place not known."
        if summary.redacted_pence
        else ""
    )
    return (
        (
            f"Local means {local_words(summary.view)}. The wider region is the English region that they lie in: "
            f"{region_words(summary.view)}. Published analyses often use a smaller one, such as West Yorkshire."
        ),
        (
            "A supplier’s place comes from a postcode in the payment file, else from the institution’s "
            f"supplier master file. It is known for {millions_short(pounds(known))} of "
            f"{millions_short(pounds(summary.total))}.{redacted}"
        ),
        (
            "Shares are of the money with a known place. Leakage is what leaves the wider region: 1 less the "
            "share of the region, local places included (as in the Health Foundation’s table 2). Credits are "
            "taken off."
        ),
    )


def _deprived_row(release: str, spend: DeprivedSpend) -> tuple[Any, ...]:
    if not spend.known:
        return (release, None, None, None)
    return (
        release,
        pounds(spend.deprived),
        {"value": spend.deprived_share, "tone": "3"},
        pounds(spend.known),
    )
