"""Addresses of the estates endpoints."""

from django.urls import URLPattern, URLResolver, path

from estates.api.community import Spaces, SpaceUses
from estates.api.plots import Plots
from estates.api.principles import Signatures
from estates.api.promises import Appraisals, Promises
from estates.api.requests import SpaceRequests
from estates.api.sites import Returns, Sites

urlpatterns: list[URLPattern | URLResolver] = [
    path("sites/", Sites.as_view({"get": "list"}), name="estates-sites"),
    path("returns/", Returns.as_view({"get": "list"}), name="estates-returns"),
    path("plots/", Plots.as_view({"get": "list"}), name="estates-plots"),
    path("promises/", Promises.as_view({"get": "list"}), name="estates-promises"),
    path("principles/", Signatures.as_view({"get": "list"}), name="estates-principles"),
    path("appraisals/", Appraisals.as_view({"get": "list"}), name="estates-appraisals"),
    path("spaces/", Spaces.as_view({"get": "list"}), name="estates-spaces"),
    path("space-uses/", SpaceUses.as_view({"get": "list"}), name="estates-space-uses"),
    path("space-requests/", SpaceRequests.as_view({"get": "list"}), name="estates-space-requests"),
]
