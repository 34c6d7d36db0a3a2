"""Loading published figures about places, in the layouts in which they are published.

`layouts` knows the files (OHID Fingertips, Nomis, tables with one figure a row, the Health Index) and reads their
rows as `Figure`s; `loading` writes those that are new or differ. A second run changes nothing.
"""

from metrics.place_loading.layouts import EXPECTED, KINDS, Figure, figures_in
from metrics.place_loading.loading import load_tables

__all__ = ["EXPECTED", "KINDS", "Figure", "figures_in", "load_tables"]
