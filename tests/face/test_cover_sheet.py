"""The cover sheet of a workbook: what is in it, and the addresses that lead back."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cast import assembled

pytestmark = pytest.mark.django_db


def cover(address: str) -> dict[str, str]:
    client = Client()
    client.force_login(assembled().officer)
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(address).content))
    return {str(row[0]): str(row[1]) for row in book.get_sheet_by_name("Cover").to_python()}


def test_without_filters_its_address_is_the_explorers_own() -> None:
    found = cover(reverse("spending_download", args=["spending.xlsx"]))
    assert found["Live address"] == f"http://testserver{reverse('spending')}"
    assert not found["The same months and places"].endswith("?")


def test_with_filters_its_address_carries_them() -> None:
    found = cover(reverse("spending_download", args=["spending.xlsx"]) + "?period=2026-09")
    assert found["Live address"].endswith("?period=2026-09")
