"""The register and the returns as lists: the rows of the pages, their filters key for key."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import BadParameter, Row, ScopedViewSet
from anchors.api.parameters import Choice
from estates.models import Site
from estates.readings import RegisterFilter, filtered, return_rows
from estates.readings.register import ALL, UNKNOWN
from estates.returns import BY_CODE, FIGURES, year_words
from metrics.api.listing import Listing
from metrics.api.shapes import Exact

SITE = {
    "id": 12, "institution": "marsh-borough-council", "ref": "M1", "uprn": "100012", "name": "Old Library",
    "address": "3 High Street, Marsh", "postcode": "NM1 1AA", "place": "E07999902", "latitude": 53.38,
    "longitude": -2.35, "kind": "buildings", "use": "Library", "tenure": "freehold", "terms": "", "terms_end": None,
    "floor_m2": "415.0500", "land_ha": None, "energy_rating": "E", "status": "empty", "published": True,
}  # fmt: skip
RETURN = {
    "institution": "northvale-hospitals", "year": "2016/17", "figure": "backlog_high",
    "name": "Backlog, high risk", "unit": "£", "value": "1250000", "sites": 12,
}  # fmt: skip


class SiteRow(Row):
    """A site. An area of null is no data, never nought."""

    id = serializers.IntegerField()
    institution = serializers.SlugField(source="institution.slug")
    ref = serializers.CharField(help_text="The owner's code.")
    uprn = serializers.CharField()
    name = serializers.CharField()
    address = serializers.CharField()
    postcode = serializers.CharField()
    place = serializers.CharField(
        source="place.code", allow_null=True, help_text="GSS code of the authority."
    )
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    kind = Choice(Site.Kind.values)
    use = serializers.CharField()
    tenure = Choice(["", *Site.Tenure.values])
    terms = Choice(["", *Site.Terms.values], help_text="PFI or LIFT.")
    terms_end = serializers.DateField(allow_null=True)
    floor_m2 = Exact(allow_null=True, help_text="Gross internal floor area.")
    land_ha = Exact(allow_null=True, help_text="Hectares.")
    energy_rating = serializers.CharField()
    status = Choice(Site.Status.values)
    published = serializers.BooleanField(source="is_published", help_text="Readable in the whole system.")


class SiteQuery(serializers.Serializer[Any]):
    """The filter of the register, key for key."""

    institution = serializers.CharField(required=False, help_text="Slugs, with commas between.")
    kind = Choice(Site.Kind.values, required=False)
    tenure = Choice([*Site.Tenure.values, UNKNOWN], required=False)
    status = Choice(
        [*Site.Status.values, ALL],
        required=False,
        help_text="Those that are held if not given; all for every one.",
    )
    place = serializers.CharField(required=False, help_text="GSS code, or unknown.")
    search = serializers.CharField(required=False, help_text="Words of name, address, code or use.")


class ReturnRowShape(serializers.Serializer[Any]):
    """One figure of one institution and year. Shares are 0 to 1."""

    institution = serializers.SlugField()
    year = serializers.CharField(help_text="Financial year.")
    figure = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    value = Exact()
    sites = serializers.IntegerField(help_text="Returns of single sites there are for that year.")


class ReturnQuery(serializers.Serializer[Any]):
    """Whose returns, of when, which figures."""

    institution = serializers.CharField(required=False, help_text="Slugs, with commas between.")
    year = serializers.CharField(
        required=False, help_text="First calendar year of the financial year: 2016 is 2016/17."
    )
    figure = serializers.CharField(required=False, help_text="Codes, with commas between.")


@extend_schema_view(
    list=extend_schema(
        summary="Sites",
        responses=SiteRow(many=True),
        examples=[OpenApiExample("A library", SITE, response_only=True, media_type="application/json")],
    )
)
class Sites(ScopedViewSet):
    """The register of land and buildings."""

    row = SiteRow
    asks = SiteQuery
    ordering = ("name", "id")
    filename = "sites"
    queryset = Site.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """Sites by name: one's own, and those that partners in the system have published."""
        return super().list(request)

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        return filtered(found, RegisterFilter(**asked))


@extend_schema_view(
    list=extend_schema(
        summary="Estates returns",
        responses=ReturnRowShape(many=True),
        examples=[OpenApiExample("A figure", RETURN, response_only=True, media_type="application/json")],
    )
)
class Returns(Listing):
    """Figures of estates by institution and financial year."""

    serializer_class = ReturnRowShape
    asks = ReturnQuery
    filename = "estate-returns"

    def list(self, request: Request) -> HttpResponseBase:
        """Figures, a row each: of the whole institution where it returned one, else the sum of its sites."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        codes = _listed(asked.get("figure", ""))
        if strange := [code for code in codes if code not in BY_CODE]:
            known = ", ".join(figure.code for figure in FIGURES)
            raise BadParameter("figure", f'"{strange[0]}" is not a figure. Use codes of: {known}.')
        years = _listed(asked.get("year", ""))
        if strange := [year for year in years if not (year.isdecimal() and len(year) == len("2016"))]:
            raise BadParameter("year", f'"{strange[0]}" is not a year. Write 2016 for 2016/17.')
        rows = return_rows(
            self.person,
            institutions=_listed(asked.get("institution", "")),
            years=[int(year) for year in years],
            figures=codes,
        )
        return [
            {
                "institution": row.institution.slug,
                "year": year_words(row.year),
                "figure": row.figure.code,
                "name": row.figure.label,
                "unit": row.figure.unit,
                "value": _plain(row.value),
                "sites": row.sites,
            }
            for row in rows
        ]


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _listed(text: str) -> Sequence[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
