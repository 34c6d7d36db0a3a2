"""The tables of the estates lever, by noun."""

from estates.models.returns import EstateReturn, ReturnSource
from estates.models.sites import PublishedQuerySet, Site, SiteChange

__all__ = ["EstateReturn", "PublishedQuerySet", "ReturnSource", "Site", "SiteChange"]
