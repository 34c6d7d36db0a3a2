"""Addresses of the endpoints of plans, indicators and measurements."""

from django.urls import path

from metrics.api.definitions import Indicators, Recommendations
from metrics.api.measurements import FormerMeasurements, Measurements
from metrics.api.place_values import PlaceValues
from metrics.api.plans import Actions, Commitments, Plans
from metrics.api.shared import SharedMeasurements
from metrics.api.targets import Targets

urlpatterns = [
    path("measurements/", Measurements.as_view({"get": "list"}), name="measurements"),
    path("recommendations/", Recommendations.as_view({"get": "list"}), name="recommendations"),
    path(
        "recommendations/<int:number>/",
        Recommendations.as_view({"get": "retrieve"}, detail=True),
        name="recommendation",
    ),
    path("plans/", Plans.as_view({"get": "list"}), name="plans"),
    path("commitments/", Commitments.as_view({"get": "list"}), name="commitments"),
    path("actions/", Actions.as_view({"get": "list"}), name="actions"),
    path("indicators/", Indicators.as_view({"get": "list"}), name="indicators"),
    path(
        "indicators/<slug:code>/",
        Indicators.as_view({"get": "retrieve"}, detail=True),
        name="indicator",
    ),
    path("measurements/system/", SharedMeasurements.as_view({"get": "list"}), name="shared-measurements"),
    path("measurements/former/", FormerMeasurements.as_view({"get": "list"}), name="former-measurements"),
    path("targets/", Targets.as_view({"get": "list"}), name="targets"),
    path("place-values/", PlaceValues.as_view({"get": "list"}), name="place-values"),
]
