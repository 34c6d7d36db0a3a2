"""Headings as ledgers shorten them, headings nobody knows, and lists that only look like payments."""

import pytest

from anchors.ingest import check
from anchors.ingest.text import heading_words, spelled_out
from procurement.ingest import SPEND


@pytest.fixture
def found(tmp_path):
    """Check a heading and twenty rows made from cells that may name {n}."""

    def read(heading, row):
        path = tmp_path / "spend.csv"
        path.write_text("\n".join([heading, *(row.format(n=n, nn=f"{n:02d}") for n in range(1, 21))]))
        return check(path, SPEND, name="spend.csv").as_json()

    return read


@pytest.mark.parametrize(
    ("heading", "full"),
    [
        ("SUPPNAME", "supplier name"),
        ("PAYDATE", "pay date"),
        ("NetAmt", "net amount"),
        ("Amt in loc.cur.", "amount in local currency"),
        ("Pstng Date", "posting date"),
        ("Update", "update"),
        ("Validated", "validated"),
    ],
)
def test_short_forms_in_headings_are_spelled_out(heading, full):
    assert spelled_out(heading_words(heading)) == full


def test_a_ledger_export_with_shortened_headings_is_read(found):
    outcome = found("SUPPNAME,PAYDATE,NETAMT,VATAMT,CCDESC", "Alder Ltd,{nn}/04/2023,{n}50.25,1.00,Estates")
    assert outcome["state"] == "checked"
    assert outcome["columns"]["amount"] == "NETAMT"
    assert outcome["columns"]["supplier"] == "SUPPNAME"


def test_the_local_currency_is_used_and_not_that_of_the_document(found):
    heading = "Date,Supplier,Amount in Doc Curr,Doc Curr,Amount in Local Currency"
    outcome = found(heading, "{nn}.04.2023,Alder Ltd,{n}70.00,USD,{n}50.25")
    assert (outcome["state"], outcome["columns"]["amount"]) == ("checked", "Amount in Local Currency")


@pytest.mark.parametrize("other", ["Cumulative Amount", "Amount Due", "Tax Amount", "Running Amount"])
def test_amounts_that_are_not_what_was_paid_raise_no_question(found, other):
    outcome = found(f"Date,Supplier,{other},Amount", "{nn}/04/2023,Alder Ltd,{n}70.00,{n}50.25")
    assert (outcome["state"], outcome["columns"]["amount"]) == ("checked", "Amount")


def test_the_end_of_a_period_is_a_date_of_payment(found):
    outcome = found("Period End,Supplier,Amount", "{nn}/04/2023,Alder Ltd,{n}50.25")
    assert (outcome["state"], outcome["last_date"]) == ("checked", "2023-04-20")


def test_a_date_column_that_is_empty_throughout_asks_for_the_period(found):
    outcome = found("Date,Supplier,Amount", ",Alder Ltd,{n}50.25")
    assert [question["code"] for question in outcome["questions"]] == ["period"]
    assert outcome["accepted"]["lines"] == 20


def test_headings_that_could_be_those_of_any_list_are_asked_about(found):
    outcome = found("Third Party,Document Date,Value", "Alder Ltd,{nn}/04/2023,{n}50.25")
    assert [question["code"] for question in outcome["questions"]] == ["columns"]
    assert outcome["accepted"]["lines"] == 20


def test_headings_that_nobody_knows_are_shown_in_the_question(found):
    outcome = found("Wer,Wann,Wieviel", "Alder {n} Ltd,{nn}/04/2023,{n}50.25")
    (question,) = outcome["questions"]
    assert [choice["value"] for choice in question["choices"]] == ["Wer", "Wann", "Wieviel"]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Name,Job Title,Salary,Bonus,Date", "A Person,Director,9{nn}00.00,0,{nn}/04/2023"),
        (
            "Date,Officer,Gift or Hospitality,Offered by,Value,Accepted",
            "{nn}/04/2023,X,Lunch,Alder Ltd,{n}.50,No",
        ),
        ("Date,Customer Name,Income Type,Amount Received", "{nn}/04/2023,Alder Ltd,Rent,{n}50.25"),
        ("Date,Payer,Description,Income", "{nn}/04/2023,Alder Ltd,Rent,{n}50.25"),
        (
            "Name,Dates,Destination,Rail,Taxi,Meals,Total",
            "A Person,{nn}/04/2023,Leeds,1.00,2.00,3.00,{n}6.00",
        ),
        (
            "Counterparty,Start Date,Maturity Date,Principal,Rate",
            "Bank plc,{nn}/04/2023,{nn}/05/2023,{n}000.00,1%",
        ),
        ("Licence Number,Licence Holder,Premises,Issue Date,Fee", "{n},Alder Ltd,Shop,{nn}/04/2023,{n}50.00"),
        ("Application,Developer,Date Received,Contribution", "{n},Alder Ltd,{nn}/04/2023,{n}50.00"),
    ],
)
def test_lists_that_only_look_like_payments_are_refused(found, heading, row):
    outcome = found(heading, row)
    assert outcome["state"] == "refused"
    assert outcome["reason"].startswith("This looks like a list of ")


@pytest.mark.parametrize(
    "extra",
    [
        "Contract Title,Contract Number",
        "Budget Holder,Budget Code",
        "Grant,Beneficiary Charity Number",
        "Customer,Rent",
    ],
)
def test_a_list_of_payments_is_not_refused_for_its_other_columns(found, extra):
    outcome = found(f"Payment Date,Supplier,Amount,{extra}", "{nn}/04/2023,Alder Ltd,{n}50.25,A,B")
    assert outcome["state"] == "checked"


def test_weak_headings_among_those_of_a_ledger_are_not_asked_about(found):
    heading = "Company,Invoice Date,Value,Cost Centre,Expense Type,Invoice Number,Supplier ID"
    outcome = found(heading, "Alder Ltd,{nn}/04/2023,{n}50.25,Estates,Rent,INV{n},S{n}")
    assert outcome["state"] == "checked"
