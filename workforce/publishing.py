"""Publishing a programme's figures: at most once a quarter, protected together with those before, and then frozen.

Whoever watched rounded figures follow each correction would see them step when one person comes or goes. So everybody
outside the institution that runs a programme sees the figures as they were last published; nothing else is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from anchors.disclosure import Cell, Key, Sum, release
from anchors.disclosure import Release as Protected
from anchors.models import User
from anchors.periods import Period, quarter_of
from anchors.wording import day
from metrics.measuring import request_measuring
from workforce.funnel import Counted, Course, Start, totals
from workforce.models import Group, Programme, Publication, PublicationBehind, Stage
from workforce.profiles import profile_cells
from workforce.releasing.behind import behind_of, restored
from workforce.releasing.profiles import profile_in_force, profile_of, rules_of

OTHERS = "others"


class PublicationError(Exception):
    """The figures cannot be published now; the message is a sentence for the person."""


def counted(programme: Programme) -> Counted:
    """The true counts of a programme with their totals: for people of the institution that runs it."""
    cohorts = programme.cohorts.order_by("first_month").prefetch_related("counts")
    starts = {each: Start(each.started, each.as_at, None if each.is_folded else each.pk) for each in cohorts}
    counts: dict[Key, int | None] = {
        start.key(Stage(count.stage), Group(count.group)): count.people
        for cohort, start in starts.items()
        for count in cohort.counts.all()
    }
    parts = Counted(Course(programme.training_weeks, programme.search_weeks), [*starts.values()], counts)
    added = {total: sum(counts[part] or 0 for part in those) for total, those in totals(parts)}
    return Counted(parts.course, parts.starts, counts | added)


def published(programmes: Iterable[Programme]) -> dict[int, Publication]:
    """The publication that stands, by programme; a programme of which nothing was published is absent."""
    found = Publication.objects.filter(programme__in=list(programmes)).newest()
    return {each.programme_id: each for each in found}


def figures_of(publication: Publication) -> dict[Key, int | None]:
    """Every published figure; None is hidden."""
    return {_key(key): shown for key, shown in publication.figures}


def counted_in(publication: Publication) -> Counted:
    """What a publication shows of the programme's people."""
    starts = [
        Start(Period(first, last), date.fromisoformat(as_at)) for first, last, as_at in publication.starts
    ]
    course = Course(publication.training_weeks, publication.search_weeks)
    return Counted(course, starts, figures_of(publication))


def note_of(publication: Publication) -> str:
    """What stands under tables of published figures."""
    return profile_of(publication).note


def obstacle(programme: Programme, today: date) -> str:
    """Why the figures cannot be published now, as a sentence; empty where they can."""
    quarter = quarter_of(today)
    newer = programme.publications.filter(last_month__gte=quarter.last).first()
    if newer is not None:
        return (
            f"Figures were published on {day(newer.made_on)}. They stay as they are until the quarter ends on "
            f"{day(newer.quarter.end)}, so that nobody can work out single people from changes."
        )
    if not programme.cohorts.exists() and not programme.profiles.exists():
        return "Nobody is counted yet. Enter how many people started in a quarter first."
    return ""


def draft(programme: Programme, today: date) -> Publication:
    """What would be published on the day, not saved: for a look before."""
    return _made(programme, today)[0]


@transaction.atomic
def publish(programme: Programme, *, by: User | None, today: date | None = None) -> Publication:
    """Freeze what everybody else sees until the next quarter. PublicationError where it cannot be."""
    on = today or timezone.localdate()
    held = Programme.objects.select_for_update().get(pk=programme.pk)
    if reason := obstacle(held, on):
        raise PublicationError(reason)
    made, protected = _made(held, on)
    made.made_by = by
    made.save()
    PublicationBehind.objects.create(publication=made, **behind_of(protected))
    request_measuring([held.institution_id], reason=f"figures of {held.name} published", by=by)
    return made


def _made(programme: Programme, today: date) -> tuple[Publication, Protected]:
    people, quarter, profile = counted(programme), quarter_of(today), profile_in_force(today)
    cells, sums = _cells(people)
    backgrounds, among_candidates = profile_cells(programme)
    protected = release({**cells, **backgrounds}, [*sums, *among_candidates], profile, _former(programme))
    made = Publication(
        programme=programme,
        first_month=quarter.first,
        last_month=quarter.last,
        training_weeks=people.course.training_weeks,
        search_weeks=people.course.search_weeks,
        starts=[[each.started.first, each.started.last, each.as_at.isoformat()] for each in people.starts],
        figures=[[key, protected.shown(key)] for key in (*people.figures, *backgrounds)],
        profile=profile.code,
        rules=rules_of(profile),
        made_at=timezone.now(),
    )
    return made, protected


def _cells(people: Counted) -> tuple[Mapping[Key, Cell], list[Sum]]:
    """Every count that anybody can reach, with its sums: a group is a second breakdown beside quarter and stage.

    Those of a quarter who are not in a group are never shown, but whoever takes one figure from another reaches them.
    """
    counts = cast("Mapping[Key, int]", people.figures)
    cells = {
        key: Cell(number, is_second=isinstance(key, tuple) and key[-1] != Group.ALL)
        for key, number in counts.items()
    }
    sums = list(totals(people))
    for start, stage, group in product(people.starts, Stage, Group):
        part, whole = start.key(stage, group), start.key(stage, Group.ALL)
        if group != Group.ALL and part in counts and counts.get(whole, -1) >= counts[part]:
            others = (OTHERS, part)
            cells[others] = Cell(counts[whole] - counts[part], is_second=True)
            sums.append(Sum(whole, (part, others)))
    return cells, sums


def _former(programme: Programme) -> Protected | None:
    """What was published before, as it was kept; its figures and the new ones are protected together."""
    before = programme.publications.select_related("behind").first()
    return None if before is None else restored(profile_of(before), before.behind, _key)


def _key(parts: Sequence[Any]) -> Key:
    """A key as it was before it was kept."""
    return tuple(_key(part) if isinstance(part, list) else part for part in parts)
