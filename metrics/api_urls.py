"""Addresses of the endpoints of plans, indicators and measurements."""

from django.urls import path

from metrics.api.measurements import FormerMeasurements, Measurements

urlpatterns = [
    path("measurements/", Measurements.as_view({"get": "list"}), name="measurements"),
    path("measurements/former/", FormerMeasurements.as_view({"get": "list"}), name="former-measurements"),
]
