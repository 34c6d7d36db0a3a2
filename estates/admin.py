"""Django's administration of the estates lever, to look at: sites and returns are changed on its pages and by files."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from anchors.admin import OnlyToLookAt
from estates.models import EstateReturn, Site


@admin.register(Site)
class Sites(OnlyToLookAt):
    """Every published site there is; what an institution keeps to itself is not for platform staff."""

    list_display = ("name", "institution", "ref", "kind", "tenure", "status", "place")
    list_filter = ("kind", "tenure", "status")
    list_select_related = ("institution", "place")
    search_fields = ("name", "ref", "uprn", "postcode")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Published ones."""
        return super().get_queryset(request).filter(is_published=True)


@admin.register(EstateReturn)
class EstateReturns(OnlyToLookAt):
    """Published returns: whose, for when."""

    list_display = ("institution", "site", "year")
    list_filter = ("year",)
    list_select_related = ("institution", "site")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Published ones."""
        return super().get_queryset(request).filter(is_published=True)
