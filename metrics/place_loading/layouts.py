"""The published layouts of place figures, and the figures in a file of each."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from anchors.geography.files import ReferenceFileError
from anchors.geography.recognition import GSS, FileKind, Recognised
from anchors.periods import Period
from metrics.place_indicators import PLACE_INDICATORS, PlaceIndicator
from metrics.published_periods import published_period

NUMBER = r"-?[\d,]*\.?\d+(e-?\d+)?"
NOTHING = r"||NA|N/A|n/a|-|\.\.|\*|:|nan"
_PRINTED = rf"({NUMBER}{NOTHING})"
_EDITION = re.compile(r"\(([^()]*\d{4}[^()]*)\)")
EVERYBODY = ("", "persons", "all", "total", "people", "na")

FINGERTIPS = FileKind(
    "fingertips",
    "OHID Fingertips",
    needs={
        "number": "indicator id",
        "indicator": "indicator name",
        "code": "area code",
        "name": "area name",
        "area_type": "area type",
        "sex": "sex",
        "age": "age",
        "category_type": "category type",
        "period": "time period",
        "value": "value",
    },
    may={
        "lower": r"lower ci 95(\.0)? limit or lower ci 95%? ?limit",
        "upper": r"upper ci 95(\.0)? limit or upper ci 95%? ?limit",
    },
    forms={"number": r"\d+", "value": _PRINTED},
)
NOMIS = FileKind(
    "nomis",
    "Nomis",
    needs={"code": "geography_code", "period": "date_name", "value": "obs_value"},
    may={
        "name": "geography_name",
        "area_type": "geography_type",
        "measure_name": "measure_name",
        "variable_name": "variable_name",
        "employment_sizeband_name": "employment_sizeband_name",
        "industry": "industry",
        "legal_status": "legal_status",
        "gender": "gender",
        "age": "age",
        "measures": "measures",
    },
    any_of=("measure_name", "variable_name", "employment_sizeband_name"),
    forms={"value": _PRINTED},
)
EXTRACT = FileKind(
    "extract",
    "Table with one figure a row",
    needs={
        "code": "area_code",
        "name": "area_name",
        "period": "period",
        "indicator": "indicator",
        "value": "value",
    },
    may={"measure": "measure", "unit": "units?", "sex": "inequality or sex", "area_type": "area_type"},
    forms={"code": GSS, "name": ".+", "period": ".+", "indicator": ".+", "value": _PRINTED},
)
HEALTH_INDEX = FileKind(
    "health-index",
    "ONS Health Index",
    needs={
        "code": r"(ltla|utla)\d\d_code",
        "period": "year",
        **{each.column: each.column for each in PLACE_INDICATORS if each.column},
    },
    forms={"code": GSS, "period": r"\d{4}"},
)
KINDS = (FINGERTIPS, NOMIS, EXTRACT, HEALTH_INDEX)
EXPECTED = (
    "a CSV file of indicators from OHID Fingertips, a data CSV file from Nomis, a table with the columns area_code, "
    "area_name, period, indicator and value, or the ONS Health Index by local authority"
)


class Cell(NamedTuple):
    """What tells two figures apart; `sex` and `category` are empty for everybody."""

    indicator: str
    area_code: str
    first: int
    last: int
    sex: str
    category: str


class Figure(NamedTuple):
    """One published figure, as it was printed."""

    cell: Cell
    area_name: str
    period: str
    value: Decimal
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass
class Reading:
    """What a file gave: its figures, the editions of its areas, and what was passed over, by reason."""

    kind: FileKind
    figures: dict[Cell, Figure] = field(default_factory=dict)
    editions: set[str] = field(default_factory=set)
    passed_over: Counter[str] = field(default_factory=Counter)
    ages: dict[str, set[str]] = field(default_factory=dict)

    @property
    def vintage(self) -> str:
        """The edition of the areas, where the file says it."""
        return "; ".join(sorted(self.editions))[:60]

    def add(self, figure: Figure) -> None:
        """Keep a figure. ReferenceFileError where the file says two things of the same."""
        before = self.figures.setdefault(figure.cell, figure)
        if before.value != figure.value:
            cell = figure.cell
            raise ReferenceFileError(
                f"It says both {before.value} and {figure.value} for {cell.indicator} in {figure.area_name}, "
                f"{figure.period}. Give one figure for each area, period and group."
            )


Row = Mapping[str, str]
Found = Iterator[tuple[PlaceIndicator, str, str, str]]
"""The indicators that a row holds: with the printed value, the sex and the category."""

_BY_NUMBER = {str(each.fingertips): each for each in PLACE_INDICATORS if each.fingertips}
_BY_NAME = {
    (name.casefold(), measure.casefold()): each
    for each in PLACE_INDICATORS
    for name, measure in each.extracts
}
_OF_NOMIS = tuple(each for each in PLACE_INDICATORS if each.nomis)
_BY_COLUMN = tuple(each for each in PLACE_INDICATORS if each.column)


def figures_in(found: Recognised) -> Reading:
    """Every figure of the file that is an indicator here. ReferenceFileError, with the reason, where none is."""
    reading = Reading(found.kind)
    read = _READERS[found.kind]
    for cells in found.rows():
        row = dict(zip(found.columns, cells, strict=True))
        reading.editions |= set(_EDITION.findall(row.get("area_type", "")))
        if not re.fullmatch(GSS, row["code"]):
            reading.passed_over["of areas without a GSS code"] += 1
            continue
        for indicator, printed, sex, category in read(row, reading):
            _take(reading, row, indicator, printed=printed, sex=sex, category=category)
    if found.kind is HEALTH_INDEX:
        heading = found.headings[found.columns["code"]]
        reading.editions.add(f"local authorities of 20{re.sub(r'[^0-9]', '', heading)}")
    if not reading.figures:
        reasons = " and ".join(sorted(reading.passed_over)) or "without a value"
        raise ReferenceFileError(f"It is {found.kind.title}, but all its rows are {reasons}.")
    return reading


def _take(
    reading: Reading, row: Row, indicator: PlaceIndicator, *, printed: str, sex: str, category: str
) -> None:
    """Keep one figure of a row, unless nothing was published."""
    value = _number(printed)
    if value is None:
        reading.passed_over["without a value"] += 1
        return
    period = _period(row["period"], indicator)
    cell = Cell(indicator.code, row["code"], period.first, period.last, sex, category)
    lower, upper = _number(row.get("lower", "")), _number(row.get("upper", ""))
    reading.add(Figure(cell, row.get("name") or row["code"], row["period"], value, lower, upper))


def _fingertips(row: Row, reading: Reading) -> Found:
    """Rows without a category are the headline; others divide it by deprivation and the like."""
    indicator = _BY_NUMBER.get(row["number"])
    if indicator is None:
        reading.passed_over["of indicators that are not used here"] += 1
    elif row["category_type"]:
        reading.passed_over["of parts of an area"] += 1
    else:
        yield indicator, row["value"], _sex(row["sex"]), ""


def _nomis(row: Row, reading: Reading) -> Found:
    known = [each for each in _OF_NOMIS if each.nomis and _is_of(row, each)]
    if not known:
        reading.passed_over["of indicators, ages or sexes that are not used here"] += 1
    for each in known:
        category = row.get(each.nomis.category, "") if each.nomis else ""
        yield each, row["value"], "", category


def _is_of(row: Row, indicator: PlaceIndicator) -> bool:
    """Whether the row of a Nomis file is the indicator, for everybody."""
    nomis = indicator.nomis
    if nomis is None or (nomis.category and not row.get(nomis.category)):
        return False
    named = all(row.get(column) == words for column, words in nomis.named.items())
    return named and all(row.get(column, code) == code for column, code in nomis.whole.items())


def _extract(row: Row, reading: Reading) -> Found:
    """Tables with one figure a row; some give the sex under `inequality`, some under `unit`."""
    name = " ".join(row["indicator"].split()).casefold()
    indicator = _BY_NAME.get((name, row.get("measure", "").casefold())) or _BY_NAME.get((name, ""))
    if indicator is None:
        reading.passed_over["of indicators that are not used here"] += 1
        return
    sexes = (_sex(row.get("sex", "")), _sex(row.get("unit", "")))
    yield indicator, row["value"], next((each for each in sexes if each in ("Male", "Female")), ""), ""


def _health_index(row: Row, reading: Reading) -> Found:
    for each in _BY_COLUMN:
        yield each, row[each.column], "", ""


_READERS: Mapping[FileKind, Callable[[Row, Reading], Found]] = {
    FINGERTIPS: _fingertips,
    NOMIS: _nomis,
    EXTRACT: _extract,
    HEALTH_INDEX: _health_index,
}


def _number(printed: str) -> Decimal | None:
    text = printed.strip().replace(",", "")
    return Decimal(text) if re.fullmatch(NUMBER, text) else None


def _sex(printed: str) -> str:
    return "" if printed.strip().casefold() in EVERYBODY else printed.strip().capitalize()


def _period(printed: str, indicator: PlaceIndicator) -> Period:
    try:
        return published_period(printed, starts=indicator.year_starts)
    except ValueError as error:
        raise ReferenceFileError(f"{error} It stands in a row of {indicator.name}.") from error
