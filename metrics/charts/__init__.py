"""Figures of measures: the course of one (run chart or XmR chart), and peers beside each other."""

from metrics.charts.course import course_figure
from metrics.charts.marks import TargetLine
from metrics.charts.peers import peer_figure

__all__ = ["TargetLine", "course_figure", "peer_figure"]
