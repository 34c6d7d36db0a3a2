"""The supplier list: a kind of upload without money, by which payments get a place."""

from collections.abc import Callable

import pytest

from anchors.jobs import run_here
from anchors.models import Postcode, Upload
from anchors.uploads import undo_upload
from procurement.models import SpendFact, Supplier, SupplierRecord
from tests.cast import Cast

MASTER = (
    b"Creditor list at 1 October 2026,,,\n"
    b"Creditor no,Creditor name,Post code,Companies House no\n"
    b"100,Fenby Roofing Limited,NM1 1AA,01234567\n"
    b",,NM1 1AA,\n"
    b",,,\n"
    b"101,Brightfold Linen Ltd,FP1 1AA,\n"
)


@pytest.fixture
def postcodes(cast: Cast) -> None:
    """One postcode in the council's own area, one far away."""
    Postcode.objects.create(code="NM11AA", local_authority=cast.district)
    Postcode.objects.create(code="FP11AA", local_authority=cast.far_city)


def test_a_list_is_checked_by_its_own_columns(sent: Callable[..., Upload]) -> None:
    upload = sent(MASTER, kind="suppliers", name="creditors.csv")
    assert (upload.state, upload.reason) == ("checked", "")
    assert upload.found["accepted"] == {"lines": 2, "amount": "0.00"}
    assert upload.found["columns"] == {
        "reference": "Creditor no",
        "name": "Creditor name",
        "postcode": "Post code",
        "company_number": "Companies House no",
    }
    assert upload.found["left_out_rows"] == 1
    assert upload.found["ignored"]["blank"] == 1
    assert "Row 4, column B (Creditor name): there is neither" in upload.left_out_path.read_text("utf-8-sig")


def test_a_list_without_postcodes_is_refused_with_its_reason(sent: Callable[..., Upload]) -> None:
    upload = sent(b"Supplier no,Supplier name\n1,Fenby Roofing Ltd\n", kind="suppliers")
    assert upload.state == "refused"
    assert upload.reason == (
        "No column holds postcodes. The list says where suppliers are, so it needs a postcode for each."
    )


@pytest.mark.usefixtures("postcodes")
def test_loading_a_list_places_suppliers_and_undoing_it_takes_the_places_away(
    cast: Cast, loaded: Callable[..., Upload]
) -> None:
    loaded()
    assert not SpendFact.objects.filter(place__isnull=False).exists()
    master = loaded(MASTER, kind="suppliers", name="creditors.csv")
    assert (master.state, master.lines_loaded, master.pence_loaded) == ("loaded", 2, 0)
    assert SupplierRecord.objects.filter(upload=master).count() == 2
    placed = dict(Supplier.objects.values_list("name", "place__name"))
    assert placed["Fenby Roofing Ltd"] == "Marsh"
    assert placed["Brightfold Linen Ltd"] == "Farport"
    assert SpendFact.objects.filter(place=cast.district).exists()
    with run_here():
        undo_upload(master, by=cast.contributor)
    assert not SupplierRecord.objects.exists()
    assert not SpendFact.objects.filter(place__isnull=False).exists()
