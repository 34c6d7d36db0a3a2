"""What all endpoints share: who sees what, pages of rows, CSV, conditional answers, problems (RFC 9457)."""

from anchors.api.endpoints import Conflict, Endpoint, RowsViewSet, ScopedViewSet
from anchors.api.paging import Page
from anchors.api.parameters import BadParameter, parameters
from anchors.api.problems import problem
from anchors.api.rows import Pounds, Row, Share

__all__ = [
    "BadParameter",
    "Conflict",
    "Endpoint",
    "Page",
    "Pounds",
    "Row",
    "RowsViewSet",
    "ScopedViewSet",
    "Share",
    "parameters",
    "problem",
]
