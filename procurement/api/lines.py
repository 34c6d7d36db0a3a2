"""Payment lines of the person's own institutions, each with its reason and the rule or person that gave it."""

from collections.abc import Callable
from typing import Any

from django.db.models.functions import Coalesce
from django.http import HttpResponseBase
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import Pounds, Row, ScopedViewSet, rows
from procurement.api.asking import SpendQuery, asked, version
from procurement.api.shapes import BANDS
from procurement.explorer.lines import lines_view, spend_lines
from procurement.explorer.view import SpendView
from procurement.models import Reason, SpendLine

LINE = {
    "id": 5512,
    "institution": "marsh-borough-council",
    "upload": 42,
    "row": 17,
    "payment_date": "2026-04-09",
    "amount": "1250.00",
    "supplier": "Greenfield Laundry Ltd",
    "supplier_id": 318,
    "place": "E07999902",
    "band": "local",
    "category": "Laundry",
    "department": "Leisure",
    "description": "Towels",
    "transaction_number": "900113",
    "reason": "OPEN",
    "reason_label": "Influenceable",
    "rule": None,
    "overridden_because": None,
}


class LineRow(Row):
    """One payment line, as the ledger has it."""

    id = serializers.IntegerField()
    institution = serializers.SlugField(source="institution.slug")
    upload = serializers.IntegerField(source="upload_id")
    row = serializers.IntegerField(source="source_row", help_text="As the spreadsheet shows it.")
    payment_date = serializers.DateField()
    amount = Pounds(source="amount_pence", help_text="Credits are negative.")
    supplier = serializers.CharField(source="key.supplier.name")
    supplier_id = serializers.IntegerField(source="key.supplier_id")
    place = serializers.CharField(source="key.supplier.place.code", allow_null=True, help_text="GSS code.")
    band = serializers.ChoiceField(BANDS, source="*", help_text="Of the supplier's place.")
    location_basis = serializers.CharField(source="key.supplier.basis", help_text="How we know the place.")
    category = serializers.CharField(source="key.category.name")
    department = serializers.CharField(source="key.department")
    procurement_class = serializers.CharField(
        source="key.procurement_class", help_text="The publisher's own."
    )
    description = serializers.CharField()
    transaction_number = serializers.CharField()
    reason = serializers.ChoiceField(Reason.choices, source="reason_now")
    reason_label = serializers.CharField(source="*")
    rule_id = serializers.IntegerField(source="key.rule_id", allow_null=True)
    rule = serializers.CharField(
        source="key.rule.title", allow_null=True, help_text="null where no rule matched: influenceable."
    )
    overridden_by = serializers.CharField(source="override.made_by.name", allow_null=True)
    overridden_because = serializers.CharField(source="override.why", allow_null=True)


@extend_schema_view(
    list=extend_schema(
        summary="Payment lines",
        responses=LineRow(many=True),
        examples=[OpenApiExample("A line", LINE, response_only=True, media_type="application/json")],
    )
)
class Lines(ScopedViewSet):
    """Payment lines: only those of the person's own institutions, whatever else they may read in aggregate."""

    row = LineRow
    asks = SpendQuery
    ordering = ("-ym", "-payment_date", "-id")
    also = ("key__supplier__place", "key__supplier__is_abroad", "key__supplier__is_redacted")
    filename = "payment-lines"
    queryset = SpendLine.objects.all()
    view: SpendView

    def list(self, request: Request) -> HttpResponseBase:
        """Payment lines of your own institutions, newest first. Partners' lines are theirs alone."""
        self.view = asked(request, self.person, lines_view)
        if unchanged := self.unchanged(*version(self.view)):
            return unchanged
        lines = spend_lines(self.person, self.view)
        return self.listed(lines.annotate(reason_now=Coalesce("override__reason", "key__reason")))

    @cached_property
    def written(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """Adds the words of the reason, and the band of place as the reader's local places make it."""
        plain, band_of = rows.writer(self.row), self.view.places.band_of

        def written(row: dict[str, Any]) -> dict[str, Any]:
            place, is_abroad, is_redacted = (row[lookup] for lookup in self.also)
            band = band_of(place, is_abroad=is_abroad, is_redacted=is_redacted)
            return plain(row) | {"band": band, "reason_label": Reason(row["reason_now"]).label}

        return written
