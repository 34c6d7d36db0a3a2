"""Spending by program: the same filters and the same numbers as the pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
