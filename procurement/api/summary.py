"""The spend summary: what the explorer page shows, as JSON, and as CSV one figure a line."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from anchors.api import Endpoint
from anchors.api.rendering import Csv, Json
from anchors.api.rows import pounds, share
from anchors.downloads import csv_response
from anchors.models import Place
from procurement.analysis import Band, Concentration, DeprivedSpend, Influence, PlaceSpend
from procurement.analysis import share as share_of
from procurement.api.asking import SpendQuery, asked, version
from procurement.api.shapes import EXAMPLE, SummaryShape
from procurement.explorer.filters import BAND_WORDS
from procurement.explorer.summary import SpendSummary, summary_of
from procurement.explorer.suppliers import concentration_of
from procurement.explorer.view import spend_view
from procurement.models import Reason

CSV_HEADINGS = ("measure", "code", "label", "amount", "share", "share_of")


class Summary(Endpoint):
    """Where the money goes."""

    renderer_classes: ClassVar[list[type[BaseRenderer]]] = [Json, Csv]  # type: ignore[misc]

    @extend_schema(
        summary="Where the money goes",
        parameters=[SpendQuery],
        responses=SummaryShape,
        examples=[OpenApiExample("A council", EXAMPLE, response_only=True, media_type="application/json")],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The figures of the explorer page, for the same filter: to the penny the same."""
        view = asked(request, self.person, spend_view)
        if unchanged := self.unchanged(*version(view)):
            return unchanged
        summary = summary_of(view)
        if isinstance(request.accepted_renderer, Csv):
            return csv_response("spending", CSV_HEADINGS, figures(summary))
        return Response(body(summary))


def body(summary: SpendSummary) -> dict[str, Any]:
    """A summary as `SummaryShape` describes it."""
    view = summary.view
    slugs = {institution.pk: institution.slug for institution in view.institutions}
    period = view.period and {"code": view.period.code, "label": view.period.label}
    return {
        "period": period,
        "unit": "GBP",
        "suppressed": False,
        "institutions": list(slugs.values()),
        "geography": {
            "local": _codes(view.places.local),
            "system": _codes(view.places.system),
            "region": _codes(view.places.region),
            "regions": _codes(view.places.regions),
        },
        "query": view.settled.as_query(),
        "lines": summary.lines,
        "amount": pounds(summary.total),
        "credits": pounds(summary.credit_pence),
        "redacted": pounds(summary.redacted_pence),
        "influence": _influence(summary.influence),
        "places": _places(summary.places, has_local=bool(view.places.local)),
        "influenceable_places": _places(summary.influenceable_places, has_local=bool(view.places.local)),
        "deprivation": [_deprived(2019, summary.deprived_2019), _deprived(2025, summary.deprived_2025)],
        "concentration": _concentration(concentration_of(view, summary.total)),
        "by_month": [
            {
                "month": month_code(ym),
                "amount": pounds(money.total),
                "influenceable": pounds(money.influenceable),
                "local_share": _share(money.places.local_share if view.places.local else None),
            }
            for ym, money in sorted(summary.months.items())
        ],
        "by_category": [
            {
                "category": category.name,
                "amount": pounds(category.part.total),
                "influenceable": pounds(category.part.influenceable),
                "local_share": _share(category.part.local_share if view.places.local else None),
                "unknown_share": _share(category.part.unknown_share),
            }
            for category in summary.categories
        ],
        "supplied": [
            {"institution": slug, "months": [month_code(ym) for ym in sorted(summary.supplied.get(key, ()))]}
            for key, slug in slugs.items()
        ],
    }


def figures(summary: SpendSummary) -> Iterator[tuple[object, ...]]:
    """A summary as lines of CSV: measure, code, words, pounds, share, and what it is a share of."""
    found = body(summary)
    yield "amount", "", "All spending", found["amount"], None, ""
    yield "credits", "", "Credits", found["credits"], None, ""
    yield "redacted", "", "Paid to redacted names", found["redacted"], None, ""
    for each in found["influence"]["by_reason"]:
        yield "reason", each["reason"], each["label"], each["amount"], each["share"], "all spending"
    for name, words in (("places", "spending"), ("influenceable_places", "influenceable spending")):
        part = found[name]
        for each in part["by_band"]:
            whole = f"all {words}" if each["band"] == Band.UNKNOWN else f"{words} with a known place"
            yield name, each["band"], each["label"], each["amount"], each["share"], whole
        for key in ("local_share", "regional_share", "leakage"):
            yield (
                name,
                key,
                key.replace("_", " ").capitalize(),
                None,
                part[key],
                f"{words} with a known place",
            )
    for each in found["deprivation"]:
        label = f"Most deprived fifth of areas, {each['release']}"
        yield (
            "deprivation",
            each["release"],
            label,
            each["deprived"],
            each["deprived_share"],
            "known small area",
        )
    for each in found["by_month"]:
        yield "month", each["month"], "All spending", each["amount"], None, ""
    for each in found["by_category"]:
        yield "category", "", each["category"], each["amount"], each["local_share"], "local, of known place"


def month_code(ym: int) -> str:
    """`2026-09`."""
    return f"{ym // 100}-{ym % 100:02d}"


def _influence(influence: Influence) -> dict[str, Any]:
    return {
        "influenceable": pounds(influence.influenceable),
        "locked": pounds(influence.locked),
        "not_influenceable": pounds(influence.not_influenceable),
        "influenceable_share": _share(influence.influenceable_share),
        "by_reason": [
            {
                "reason": str(reason),
                "label": reason.label,
                "amount": pounds(influence.pence.get(reason, 0)),
                "share": _share(share_of(influence.pence.get(reason, 0), influence.total)),
            }
            for reason in Reason
            if reason in influence.pence
        ],
    }


def _places(places: PlaceSpend, *, has_local: bool) -> dict[str, Any]:
    between = places.local_range if has_local else None
    return {
        "known": pounds(places.known),
        "unknown": pounds(places.unknown),
        "unknown_share": _share(places.unknown_share),
        "local_share": _share(places.local_share if has_local else None),
        "regional_share": _share(places.regional_share if has_local else None),
        "leakage": _share(places.leakage if has_local else None),
        "local_share_between": between and [share(each) for each in between],
        "by_band": [
            {
                "band": str(band),
                "label": BAND_WORDS[band],
                "amount": pounds(places.of(band)),
                "share": _share(places.share_of(band)),
            }
            for band in Band
        ],
    }


def _concentration(concentration: Concentration) -> dict[str, Any]:
    tops = [
        {"suppliers": count, "amount": pounds(pence), "share": _share(concentration.share_of_top(count))}
        for count, pence in concentration.pence.items()
    ]
    return {"suppliers": concentration.suppliers, "top": tops}


def _deprived(release: int, deprived: DeprivedSpend) -> dict[str, Any]:
    return {
        "release": release,
        "known": pounds(deprived.known),
        "deprived": pounds(deprived.deprived),
        "deprived_share": _share(deprived.deprived_share),
    }


def _share(value: Decimal | None) -> float | None:
    return None if value is None else share(value)


def _codes(places: tuple[Place, ...]) -> list[str]:
    return [place.code for place in places]
