"""Writing place figures: what is new or differs, with the file and edition that it came from."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from django.db import connection, transaction

from anchors import wording
from anchors.geography.files import ReferenceFileError, digest
from anchors.geography.loading import LoadedFile, RefusedFile
from anchors.geography.recognition import Recognised
from anchors.geography.stage import Change
from anchors.models import Place
from metrics.models import PlaceSource, PlaceValue
from metrics.place_indicators import place_indicator
from metrics.place_loading.layouts import Cell, Figure, Reading, figures_in

_LOCK = 0x4A0D
_ROWS_AT_ONCE = 2000
_PLACES = Decimal("0.000001")
_CHANGING = ("place", "area_name", "period", "value", "lower", "upper", "source")


def load_tables(
    tables: Iterable[Recognised], *, vintage: str = "", publisher: str = ""
) -> Iterator[LoadedFile | RefusedFile]:
    """Load recognised tables one after another, each whole or not at all; a line of the report for each.

    `vintage` and `publisher` are said of files that do not say it themselves. Of two files that give the same figure
    the one that was first loaded later counts, so that loading an old one again changes nothing.
    """
    for found in tables:
        try:
            with transaction.atomic():
                yield _load(found, vintage=vintage, publisher=publisher)
        except ReferenceFileError as error:
            yield RefusedFile(found.table.name, str(error))


def _load(found: Recognised, *, vintage: str, publisher: str) -> LoadedFile:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    reading = figures_in(found)
    publishers = sorted({place_indicator(cell.indicator).publisher for cell in reading.figures})
    source, _ = PlaceSource.objects.get_or_create(
        sha256=digest(found.table.path),
        defaults={
            "name": found.table.name[:200],
            "layout": found.kind.code,
            "publisher": (publisher or wording.listed(publishers))[:200],
            "vintage": reading.vintage or vintage[:60],
            "rows": len(reading.figures),
        },
    )
    change, older = _settle(reading, source)
    return LoadedFile(found.table.name, found.kind.title, len(reading.figures), change, _note(reading, older))


def _note(reading: Reading, older: int) -> str:
    """What the reader of the report should know beside the counts."""
    notes = [f"{wording.plural(count, 'row')} {why}" for why, count in sorted(reading.passed_over.items())]
    if older:
        notes.append(f"{wording.plural(older, 'figure')} kept as a later file has them")
    return f"left out: {wording.listed(notes)}" if notes else ""


def _settle(reading: Reading, source: PlaceSource) -> tuple[Change, int]:
    """Make the stored figures what the file says, and say how many it did not because a later file has them."""
    codes = {cell.indicator for cell in reading.figures}
    standing = {_cell(row): row for row in PlaceValue.objects.filter(indicator__in=codes)}
    places = _places({cell.area_code for cell in reading.figures})
    new: list[PlaceValue] = []
    changed: list[PlaceValue] = []
    older = 0
    for cell, figure in reading.figures.items():
        row, place = standing.get(cell), places.get(cell.area_code)
        if row is None:
            new.append(_row(figure, source, place))
        elif _says(row) != _printed(figure) and row.source_id > source.pk:
            older += 1
        elif _says(row) != _printed(figure):
            changed.append(_changed(row, figure, source, place))
        elif place is not None and row.place_id != place:
            row.place_id = place
            changed.append(row)
    PlaceValue.objects.bulk_create(new, batch_size=_ROWS_AT_ONCE)
    PlaceValue.objects.bulk_update(changed, _CHANGING, batch_size=_ROWS_AT_ONCE)
    return Change(len(new), len(changed), len(reading.figures) - len(new) - len(changed)), older


def _places(codes: Iterable[str]) -> Mapping[str, int]:
    return dict(Place.objects.filter(code__in=codes).values_list("code", "pk"))


def _cell(row: PlaceValue) -> Cell:
    return Cell(row.indicator, row.area_code, row.first, row.last, row.sex, row.category)


def _says(row: PlaceValue) -> tuple[Decimal, Decimal | None, Decimal | None]:
    return row.value, row.lower, row.upper


def _printed(figure: Figure) -> tuple[Decimal, Decimal | None, Decimal | None]:
    """The numbers as the database keeps them."""
    lower, upper = (None if each is None else each.quantize(_PLACES) for each in (figure.lower, figure.upper))
    return figure.value.quantize(_PLACES), lower, upper


def _row(figure: Figure, source: PlaceSource, place: int | None) -> PlaceValue:
    value, lower, upper = _printed(figure)
    return PlaceValue(
        **figure.cell._asdict(),
        place_id=place,
        area_name=figure.area_name[:200],
        period=figure.period[:40],
        value=value,
        lower=lower,
        upper=upper,
        source=source,
    )


def _changed(row: PlaceValue, figure: Figure, source: PlaceSource, place: int | None) -> PlaceValue:
    row.value, row.lower, row.upper = _printed(figure)
    row.area_name, row.period = figure.area_name[:200], figure.period[:40]
    row.source, row.place_id = source, place
    return row
