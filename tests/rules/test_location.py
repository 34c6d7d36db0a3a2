"""Where suppliers are, and on what evidence."""

import pytest

from anchors.models import Place, Postcode, SmallArea, Upload
from procurement.countries import is_foreign
from procurement.location import locate_suppliers
from procurement.matching import is_redacted, normalised_name
from procurement.models import Supplier, SupplierRecord


@pytest.fixture
def places(cast):
    old = SmallArea.objects.create(code="E01999901", vintage=2011, imd2019_decile=2)
    new = SmallArea.objects.create(code="E01999901", vintage=2021, imd2025_decile=3)
    Postcode.objects.create(
        code="AA11AA", local_authority=cast.city, small_area_2011=old, small_area_2021=new
    )
    Postcode.objects.create(code="AA21AA", local_authority=cast.far_city)
    return cast


@pytest.fixture
def master(cast):
    return Upload.objects.create(
        institution=cast.council, kind="suppliers", state="loaded", name="s.csv", size=1, sha256="f" * 64,
        lines_loaded=0, pence_loaded=0,
    )  # fmt: skip


def supplier(cast, name="Marsh Paper Ltd", **fields):
    return Supplier.objects.create(
        institution=cast.council,
        name=name,
        normalised=normalised_name(name),
        is_redacted=is_redacted(name),
        **fields,
    )  # fmt: skip


def record(master, name="", **fields):
    return SupplierRecord.objects.create(
        institution=master.institution,
        upload=master,
        source_row=1,
        name=name,
        normalised=normalised_name(name),
        **fields,
    )  # fmt: skip


def located(one):
    locate_suppliers(one.institution)
    one.refresh_from_db()
    return one


def test_the_postcode_in_the_payment_file_comes_first(places, master):
    record(master, reference="7", postcode="AA2 1AA")
    found = located(supplier(places, reference="7", postcode="aa1 1aa"))
    assert (found.basis, found.place, found.located_postcode) == ("payment_file", places.city, "AA1 1AA")
    assert (found.imd2019_decile, found.imd2025_decile) == (2, 3)


def test_the_supplier_number_comes_before_the_name(places, master):
    record(master, "Somebody Else", reference="ab7", postcode="AA2 1AA")
    record(master, "Marsh Paper Limited", postcode="AA1 1AA")
    assert located(supplier(places, reference="AB7")).basis == "master_number"


def test_a_name_in_the_master_file_counts_where_all_its_entries_agree(places, master):
    record(master, "MARSH PAPER LIMITED", reference="1", postcode="AA1 1AA")
    record(master, "Marsh Paper Ltd.", reference="2", postcode="AA11AA")
    found = located(supplier(places))
    assert (found.basis, found.place) == ("master_name", places.city)


def test_a_name_with_two_addresses_says_nothing(places, master):
    record(master, "Marsh Paper Ltd", reference="1", postcode="AA1 1AA")
    record(master, "Marsh Paper Ltd", reference="2", postcode="AA2 1AA")
    assert located(supplier(places)).basis == "unknown"


def test_a_country_abroad_is_abroad_and_a_british_one_is_not(places, master):
    record(master, "Paris Paper", country="France")
    record(master, "Marsh Paper Ltd", country="England")
    abroad = located(supplier(places, "Paris Paper"))
    assert (abroad.is_abroad, abroad.place, abroad.basis) == (True, None, "master_name")
    assert located(supplier(places)).basis == "unknown"


def test_a_postcode_that_nobody_knows_gives_way_to_the_master_file(places, master):
    record(master, reference="7", postcode="AA2 1AA")
    found = located(supplier(places, reference="7", postcode="ZE1 9ZZ"))
    assert (found.basis, found.place) == ("master_number", places.far_city)


def test_a_redacted_supplier_is_never_located(places, master):
    record(master, "Redacted", reference="7", postcode="AA1 1AA")
    assert located(supplier(places, "Redacted", reference="7", postcode="AA1 1AA")).basis == "unknown"


def test_the_newest_master_file_wins_and_an_undone_one_says_nothing(places, master):
    record(master, reference="7", postcode="AA1 1AA")
    newer = Upload.objects.create(
        institution=places.council, kind="suppliers", state="loaded", name="t.csv", size=1, sha256="e" * 64,
        lines_loaded=0, pence_loaded=0,
    )  # fmt: skip
    record(newer, reference="7", postcode="AA2 1AA")
    one = supplier(places, reference="7")
    assert located(one).place == places.far_city
    SupplierRecord.objects.filter(upload=newer).delete()
    assert located(one).place == places.city
    SupplierRecord.objects.all().delete()
    assert located(one).basis == "unknown"
    assert one.place is None


def test_the_master_file_of_another_institution_says_nothing(places, master):
    record(master, "Marsh Paper Ltd", postcode="AA1 1AA")
    other = Supplier.objects.create(
        institution=places.trust, name="Marsh Paper Ltd", normalised="MARSH PAPER LTD"
    )
    assert located(other).basis == "unknown"


def test_locating_again_moves_nothing_and_names_what_moved(places):
    one, _ = supplier(places, postcode="AA1 1AA"), supplier(places, "Vale Ltd")
    assert locate_suppliers(places.council) == [one.pk]
    assert locate_suppliers(places.council) == []
    assert Place.objects.get(pk=Supplier.objects.get(pk=one.pk).place_id) == places.city


@pytest.mark.parametrize(
    "country", ["France", "IE", "USA", "Republic of Ireland", "GERMANY", "Côte d'Ivoire", "Jersey"]
)
def test_countries_abroad_are_known_by_name_and_code(country):
    assert is_foreign(country)


@pytest.mark.parametrize(
    "country", ["", "UK", "GB", "United Kingdom", "Scotland", "West Yorkshire", "England", "N/A"]
)
def test_what_is_british_or_no_country_is_not_abroad(country):
    assert not is_foreign(country)
