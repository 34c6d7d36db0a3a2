"""Why a staff file came to nobody, as one sentence that says where, what was found, what was expected, what to do."""

from datetime import date

from anchors.wording import count, day, plural
from workforce.intake.columns import AREA, LABELS, PEOPLE
from workforce.intake.tally import Tally
from workforce.models import StaffCount
from workforce.wording import rows_words


def emptiness(found: Tally, census_date: date) -> str:
    """The reason for which there is nothing to add; empty where there is something."""
    if not found.rows:
        return _no_rows(found)
    if found.gone and not found.headcount:
        everybody = (
            "The one person of the file" if found.gone == 1 else f"All {count(found.gone)} people of the file"
        )
        return (
            f"{everybody} had left by the census date, {day(census_date)}, as {_column(found, 'leaver')} has it. Check "
            "the census date and that column, and send the file again."
        )
    if not found.headcount:
        return _no_numbers(found)
    if found.people.total() == found.people[StaffCount.Where.UNKNOWN] and (
        wrong := found.problems.get("area")
    ):
        return (
            f"{rows_words(wrong.count, wrong.rows)}, {_column(found, AREA)}: no code of a small area (LSOA) that we "
            "know, and no other row has one. Use codes such as E01000001, of the 2021 or 2011 census, and send the "
            "file again."
        )
    return ""


def _no_rows(found: Tally) -> str:
    where = f" below its headings in row {found.heading_row}" if found.heading_row else ""
    notes = found.passed_over["note"]
    there = f" but {plural(notes, 'row of notes or totals', 'rows of notes or totals')}" if notes else ""
    return f"The file has no rows of staff{where}{there}. Add one row a person, or one row an area, and send it again."


def _no_numbers(found: Tally) -> str:
    """Of areas: numbers that cannot be counted, or noughts."""
    if wrong := found.problems.get("people"):
        return (
            f"{rows_words(wrong.count, wrong.rows)}, {_column(found, PEOPLE)}: not a whole number of people, such as "
            "12, and no other row has one above 0. A number of people is never below 0 and has no decimals. Correct "
            "them and send the file again."
        )
    return (
        f"Every number in {_column(found, PEOPLE)} is 0, so there is nobody to add. Check the numbers and send the "
        "file again."
    )


def _column(found: Tally, code: str) -> str:
    return f"column {found.letters.get(code, '?')} ({LABELS[code]})"
