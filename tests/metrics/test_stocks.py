"""A stock is never summed over months: the latest reading of each institution stands."""

from decimal import Decimal

from anchors.periods import Period
from metrics.registry import Cut, Part, Whole
from metrics.stocks import latest_of_each

YEAR = Period(202604, 202703)
READINGS = [Part(1, 202609, 30, 100), Part(1, 202606, 10, 90), Part(2, 202606, 5, 50), Part(2, 202506, 9, 9)]


def test_the_latest_reading_of_each_institution_in_the_period_is_added_up() -> None:
    both, one = Cut((1, 2), YEAR), Cut((2,), Period(202504, 202603))
    found = latest_of_each(READINGS, [both, one])
    assert found == {both: Whole(Decimal(35), Decimal(150)), one: Whole(Decimal(9), Decimal(9))}


def test_an_amount_has_no_denominator_and_no_reading_is_no_whole() -> None:
    cut, nothing = Cut((1,), YEAR), Cut((3,), YEAR)
    assert latest_of_each([Part(1, 202605, 7)], [cut, nothing]) == {cut: Whole(Decimal(7), None)}
