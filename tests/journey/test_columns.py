"""Columns that publishers give in place of the usual ones."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from anchors.jobs import run_here
from anchors.periods import month
from anchors.uploads import answer_upload, confirm_upload
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


DEBIT_AND_CREDIT = (
    b"Payment Date,Supplier Name,Debit,Credit,Expense Area\n"
    b"23/07/2026,Fenby Roofing Ltd,1250.75,,Repairs\n"
    b"24/07/2026,Northvale Timber Co,,250.75,Repairs\n"
)


def test_debit_and_credit_stay_a_pair_when_a_person_changes_another_column(cast, sent):
    upload = sent(DEBIT_AND_CREDIT)
    assert upload.found["accepted"] == {"lines": 2, "amount": "1000.00"}
    mapping = {field: label for field, label in upload.found["columns"].items() if label != "Expense Area"}
    with run_here():
        answer_upload(upload, by=cast.contributor, mapping=mapping | {"category": "Expense Area"})
    upload.refresh_from_db()
    assert upload.found["columns"]["category"] == "Expense Area"
    assert upload.found["accepted"] == {"lines": 2, "amount": "1000.00"}


def test_the_next_file_with_a_confirmed_debit_and_credit_reads_both(loaded, sent):
    loaded(DEBIT_AND_CREDIT)
    again = sent(DEBIT_AND_CREDIT.replace(b"/07/", b"/08/"))
    assert again.found["headings"][2]["why"] == "your earlier choice"
    assert again.found["accepted"] == {"lines": 2, "amount": "1000.00"}


def test_a_person_who_chooses_credit_alone_gets_credit_alone(cast, sent):
    upload = sent(DEBIT_AND_CREDIT.replace(b"1250.75,,", b"1250.75,50.00,"))
    with run_here():
        answer_upload(upload, by=cast.contributor, mapping=upload.found["columns"] | {"amount": "Credit"})
    upload.refresh_from_db()
    assert upload.found["accepted"] == {"lines": 2, "amount": "300.75"}


def test_money_back_is_shown_with_its_column_and_not_as_left_out(cast, sent):
    browser = Client()
    browser.force_login(cast.contributor)
    page = browser.get(reverse("upload_columns", args=[sent(DEBIT_AND_CREDIT).pk])).content.decode()
    assert "Money back, taken off the amount" in page
    assert "we will leave out" not in page


TWO_AMOUNTS = (
    b"Payment Date,Supplier Name,Payment Amount,Invoice Amount\n"
    b"23/07/2026,Fenby Roofing Ltd,100.00,120.00\n"
    b"24/07/2026,Northvale Timber Co,200.00,240.00\n"
)
EITHER_ORDER = b"Payment Date,Supplier Name,Amount\n03/02/2026,Fenby Roofing Ltd,100.00\n"


def test_the_answer_to_which_amount_was_paid_is_remembered_with_the_columns(cast, sent):
    upload = sent(TWO_AMOUNTS)
    assert [question["code"] for question in upload.found["questions"]] == ["amount_column"]
    with run_here():
        answer_upload(upload, by=cast.contributor, mapping=upload.found["columns"])
        answer_upload(upload, by=cast.contributor, answers={"amount_column": "Invoice Amount"})
        confirm_upload(upload, by=cast.contributor)
    again = sent(TWO_AMOUNTS.replace(b"/07/", b"/08/"))
    assert (again.state, again.found["columns"]["amount"]) == ("checked", "Invoice Amount")


@pytest.fixture
def read_month_first(cast, sent):
    """A file whose dates can be read both ways is in the books, read month first."""
    upload = sent(EITHER_ORDER)
    with run_here():
        answer_upload(upload, by=cast.contributor, mapping=upload.found["columns"])
        answer_upload(upload, by=cast.contributor, answers={"date_order": "month"})
        confirm_upload(upload, by=cast.contributor)
    return upload


def test_the_order_of_dates_answered_last_time_is_used_and_said(cast, sent, read_month_first):
    browser = Client()
    browser.force_login(cast.contributor)
    again = sent(EITHER_ORDER.replace(b"2026", b"2025"))
    assert (again.state, again.found["first_date"]) == ("checked", "2025-03-02")
    page = browser.get(reverse("upload_review", args=[again.pk])).content.decode()
    assert "We used your answer for an earlier file with these headings." in page
    assert "<strong>2 March 2025 (month first)</strong>" in page


def test_an_answer_from_last_time_can_be_changed_for_this_file_and_those_after_it(
    cast, sent, read_month_first
):
    browser = Client()
    browser.force_login(cast.contributor)
    again = sent(EITHER_ORDER.replace(b"2026", b"2025"))
    address = f"{reverse('upload_question', args=[again.pk])}?change=date_order"
    assert re.search(r'<input[^>]* value="month"[^>]* checked', browser.get(address).content.decode())
    with run_here():
        browser.post(address, {"answer": "day"})
        again.refresh_from_db()
        assert again.found["first_date"] == "2025-02-03"
        assert "earlier file" not in browser.get(reverse("upload_review", args=[again.pk])).content.decode()
        confirm_upload(again, by=cast.contributor)
    assert sent(EITHER_ORDER.replace(b"2026", b"2024")).found["first_date"] == "2024-02-03"


def test_what_was_said_of_an_answer_outlives_another_look_at_the_columns(cast, sent, read_month_first):
    again = sent(EITHER_ORDER.replace(b"2026", b"2025"))
    with run_here():
        answer_upload(again, by=cast.contributor, period=month(202503))
    again.refresh_from_db()
    assert [each["answer"] for each in again.found["from_before"]] == ["month"]


def test_an_answer_is_not_forgotten_by_a_file_that_did_not_need_it(cast, sent, loaded, read_month_first):
    loaded(EITHER_ORDER.replace(b"03/02/2026", b"23/02/2026"))
    assert sent(EITHER_ORDER.replace(b"2026", b"2025")).found["first_date"] == "2025-03-02"


def test_an_answer_holds_for_no_other_layout_and_no_other_institution(cast, sent, read_month_first):
    assert sent(EITHER_ORDER.replace(b"Supplier Name", b"Payee")).state == "question"
    assert sent(EITHER_ORDER, institution=cast.trust).state == "question"


def test_a_page_to_change_an_answer_that_was_not_taken_over_leads_to_where_the_upload_stands(cast, sent):
    browser = Client()
    browser.force_login(cast.contributor)
    upload = sent()
    address = reverse("upload_question", args=[upload.pk])
    assert browser.get(f"{address}?change=date_order").headers["Location"] == reverse(
        "upload", args=[upload.pk]
    )
