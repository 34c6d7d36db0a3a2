"""Who has signed the principles for disposals, as a list."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from estates.models import DisposalPrinciples
from estates.readings.principles import signatories
from metrics.api.listing import Listing

SIGNATURE = {
    "system": "northvale-and-marsh", "principles": "Surplus land", "institution": "marsh-borough-council",
    "signed": True, "signed_by": "Chief executive", "signed_on": "2026-09-01",
}  # fmt: skip


class SignatureShape(serializers.Serializer[Any]):
    """A partner, and whether it stands by the text in force."""

    system = serializers.SlugField()
    principles = serializers.CharField()
    institution = serializers.SlugField()
    signed = serializers.BooleanField()
    signed_by = serializers.CharField(help_text="By role; empty where it has not signed.")
    signed_on = serializers.DateField(allow_null=True)


@extend_schema_view(
    list=extend_schema(
        summary="Signatures of the principles for disposals",
        responses=SignatureShape(many=True),
        examples=[
            OpenApiExample("A signature", SIGNATURE, response_only=True, media_type="application/json")
        ],
    )
)
class Signatures(Listing):
    """Partners with and without a signature."""

    serializer_class = SignatureShape
    filename = "principles"

    def list(self, request: Request) -> HttpResponseBase:
        """Every member of the systems that the person belongs to, where principles are in force."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        texts = DisposalPrinciples.objects.visible_to(self.person).filter(valid_to=None)
        return [
            {
                "system": text.system.slug,
                "principles": text.title,
                "institution": row.institution.slug,
                "signed": row.signature is not None,
                "signed_by": row.signature.signed_by if row.signature else "",
                "signed_on": row.signature.signed_on if row.signature else None,
            }
            for text in texts.select_related("system").order_by("system__slug")
            for row in signatories(text)
        ]
