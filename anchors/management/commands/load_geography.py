"""`manage.py load_geography PATH…`: places, small areas with deprivation, postcodes, as they are published."""

from collections.abc import Iterator

from anchors.geography.kinds import EXPECTED, KINDS, LOAD_ORDER
from anchors.geography.loading import LoadedFile, RefusedFile, load_files
from anchors.geography.recognition import Recognised
from anchors.registers.loading import settled
from anchors.reports import LoadCommand


class Command(LoadCommand):
    """Geography; then who belongs to which system is settled anew."""

    help = "Load geography reference files: postcode directory, deprivation indices, lookups, or folders of them."
    kinds, order, expected = KINDS, LOAD_ORDER, EXPECTED

    def loaded(self, tables: tuple[Recognised, ...]) -> Iterator[LoadedFile | RefusedFile]:
        yield from load_files(tables)
        yield settled()
