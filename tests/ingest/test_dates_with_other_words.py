"""Dates without a year, with words around them, or run together with a name; and the VAT below the lines."""

import csv
from decimal import Decimal

import pytest

from anchors.ingest import check
from anchors.ingest.dates import parted_date, span_mentioned
from anchors.periods import period_of
from procurement.ingest import SPEND


def checked(tmp_path, *rows, name="spend.csv", **options):
    file = tmp_path / name
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return check(file, SPEND, **options)


def counted(found):
    result = found.as_json()
    lines = result["accepted"]["lines"] + result["left_out"]["lines"]
    return lines, Decimal(result["accepted"]["amount"]) + Decimal(result["left_out"]["amount"])


def span(found):
    return found.first_date, found.last_date


def table(*days):
    return [
        ("Date", "Supplier", "Amount"),
        *((day, f"Supplier {n} Ltd", "10.00") for n, day in enumerate(days)),
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Paid 03/04/2023", "Paid 28/04/2023"),
        ("w/e 03/04/2023", "w/e 28/04/2023"),
        ("Week ending 3 April 2023", "Week ending 28 April 2023"),
        ("03/04/2023 00:00:00 GMT", "28/04/2023 00:00:00 GMT"),
        ("Mon Apr 03 2023 00:00:00 GMT+0100 (British Summer Time)", "Fri Apr 28 2023 00:00:00 GMT+0100"),
        ("BACS 03/04/2023", "Cheque 28/04/2023"),
    ],
)
def test_words_around_a_date_do_not_hide_it(tmp_path, first, last):
    found = checked(tmp_path, *table(first, last))
    assert (found.state, counted(found)) == ("checked", (2, 20))
    assert span(found) == ("2023-04-03", "2023-04-28")


@pytest.mark.parametrize(
    "days", [("3 Apr", "28 Apr"), ("03-Apr", "28-Apr"), ("03/04", "28/04"), ("Mon 3 Apr", "Fri 28 Apr")]
)
def test_a_day_and_month_take_the_year_that_the_name_of_the_file_says(tmp_path, days):
    for name in ("spend-april-2023.csv", "Payments 2023-24.csv", "2023-04 spend.csv"):
        found = checked(tmp_path, *table(*days), name=name)
        assert (found.state, counted(found)) == ("checked", (2, 20))
        assert span(found) == ("2023-04-03", "2023-04-28")


def test_a_day_and_month_take_the_year_of_the_title_or_the_period(tmp_path):
    titled = checked(tmp_path, ("Payments over £500 in quarter 4 2022/23",), *table("3 Jan", "28 Mar"))
    assert (titled.state, span(titled)) == ("checked", ("2023-01-03", "2023-03-28"))
    declared = checked(tmp_path, *table("3 Jan", "28 Mar"), period=period_of("2022-23-Q4"))
    assert (declared.state, span(declared)) == ("checked", ("2023-01-03", "2023-03-28"))


def test_a_day_before_the_month_that_is_spoken_of_is_in_the_nearest_year(tmp_path):
    found = checked(tmp_path, *table("30 Dec", "3 Jan"), name="spend January 2023.csv")
    assert span(found) == ("2022-12-30", "2023-01-03")


def test_where_no_year_is_plain_the_period_is_asked_for_and_no_line_is_lost(tmp_path):
    found = checked(tmp_path, *table("3 Apr", "28 Apr"))
    assert ([q.code for q in found.questions], counted(found)) == (["period"], (2, 20))
    assert found.findings.accepted.lines == 2


@pytest.mark.parametrize(
    "heading",
    [
        ("Date Supplier", "Amount"),
        ("Date / Payee", "Amount"),
        ("Payment Date and Supplier Name", "Net Amount"),
    ],
)
@pytest.mark.parametrize("form", ["{day} {name}", "{name} {day}", "{day} - {name}"])
def test_date_and_supplier_in_one_column_are_parted(tmp_path, heading, form):
    rows = [
        (form.format(day=f"{day:02d}/04/2023", name=f"Supplier {day} Ltd"), "10.00") for day in range(13, 20)
    ]
    found = checked(tmp_path, heading, *rows, ("Total", "70.00"))
    assert (found.state, counted(found)) == ("checked", (7, 70))
    assert span(found) == ("2023-04-13", "2023-04-19")
    assert set(found.columns) == {"payment_date", "supplier", "amount"}


def test_date_and_supplier_under_a_heading_that_names_neither_are_parted_and_asked_about(tmp_path):
    rows = [(f"{day}/04/2023 Supplier {day} Ltd", f"Ref {day}", "10.00") for day in range(13, 20)]
    found = checked(tmp_path, ("Details", "Ref", "Amount"), *rows)
    assert counted(found) == (7, 70)
    assert span(found) == ("2023-04-13", "2023-04-19")


def test_columns_after_a_parted_one_keep_the_letters_of_the_file(tmp_path):
    rows = [(f"{day}/04/2023 Supplier {day} Ltd", "10.00") for day in range(13, 20)]
    found = checked(tmp_path, ("Date Supplier", "Amount"), *rows, ("20/04/2023 B Ltd", "ten pounds"))
    (problem,) = [p for p in found.as_json()["problems"] if p["code"] == "unreadable_amount"]
    assert problem["examples"][0]["message"].startswith("Row 9, column B (Amount):")
    assert [(h["heading"], h["letter"]) for h in found.headings] == [
        ("Date", "A"),
        ("Supplier", "A"),
        ("Amount", "B"),
    ]


@pytest.mark.parametrize(
    "last",
    [("", "30/04/2023 B Ltd", "10.00"), ("30/04/2023 B Ltd", "", "10.00"), ("", "B Ltd 30/04/2023", "10.00")],
)
def test_a_date_that_ran_together_with_the_name_counts_as_the_last(tmp_path, last):
    found = checked(tmp_path, *table("13/04/2023", "14/04/2023", "15/03/2023"), last)
    assert (counted(found), span(found)) == ((4, 40), ("2023-03-15", "2023-04-30"))
    assert found.findings.accepted.lines == 4


def test_a_date_that_ran_together_with_the_name_is_read_though_its_own_column_is_the_last(tmp_path):
    lines = [(f"{day}.00", f"Supplier {day} Ltd", f"{day}/04/2023") for day in range(13, 20)]
    found = checked(tmp_path, ("Amount", "Supplier", "Date"), *lines, ("1.00", "B Ltd 30/04/2023"))
    assert (found.findings.accepted.lines, span(found)) == (8, ("2023-04-13", "2023-04-30"))


def test_a_line_left_out_counts_for_the_first_and_last_date_where_it_has_one(tmp_path):
    rows = table("13/04/2023", "14/04/2023", "15/04/2023")
    rows = [row if n == 0 else (*row[:2], "Estates", row[2]) for n, row in enumerate(rows)]
    rows[0] = ("Date", "Supplier", "Department", "Amount")
    found = checked(tmp_path, *rows, ("30/04/2023", "B Ltd", "Estates", "1.234,50"))
    assert found.findings.left_out.lines == 1
    assert span(found) == ("2023-04-13", "2023-04-30")


def test_a_text_that_is_nothing_but_a_date_is_not_parted():
    assert parted_date("Paid 12/04/2023") is None
    assert parted_date("12/04/2023 Acme Ltd") == ("12/04/2023", "Acme Ltd")
    assert parted_date("Acme Ltd") is None


def test_the_time_that_texts_speak_of_must_be_one():
    assert span_mentioned(["May 2023 and May 2020"]) is None
    assert span_mentioned(["spend 2020", "spend 2021"]) is None


@pytest.mark.parametrize("label", ["VAT", "VAT @ 20%", "Add VAT at 20%", "Value Added Tax"])
@pytest.mark.parametrize("total", [("Total", "", "36.00"), ("", "", "36.00")])
def test_vat_between_the_lines_and_the_total_is_no_line(tmp_path, label, total):
    found = checked(tmp_path, *table("13/04/2023", "14/04/2023", "15/04/2023"), (label, "", "6.00"), total)
    assert (found.state, counted(found)) == ("checked", (3, 30))
    assert found.findings.ignored["total"] == 2
    undated = [row[1:] for row in table("", "", "")]
    assert counted(checked(tmp_path, *undated, (label, "6.00"), total[1:])) == (3, 30)


def test_a_supplier_called_vat_among_the_lines_is_a_line(tmp_path):
    found = checked(
        tmp_path, *table("13/04/2023", "14/04/2023"), ("15/04/2023", "VAT", "6.00"), ("Total", "", "26.00")
    )
    assert counted(found) == (3, 26)


def test_titles_with_a_date_between_the_lines_do_not_make_the_names_dates(tmp_path):
    rows = [
        row
        for day in range(13, 20)
        for row in ((f"Payments on {day}/04/2023", "", ""), (f"Supplier {day} Ltd", "Estates", "10.00"))
    ]
    found = checked(tmp_path, ("Supplier", "Department", "Amount"), *rows)
    assert ([q.code for q in found.questions], counted(found)) == (["period"], (7, 70))


def test_a_table_whose_every_line_takes_two_rows_is_read(tmp_path):
    rows = [
        row
        for day in range(13, 20)
        for row in ((f"{day}/04/2023", f"Supplier {day} Ltd", "", ""), ("", "", "Estates", "10.00"))
    ]
    found = checked(tmp_path, ("Date", "Supplier", "Department", "Amount"), *rows)
    assert (found.findings.accepted.lines, counted(found), span(found)) == (
        7,
        (7, 70),
        ("2023-04-13", "2023-04-19"),
    )
