"""How a view is said in words: whose money, which months, what is called local."""

from collections.abc import Sequence

from anchors.models import Place
from anchors.periods import MONTHS_IN_YEAR, Period, month_name
from anchors.wording import NO_DATA, listed, millions, month, percent, plural
from procurement.analysis import pounds
from procurement.explorer import Missing, SpendSummary, SpendView, left_out, period_with, runs_words

MOST_NAMES = 3


def local_words(view: SpendView) -> str:
    """What is called local: "Marsh", "Northvale and Marsh", "our 5 local authorities"."""
    places = view.places.local
    if not places:
        return "local places"
    if len(places) <= MOST_NAMES:
        return listed(place.name for place in places)
    return f"{'our ' if not view.filter.local else ''}{len(places)} local authorities"


def local_label(view: SpendView) -> str:
    """The same as a label, with a capital."""
    words = local_words(view)
    return words[:1].upper() + words[1:]


def who_words(view: SpendView) -> str:
    """Whose money it is: a name, or how many institutions."""
    if len(view.institutions) == 1:
        return view.institutions[0].name
    return plural(len(view.institutions), "institution")


def payers_words(summary: SpendSummary) -> str:
    """Who paid: a name, or how many of the institutions supplied data."""
    count = len(summary.supplied)
    if len(summary.view.institutions) == 1:
        return summary.view.institutions[0].name
    every = count == len(summary.view.institutions)
    return (
        plural(count, "institution") if every else f"{count} of {len(summary.view.institutions)} institutions"
    )


def period_words(period: Period | None) -> str:
    """As "12 months to September 2026", or the months by name."""
    if period is None:
        return NO_DATA
    if len(period.months) == MONTHS_IN_YEAR:
        return f"12 months to {month_name(period.last)}"
    return period.label


def region_words(view: SpendView) -> str:
    """What the wider region is."""
    regions: tuple[Place, ...] = view.places.regions
    return listed(region.name for region in regions) if regions else "the wider region"


def left_out_words(view: SpendView) -> dict[str, str]:
    """Who has spending but none in the view's months: a sentence, and the filter that has them; empty for nobody."""
    found = left_out(view)
    period = period_with(view, found)
    if period is None:
        return {}
    names = [f"{each.institution.name} (up to {month(each.last)})" for each in found[:MOST_NAMES]]
    rest = len(found) - len(names)
    listed_names = listed([*names, plural(rest, "other")] if rest else names)
    has = "has" if len(found) == 1 else "have"
    return {
        "text": f"{plural(len(found), 'institution')} {has} no data in these months: {listed_names}.",
        "query": view.filter.but(period=period).as_query(),
        "link": f"Show {period.label} instead",
    }


def unknown_words(summary: SpendSummary) -> str:
    """What is not known of place, and what it could do to the local share; empty when all is known."""
    places = summary.places
    if not places.unknown or places.local_range is None or summary.local_share is None:
        return ""
    low, high = places.local_range
    return f"If all of it were local the first bar would be {percent(high)}; if none were, {percent(low)}."


def missing_words(gaps: Sequence[Missing], summary: SpendSummary) -> list[str]:
    """What is missing, a sentence a gap; institutions that there is nothing to go by for are one sentence."""
    known = [_missing_words(gap, summary) for gap in gaps if gap.estimate is not None]
    never = [gap for gap in gaps if gap.estimate is None]
    if not never:
        return known
    names = (
        listed(gap.institution.name for gap in never)
        if len(never) <= MOST_NAMES
        else plural(len(never), "other institution" if known else "institution")
    )
    has, it = ("has", "it") if len(never) == 1 else ("have", "them")
    months = f" for {runs_words(never[0].months)}" if len({gap.months for gap in never}) == 1 else ""
    return [
        *known,
        (
            f"{names} {has} supplied nothing{months}. "
            f"We have no month of {it} from the last two years to say what that would change."
        ),
    ]


def _missing_words(gap: Missing, summary: SpendSummary) -> str:
    """What is missing, what it might be worth, what it would do to the local share."""
    name, months = gap.institution.name, runs_words(gap.months)
    worth = f"about {millions(pounds(gap.estimate or 0))}, {percent(gap.share_of_total)} of the total with it"
    sentence = f"{name} has not supplied {months}: {worth}, going by its other months."
    if gap.local_share is None or summary.local_share is None:
        return sentence
    change = abs(gap.local_share - summary.local_share) * 100
    if change < 1:
        return (
            f"{sentence} The local share of {percent(summary.local_share)} would change by less than 1 point."
        )
    return f"{sentence} The local share would be {percent(gap.local_share)} instead of {percent(summary.local_share)}."
