"""The tables of the estates lever, by noun."""

from estates.models.returns import EstateReturn
from estates.models.sites import PublishedQuerySet, Site, SiteChange

__all__ = ["EstateReturn", "PublishedQuerySet", "Site", "SiteChange"]
