"""Published measures of how a place is doing, as frozen records: place, not claim. Pure.

They stand beside our own measurements and prove nothing about what an anchor institution caused.
"""

from metrics.place_indicators.kinds import LABEL, WHAT_THE_LABEL_MEANS, Nomis, PlaceIndicator, PlaceUnit
from metrics.place_indicators.records import PLACE_INDICATORS, place_indicator

__all__ = [
    "LABEL",
    "PLACE_INDICATORS",
    "WHAT_THE_LABEL_MEANS",
    "Nomis",
    "PlaceIndicator",
    "PlaceUnit",
    "place_indicator",
]
