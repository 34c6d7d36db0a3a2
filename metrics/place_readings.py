"""What published sources say of places: the only way to a place figure for pages, downloads and endpoints alike.

Everybody who is signed in may read them. Figures go by the area's code as published, so that an area whose boundary
or name has changed since keeps what was said of it; nothing here is summed or averaged.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q, QuerySet

from anchors.models import Place, System, User
from anchors.periods import Period
from metrics.models import PlaceValue
from metrics.place_indicators import PLACE_INDICATORS, PlaceIndicator, place_indicator

ENGLAND = "E92000001"


@dataclass(frozen=True)
class Area:
    """An area by its code as published, with how many measures say something of it and up to when."""

    code: str
    name: str
    kind: str
    measures: int
    last: int | None


@dataclass(frozen=True)
class Series:
    """One measure of one area for one group (sex and category), the oldest period first, with England beside it."""

    indicator: PlaceIndicator
    sex: str
    category: str
    values: tuple[PlaceValue, ...]
    england: dict[Period, PlaceValue]

    @property
    def newest(self) -> PlaceValue:
        """The value of the newest period."""
        return self.values[-1]

    @property
    def beside(self) -> PlaceValue | None:
        """England in the same period."""
        return self.england.get(period_of(self.newest))

    @property
    def group(self) -> str:
        """For whom: `female`, `0 to 9`; empty for everybody."""
        return ", ".join(each for each in (self.sex.lower(), self.category) if each)


def period_of(value: PlaceValue) -> Period:
    """The months that a published value covers."""
    return Period(value.first, value.last)


def period_shown(value: PlaceValue) -> str:
    """The period in the publisher's words, with a dash that is one: `2022–24`, `Oct 2021 to Sep 2022`."""
    words = re.sub(r"(?<=\d)\s*[-–]\s*(?=\d)", "–", value.period)
    return re.sub(r"(?<=\d)\s*[-–]\s*(?=[A-Z])", " to ", words)


def areas(codes: Iterable[str]) -> list[Area]:
    """The areas with these codes, by name: those loaded as places, and those that only published figures name."""
    wanted = set(codes)
    places = {each.code: each for each in Place.objects.filter(code__in=wanted)}
    found = PlaceValue.objects.filter(area_code__in=wanted).values("area_code")
    said = {
        each["area_code"]: each
        for each in found.annotate(
            measures=Count("indicator", distinct=True),
            newest=Max("last"),
            name=Max("area_name", filter=~Q(area_name=F("area_code"))),
        )
    }
    return sorted(
        (
            Area(
                code=code,
                name=places[code].name if code in places else said[code]["name"] or code,
                kind=Place.Kind(places[code].kind).label if code in places else "",
                measures=said[code]["measures"] if code in said else 0,
                last=said[code]["newest"] if code in said else None,
            )
            for code in wanted
            if code in places or code in said
        ),
        key=lambda area: area.name,
    )


def areas_named(words: str, most: int) -> list[Area]:
    """Areas with figures whose name or code has the words in it."""
    named = PlaceValue.objects.filter(area_name__icontains=words) | PlaceValue.objects.filter(
        area_code=words.upper()
    )
    return areas(named.order_by("area_code").values_list("area_code", flat=True).distinct()[:most])


def areas_of(user: User, system: System | None, day: date) -> list[Area]:
    """The local authorities that a system serves, then counties, regions and England, where they have figures."""
    if system is None or not System.objects.visible_to(user).filter(pk=system.pk).exists():
        return areas([ENGLAND])
    authorities = list(system.local_authorities(day))
    own = {each.code for each in authorities}
    around = {each.code for place in authorities for each in place.upward()} | {ENGLAND}
    around |= {system.place.code} if system.place else set()
    return [*areas(own), *(each for each in areas(around - own) if each.measures)]


def measures_of(codes: Iterable[str]) -> list[PlaceIndicator]:
    """The measures that say something of these areas, in the order of the records."""
    there = set(
        PlaceValue.objects.filter(area_code__in=list(codes)).values_list("indicator", flat=True).distinct()
    )
    return [each for each in PLACE_INDICATORS if each.code in there]


def series_of(code: str) -> list[Series]:
    """Everything published of an area, measure by measure in the order of the records."""
    values = _values(code)
    england = _grouped(_values(ENGLAND))
    grouped = _grouped(values)
    order = {each.code: place for place, each in enumerate(PLACE_INDICATORS)}
    return [
        Series(
            indicator=place_indicator(key[0]),
            sex=key[1],
            category=key[2],
            values=tuple(rows),
            england={period_of(each): each for each in england.get(key, ())},
        )
        for key, rows in sorted(grouped.items(), key=lambda item: (order[item[0][0]], *item[0][1:]))
    ]


def newest_of(indicator: PlaceIndicator, codes: Iterable[str]) -> list[PlaceValue]:
    """The newest value of each area and group, for a comparison of areas."""
    values = PlaceValue.objects.filter(indicator=indicator.code, area_code__in=list(codes)).select_related(
        "source"
    )
    newest = values.order_by("area_code", "sex", "category", "-last").distinct("area_code", "sex", "category")
    return list(newest)


def _values(code: str) -> QuerySet[PlaceValue]:
    known = [each.code for each in PLACE_INDICATORS]
    values = PlaceValue.objects.filter(area_code=code, indicator__in=known).select_related("source")
    return values.order_by("indicator", "sex", "category", "first", "last")


def _grouped(values: Iterable[PlaceValue]) -> dict[tuple[str, str, str], Sequence[PlaceValue]]:
    found: dict[tuple[str, str, str], list[PlaceValue]] = {}
    for each in values:
        found.setdefault((each.indicator, each.sex, each.category), []).append(each)
    return dict(found)
