"""Columns that publishers give in place of the usual ones."""

from procurement.models import SpendKey, Supplier


def test_a_procurement_class_stands_in_for_a_category_that_the_file_lacks(loaded):
    upload = loaded(
        b"PaymentDate,BeneficiaryName,ProclassLabel,VATRegistrationNumber,Amount\n"
        b"03/07/2026,Fenby Roofing Ltd,WORKS : Roofs,GB812000285,1250.75\n"
        b"14/07/2026,Brightfold Linen Ltd,FACILITIES : Linen,GB812000286,310.00\n"
    )
    assert upload.lines_loaded == 2
    keys = SpendKey.objects.values_list("category__name", "procurement_class")
    assert set(keys) == {(name, name) for name in ("WORKS : Roofs", "FACILITIES : Linen")}


def test_it_stands_in_for_a_category_that_is_never_filled_in(loaded):
    loaded(
        b"PaymentDate,BeneficiaryName,Expense Type,Procurement Classification,Amount\n"
        b"23/07/2026,Fenby Roofing Ltd,,WORKS : Roofs,1250.75\n"
    )
    assert SpendKey.objects.get().category.name == "WORKS : Roofs"


def test_a_category_of_its_own_stays_beside_the_class(loaded):
    loaded(
        b"PaymentDate,BeneficiaryName,Expense Type,Proclass,Amount\n"
        b"23/07/2026,Fenby Roofing Ltd,Repairs,WORKS : Roofs,1250.75\n"
    )
    keys = SpendKey.objects.values_list("category__name", "procurement_class")
    assert list(keys) == [("Repairs", "WORKS : Roofs")]


def test_a_vat_number_is_no_charity_number(loaded):
    loaded(
        b"PaymentDate,BeneficiaryName,VATRegistrationNumber,Amount\n"
        b"23/07/2026,Fenby Roofing Ltd,GB812000285,1250.75\n"
    )
    supplier = Supplier.objects.get()
    assert (supplier.charity_number, supplier.company_number) == ("", "")
