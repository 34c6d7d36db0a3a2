"""Candidates' profile of academies and work experience: what is written, and which counts of it are published."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from anchors.disclosure import Cell, Key, Sum
from anchors.models import User
from anchors.periods import Period
from workforce.models import CandidateProfile, Programme

Aspect = CandidateProfile.Aspect
KINDS = (Programme.Kind.ACADEMY, Programme.Kind.WORK_EXPERIENCE)
"""Programmes that have candidates."""
SAID, WITH, WITHOUT = "said", "with", "without"


@dataclass(frozen=True)
class Said:
    """One aspect of a period: candidates who said, those with this background, and residents' share with its source."""

    candidates: int
    people: int
    residents_share: Decimal | None = None
    residents_source: str = ""


def key(period: Period, aspect: str, part: str) -> Key:
    """What names one count."""
    return ("candidates", period.first, period.last, str(aspect), part)


def has_candidates(programme: Programme) -> bool:
    """Whether the profile of its candidates is asked for."""
    return programme.kind in KINDS


def profile_cells(programme: Programme) -> tuple[dict[Key, Cell], list[Sum]]:
    """Every count of a programme's candidates that can be reached, and the sums between them.

    Those without a background are never shown, but whoever takes one figure from the other reaches them.
    """
    cells: dict[Key, Cell] = {}
    sums = []
    for each in programme.profiles.order_by("first_month", "aspect"):
        said, those, others = (key(each.period, each.aspect, part) for part in (SAID, WITH, WITHOUT))
        cells[said] = Cell(each.candidates)
        cells[those] = Cell(each.people, is_second=True)
        cells[others] = Cell(each.candidates - each.people, is_second=True)
        sums.append(Sum(said, (those, others)))
    return cells, sums


def overlapping(programme: Programme, period: Period) -> "QuerySet[CandidateProfile]":
    """Rows of other periods that share a month with this one: taking one from the other would tell of few people."""
    found: QuerySet[CandidateProfile] = programme.profiles.filter(
        first_month__lte=period.last, last_month__gte=period.first
    ).exclude(first_month=period.first, last_month=period.last)
    return found


@transaction.atomic
def keep_profile(
    programme: Programme, period: Period, said: Mapping[str, Said | None], *, by: User | None
) -> None:
    """Write aspects of one period; an aspect that is None goes, one that is not named stays. Same again: no change."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    there = {
        each.aspect: each
        for each in programme.profiles.filter(first_month=period.first, last_month=period.last)
    }
    for aspect, what in said.items():
        row = there.get(aspect)
        if what is None:
            if row:
                row.delete()
            continue
        if row is None:
            row = CandidateProfile(
                programme=programme, first_month=period.first, last_month=period.last, aspect=aspect
            )
        elif said_in(row) == what:
            continue
        row.candidates, row.people = what.candidates, what.people
        row.residents_share, row.residents_source = what.residents_share, what.residents_source
        row.by = by
        row.save()


def said_in(row: CandidateProfile) -> Said:
    """What a row says."""
    return Said(row.candidates, row.people, row.residents_share, row.residents_source)
