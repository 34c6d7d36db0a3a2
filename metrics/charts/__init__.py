"""Figures of measures: the course of one (run chart or XmR chart), peers beside each other, what gaps do."""

from metrics.charts.course import course_figure
from metrics.charts.gaps import gap_table
from metrics.charts.marks import TargetLine
from metrics.charts.peers import peer_figure

__all__ = ["TargetLine", "course_figure", "gap_table", "peer_figure"]
