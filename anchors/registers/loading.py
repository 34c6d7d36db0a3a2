"""Loading registers of institutions, each in a transaction of its own."""

from collections.abc import Callable, Iterator, Mapping

from django.db import transaction

from anchors.geography.files import ReferenceFileError
from anchors.geography.kinds import COUNCILS
from anchors.geography.loading import LoadedFile, RefusedFile
from anchors.geography.places import load_regions
from anchors.geography.recognition import FileKind, Recognised
from anchors.geography.stage import Change
from anchors.models import SystemArea
from anchors.registers.councils import load_councils, load_old_councils
from anchors.registers.kinds import BOARDS, COMMISSIONERS, OLD_COUNCILS, TRUSTS
from anchors.registers.memberships import settle_systems
from anchors.registers.trusts import Cells, load_boards, load_commissioners, load_trusts

_LOADERS: Mapping[FileKind, Callable[[list[Cells]], tuple[Change, str]]] = {
    BOARDS: load_boards,
    COUNCILS: load_councils,
    OLD_COUNCILS: load_old_councils,
    COMMISSIONERS: load_commissioners,
    TRUSTS: load_trusts,
}


def load_registers(tables: tuple[Recognised, ...]) -> Iterator[LoadedFile | RefusedFile]:
    """Load registers one after another, then settle who belongs to which system when."""
    load_regions()
    for found in tables:
        try:
            with transaction.atomic():
                rows: list[Cells] = [dict(zip(found.columns, cells, strict=True)) for cells in found.rows()]
                change, note = _LOADERS[found.kind](rows)
            yield LoadedFile(found.table.name, found.kind.title, len(rows), change, note)
        except ReferenceFileError as error:
            yield RefusedFile(found.table.name, str(error))
    yield settled()


def settled() -> LoadedFile:
    """The line of the report for reorganisations and councils' membership of systems."""
    change = settle_systems()
    has_areas = SystemArea.objects.filter(system__is_sample=False).exists()
    note = (
        ""
        if has_areas
        else "no council is in a system yet: run load_geography with the ONS lookups, then this again"
    )
    return LoadedFile("fixtures/successions.csv", "Successions, and councils in systems", 0, change, note)
