"""The shape of the spend summary."""

from typing import Any

from rest_framework import serializers

from anchors.api import Pounds, Share
from procurement.analysis import Band
from procurement.explorer.filters import BAND_WORDS
from procurement.models import Reason

BANDS = [(str(band), BAND_WORDS[band]) for band in Band]

EXAMPLE = {
    "period": {"code": "2025-10..2026-09", "label": "October 2025 to September 2026"},
    "unit": "GBP",
    "suppressed": False,
    "institutions": ["northvale-city-council"],
    "geography": {"local": ["E08999901"], "system": ["E07999902"], "region": [], "regions": ["E12999901"]},
    "lines": 8120,
    "amount": "482000000.00",
    "credits": "-1204500.00",
    "redacted": "0.00",
    "influence": {
        "influenceable": "210000000.00",
        "locked": "0.00",
        "not_influenceable": "272000000.00",
        "influenceable_share": 0.435685,
        "by_reason": [
            {
                "reason": "NHSBODY",
                "label": "NHS or government body",
                "amount": "272000000.00",
                "share": 0.564315,
            }
        ],
    },
    "places": {
        "known": "482000000.00",
        "unknown": "0.00",
        "unknown_share": 0.0,
        "local_share": 0.28,
        "regional_share": 0.31,
        "leakage": 0.69,
        "local_share_between": [0.28, 0.28],
        "by_band": [{"band": "local", "label": "Local places", "amount": "134960000.00", "share": 0.28}],
    },
}


class PeriodShape(serializers.Serializer[Any]):
    """A run of whole months."""

    code = serializers.CharField(help_text="As the period filter takes it.")
    label = serializers.CharField()  # type: ignore[assignment]


class Geography(serializers.Serializer[Any]):
    """GSS codes of the local authorities in each band, and of the regions around the local ones."""

    local = serializers.ListField(child=serializers.CharField())
    system = serializers.ListField(child=serializers.CharField())
    region = serializers.ListField(child=serializers.CharField())
    regions = serializers.ListField(child=serializers.CharField())


class ReasonShape(serializers.Serializer[Any]):
    """Money with one reason."""

    reason = serializers.ChoiceField(Reason.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    amount = Pounds()
    share = Share(allow_null=True, help_text="Of all spending.")


class InfluenceShape(serializers.Serializer[Any]):
    """What could go to another supplier, and why the rest cannot. The denominator is all spending (`amount`)."""

    influenceable = Pounds()
    locked = Pounds(help_text="Under contract until a known date.")
    not_influenceable = Pounds()
    influenceable_share = Share(allow_null=True)
    by_reason = ReasonShape(many=True)


class BandShape(serializers.Serializer[Any]):
    """Money in one band of place."""

    band = serializers.ChoiceField(BANDS)
    label = serializers.CharField()  # type: ignore[assignment]
    amount = Pounds()
    share = Share(
        allow_null=True, help_text="Of money with a known place; of all money for the band unknown."
    )


class PlacesShape(serializers.Serializer[Any]):
    """Where money goes. The denominator of its shares is `known`, the money whose place is known."""

    known = Pounds()
    unknown = Pounds()
    unknown_share = Share(allow_null=True, help_text="Of all spending.")
    local_share = Share(allow_null=True)
    regional_share = Share(allow_null=True, help_text="The wider region, the local places included.")
    leakage = Share(allow_null=True, help_text="1 less the regional share.")
    local_share_between = serializers.ListField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text="The local share of all spending if none, and if all, of the unknown were local.",
    )
    by_band = BandShape(many=True)


class DeprivedShape(serializers.Serializer[Any]):
    """Money at suppliers in the most deprived fifth of small areas. The denominator is `known`."""

    release = serializers.IntegerField(help_text="Of the English indices of deprivation.")
    known = Pounds(help_text="Money whose supplier's small area has a decile.")
    deprived = Pounds()
    deprived_share = Share(allow_null=True)


class TopShape(serializers.Serializer[Any]):
    """The money of the largest suppliers."""

    suppliers = serializers.IntegerField(help_text="How many of the largest.")
    amount = Pounds()
    share = Share(allow_null=True, help_text="Of all spending.")


class ConcentrationShape(serializers.Serializer[Any]):
    """How much the largest suppliers have; names that differ in form only are one."""

    suppliers = serializers.IntegerField()
    top = TopShape(many=True)


class MonthShape(serializers.Serializer[Any]):
    """One month."""

    month = serializers.CharField(help_text="2026-09")
    amount = Pounds()
    influenceable = Pounds()
    local_share = Share(allow_null=True)


class CategoryShape(serializers.Serializer[Any]):
    """One category."""

    category = serializers.CharField()
    amount = Pounds()
    influenceable = Pounds()
    local_share = Share(allow_null=True)
    unknown_share = Share(allow_null=True)


class SuppliedShape(serializers.Serializer[Any]):
    """The months of the period for which an institution has supplied data."""

    institution = serializers.SlugField()
    months = serializers.ListField(child=serializers.CharField())


class SummaryShape(serializers.Serializer[Any]):
    """Where the money goes: every figure for one period, set of institutions and choice of local places."""

    period = PeriodShape(allow_null=True, help_text="null where there is no data.")
    unit = serializers.CharField()
    suppressed = serializers.BooleanField(help_text="Whether a figure was hidden to protect a partner's.")
    institutions = serializers.ListField(child=serializers.SlugField())
    geography = Geography()
    query = serializers.CharField(
        help_text="The filter with its defaults written out: the same figures next month."
    )
    lines = serializers.IntegerField()
    amount = Pounds(help_text="All spending, net of credits.")
    credits = Pounds()
    redacted = Pounds(help_text="Paid to names that are redacted; in totals, in no supplier and no place.")
    influence = InfluenceShape()
    places = PlacesShape()
    influenceable_places = PlacesShape(help_text="The influenceable part alone.")
    deprivation = DeprivedShape(many=True)
    concentration = ConcentrationShape()
    by_month = MonthShape(many=True)
    by_category = CategoryShape(many=True)
    supplied = SuppliedShape(many=True)
