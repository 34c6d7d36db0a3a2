"""Where staff live: a file read in the request, in memory, turned into counts and dropped.

Nothing of a single person touches a disk, a queue, a log or the database. In order: `uploading` holds the file in
memory, `table` finds the columns, `tally` counts, `journey` keeps the counts; `guard` lets no value out in an error.
"""

from workforce.intake.columns import COLUMNS, LABELS, Choice
from workforce.intake.guard import IntakeFailed, guarded
from workforce.intake.journey import (
    IntakeError,
    Purpose,
    confirm_staff,
    published,
    receive_staff,
    undo_staff,
    withdraw_staff,
)
from workforce.intake.table import IntakeRefused
from workforce.intake.uploading import LARGEST_FILE, InMemoryOnly, hold_in_memory

__all__ = [
    "COLUMNS",
    "LABELS",
    "LARGEST_FILE",
    "Choice",
    "InMemoryOnly",
    "IntakeError",
    "IntakeFailed",
    "IntakeRefused",
    "Purpose",
    "confirm_staff",
    "guarded",
    "hold_in_memory",
    "published",
    "receive_staff",
    "undo_staff",
    "withdraw_staff",
]
