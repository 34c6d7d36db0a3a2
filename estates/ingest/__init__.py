"""The kinds of estates file that can be uploaded: the yearly return of the NHS, and registers of land and buildings."""

from estates.ingest.eric import ERIC
from estates.ingest.land import LAND

__all__ = ["ERIC", "LAND"]
