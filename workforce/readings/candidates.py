"""Candidates of academies and work experience beside residents: what page, file and endpoint say alike."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from anchors.disclosure import Key, share
from anchors.filters import ListFilter
from anchors.models import User
from anchors.periods import Period
from workforce.models import CandidateProfile, Programme, Publication
from workforce.profiles import KINDS, SAID, WITH, Aspect, has_candidates, key
from workforce.publishing import figures_of, published

NEWEST, ALL = "", "all"
CANDIDATE_COLUMNS = (
    "programme", "institution", "period", "aspect", "candidates", "people", "share", "residents_share",
    "residents_source", "gap", "gap_people", "suppressed", "published_on",
)  # fmt: skip


@dataclass(frozen=True)
class CandidateFilter(ListFilter):
    """What of the candidates is asked for; every field is a key of the address."""

    programme: str = ""
    kind: str = ""
    aspect: str = ""
    periods: str = NEWEST

    @classmethod
    def choices(cls) -> Mapping[str, Collection[str]]:
        """The closed lists."""
        return {"kind": [str(each) for each in KINDS], "aspect": Aspect.values, "periods": [ALL]}


@dataclass(frozen=True)
class CandidateRow:
    """One aspect of one programme's candidates in a period, as the person sees it. None is hidden.

    `published_on` is None for people who work where the programme is run: they see true counts.
    """

    programme: Programme
    period: Period
    aspect: CandidateProfile.Aspect
    candidates: int | None
    people: int | None
    residents_share: Decimal | None = None
    residents_source: str = ""
    published_on: date | None = None

    @property
    def share(self) -> Decimal | None:
        """0 to 1, of those who said; None where a part is hidden."""
        return share(self.people, self.candidates)

    @property
    def is_hidden(self) -> bool:
        """Whether a part of it is hidden."""
        return self.candidates is None or self.people is None

    @property
    def gap(self) -> Decimal | None:
        """Candidates' share less residents', in shares of 1; None where either is not there."""
        if self.share is None or self.residents_share is None:
            return None
        return self.share - self.residents_share

    @property
    def gap_people(self) -> int | None:
        """How many more there are than at residents' share; negative where people are missing."""
        return _too_many([self])


@dataclass(frozen=True)
class AspectRow:
    """One aspect over several programmes: only those whose figures are shown and that give residents' share.

    `left_out` are the others that counted it.
    """

    aspect: CandidateProfile.Aspect
    counted: tuple[CandidateRow, ...]
    left_out: int

    @property
    def candidates(self) -> int | None:
        """Those who said."""
        return sum(each.candidates or 0 for each in self.counted) if self.counted else None

    @property
    def people(self) -> int | None:
        """Those with this background."""
        return sum(each.people or 0 for each in self.counted) if self.counted else None

    @property
    def share(self) -> Decimal | None:
        """0 to 1."""
        return share(self.people, self.candidates) if self.counted else None

    @property
    def residents_share(self) -> Decimal | None:
        """What it would be if each programme's candidates were like its residents."""
        if not self.candidates:
            return None
        expected = Decimal(0)
        for each in self.counted:
            expected += (each.residents_share or 0) * (each.candidates or 0)
        return expected / self.candidates

    @property
    def gap(self) -> Decimal | None:
        """Candidates' share less residents', in shares of 1."""
        if self.share is None or self.residents_share is None:
            return None
        return self.share - self.residents_share

    @property
    def gap_people(self) -> int | None:
        """How many more there are than at residents' share; negative where people are missing."""
        return _too_many(self.counted)


def _too_many(rows: Collection[CandidateRow]) -> int | None:
    """People less those that there would be at residents' share, summed; None where a figure is not there."""
    found = Decimal(0)
    for each in rows:
        if each.gap is None or each.candidates is None or each.people is None:
            return None
        found += each.people - (each.residents_share or 0) * each.candidates
    return round(found) if rows else None


def candidates(user: User, asked: CandidateFilter) -> list[CandidateRow]:
    """The rows that the person may see and asks for: by programme, newest period first."""
    programmes = Programme.objects.visible_to(user).filter(kind__in=KINDS).select_related("institution")
    if asked.kind:
        programmes = programmes.filter(kind=asked.kind)
    if asked.programme:
        programmes = programmes.filter(pk=int(asked.programme) if asked.programme.isdecimal() else 0)
    rows = candidates_of(list(programmes), user)
    if asked.periods == NEWEST:
        newest = {pk: max(row.period for row in rows if row.programme.pk == pk) for pk in _keys(rows)}
        rows = [row for row in rows if row.period == newest[row.programme.pk]]
    return [row for row in rows if asked.aspect in ("", row.aspect)]


def _keys(rows: Iterable[CandidateRow]) -> set[int]:
    return {row.programme.pk for row in rows}


def candidates_of(programmes: Iterable[Programme], user: User) -> list[CandidateRow]:
    """All rows of some programmes: true counts where the person works on them, else as last published."""
    asked = [each for each in programmes if has_candidates(each)]
    own = set(user.institution_ids(contributing=True))
    stand = published(each for each in asked if each.institution_id not in own)
    rows = {
        (each.programme_id, each.period, each.aspect): each
        for each in CandidateProfile.objects.filter(programme__in=asked)
    }
    found = []
    for programme in asked:
        mine = {key[1:]: row for key, row in rows.items() if key[0] == programme.pk}
        if programme.institution_id in own:
            found += [_true(programme, each) for each in mine.values()]
        elif publication := stand.get(programme.pk):
            shown = figures_of(publication)
            found += _published(programme, shown, mine, publication.made_on)
    return _in_order(found)


def _in_order(rows: Iterable[CandidateRow]) -> list[CandidateRow]:
    """By programme, the newest period first, aspects in their order."""
    order = list(Aspect)
    return sorted(
        rows,
        key=lambda row: (
            row.programme.name, row.programme.pk, -row.period.last, -row.period.first, order.index(row.aspect)
        ),
    )  # fmt: skip


def published_in(publication: Publication) -> list[CandidateRow]:
    """What a publication says, or would say, of its programme's candidates."""
    programme = publication.programme
    rows = {(each.period, each.aspect): each for each in programme.profiles.all()}
    return _in_order(_published(programme, figures_of(publication), rows, publication.made_on))


def _true(programme: Programme, row: CandidateProfile) -> CandidateRow:
    return CandidateRow(
        programme,
        row.period,
        Aspect(row.aspect),
        row.candidates,
        row.people,
        row.residents_share,
        row.residents_source,
    )


def _published(
    programme: Programme,
    shown: Mapping[Key, int | None],
    rows: Mapping[tuple[Period, str], CandidateProfile],
    on: date,
) -> list[CandidateRow]:
    """Rows of published figures, with residents' share as it is given now: that is no secret."""
    found = []
    for each in shown:
        if not isinstance(each, tuple) or each[0] != "candidates" or each[-1] != SAID:
            continue
        _, first, last, aspect, _ = each
        period = Period(first, last)
        row = rows.get((period, aspect))
        found.append(
            CandidateRow(
                programme, period, Aspect(aspect), shown[each], shown.get(key(period, aspect, WITH)),
                row.residents_share if row else None, row.residents_source if row else "", on,
            )
        )  # fmt: skip
    return found


def by_aspect(rows: Iterable[CandidateRow]) -> list[AspectRow]:
    """Rows added up over programmes, in the order of aspects; those that nobody counted are absent."""
    asked = list(rows)
    found = []
    for aspect in Aspect:
        those = [row for row in asked if row.aspect == aspect]
        full = tuple(row for row in those if row.gap is not None)
        if those:
            found.append(AspectRow(aspect, full, len(those) - len(full)))
    return found


def candidate_record(row: CandidateRow) -> dict[str, Any]:
    """A row as files and the endpoint have it."""
    return {
        "programme": row.programme.name, "institution": row.programme.institution.slug, "period": row.period.code,
        "aspect": str(row.aspect), "candidates": row.candidates, "people": row.people, "share": row.share,
        "residents_share": row.residents_share, "residents_source": row.residents_source, "gap": row.gap,
        "gap_people": row.gap_people, "suppressed": row.is_hidden, "published_on": row.published_on,
    }  # fmt: skip
