"""Forms of dated events: the file and the day up to which it speaks, and somebody who withdraws."""

from datetime import date
from typing import Any

from django import forms

from anchors.forms import CsvFileForm, DateField, Form
from anchors.wording import day

LONGEST_ALIAS = 100


class EventsForm(CsvFileForm):
    """A file of events, and up to which day everything known is in it."""

    as_at = DateField(
        label="Up to which day does the file say everything you know?",
        help_text="Usually the day on which it was made. Shares count only people who could have got that far by then.",
    )
    field_order = ("as_at", "file")

    def __init__(self, *args: Any, today: date, first_day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.first_day = today, first_day

    def clean_as_at(self) -> date:
        """A day that has come, after the programme began."""
        found: date = self.cleaned_data["as_at"]
        if found > self.today:
            raise forms.ValidationError("That day is still to come. Use the last day that you know of")
        if found < self.first_day:
            raise forms.ValidationError(f"The programme started on {day(self.first_day)}. Check the day")
        return found


class WithdrawalForm(Form):
    """The alias of somebody whose events are to go."""

    alias = forms.CharField(
        label="Their code, as in your files",
        max_length=LONGEST_ALIAS,
        error_messages={"required": "Enter the code"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
