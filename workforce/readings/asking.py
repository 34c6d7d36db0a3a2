"""What an address asks of the staff figures, and of which release: one institution or all, one breakdown."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from anchors.disclosure import Profile
from anchors.filters import FilterError
from anchors.models import AnchorInstitution, System, User
from anchors.periods import Period, period_of
from metrics.models import readable_institutions
from workforce.analysis import INDICES
from workforce.models import CATEGORIES, EVERYBODY, Breakdown, Release, ReleasedCell, category_label

Level = ReleasedCell.Level
LADDER = {
    Level.SMALL.value: "Small areas (LSOA)",
    Level.MIDDLE.value: "Middle areas (MSOA)",
    Level.DISTRICT.value: "Districts",
}
ALL, STARTERS, LEAVERS = Breakdown.ALL.value, Breakdown.STARTERS.value, Breakdown.LEAVERS.value
ONE_AT_A_TIME = (
    "Staff are published by one thing at a time: all in post, starters, leavers, or one group. Two together would be "
    "too few people to protect."
)
FIXED_AREAS = (
    "Figures are published for small areas, middle areas, districts and the whole footprint, and never for areas put "
    "together by whoever asks: the difference between two such sums would tell a hidden figure."
)
ONE_OR_ALL = (
    "Figures are published for one institution, or for all that supplied together, and never for some of them: the "
    "difference between two such sums would tell a hidden figure."
)


def staff_groups() -> dict[str, dict[str, str]]:
    """Everything that can be asked for as `staff`, by heading: `all`, `starters`, `band.1-4` …, with its words."""
    people = {ALL: "All in post", STARTERS: Breakdown.STARTERS.label, LEAVERS: Breakdown.LEAVERS.label}
    others = {
        Breakdown(breakdown).label: {f"{breakdown}.{code}": label for code, label in categories.items()}
        for breakdown, categories in CATEGORIES.items()
        if breakdown not in people
    }
    return {"People": people, **others}


@dataclass(frozen=True)
class StaffFilter:
    """The filter as the address has it; empty means not asked. `areas` is a rung of the ladder, `area` one to mark."""

    institution: str = ""
    staff: str = ""
    areas: str = ""
    quarter: str = ""
    edition: str = ""
    area: str = ""
    sort: str = ""

    @classmethod
    def parse(cls, query: QueryDict | Mapping[str, str]) -> Self:
        """Raises FilterError with the sentence for what makes no sense or is not published."""
        given = {name: _given(query, name) for name in cls.__dataclass_fields__}
        for name, sentence in (("staff", ONE_AT_A_TIME), ("areas", FIXED_AREAS), ("area", FIXED_AREAS),
                               ("institution", ONE_OR_ALL)):  # fmt: skip
            if len(given[name]) > 1:
                raise FilterError(name, sentence)
        if strange := next((name for name in given if len(given[name]) > 1), ""):
            raise FilterError(strange, f'Only one "{strange}" can be asked for at a time.')
        found = cls(**{name: values[0] if values else "" for name, values in given.items()})
        found._check()
        return found

    def _check(self) -> None:
        if self.staff and all(self.staff not in group for group in staff_groups().values()):
            raise FilterError("staff", f'There are no figures of staff by "{self.staff}". {ONE_AT_A_TIME}')
        if self.areas and self.areas not in LADDER:
            raise FilterError("areas", f'"{self.areas}" is none of small, middle and district. {FIXED_AREAS}')
        if self.edition and self.edition not in map(str, INDICES):
            raise FilterError("edition", f'"{self.edition}" is no edition of the Indices of Deprivation here. '
                              f"Use {' or '.join(map(str, INDICES))}.")  # fmt: skip
        try:
            self.period  # noqa: B018 - raises for what is none
        except ValueError as error:
            raise FilterError("quarter", str(error)) from None

    @property
    def period(self) -> Period | None:
        """The quarter that was asked for."""
        return period_of(self.quarter) if self.quarter else None

    @property
    def breakdown(self) -> str:
        """What staff are counted by."""
        return (self.staff or ALL).partition(".")[0]

    @property
    def category(self) -> str:
        """Which of the breakdown."""
        return self.staff.partition(".")[2] or EVERYBODY

    @property
    def is_everybody(self) -> bool:
        """Whether all staff in post are asked for, who alone are published by area."""
        return self.breakdown == ALL

    @property
    def label(self) -> str:
        """Whom the figures count, in the middle of a sentence: `staff`, `starters`, `staff in bands 1 to 4`."""
        words = category_label(self.breakdown, self.category)
        if self.is_everybody:
            return "staff"
        if self.breakdown in (STARTERS, LEAVERS):
            return words.lower()
        if self.breakdown == Breakdown.BAND:
            return (
                f"staff in {words[0].lower()}{words[1:]}"
                if words.startswith("Band")
                else "staff with other pay"
            )
        return f"staff ({words})"

    def but(self, **changes: str) -> Self:
        """The same with other answers."""
        return replace(self, **changes)

    def as_query(self) -> str:
        """Its part of an address."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        return urlencode({name: value for name, value in given.items() if value})


def _given(query: QueryDict | Mapping[str, str], name: str) -> list[str]:
    """Everything that was given under one key, also with commas or pluses between."""
    values = query.getlist(name) if isinstance(query, QueryDict) else [query.get(name, "")]
    parts = [part.strip() for value in values for part in str(value).split(",")]
    return list(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class StaffView:
    """A filter with the release that answers it; `release` is None where nothing has been published."""

    asked: StaffFilter
    user: User
    system: System
    releases: tuple[Release, ...]
    release: Release | None
    institution: AnchorInstitution | None
    choices: tuple[AnchorInstitution, ...]

    @cached_property
    def supplied(self) -> tuple[AnchorInstitution, ...]:
        """The institutions whose staff are in the release."""
        if self.release is None:
            return ()
        ids = self.release.intakes.values("institution")
        return tuple(AnchorInstitution.objects.filter(pk__in=ids).order_by("name"))

    @property
    def who(self) -> str:
        """Whose staff: the institution, or all that supplied."""
        return self.institution.name if self.institution else f"All that supplied ({len(self.supplied)})"

    @property
    def editions(self) -> list[int]:
        """The indices of deprivation that the release has tables by."""
        return list(self.release.editions) if self.release else []

    @property
    def edition(self) -> int | None:
        """The index in use: the one asked for, else the release's own."""
        if self.asked.edition:
            return int(self.asked.edition)
        return self.release.edition if self.release else None

    @property
    def level(self) -> str:
        """The rung of the ladder in use."""
        return self.asked.areas or Level.MIDDLE.value

    @property
    def profile(self) -> Profile:
        """The rule that the release followed, as it stood; only where there is a release."""
        assert self.release is not None  # noqa: S101 - callers ask only then
        return Profile(**self.release.rules)

    def cells(self, **wanted: Any) -> Any:
        """Shown figures of this view, of those that the person may see."""
        return ReleasedCell.objects.visible_to(self.user).filter(
            release=self.release, institution=self.institution, **wanted
        )


def staff_view(user: User, system: System, asked: StaffFilter) -> StaffView:
    """The filter with what answers it. Http404 for an institution that the person may not read."""
    releases = tuple(Release.objects.visible_to(user).filter(system=system))
    wanted = asked.period
    release = next((each for each in releases if wanted in (None, each.quarter)), None)
    readable = readable_institutions(user).filter(staff_intakes__releases__system=system).distinct()
    institution = None
    if asked.institution:
        institution = readable_institutions(user).filter(slug=asked.institution).first()
        if institution is None:
            raise Http404
    return StaffView(asked, user, system, releases, release, institution, tuple(readable.order_by("name")))
