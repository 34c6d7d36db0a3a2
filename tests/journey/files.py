"""Payment files for the tests, made from a seed: clean ones, and one with every sort of trouble."""

import csv
import io
import random
from datetime import date, timedelta

SUPPLIERS = ("Fenby Roofing Ltd", "Northvale Timber Co", "Kelderside Care CIC", "Brightfold Linen Ltd")
HEADINGS = "Date paid,Supplier name,Amount,Transaction number,Category,Department"


def payments(lines: int = 40, *, seed: int = 1, start: date = date(2026, 7, 1), days: int = 90) -> bytes:
    """A clean file of so many lines."""
    dice = random.Random(seed)
    rows = [HEADINGS]
    for number in range(lines):
        day = start + timedelta(days=dice.randrange(days))
        amount = f"{dice.randrange(-2000, 900000) / 100:.2f}"
        name, what = dice.choice(SUPPLIERS), dice.choice(("Linen", "Repairs", "Agency staff"))
        rows.append(f"{day:%d/%m/%Y},{name},{amount},T{seed}-{number},{what},Place")
    return "\n".join([*rows, ""]).encode()


def in_another_layout(content: bytes) -> bytes:
    """The same payments as another export has them: other headings and order, no transaction number."""
    names = {
        "Date paid": "Payment Date",
        "Supplier name": "Beneficiary",
        "Amount": "Net Amount",
        "Category": "Expense Type",
    }
    table = list(csv.DictReader(io.StringIO(content.decode())))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(reversed(names)), extrasaction="ignore")
    writer.writerow(names)
    writer.writerows(table)
    return text.getvalue().encode()


def troubled() -> bytes:
    """Titles, headings of its own, dates that can be read both ways, rows to leave out, a total.

    Nine lines of twelve are good; read day first they lie in three quarters of 2026.
    """
    return (
        b"Payments to suppliers,,,,,,\n"
        b",,,,,,\n"
        b"Directorate,Benificiary Name,Whn,Doc no,Netto,Subjektive,Batch\n"
        b"Place,Fenby Roofing Ltd,03/07/2026,D1,1250.75,Repairs,B1\n"
        b"Place,Northvale Timber Co,07/03/2026,D2,880.00,Repairs,B1\n"
        b"Place,Kelderside Care CIC,05/07/2026,D3,,Care,B1\n"
        b"Adults,Kelderside Care CIC,04/08/2026,D4,12500.00,Care,B1\n"
        b"Adults,Brightfold Linen Ltd,31/09/2026,D5,310.00,Linen,B1\n"
        b"Adults,Brightfold Linen Ltd,08/04/2026,D6,-310.00,Linen,B2\n"
        b"Adults,REDACTED PERSONAL DATA,05/09/2026,D7,75.10,Care,B2\n"
        b"Place,Fenby Roofing Ltd,09/05/2026,D8,see PO,Repairs,B2\n"
        b"Place,Fenby Roofing Ltd,09/05/2026,D9,99.99,Repairs,B2\n"
        b"Place,Northvale Timber Co,10/06/2026,D10,640.00,Repairs,B2\n"
        b"Place,Northvale Timber Co,06/10/2026,D11,641.00,Repairs,B2\n"
        b"Place,Northvale Timber Co,02/01/2026,D12,642.00,Repairs,B2\n"
        b"Total,,,,16728.84,,\n"
    )


def as_file(content: bytes) -> io.BytesIO:
    """The content as something that can be read from."""
    return io.BytesIO(content)
