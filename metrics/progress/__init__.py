"""Reading a plan: where each recommendation stands, what is late, what is missing, what changed. Nothing is written."""

from metrics.progress.board import Board, BoardFilter, Group, board_of
from metrics.progress.gauges import Gauge, board_gauges, gauge_of_target, gauges, gauges_of, target_words
from metrics.progress.history import Change, changes_of
from metrics.progress.standing import (
    PLEDGE_STEP,
    Standing,
    StepStanding,
    next_missing_step,
    standing_of,
    standings,
)

__all__ = [
    "PLEDGE_STEP",
    "Board",
    "BoardFilter",
    "Change",
    "Gauge",
    "Group",
    "Standing",
    "StepStanding",
    "board_gauges",
    "board_of",
    "changes_of",
    "gauge_of_target",
    "gauges",
    "gauges_of",
    "next_missing_step",
    "standing_of",
    "standings",
    "target_words",
]
