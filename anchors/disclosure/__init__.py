"""Statistical disclosure control: what every page, chart, map, CSV and endpoint of people-counts goes through.

Pure. `release` turns true counts and the sums they enter into figures that may be shown; nothing else does.
"""

from anchors.disclosure.asking import TwoBreakdownsError, blocked, one_breakdown, share, sort_key
from anchors.disclosure.figures import Cell, Figure, Key, Release, Sum
from anchors.disclosure.profiles import HIDDEN, Profile
from anchors.disclosure.releasing import release

__all__ = [
    "HIDDEN",
    "Cell",
    "Figure",
    "Key",
    "Profile",
    "Release",
    "Sum",
    "TwoBreakdownsError",
    "blocked",
    "one_breakdown",
    "release",
    "share",
    "sort_key",
]
