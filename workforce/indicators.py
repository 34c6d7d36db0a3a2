"""The indicators of recommendation 6, each from published releases of staff figures alone.

Staff are a stock: a quarter's release is booked to its last month, and a longer period is its latest release, never a
sum of quarters. Deprivation is by the newest Indices of Deprivation that rank its small areas (`Release.edition`);
the source of each value names the edition. What is hidden has no value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from metrics.recommendations import Lever
from metrics.registry import Asked, Cut, Direction, Goal, Part, Unit, Whole, indicator, source_of
from metrics.stocks import institutions_of, together
from workforce import programme_indicators, wage_indicators  # noqa: F401 - they declare their own
from workforce.analysis import Participation, Verdict
from workforce.models import Release, ReleasedCell
from workforce.readings.areas import AreasReading, area_rows, shown_figures
from workforce.readings.asking import Level
from workforce.readings.deciles import (
    DECILES,
    residents_by_decile,
    residents_in_deciles,
    staff_in_deciles,
)
from workforce.readings.minimums import minimums
from workforce.readings.residents import Footprint, footprint_of

LIMITS = (
    "From published figures: small counts hidden, others rounded. Staff who live outside the districts or could not be "
    "placed are left out. Deprivation by the newest Indices of Deprivation that rank the small areas of the release, "
    "which the source names; a change of edition is no change of staff."
)
EXPECTED = "Staff who would live there if residence of people of working age were all that counted"
ALL, BAND, STARTERS, LEAVERS = ("all", "all"), ("band", "1-4"), ("starters", "all"), ("leavers", "all")
Figures = tuple[Decimal, Decimal | None] | None
Found = Mapping[tuple[str, str, str, int | None], int | None]
"""Figures by breakdown, category, level (a decile as `decile 3`) and edition."""


@dataclass(frozen=True)
class Subject:
    """The shown figures of one institution of a release, or of all together, by breakdown, category, level, edition."""

    release: Release
    institution: int | None
    shown: Found
    footprint: Footprint | None
    residents: Mapping[int, int]

    @property
    def edition(self) -> int | None:
        """The index of deprivation in use."""
        return self.release.edition

    def inside(self, group: tuple[str, str]) -> int | None:
        """Staff of a group in the footprint."""
        return self.shown.get((*group, Level.FOOTPRINT.value, None))

    def deprived(self, group: tuple[str, str]) -> int | None:
        """Those from deciles 1 and 2."""
        return self.shown.get((*group, Level.DEPRIVED.value, self.edition))

    def counted(self, group: tuple[str, str]) -> int | None:
        """Staff of a group of whom deciles are shares."""
        if self.footprint is None:
            return None
        deciles = [
            self.shown.get((*group, f"{Level.DECILE.value} {each}", self.edition), 0) for each in DECILES
        ]
        return staff_in_deciles(self.footprint, self.edition, inside=self.inside(group), by_decile=deciles)

    def participation(self, group: tuple[str, str]) -> Participation | None:
        """A group from deciles 1 and 2, beside residents; None where something is hidden or not known."""
        staff, all_staff = self.deprived(group), self.counted(group)
        if staff is None or all_staff is None or not self.residents.get(0):
            return None
        return Participation(staff, all_staff, self.residents[0], residents_in_deciles(self.residents))


Made = Callable[[Subject], Figures]


def _release_subjects(release: Release, institutions: Sequence[int | None]) -> Iterable[Subject]:
    """What a release shows of some institutions (None: of all together), in two queries and the residents."""
    edition = release.edition
    footprint = footprint_of(release, edition=edition) if edition else None
    residents = residents_by_decile(footprint, edition) if footprint and edition else {}
    levels = (Level.FOOTPRINT, Level.DEPRIVED, Level.DECILE, Level.STAFF)
    shown: dict[int | None, dict[tuple[str, str, str, int | None], int | None]] = {}
    rows = ReleasedCell.objects.filter(release=release, level__in=levels)
    columns = ("institution", "breakdown", "category", "level", "edition", "decile", "shown")
    for subject, breakdown, category, level, of, decile, value in rows.values_list(*columns):
        name = f"{level} {decile}" if decile else level
        shown.setdefault(subject, {})[breakdown, category, name, of] = value
    for each in institutions:
        if each in shown:
            yield Subject(release, each, shown[each], footprint, residents)


def _subjects(asked: Asked) -> list[Subject]:
    """Every release that holds some of the asked institutions in the asked months."""
    releases = Release.objects.filter(intakes__institution__in=asked.institutions).distinct()
    if asked.months is not None:
        releases = releases.filter(last_month__in=asked.months)
    return [each for release in releases for each in _release_subjects(release, asked.institutions)]


def _parts(asked: Asked, made: Made) -> Iterable[Part]:
    for each in asked.once(_subjects):
        figures = made(each)
        if figures is not None and each.institution is not None:
            yield Part(each.institution, each.release.last_month, *figures)


def _latest(made: Made, cuts: Sequence[Cut], *, is_sum: bool = True) -> dict[Cut, Whole]:
    """The latest release in each cut; see `_whole`. Releases are read once for all cuts."""
    keys = institutions_of(cuts)
    releases = Release.objects.filter(intakes__institution__in=keys).distinct().order_by("-last_month")
    read = [_supplied(each) for each in releases]
    found = {cut: _whole(made, cut, read, is_sum=is_sum) for cut in cuts}
    return {cut: whole for cut, whole in found.items() if whole is not None}


def _supplied(release: Release) -> tuple[frozenset[int], list[Subject]]:
    """Who is in a release, and what it shows of each and of all together."""
    keys = frozenset(release.intakes.values_list("institution", flat=True))
    return keys, list(_release_subjects(release, [None, *keys]))


def _whole(
    made: Made, cut: Cut, releases: Sequence[tuple[frozenset[int], list[Subject]]], *, is_sum: bool
) -> Whole | None:
    """Of all together where the cut has everybody of its latest release; else the latest of each, summed.

    An institution of the release whose figure is hidden has no measurement and so is in no cut: it is not missed.
    Where a sum says nothing, as of a number of areas, there is none.
    """
    inside = [
        (of, subjects)
        for of, subjects in releases
        if subjects and subjects[0].release.last_month in cut.period
    ]
    if inside and len(cut.institutions) > 1 and _is_everybody(made, cut, *inside[0]):
        figures = [made(each) for each in inside[0][1] if each.institution is None]
        return together([each for each in figures if each is not None])
    latest: dict[int, Figures] = {}
    for each in (each for _, subjects in inside for each in subjects):
        if each.institution in cut.institutions and latest.get(each.institution) is None:
            latest[each.institution] = made(each)
    found = [each for each in latest.values() if each is not None]
    return together(found) if is_sum or len(found) == 1 else None


def _is_everybody(made: Made, cut: Cut, supplied: frozenset[int], subjects: Sequence[Subject]) -> bool:
    known = {each.institution for each in subjects if each.institution is not None and made(each) is not None}
    return known <= set(cut.institutions) <= supplied


def share_deprived(each: Subject) -> Figures:
    """Staff from deciles 1 and 2, of all in the footprint."""
    staff, all_staff = each.deprived(ALL), each.counted(ALL)
    return (Decimal(staff), Decimal(all_staff)) if staff is not None and all_staff else None


def of_expected(group: tuple[str, str], each: Subject) -> Figures:
    """A group from deciles 1 and 2, and how many would be expected: their ratio is the participation quotient."""
    found = each.participation(group)
    return (Decimal(found.staff), found.expected) if found and found.expected else None


def gap(each: Subject) -> Figures:
    """People missing from deciles 1 and 2."""
    found = each.participation(ALL)
    return (found.gap, None) if found and found.gap is not None else None


def live_in(each: Subject) -> Figures:
    """Staff who live in the footprint, of all staff."""
    inside, staff = each.inside(ALL), each.shown.get((*ALL, Level.STAFF.value, None))
    return (Decimal(inside), Decimal(staff)) if inside is not None and staff else None


def cold_spots(each: Subject) -> Figures:
    """Deprived middle areas of which fewer staff come than chance explains; None where nothing can be said of any."""
    release = each.release
    footprint, rules = footprint_of(release), minimums(release.quarter.end)
    frame = AreasReading(Level.MIDDLE.value, (), footprint, each.inside(ALL), rules)
    if not frame.is_mapped:
        return None
    cells = ReleasedCell.objects.filter(
        release=release, institution=each.institution, breakdown="all", category="all"
    )
    rows = area_rows(frame, shown_figures(cells, frame.level), each.edition, {})
    said = (Verdict.COLD_SPOT, Verdict.ABOVE, Verdict.AS_EXPECTED)
    judged = [row.verdict for row in rows if row.is_deprived and row.verdict in said]
    return (Decimal(judged.count(Verdict.COLD_SPOT)), None) if judged else None


employment = partial(
    indicator,
    lever=Lever.EMPLOYMENT,
    recommendations=(6,),
    author="Anchors, employment lever",
    goal=Goal.INEQUALITY,
    next_review=date(2027, 11, 30),
    limits=LIMITS,
    is_monthly=False,
    covers=3,
    is_stock=True,
)
quotient = partial(
    employment, unit=Unit.SHARE, made_of=Unit.COUNT, direction=Direction.HIGHER, denominator=EXPECTED
)


@source_of(Lever.EMPLOYMENT)
def sources(asked: Asked) -> Mapping[int, str]:
    """The newest release of each institution, and the index of deprivation of its tables."""
    found: dict[int, str] = {}
    rows = Release.objects.filter(intakes__institution__in=asked.institutions).order_by("last_month")
    for institution, *_ in rows.values_list("intakes__institution"):
        found.setdefault(institution, "")
    for release in rows.distinct().prefetch_related("intakes"):
        edition = release.edition
        index = f", Indices of Deprivation {edition}" if edition else ""
        for intake in release.intakes.all():
            found[intake.institution_id] = f"staff figures of {release.quarter.label}{index}"
    return {key: words for key, words in found.items() if key in asked.institutions}


@employment(
    code="staff-from-deprived-areas",
    name="Staff from deciles 1 and 2",
    question="How many of our staff come from the most deprived fifth of neighbourhoods?",
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.HIGHER,
    numerator="Staff who live in small areas of deciles 1 and 2",
    denominator="Staff who live in the districts of the system, in small areas that the index ranks",
    why="A job at an anchor institution is the most direct way out of poverty that it has to give.",
    whole=partial(_latest, share_deprived),
)
def staff_from_deprived_areas(asked: Asked) -> Iterable[Part]:
    """Deciles 1 and 2 of all who live in the footprint."""
    return _parts(asked, share_deprived)


@quotient(
    code="participation-of-deprived-areas",
    name="Staff from deciles 1 and 2, of those expected",
    question="Do as many people from the most deprived neighbourhoods work for us as live there?",
    numerator="Staff who live in small areas of deciles 1 and 2",
    why="A share of staff says little without the share of residents: 100% is parity (the participation quotient).",
    whole=partial(_latest, partial(of_expected, ALL)),
)
def participation_of_deprived_areas(asked: Asked) -> Iterable[Part]:
    """The participation quotient of deciles 1 and 2."""
    return _parts(asked, partial(of_expected, ALL))


@employment(
    code="people-missing-from-deprived-areas",
    name="People missing from deciles 1 and 2",
    question="How many more people from the most deprived neighbourhoods would work for us at parity?",
    unit=Unit.COUNT,
    direction=Direction.LOWER,
    numerator="Staff who would be expected from deciles 1 and 2, less those there are",
    why="A gap in people can be planned for: it is so many starters.",
    whole=partial(_latest, gap),
)
def people_missing(asked: Asked) -> Iterable[Part]:
    """The gap in people."""
    return _parts(asked, gap)


@employment(
    code="staff-who-live-here",
    name="Staff who live in our districts",
    question="How many of our staff live in the places that we serve?",
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    direction=Direction.NEITHER,
    numerator="Staff who live in the districts of the system",
    denominator="All staff",
    why="Wages of people who live here are spent here. Every share by neighbourhood is of them.",
    whole=partial(_latest, live_in),
)
def staff_who_live_here(asked: Asked) -> Iterable[Part]:
    """The live-in share."""
    return _parts(asked, live_in)


@quotient(
    code="starters-from-deprived-areas",
    name="Starters from deciles 1 and 2, of those expected",
    question="Do our new starters come from the most deprived neighbourhoods?",
    numerator="Starters of the 12 months before who live in deciles 1 and 2",
    why="Targeted recruitment shows first in starters.",
    whole=partial(_latest, partial(of_expected, STARTERS)),
)
def starters_from_deprived_areas(asked: Asked) -> Iterable[Part]:
    """The participation quotient of starters."""
    return _parts(asked, partial(of_expected, STARTERS))


@quotient(
    code="leavers-from-deprived-areas",
    name="Leavers from deciles 1 and 2, of those expected",
    question="Do people from the most deprived neighbourhoods leave us more often?",
    direction=Direction.LOWER,
    numerator="Leavers of the 12 months before who live in deciles 1 and 2",
    why="Whom recruitment brings and nobody keeps is no progress: read it beside the staff of the same areas.",
    whole=partial(_latest, partial(of_expected, LEAVERS)),
)
def leavers_from_deprived_areas(asked: Asked) -> Iterable[Part]:
    """The participation quotient of leavers."""
    return _parts(asked, partial(of_expected, LEAVERS))


@quotient(
    code="entry-level-staff-from-deprived-areas",
    name="Staff in bands 1 to 4 from deciles 1 and 2, of those expected",
    question="Do our entry-level jobs go to people from the most deprived neighbourhoods?",
    numerator="Staff in bands 1 to 4 who live in deciles 1 and 2",
    why="Bands 1 to 4 ask for no degree, and are where most people from such neighbourhoods can start.",
    whole=partial(_latest, partial(of_expected, BAND)),
)
def entry_level_staff(asked: Asked) -> Iterable[Part]:
    """The participation quotient of bands 1 to 4."""
    return _parts(asked, partial(of_expected, BAND))


@employment(
    code="cold-spots",
    name="Cold spots",
    question="From how many deprived neighbourhoods do fewer people work for us than chance explains?",
    unit=Unit.COUNT,
    direction=Direction.LOWER,
    numerator="Middle areas (MSOA) with most residents in deciles 1 and 2 where the upper 95% limit (Byar) of staff is "
    "below what would be expected",
    why="They are where recruitment can go first.",
    whole=partial(_latest, cold_spots, is_sum=False),
)
def cold_spot_count(asked: Asked) -> Iterable[Part]:
    """Deprived middle areas whose gap is unlikely to be chance."""
    return _parts(asked, cold_spots)
