"""What the released staff figures say: the only way to them for pages, maps, files and endpoints alike.

Everything is worked out from figures as they are shown. A hidden figure is None here and stays None: in sums, rates,
verdicts and sort keys. The sole exception is `true_areas`, for contributors of the institution itself.
"""

from workforce.readings.areas import AreaReading, AreasReading, areas_of
from workforce.readings.asking import StaffFilter, StaffView, staff_groups, staff_view
from workforce.readings.deciles import DecileReading, DecilesReading, GroupReading, deciles_of, groups_of
from workforce.readings.own import true_areas

__all__ = [
    "AreaReading",
    "AreasReading",
    "DecileReading",
    "DecilesReading",
    "GroupReading",
    "StaffFilter",
    "StaffView",
    "areas_of",
    "deciles_of",
    "groups_of",
    "staff_groups",
    "staff_view",
    "true_areas",
]
