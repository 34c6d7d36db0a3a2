"""A made-up ledger of any length, as a finance system would write it: the raw file that imports are measured on.

6 thousand supplier spellings with a Zipf spread, 48 categories, 36 months, 40 local authorities of 10 small areas
each; one amount in twenty negative, one in four with a pound sign and thousands commas, 4% without a postcode.
Distinct combinations of supplier, category and department are at least as frequent as in published ledgers:
Trafford's 210 thousand lines of a year have 2,345 suppliers and 6,453 combinations (3%), Bradford's 13 thousand of a
month 1,765 and 2,387 (18%).
"""

import csv
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

HEADINGS = (
    "Body name", "Date", "Supplier", "Supplier Postcode", "Amount", "Transaction Number", "Expense Type",
    "Expense Area", "Description",
)  # fmt: skip
SUPPLIERS = 6_000
CATEGORIES = 48
AUTHORITIES = 40
AREAS = 10
START = date(2023, 10, 1)
DAYS = 1096
MONTHS = 36


def authority_code(number: int) -> str:
    """The invented code of one of the local authorities."""
    return f"E0600{number:04d}"


def postcode(authority: int, area: int) -> str:
    """The invented postcode of a small area of a local authority."""
    return f"ZB{authority} {area}AA"


def write_ledger(path: Path, lines: int, *, seed: int, first_day: date = START, days: int = DAYS) -> Path:
    """Write a raw ledger file; the same seed gives the same bytes."""
    random = Random(seed)
    suppliers = _suppliers()
    weights = list(accumulate((rank + 5) ** -1.1 for rank in range(SUPPLIERS)))
    dates = [(first_day + timedelta(day)).strftime("%d/%m/%Y") for day in range(days)]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for start in range(0, lines, 50_000):
            many = min(50_000, lines - start)
            chosen = random.choices(suppliers, cum_weights=weights, k=many)
            days_chosen = random.choices(dates, k=many)
            writer.writerows(
                _line(random, supplier, day, start + index)
                for index, (supplier, day) in enumerate(zip(chosen, days_chosen, strict=True))
            )
    return path


def _line(random: Random, supplier: tuple[str, str, str], day: str, number: int) -> tuple[str, ...]:
    name, where, category = supplier
    if random.random() < 0.02:
        category = f"Category {random.randrange(CATEGORIES):02d}"
    pounds = random.lognormvariate(6.5, 1.6)
    amount = f"{pounds:.2f}"
    if number % 4 == 0:
        amount = f"£{pounds:,.2f}"
    if number % 20 == 0:
        amount = f"({amount})"
    area = f"Cost centre {number % 12:02d}" if number % 50 == 0 else "Operations"
    return (
        "Bench body",
        day,
        name,
        where,
        amount,
        f"{number:09d}",
        category,
        area,
        f"Invoice {number % 977}",
    )


def _suppliers() -> list[tuple[str, str, str]]:
    random = Random(7)
    weights = [1 / (rank + 1) for rank in range(AUTHORITIES)]
    found = []
    for number in range(SUPPLIERS):
        authority = random.choices(range(AUTHORITIES), weights)[0]
        where = "" if number % 25 == 0 else postcode(authority, number % AREAS)
        word = ("Ltd", "Limited", "Services LLP", "NHS Foundation Trust", "CIC")[min(number % 23, 4)]
        found.append((f"Supplier {number:05d} {word}", where, f"Category {number % CATEGORIES:02d}"))
    return found
