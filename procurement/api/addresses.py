"""Addresses of the spending endpoints."""

from django.urls import path

from procurement.api.lines import Lines
from procurement.api.rules import Rules
from procurement.api.summary import Summary
from procurement.api.suppliers import Suppliers
from procurement.api.system import WholeSystem

urlpatterns = [
    path("", Summary.as_view(), name="spending"),
    path("system/", WholeSystem.as_view(), name="spending-system"),
    path("suppliers/", Suppliers.as_view({"get": "list"}), name="spending-suppliers"),
    path("lines/", Lines.as_view({"get": "list"}), name="spending-lines"),
    path("rules/", Rules.as_view({"get": "list"}), name="spending-rules"),
]
