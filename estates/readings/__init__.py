"""What pages, files, endpoints and indicators read of estates: the register, and the figures by year."""

from estates.readings.register import HELD, RegisterFilter, Totals, filtered, register, totals
from estates.readings.years import EstateYear, ReturnRow, estate_years, return_rows

__all__ = [
    "HELD",
    "EstateYear",
    "RegisterFilter",
    "ReturnRow",
    "Totals",
    "estate_years",
    "filtered",
    "register",
    "return_rows",
    "totals",
]
