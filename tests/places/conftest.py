"""Small reference files in the published layouts, and the publishers' own where they are at hand."""

import os
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from anchors.geography.gathering import gathered
from anchors.geography.kinds import EXPECTED, KINDS, LOAD_ORDER
from anchors.geography.loading import LoadedFile, RefusedFile, load_files

CHECKOUT = Path(__file__).resolve().parents[2]
REFERENCE = Path(os.environ.get("ANCHORS_REALDATA") or CHECKOUT.parent / "shared" / "realdata") / "reference"

WARDS = """LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM
E01000001,Northvale 001A,E05000001,Castle,E06900001,Northvale
E01000002,Northvale 001B,E05000002,Mill,E06900001,Northvale
E01000003,Marsh 001A,E05000003,Fen,E07900002,Marsh
"""
UPPER_TIERS = """LTLA23CD,LTLA23NM,UTLA23CD,UTLA23NM
E06900001,Northvale,E06900001,Northvale
E07900002,Marsh,E10900001,Fenshire
"""
CHANGES = """LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM
E01000001,Northvale 001A,U,E01000001,Northvale 001A,E07900009,Old Northvale
E01000099,Northvale 001Z,S,E01000002,Northvale 001B,E07900009,Old Northvale
E01000003,Marsh 001A,U,E01000003,Marsh 001A,E07900002,Marsh
"""
SYSTEMS = """LSOA21CD,LSOA21NM,SICBL24CD,SICBL24CDH,SICBL24NM,ICB24CD,ICB24CDH,ICB24NM
E01000001,Northvale 001A,E38000001,01A,NHS North ICB - 01A,E54900001,QN1,NHS North Integrated Care Board
E01000002,Northvale 001B,E38000002,02A,NHS South ICB - 02A,E54900002,QS1,NHS South Integrated Care Board
E01000003,Marsh 001A,E38000002,02A,NHS South ICB - 02A,E54900002,QS1,NHS South Integrated Care Board
"""
IMD_2019 = """LSOA code (2011),LSOA name (2011),Local Authority District code (2019),\
Local Authority District name (2019),Index of Multiple Deprivation (IMD) Rank,Index of Multiple Deprivation (IMD) Decile
E01000001,Northvale 001A,E07900009,Old Northvale,"1,234",1
E01000099,Northvale 001Z,E07900009,Old Northvale,"29,199",9
"""
IMD_2025 = """LSOA code (2021),LSOA name (2021),Local Authority District code (2024),\
Local Authority District name (2024),Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),\
Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)
E01000001,Northvale 001A,E06900001,Northvale,2345,1
E01000003,Marsh 001A,E07900002,Marsh,33755,10
"""
ONSPD = """pcd,pcd2,pcds,dointr,doterm,oscty,oslaua,ctry,rgn,lsoa11,lsoa21
"NV1 1AA","NV1  1AA","NV1 1AA","198001","","E99999999","E06900001","E92000001","E12000006","E01000001","E01000001"
"NV1 1AB","NV1  1AB","NV1 1AB","198001","201812","E99999999","E06900001","E92000001","E12000006","E01000099","E01000002"
"MA101AA","MA10 1AA","MA10 1AA","198001","","E10900001","E07900002","E92000001","E12000006","E01000003","E01000003"
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Writes a file and gives its path."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture
def lookups(file) -> list[Path]:
    """Two districts, one below a county, three small areas, two systems, both indices."""
    contents = {
        "wards": WARDS, "tiers": UPPER_TIERS, "changes": CHANGES, "systems": SYSTEMS,
        "imd19": IMD_2019, "imd25": IMD_2025,
    }  # fmt: skip
    return [file(f"{name}.csv", content) for name, content in contents.items()]


def load(*paths: Path) -> list[LoadedFile | RefusedFile]:
    return list(load_files(gathered(paths, KINDS, LOAD_ORDER, EXPECTED).tables))


def changes(*paths: Path) -> int:
    return sum(result.change.added + result.change.changed for result in load(*paths))


def command(name: str, *paths: Path) -> str:
    out = StringIO()
    call_command(name, *map(str, paths), stdout=out)
    return out.getvalue()


@pytest.fixture(scope="session")
def reference() -> Path:
    if not REFERENCE.is_dir():
        pytest.skip(f"the publishers' reference files are not here ({REFERENCE}); set ANCHORS_REALDATA")
    return REFERENCE


@pytest.fixture(scope="module")
def england(reference: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The real reference files loaded once for a module, then taken back. Gives their folder."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        people = reference / "population" / "population_mid2020_lsoa11_england_wales.csv.gz"
        councils = reference / "organisations" / "uk_local_authorities_current.csv"
        command("load_geography", reference / "geography", reference / "deprivation", people, councils)
        command("load_institutions", reference / "organisations")
        yield reference
        transaction.set_rollback(True)
