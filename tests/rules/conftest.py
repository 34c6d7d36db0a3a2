"""The cast, and payments written straight into the books."""

import pytest

from tests.cast import Cast, assembled
from tests.rules.books import Books


@pytest.fixture
def cast(db: None) -> Cast:
    return assembled()


@pytest.fixture
def council(cast: Cast) -> Books:
    """The books of the cast's council: a school grant, energy, a care home, paper and a printer's credit."""
    books = Books(cast.council)
    books.pay("Northvale School Trust", 900_00, category="Grants to voluntary bodies")
    books.pay("EDF Energy Customers Ltd", 500_00, category="Premises")
    books.pay("Willow Bank", 700_00, category="Residential care")
    books.pay("Marsh Paper Company Ltd", 300_00, category="Stationery")
    books.pay("Marsh Paper Company Ltd", 200_00, category="Stationery")
    books.pay("Marsh Printers Ltd", -100_00, category="Printing")
    books.pay("Redacted personal data", 50_00, category="Support")
    books.settle()
    return books
