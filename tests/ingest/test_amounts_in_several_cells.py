"""Amounts that stand in several cells: a sign of its own beside them, capital and revenue, credit notes without minus."""

import csv
from decimal import Decimal

import pytest

from anchors.ingest import check
from procurement.ingest import SPEND

DAY = "30/06/2020"


def checked(tmp_path, *rows, **options):
    file = tmp_path / "spend.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return check(file, SPEND, left_out=tmp_path / "left_out.csv", **options)


def sums(found):
    result = found.as_json()
    total = Decimal(result["accepted"]["amount"]) + Decimal(result["left_out"]["amount"])
    return total, Decimal(result["negative_amount"])


@pytest.mark.parametrize(
    ("headings", "lines"),
    [
        (("Date", "Supplier", "Amount", "Dr/Cr"), [("10.00", "DR"), ("20.00", "CR"), ("30.00", "DR")]),
        (("Date", "Supplier", "Amount", "D/C Indicator"), [("10.00", "S"), ("20.00", "H"), ("30.00", "S")]),
        (("Date", "Supplier", "Amount", "Sign"), [("10.00", "+"), ("20.00", "-"), ("30.00", "+")]),
        (("Date", "Supplier", "Amount", "+/-"), [("10.00", ""), ("20.00", "-"), ("30.00", "")]),
        (("Date", "Supplier", "Amount", ""), [("10.00", ""), ("20.00", "CR"), ("30.00", "")]),
        (("Date", "Supplier", "Amount"), [("10.00",), ("20.00", "CR"), ("30.00",)]),
        (("Date", "Supplier", "Amount", ""), [("10.00", ""), ("20.00", "-"), ("30.00", "")]),
        (("Date", "Supplier", "", "Amount", ""), [("", "10.00", ""), ("(", "20.00", ")"), ("", "30.00", "")]),
        (("Date", "Supplier", "", "Amount"), [("", "10.00"), ("-", "20.00"), ("", "30.00")]),
        (("Date", "Supplier", "", "Amount", ""), [("", "10.00", ""), ("", "(20.00", ")"), ("", "30.00", "")]),
        (("Date", "Supplier", "Amount", "Dr/Cr"), [("10.00", "DR"), ("-20.00", "CR"), ("30.00", "DR")]),
        (("Date", "Supplier", "Amount", "Debit/Credit"), [("10.00", "Debit"), ("20.00", "Credit"), ("30", "Debit")]),
    ],
)  # fmt: skip
def test_a_sign_in_a_cell_of_its_own_is_read(tmp_path, headings, lines):
    rows = [(DAY, f"Supplier {n} Ltd", *line) for n, line in enumerate(lines)]
    found = checked(tmp_path, headings, *rows)
    assert found.state == "checked"
    assert sums(found) == (20, -20)
    assert found.findings.accepted.lines == 3


def test_the_first_credit_may_come_after_hundreds_of_lines(tmp_path):
    rows = [(DAY, f"Supplier {n} Ltd", "1.00", "") for n in range(1000)]
    rows[700] = (DAY, "Supplier Ltd", "5.00", "CR")
    assert sums(checked(tmp_path, ("Date", "Supplier", "Amount", ""), *rows)) == (994, -5)


def test_where_most_lines_are_marked_as_credits_it_is_asked_which_way_round_they_are(tmp_path):
    table = [("Date", "Supplier", "Amount", "Dr/Cr")]
    table += [(DAY, f"Supplier {n} Ltd", "10.00", "CR") for n in range(9)] + [(DAY, "A Ltd", "20.00", "DR")]
    found = checked(tmp_path, *table)
    assert [q.text for q in found.questions] == [
        "Most lines are marked CR. Are these payments, or money back?"
    ]
    assert sums(found) == (70, -20)
    assert sums(checked(tmp_path, *table, answers={"credit_lines": "paid"})) == (70, -20)
    assert sums(checked(tmp_path, *table, answers={"credit_lines": "back"})) == (-70, -90)


CREDIT_NOTES = [
    ("Date", "Supplier", "Document type", "Amount"),
    *((DAY, f"Supplier {n} Ltd", "Invoice", "10.00") for n in range(600)),
    (DAY, "A Ltd", "Credit note", "20.00"),
]


def test_credit_notes_without_a_minus_are_taken_off_and_asked_about(tmp_path):
    found = checked(tmp_path, *CREDIT_NOTES)
    assert [q.text for q in found.questions] == [
        '1 line without a minus is marked "Credit note". Are these payments, or money back?'
    ]
    assert sums(found) == (5980, -20)
    answered = checked(tmp_path, *CREDIT_NOTES, answers={"credit_lines": "paid"})
    assert (answered.state, *sums(answered)) == ("checked", 6020, 0)
    answered = checked(tmp_path, *CREDIT_NOTES, answers={"credit_lines": "back"})
    assert (answered.state, *sums(answered)) == ("checked", 5980, -20)


def test_credit_notes_that_have_their_minus_raise_no_question(tmp_path):
    found = checked(tmp_path, *CREDIT_NOTES[:-1], (DAY, "A Ltd", "Credit note", "-20.00"))
    assert (found.state, *sums(found)) == ("checked", 5980, -20)


def test_a_row_left_out_keeps_the_cells_of_the_file(tmp_path):
    rows = [(DAY, f"Supplier {n} Ltd", "10.00", "DR") for n in range(3)]
    checked(tmp_path, ("Date", "Supplier", "Amount", "Dr/Cr"), *rows, ("31/02/2020", "B Ltd", "7.00", "CR"))
    with (tmp_path / "left_out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["Amount"], row["Dr/Cr"]) == ("7.00", "CR")


def test_money_back_without_a_name_is_still_money_back(tmp_path):
    rows = [(DAY, f"Supplier {n} Ltd", "10.00", "") for n in range(3)]
    found = checked(tmp_path, ("Date", "Supplier", "Debit", "Credit"), *rows, (DAY, "", "", "20.00"))
    assert sums(found) == (10, -20)


@pytest.mark.parametrize(
    "headings",
    [("Capital", "Revenue"), ("Net of VAT East", "Net of VAT West"), ("Capital Amount", "Revenue Amount")],
)
def test_parts_of_an_amount_are_added_up_and_it_is_asked_whether_they_should_be(tmp_path, headings):
    table = [("Date", "Supplier", *headings)]
    table += [(DAY, f"Supplier {n} Ltd", "", f"{n}.50") for n in range(1, 10)]
    table += [(DAY, "Builders Ltd", "100.00", ""), (DAY, "Painters Ltd", "-1.00", "")]
    table += [("Total", "", "99.00", "49.50")]
    found = checked(tmp_path, *table)
    (question,) = found.questions
    assert question.choices[0] == {"value": " + ".join(headings), "text": "Add the two together"}
    assert sums(found) == (Decimal("148.50"), -1)
    assert found.as_json()["columns"]["amount"] == " + ".join(headings)
    added = checked(tmp_path, *table, answers={"amount_column": " + ".join(headings)})
    assert (added.state, *sums(added)) == ("checked", Decimal("148.50"), -1)
    mapped = checked(tmp_path, *table, mapping={found.fingerprint: found.columns})
    assert (mapped.state, *sums(mapped)) == ("checked", Decimal("148.50"), -1)
    one = checked(tmp_path, *table, answers={"amount_column": headings[1]})
    assert sums(one) == (Decimal("49.50"), 0)


def test_two_filled_parts_are_added_where_their_headings_say_that_they_are_parts(tmp_path):
    table = [("Date", "Supplier", "Net of VAT East", "Net of VAT West"), (DAY, "A Ltd", "1.00", "2.00")]
    assert sums(checked(tmp_path, *table, (DAY, "B Ltd", "3.00", "4.50"))) == (Decimal("10.50"), 0)


@pytest.mark.parametrize(
    ("heading", "mark", "other"),
    [
        ("Credit (Y/N)", "Y", "N"),
        ("Credit note?", "Yes", ""),
        ("Is credit", "TRUE", "FALSE"),
        ("Narrative", "Credit note", "Repairs"),
    ],
)
def test_a_flag_or_a_text_may_say_that_a_line_without_a_minus_is_a_credit(tmp_path, heading, mark, other):
    rows = [(DAY, f"Supplier {n} Ltd", other, "10.00") for n in range(9)]
    table = [("Date", "Supplier", heading, "Amount"), *rows, (DAY, "A Ltd", mark, "20.00")]
    found = checked(tmp_path, *table)
    assert [q.code for q in found.questions] == ["credit_lines"]
    assert sums(found) == (70, -20)
    assert sums(checked(tmp_path, *table, answers={"credit_lines": "paid"})) == (110, 0)
    signed = [*table[:-1], (DAY, "A Ltd", mark, "-20.00")]
    assert (checked(tmp_path, *signed).state, sums(checked(tmp_path, *signed))) == ("checked", (70, -20))
