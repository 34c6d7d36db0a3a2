"""`manage.py load_institutions PATH…`: NHS trusts, boards and councils from the registers that are published."""

from collections.abc import Iterator

from anchors.geography.loading import LoadedFile, RefusedFile
from anchors.geography.recognition import Recognised
from anchors.registers.kinds import EXPECTED, KINDS, LOAD_ORDER
from anchors.registers.loading import load_registers
from anchors.reports import LoadCommand


class Command(LoadCommand):
    """Registers of institutions. Best after `load_geography`."""

    help = (
        "Load registers of institutions: ODS lists of trusts and commissioners, boards, councils, or folders."
    )
    kinds, order, expected = KINDS, LOAD_ORDER, EXPECTED

    def loaded(self, tables: tuple[Recognised, ...]) -> Iterator[LoadedFile | RefusedFile]:
        return load_registers(tables)
