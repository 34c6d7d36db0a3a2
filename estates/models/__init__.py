"""The tables of the estates lever, by noun."""

from estates.models.appraisals import EARLIER_ROUTES, Appraisal, Asked, DecisionLogEntry, Option, Route
from estates.models.community import CommunitySpace, SpaceChange, SpaceRequest, SpaceUse
from estates.models.homes import AFFORDABLE, HomesStatement, Tenure
from estates.models.plots import Plot, PlotChange
from estates.models.principles import DisposalPrinciples, PrinciplesSignature
from estates.models.returns import EstateReturn, ReturnSource
from estates.models.sites import PublishedQuerySet, Site, SiteChange

__all__ = [
    "AFFORDABLE",
    "EARLIER_ROUTES",
    "Appraisal",
    "Asked",
    "CommunitySpace",
    "DecisionLogEntry",
    "DisposalPrinciples",
    "EstateReturn",
    "HomesStatement",
    "Option",
    "Plot",
    "PlotChange",
    "PrinciplesSignature",
    "PublishedQuerySet",
    "ReturnSource",
    "Route",
    "Site",
    "SiteChange",
    "SpaceChange",
    "SpaceRequest",
    "SpaceUse",
    "Tenure",
]
