"""The sentences of the pages of where staff live: the lead, how people are protected, what the data is."""

from dataclasses import dataclass

from anchors import wording
from anchors.wording import percent, rounded
from workforce.analysis import share
from workforce.models import ReleasedCell
from workforce.readings import AreasReading, DecilesReading, StaffView

MOST_NAMED = 3
NEAR = (95, 105)
"""So many of each 100 that would be expected are about as many."""
MIDDLE_RULE = (
    "A larger area counts as deprived where more than half of its residents live in small areas of deciles "
    "1 and 2."
)
VERDICTS = (
    "“Gap unlikely to be chance” stands where even the upper 95% limit (Byar) of the shown figure is below what would "
    "be expected, in deprived areas only; elsewhere that reads “Below expected”. “Above expected” stands where even "
    "the lower limit is above. Of areas at parity about 1 in 40 is called low by chance, and about as many high. "
    "Nothing is said of a hidden figure. A small area that is hidden, or of which fewer than 5 staff would be "
    "expected, is looked at as part of its middle area."
)


@dataclass(frozen=True)
class Lead:
    """The sentence that a page opens with: before, in bold, after."""

    before: str
    strong: str = ""
    after: str = ""


def lead(view: StaffView, deciles: DecilesReading | None, areas: AreasReading | None = None) -> Lead:
    """For every 100 whom we would expect from the most deprived areas, how many live there; and where few do."""
    who = f"{view.asked.label} of {view.institution.name}" if view.institution else view.asked.label
    if deciles is None or deciles.deprived.staff is None or deciles.all_staff is None:
        return Lead(f"How many {who} live in the most deprived areas is hidden, to protect people.")
    quotient = deciles.deprived.quotient
    if quotient is None:
        part = percent(deciles.deprived.share_of_staff)
        return Lead(
            f"Of {who} who live in our districts,", part, " live in deciles 1 and 2, the most deprived areas."
        )
    return Lead(
        f"For every 100 {who} we would expect from our most deprived areas (deciles 1 and 2),",
        f"{wording.count(rounded(quotient * 100))} live there",
        f".{cold_spot_words(areas)}",
    )


def cold_spot_words(areas: AreasReading | None) -> str:
    """` In Bargate, Canal Side and Lower Quay the gap is unlikely to be chance.`"""
    names = [row.name for row in areas.cold_spots] if areas else []
    if not names:
        return ""
    more = len(names) - MOST_NAMED
    listed = names if more <= 1 else [*names[:MOST_NAMED], f"{more} more"]
    return f" In {wording.listed(listed)} the gap is unlikely to be chance."


def finding(deciles: DecilesReading | None, label: str, otherwise: str = "Where staff live") -> str:
    """The title of the figures, true of what they show; `otherwise` where nothing can be said."""
    quotient = deciles.deprived.quotient if deciles else None
    name = f"{label[0].upper()}{label[1:]}"
    if quotient is None:
        return otherwise
    hundred = rounded(quotient * 100)
    if hundred < NEAR[0]:
        return f"Fewer {label} live where deprivation is highest"
    if hundred > NEAR[1]:
        return f"More {label} live where deprivation is highest"
    return f"{name} live in deprived areas about as expected"


def placed_words(view: StaffView) -> str:
    """How many of all staff live outside and could not be placed: both are left out of the figures by area."""
    levels = ReleasedCell.Level
    rows = view.cells(breakdown="all", level__in=(levels.STAFF, levels.OUTSIDE, levels.UNPLACED))
    found = dict(rows.values_list("level", "shown"))
    staff, outside, unplaced = (
        found.get(each.value) for each in (levels.STAFF, levels.OUTSIDE, levels.UNPLACED)
    )
    if not staff:
        return ""
    told = [
        f"{percent(share(unplaced, staff))} could not be placed" if unplaced is not None else "",
        f"{percent(share(outside, staff))} of staff live outside our districts"
        if outside is not None
        else "",
    ]
    said = [each for each in told if each]
    if not said:
        return "How many could not be placed or live outside our districts is hidden."
    return f"{wording.listed(said)[0].upper()}{wording.listed(said)[1:]}; they are left out of the areas."


def protection(view: StaffView) -> list[dict[str, object]]:
    """How we protect people, and what that does: three columns at the foot."""
    assert view.release is not None  # noqa: S101 - callers ask only then
    return [
        {
            "heading": "Small counts are hidden",
            "text": [view.profile.note, "A release never changes; corrections show in the next quarter."],
        },
        {
            "heading": "Postcodes are not kept",
            "text": [
                f"Home postcodes were turned into areas on upload and dropped. {placed_words(view)}".strip()
            ],
        },
        {"heading": "About this data", "text": about(view)},
    ]


def about(view: StaffView, footprint_source: str = "") -> list[str]:
    """Whose staff, when, and which deprivation."""
    assert view.release is not None  # noqa: S101 - callers ask only then
    days = sorted(set(view.release.intakes.values_list("census_date", flat=True)))
    names = view.institution.name if view.institution else wording.listed(each.name for each in view.supplied)
    return [
        f"Headcount in post on {wording.listed(wording.day(each) for each in days)}. Supplied by {names}.",
        *([f"Deprivation: Indices of Deprivation {view.edition}, deciles 1 and 2."] if view.edition else []),
        "Expected: the area’s share of residents of working age, of the staff who live in our districts.",
        *([footprint_source] if footprint_source else []),
    ]
