"""How large a figure of land can sensibly be, and when something can have happened."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from anchors.forms import DateField

FIRST_DAY = date(1980, 1, 1)
MOST_HECTARES = 5_000
MOST_METRES = 1_000_000
MOST_POUNDS = 2_000_000_000
MOST_HOMES = 20_000
HOURS_OF_WEEK = 168


def past_day(label: str, **options: Any) -> DateField:
    """The day of something that has happened: today or before, and within living memory."""
    return DateField(label=label, validators=[_has_been], **options)


def _has_been(day: date) -> None:
    if day > timezone.localdate():
        raise forms.ValidationError("The day must be today or in the past")
    if day < FIRST_DAY:
        raise forms.ValidationError(f"The day must be in {FIRST_DAY.year} or later. Check the year")
