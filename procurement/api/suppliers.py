"""Suppliers by money, for the same filter as the summary."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.viewsets import ViewSetMixin

from anchors.api import Endpoint, Page, Pounds
from anchors.api.paging import limit_of, page_of, position_of
from anchors.api.rendering import Csv, Json
from anchors.api.rows import pounds
from anchors.downloads import csv_response
from procurement.api.asking import SpendQuery, asked, version
from procurement.api.shapes import BANDS
from procurement.explorer.suppliers import SupplierSpend, supplier_ranking
from procurement.explorer.view import SpendView, spend_view

ALL = 10_000_000
AT_ONCE = 5000

SUPPLIER = {
    "rank": 1,
    "supplier": 318,
    "name": "Greenfield Laundry Ltd",
    "place": "E07999902",
    "band": "local",
    "location_basis": "payment_file",
    "amount": "812000.00",
    "influenceable": "812000.00",
    "lines": 96,
    "institutions": 2,
}


class SupplierQuery(SpendQuery):
    """The filter of the pages, and words of a name."""

    search = serializers.CharField(required=False, help_text="Words of the supplier's name, in their order.")


class SupplierRow(serializers.Serializer[Any]):
    """A supplier: spellings that differ in form only are one. Redacted names are in totals and never here."""

    rank = serializers.IntegerField()
    supplier = serializers.IntegerField(help_text="For the supplier filter.")
    name = serializers.CharField(help_text="The spelling with the most money.")
    place = serializers.CharField(allow_null=True, help_text="GSS code.")
    band = serializers.ChoiceField(BANDS)
    location_basis = serializers.CharField(help_text="How we know the place.")
    amount = Pounds(help_text="Net of credits.")
    influenceable = Pounds()
    lines = serializers.IntegerField()
    institutions = serializers.IntegerField(help_text="How many of the institutions pay it.")


@extend_schema_view(
    list=extend_schema(
        summary="Suppliers",
        responses=SupplierRow(many=True),
        examples=[OpenApiExample("A supplier", SUPPLIER, response_only=True, media_type="application/json")],
    )
)
class Suppliers(ViewSetMixin, Endpoint):
    """The ranking of suppliers."""

    renderer_classes: ClassVar[list[type[BaseRenderer]]] = [Json, Csv]  # type: ignore[misc]
    asks = SupplierQuery
    serializer_class = SupplierRow
    pagination_class = Page
    filter_backends = ()

    def list(self, request: Request) -> HttpResponseBase:
        """Suppliers, the largest first."""
        view = asked(request, self.person, spend_view, "search")
        if unchanged := self.unchanged(*version(view)):
            return unchanged
        search = request.query_params.get("search", "")
        is_csv = isinstance(request.accepted_renderer, Csv)
        if is_csv and "limit" not in request.query_params:
            return _as_csv(every_supplier(view, search))
        start, limit = (position_of(request, 1) or [0])[0], limit_of(request)
        found = supplier_ranking(view, search=search, limit=limit, offset=start)
        page = [_row(start + place, each) for place, each in enumerate(found.suppliers, 1)]
        return _as_csv(page) if is_csv else page_of(request, page, _next(start, limit, found.count))


def every_supplier(view: SpendView, search: str) -> Iterator[dict[str, Any]]:
    """All suppliers of a view as rows, some thousands at a time."""
    start, count = 0, ALL
    while start < count:
        found = supplier_ranking(view, search=search, limit=AT_ONCE, offset=start)
        yield from (_row(start + place, each) for place, each in enumerate(found.suppliers, 1))
        start, count = start + AT_ONCE, found.count


def _next(start: int, limit: int, count: int) -> list[int] | None:
    return [start + limit] if start + limit < count else None


def _row(rank: int, spend: SupplierSpend) -> dict[str, Any]:
    supplier = spend.supplier
    return {
        "rank": rank,
        "supplier": supplier.pk,
        "name": supplier.name,
        "place": supplier.place.code if supplier.place else None,
        "band": str(spend.band),
        "location_basis": supplier.basis,
        "amount": pounds(spend.pence),
        "influenceable": pounds(spend.influenceable_pence),
        "lines": spend.lines,
        "institutions": spend.institutions,
    }


def _as_csv(found: Any) -> HttpResponseBase:
    names = [*SupplierRow().fields]
    return csv_response("suppliers", names, ([row[name] for name in names] for row in found))
