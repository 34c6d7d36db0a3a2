"""True counts of one institution, for its own contributors and leads. Never mixed with released figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Sum
from django.http import Http404

from anchors.geography.populations import populations
from anchors.models import AnchorInstitution, SmallArea, System, User
from workforce.analysis import INDICES
from workforce.models import StaffCount, StaffIntake
from workforce.readings.areas import AreasReading, area_rows
from workforce.readings.asking import Level, StaffFilter
from workforce.readings.minimums import Minimums
from workforce.readings.residents import Footprint

NO_MINIMUM = Minimums(0, 0)


@dataclass(frozen=True)
class OwnCounts:
    """An institution's true counts of a quarter by area; `intake` is None where none stands for it."""

    asked: StaffFilter
    institution: AnchorInstitution
    institutions: tuple[AnchorInstitution, ...]
    intakes: tuple[StaffIntake, ...]
    intake: StaffIntake | None
    areas: AreasReading | None
    vintage: int
    outside: int
    unplaced: int

    @property
    def level(self) -> str:
        """The rung of the ladder in use."""
        return self.asked.areas or Level.MIDDLE.value


def true_areas(user: User, system: System, asked: StaffFilter) -> OwnCounts:
    """True counts by area of an institution in which the person contributes or leads; Http404 for any other."""
    own = tuple(
        AnchorInstitution.objects.filter(pk__in=user.institution_ids(contributing=True)).order_by("name")
    )
    chosen = [each for each in own if asked.institution in ("", each.slug)]
    if not chosen:
        raise Http404
    usual = next((each for each in chosen if each.pk == user.working_as_id), chosen[0])
    intakes = tuple(StaffIntake.objects.editable_by(user).in_force().filter(institution=usual))
    intake = next((each for each in intakes if asked.period in (None, each.quarter)), None)
    found = OwnCounts(asked, usual, own, intakes, intake, None, 0, 0, 0)
    if intake is None:
        return found
    rows = (
        StaffCount.objects.visible_to(user)
        .filter(intake=intake, breakdown=asked.breakdown, category=asked.category)
        .values_list("where", "small_area", "small_area__vintage")
        .annotate(Sum("people"))
    )
    return _read(found, system, intake, list(rows))


def _read(
    found: OwnCounts,
    system: System,
    intake: StaffIntake,
    rows: Sequence[tuple[str, int | None, int | None, int]],
) -> OwnCounts:
    by_vintage = Counter[int]()
    for _, _, of, number in rows:
        by_vintage[of or 0] += number
    vintage = max((2021, 2011), key=lambda each: by_vintage[each])
    queryset = SmallArea.objects.filter(
        vintage=vintage, local_authority__in=system.local_authorities(intake.census_date)
    )
    listed = queryset.select_related("middle_area", "local_authority").order_by("code")
    footprint = Footprint(tuple(listed), populations(queryset))
    people = {area: number for _, area, of, number in rows if of == vintage and area}
    level = found.level
    counts: Counter[int] = Counter()
    for area in footprint.areas:
        key = {
            Level.SMALL.value: area.pk,
            Level.MIDDLE.value: area.middle_area_id,
            Level.DISTRICT.value: area.local_authority_id,
        }[level]
        if key is not None:
            counts[key] += people.get(area.pk, 0)
    frame = AreasReading(level, (), footprint, sum(people.values()), NO_MINIMUM, is_true=True)
    edition = next(edition for edition, ranked in INDICES.items() if ranked == vintage)
    places: Counter[str] = Counter()
    for where, _, _, number in rows:
        places[where] += number
    return replace(
        found,
        areas=replace(frame, rows=area_rows(frame, dict(counts), edition, {})),
        vintage=vintage,
        outside=places["outside"],
        unplaced=places["unknown"],
    )
