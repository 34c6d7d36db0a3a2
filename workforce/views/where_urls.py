"""Addresses of where staff live and who is missing, below `/employment/`."""

from django.urls import path

from workforce.views import missing, own, where

urlpatterns = [
    path("", where.where, name="employment"),
    path("areas.<slug:ending>", where.where_download, name="employment_download"),
    path("deciles/", missing.missing, name="deciles"),
    path("deciles.<slug:ending>", missing.missing_download, name="deciles_download"),
    path("true-counts/", own.own_counts, name="own_counts"),
    path("true-counts.csv", own.own_counts_download, name="own_counts_download"),
]
