"""Files whose quotation marks, signs, endings or sectors were broken by the program that wrote them."""

from decimal import Decimal

import pytest

from tests.ingest.accepted import accepted, checked_into

HEADING = "Date,Type,Supplier,Number,Amount"
LINES = [f'{day:02d}/04/2023,Rent,Alder Ltd,5100{day},"{day},250.50"' for day in range(1, 21)]
TOTAL = sum(Decimal(1000 * day) + Decimal("250.50") for day in range(1, 21))


@pytest.fixture
def found(tmp_path):
    """Check bytes as a file."""

    def read(content):
        path = tmp_path / "spend.csv"
        path.write_bytes(content)
        return checked_into(tmp_path, path, name="spend.csv").as_json()

    return read


def joined(*rows):
    """Rows as the bytes of a file."""
    return "\r\n".join(rows).encode()


def test_a_quotation_mark_that_is_never_closed_costs_no_money(found):
    outcome = found(joined(HEADING, *LINES, '28/04/2023,Rent,"The Old Forge,510099,"28,433.59"'))
    assert Decimal(outcome["accepted"]["amount"]) == TOTAL + Decimal("28433.59")
    assert [problem["code"] for problem in outcome["problems"]] == ["repaired_quotes"]


def test_marks_of_web_pages_are_read_as_the_letters_they_stand_for(found, tmp_path):
    outcome = found(joined(HEADING, *LINES, "28/04/2023,Rent,Smith &amp; Sons,510099,&pound;12.50"))
    assert Decimal(outcome["accepted"]["amount"]) == TOTAL + Decimal("12.50")
    assert "Smith & Sons" in {line["supplier"] for line in accepted(tmp_path)}


def test_dates_written_as_formulas_of_text_are_dates(found):
    rows = [
        ",".join(f'"=""{cell}"""' for cell in (f"{day:02d}/04/2023", "Alder Ltd", "12.50"))
        for day in range(1, 21)
    ]
    outcome = found(joined("Date,Supplier,Amount", *rows))
    assert (outcome["state"], outcome["last_date"]) == ("checked", "2023-04-20")


def test_zero_bytes_after_the_end_of_the_text_are_nothing(found):
    outcome = found(joined(HEADING, *LINES) + b"\0" * 4096)
    assert Decimal(outcome["accepted"]["amount"]) == TOTAL


def test_day_numbers_in_a_short_list_are_dates_though_a_total_stands_among_them(found):
    rows = [f"4501{n},Alder Ltd,{n}50.25" for n in range(1, 9)]
    outcome = found(joined("Payment date,Supplier,Amount", *rows, "Grand Total,,3802.00"))
    assert (outcome["state"], outcome["first_date"]) == ("checked", "2023-03-26")


def test_an_old_workbook_whose_sectors_lead_in_a_circle_is_refused_at_once(found):
    header = bytearray(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 22 + b"\x09\0\x06\0" + b"\0" * 42 + b"\xff" * 436
    )
    header[76:80] = (0).to_bytes(4, "little")
    sectors = (0xFFFFFFFD, 2, 1, *[0xFFFFFFFF] * 125)
    outcome = found(
        bytes(header[:512]) + b"".join(sector.to_bytes(4, "little") for sector in sectors) + b"\0" * 2048
    )
    assert outcome["state"] == "refused"
    assert "damaged" in outcome["reason"]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_an_encoding_goes_by_its_plain_name(tmp_path, codec, name):
    file = tmp_path / "spend.csv"
    file.write_bytes("Date,Supplier,Amount\n30/06/2020,Café Ltd,10.00\n".encode(codec))
    assert checked_into(tmp_path, file).file_facts["encoding"] == name
