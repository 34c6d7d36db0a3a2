"""The kinds of estates file that can be uploaded: the yearly return of the NHS, and registers of land and buildings."""

from estates.ingest.eric import ERIC

__all__ = ["ERIC"]
