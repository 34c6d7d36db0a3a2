"""Workbooks with several sheets, archives with several files, and containers made to do harm."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter

from tests.ingest.accepted import accepted, checked_into

HEADINGS = ["Date", "Supplier", "Ref", "Amount"]


def month(number, lines=6):
    return [
        [dt.datetime(2020, number, 3 + i), f"Supplier {i} Ltd", 1000 + i, 100.1 * number + i]  # noqa: DTZ001 - workbooks know no zones
        for i in range(lines)
    ]


def total(*tables):
    return sum(Decimal(str(round(row[3], 2))) for table in tables for row in table)


def workbook(*sheets, dated=True, hidden=()):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    style = book.add_format({"num_format": "dd/mm/yyyy"}) if dated else None
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for i, row in enumerate(rows):
            for k, value in enumerate(row):
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(i, k, value, style)
                elif value is not None:
                    sheet.write(i, k, value)
    book.close()
    return target.getvalue()


def archive(*members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in members:
            pack.writestr(name, content)
    return target.getvalue()


APRIL, MAY, JUNE = month(4), month(5), month(6)
CSV_TEXT = "Date,Supplier,Ref,Amount\n" + "".join(
    f"{row[0]:%d/%m/%Y},{row[1]},{row[2]},{row[3]:.2f}\n" for row in APRIL
)
OTHER_TEXT = CSV_TEXT.replace("/04/", "/05/")
YEAR = (
    ("April", [["Spend April"], [], HEADINGS, *APRIL]),
    ("May", [["Spend May"], [], HEADINGS, *MAY]),
    ("June", [["Spend June"], HEADINGS, *JUNE, [None, None, None, float(total(JUNE))]]),
)
READ = {
    "a sheet for each month": (workbook(*YEAR), 18, total(APRIL, MAY, JUNE)),
    "months and a sheet of all": (
        workbook(("All", [HEADINGS, *APRIL, *MAY, *JUNE]), *YEAR),
        18,
        total(APRIL, MAY, JUNE),
    ),
    "a pivot beside the data": (
        workbook(
            ("Data", [HEADINGS, *APRIL]),
            ("Pivot", [["Row Labels", "Sum of Amount"], *[[row[1], row[3]] for row in APRIL]]),
        ),
        6,
        total(APRIL),
    ),
    "notes before the data": (
        workbook(("Notes", [["About"], ["Contact", "us"]]), ("Data", [HEADINGS, *APRIL])),
        6,
        total(APRIL),
    ),
    "the same sheet twice": (
        workbook(("Data", [HEADINGS, *APRIL]), ("Copy", [HEADINGS, *APRIL])),
        6,
        total(APRIL),
    ),
    "a hidden sheet": (
        workbook(("Data", [HEADINGS, *APRIL]), ("Old", [HEADINGS, *MAY]), hidden=("Old",)),
        6,
        total(APRIL),
    ),
    "day numbers without a date format": (
        workbook(("Data", [HEADINGS, *APRIL]), dated=False),
        6,
        total(APRIL),
    ),
    "noise of binary fractions": (
        workbook(("Data", [HEADINGS, *[[*row[:3], 1234.5600000001] for row in APRIL]])),
        6,
        Decimal("7407.36"),
    ),
    "one file in a ZIP": (archive(("a.csv", CSV_TEXT)), 6, total(APRIL)),
    "many files in a ZIP": (
        archive(
            ("a.csv", CSV_TEXT),
            ("b.csv", OTHER_TEXT),
            ("c.pdf", b"%PDF-1.3"),
            ("__MACOSX/._a.csv", b"x"),
            ("same.csv", CSV_TEXT),
        ),
        12,
        2 * total(APRIL),
    ),
    "one table in two formats": (
        archive(("a.csv", CSV_TEXT), ("a.xlsx", workbook(("Data", [HEADINGS, *APRIL])))),
        6,
        total(APRIL),
    ),
    "a path that climbs out": (archive(("../../etc/a.csv", CSV_TEXT)), 6, total(APRIL)),
}
REFUSED = {
    "an empty workbook": workbook(("Sheet1", [])),
    "a ZIP with only a PDF": archive(("a.pdf", b"%PDF-1.3")),
    "a ZIP in a ZIP": archive(("in.zip", archive(("a.csv", CSV_TEXT)))),
    "an empty ZIP": archive(),
    "a ZIP cut short": archive(("a.csv", CSV_TEXT))[:-30],
    "a workbook cut short": workbook(("Data", [HEADINGS, *APRIL]))[:-400],
    "a bomb": archive(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"0" * (150 << 20))),
    "a Word document": archive(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")),
    "an old binary that is no workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
}


def checked(content, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(content)
    return checked_into(tmp_path, file)


@pytest.mark.parametrize("name", READ)
def test_sheets_and_members_are_read_once_each(name, tmp_path):
    content, lines, amount = READ[name]
    found = checked(content, tmp_path)
    assert found.state == "checked", found.reason
    accepted = found.findings.accepted
    assert (accepted.lines, Decimal(accepted.pence) / 100) == (lines, amount)


@pytest.mark.parametrize("name", REFUSED)
def test_a_container_that_holds_no_payments_is_refused_in_a_sentence(name, tmp_path):
    found = checked(REFUSED[name], tmp_path)
    assert found.state == "refused"
    assert found.reason


def test_a_locked_workbook_is_refused_in_the_fixed_words(tmp_path):
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
    assert checked(locked, tmp_path).reason.startswith("The selected file is password protected.")


def test_a_lone_cell_in_the_far_corner_does_not_fill_memory(tmp_path):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write(0, 0, 1)
    sheet.write(1048575, 16383, 1)
    book.close()
    assert "far apart" in checked(target.getvalue(), tmp_path).reason


def test_a_name_merged_over_several_rows_speaks_for_each(tmp_path):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 3, "Payments over £500 - April 2020")
    for column, heading in enumerate(HEADINGS):
        sheet.write(2, column, heading)
    sheet.merge_range(3, 1, 5, 1, "Merged Ltd")
    for row in range(3):
        sheet.write(3 + row, 0, f"0{row + 1}/04/2020")
        sheet.write(3 + row, 2, row)
        sheet.write(3 + row, 3, 10.5)
    sheet.write(6, 3, 31.5)
    book.close()
    found = checked(target.getvalue(), tmp_path)
    assert found.findings.accepted.lines == 3
    assert [line["supplier"] for line in accepted(tmp_path)] == ["Merged Ltd"] * 3
    assert found.findings.ignored["total"] == 1


def test_a_workbook_with_broken_bytes_is_refused_and_not_an_error(tmp_path):
    whole = workbook(("Data", [HEADINGS, *month(4), *month(5), *month(6)]))
    for place in range(60, len(whole), 97):
        broken = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        assert checked(broken, tmp_path).state in ("checked", "question", "refused")
