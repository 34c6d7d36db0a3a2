"""Registers of institutions: names, kinds, and files that are not what they should be."""

from datetime import date

import pytest
from django.core.management.base import CommandError

from anchors.models import AnchorInstitution, Place, System
from anchors.registers.names import readable_name
from anchors.registers.trusts import trust_kind
from tests.places.conftest import SYSTEMS, UPPER_TIERS, WARDS, command

BOARDS = "ICB24CD,ICB24CDH,ICB24NM,ObjectId\nE54900001,QN1,NHS North Integrated Care Board,1\n"
COUNCILS = """local-authority-code,official-name,nice-name,gss-code,start-date,end-date,replaced-by,nation,region,\
local-authority-type,county-la
NVL,Northvale City Council,Northvale,E06900001,2005-06-18,,,England,East of England,UA,
MAR,Marsh District Council,Marsh,E07900002,1974-04-01,2023-04-01,NEW,England,East of England,NMD,FEN
FEN,Fenshire County Council,Fenshire,E10900001,,,,England,London,CTY,
NEW,New Marsh Council,New Marsh,E06900003,2023-04-01,,,England,East of England,UA,
CYM,Cyngor Cymru,Cymru,W06900001,,,,Wales,Wales,WPA,
"""


def ods(
    code: str, name: str, board: str, opened: str = "20010401", closed: str = "", postcode: str = ""
) -> str:
    cells = [code, name, "Y61" if board else "W00", board, *[""] * 5, postcode, opened, closed, *[""] * 15]
    return ",".join(f'"{cell}"' for cell in cells) + "\n"


@pytest.mark.parametrize(
    ("written", "readable"),
    [
        ("MANCHESTER UNIVERSITY NHS FOUNDATION TRUST", "Manchester University NHS Foundation Trust"),
        ("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "Guy's and St Thomas' NHS Foundation Trust"),
        (
            "THE QUEEN ELIZABETH HOSPITAL, KING'S LYNN, NHS TRUST",
            "The Queen Elizabeth Hospital, King's Lynn, NHS Trust",
        ),
        ("NHS HARTLEPOOL AND STOCKTON-ON-TEES CCG", "NHS Hartlepool and Stockton-on-Tees CCG"),
        ("NHS NORTH EAST LONDON ICB - A3A8R", "NHS North East London ICB - A3A8R"),
        ("Luton Borough Council", "Luton Borough Council"),
    ],
)
def test_names_in_capitals_become_readable(written, readable):
    assert readable_name(written) == readable


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("LEEDS TEACHING HOSPITALS NHS TRUST", "acute_trust"),
        ("LEEDS COMMUNITY HEALTHCARE NHS TRUST", "community_trust"),
        ("LEEDS AND YORK PARTNERSHIP NHS FOUNDATION TRUST", "community_trust"),
        ("BIRMINGHAM AND SOLIHULL MENTAL HEALTH NHS FOUNDATION TRUST", "community_trust"),
        ("LONDON AMBULANCE SERVICE NHS TRUST", "ambulance_trust"),
    ],
)
def test_the_words_of_its_name_tell_the_kind_of_a_trust(name, kind):
    assert trust_kind(name) == kind


@pytest.mark.django_db
class TestLoading:
    """Small registers in the published layouts."""

    def test_trusts_join_their_boards_system_and_misleading_names_are_listed(self, file):
        trusts = ods("RPG", "OXLEAS NHS FOUNDATION TRUST", "QN1", postcode="da27wg") + ods(
            "RQF", "VELINDRE NHS TRUST", ""
        )
        printed = command("load_institutions", file("etr.csv", trusts), file("boards.csv", BOARDS))
        trust = AnchorInstitution.objects.get(ods_code="RPG")
        assert (trust.name, trust.kind) == ("Oxleas NHS Foundation Trust", "community_trust")
        assert (trust.postcode, trust.valid_from) == ("DA2 7WG", date(2001, 4, 1))
        assert trust.system_on(date(2024, 1, 1)) == System.objects.get(code="QN1")
        assert "1 trusts that are in no English system left out" in printed

    def test_councils_follow_their_area_into_a_system(self, file):
        geography = [file(f"{n}.csv", each) for n, each in enumerate((WARDS, UPPER_TIERS, SYSTEMS))]
        command("load_geography", *geography)
        command("load_institutions", file("councils.csv", COUNCILS))
        day = date(2022, 1, 1)
        for name, system in (("Northvale City Council", "North"), ("Fenshire County Council", "South")):
            council = AnchorInstitution.objects.get(name=name)
            assert council.system_on(day).name == system
            assert council.home_place.name in name

    def test_geography_may_come_after_the_registers(self, file):
        printed = command("load_institutions", file("councils.csv", COUNCILS), file("boards.csv", BOARDS))
        assert "no council is in a system yet: run load_geography" in printed
        geography = [file(f"{n}.csv", each) for n, each in enumerate((WARDS, UPPER_TIERS, SYSTEMS))]
        command("load_geography", *geography)
        command("load_institutions", file("councils.csv", COUNCILS))
        assert AnchorInstitution.objects.get(gss_code="E06900001").system_on(date(2022, 1, 1)).name == "North"

    def test_a_replaced_council_ends_the_day_before_and_points_at_its_successor(self, file):
        command("load_institutions", file("councils.csv", COUNCILS))
        old = AnchorInstitution.objects.get(gss_code="E07900002")
        assert old.valid_to == date(2023, 3, 31)
        succession = old.successions_from.get()
        assert (succession.successor.gss_code, succession.on) == ("E06900003", date(2023, 4, 1))

    def test_a_year_that_a_spreadsheet_took_for_a_date_is_not_a_start(self, file):
        command("load_institutions", file("councils.csv", COUNCILS))
        assert AnchorInstitution.objects.get(gss_code="E06900001").valid_from is None

    def test_nor_is_it_one_in_the_older_register(self, file):
        headings = "local-authority-eng\tlocal-authority-type\tname\tofficial-name\tstart-date\tend-date\n"
        old = (
            headings
            + "NVL\tUA\tNorthvale\tNorthvale City Council\t1905-06-08\t\n"
            + "FEN\tCTY\tFenshire\tFenshire County Council\t1974-04-01\t\n"
        )
        command("load_institutions", file("councils.csv", COUNCILS), file("old.tsv", old))
        started = dict(AnchorInstitution.objects.values_list("gss_code", "valid_from"))
        assert (started["E06900001"], started["E10900001"]) == (None, date(1974, 4, 1))

    def test_a_long_name_makes_an_address_of_whole_words(self, file):
        name = "CHELMSFORD AND WESTHAVEN UNIVERSITY HOSPITALS NHS FOUNDATION TRUST"
        command("load_institutions", file("etr.csv", ods("R0X", name, "QN1")), file("boards.csv", BOARDS))
        trust = AnchorInstitution.objects.get(ods_code="R0X")
        assert trust.slug == "chelmsford-and-westhaven-university-hospitals-nhs"

    def test_a_countys_region_is_its_districts(self, file):
        command("load_geography", file("councils.csv", COUNCILS))
        assert Place.objects.get(code="E10900001").parent.name == "East of England"

    def test_groups_end_when_boards_begin_and_hubs_are_no_bodies(self, file):
        groups = (
            ods("01A", "NHS OLD NORTH CCG", "QN1", "20130401", "20200331")
            + ods("02B", "NHS NORTH ICB - 02B", "QN1", "20200401")
            + ods("13N", "NORTH COMMISSIONING HUB", "QN1")
        )
        command("load_institutions", file("eccg.csv", groups), file("boards.csv", BOARDS))
        old, last = (AnchorInstitution.objects.get(ods_code=code) for code in ("01A", "02B"))
        assert old.successions_from.get().successor == last
        assert last.valid_to == date(2022, 6, 30)
        assert last.successions_from.get().successor == AnchorInstitution.objects.get(ods_code="QN1")
        assert not AnchorInstitution.objects.filter(ods_code="13N").exists()

    def test_a_list_of_hospital_sites_is_not_taken_for_trusts(self, file):
        sites = ods("R0A", "MANCHESTER UNIVERSITY NHS FOUNDATION TRUST", "Q83") + ods(
            "R0A01", "ROYAL INFIRMARY", "Q83"
        )
        with pytest.raises(CommandError, match="Expected a list of NHS trusts"):
            command("load_institutions", file("sites.csv", sites))

    def test_a_damaged_row_refuses_its_register_whole(self, file):
        trusts = "".join(ods(f"R{n:02}", "X NHS TRUST", "QN1") for n in range(20)) + ods(
            "R99", "Y NHS TRUST", "QN1", "?"
        )
        with pytest.raises(CommandError, match=r"Nothing was loaded from etr\.csv"):
            command("load_institutions", file("etr.csv", trusts))
        assert not AnchorInstitution.objects.filter(ods_code="R01").exists()
