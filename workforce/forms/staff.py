"""Sending a staff file: whose, which quarter, as of which day, and the file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from anchors.forms import DateField, Form
from anchors.ingest.text import column_letter
from anchors.models import AnchorInstitution
from anchors.periods import Period, financial_quarter, financial_year_of, period_of, ym_of
from anchors.wording import day
from workforce.intake import LARGEST_FILE, Choice, Purpose
from workforce.models import CHARACTERISTICS, Breakdown

QUARTERS = 8
MEGABYTES = LARGEST_FILE // 1024 // 1024
TOO_LARGE = f"The selected file must be smaller than {MEGABYTES}MB"
CLOSED = (
    "A published quarter takes no more files. A closed one is not published any more, since a later one has been: its "
    "counts are for your own people alone."
)
_LETTERS = [(column_letter(index), f"Column {column_letter(index)}") for index in range(1000)]


class StaffFileForm(Form):
    """Everything that is asked before a staff file is read."""

    institution = forms.ModelChoiceField(
        AnchorInstitution.objects.none(),
        to_field_name="slug",
        label="Whose staff are they?",
        empty_label="Choose an institution",
        error_messages={"required": "Choose an institution", "invalid_choice": "Choose an institution"},
    )
    quarter = forms.ChoiceField(label="Quarter", error_messages={"invalid_choice": "Choose a quarter"})
    census_date = DateField(
        label="Census date",
        help_text="The day on which these people were in post, for example 30 9 2026.",
    )
    characteristic = forms.ChoiceField(
        label="Protected characteristic to count (optional)",
        help_text="Other characteristics in the file are not read.",
        required=False,
        choices=[("", "None"), *((code.value, code.label) for code in CHARACTERISTICS)],
    )
    postcode_column = forms.ChoiceField(
        label="Column with the home postcodes", required=False, choices=[("", "Find it for me"), *_LETTERS]
    )
    file = forms.FileField(
        label="Select a CSV or Excel file",
        error_messages={
            "required": "Select a CSV or Excel file",
            "empty": "The selected file is empty",
            "invalid": "The selected file could not be uploaded – try again",
            "missing": "Select a CSV or Excel file",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )

    def __init__(
        self,
        *args: Any,
        institutions: Iterable[AnchorInstitution],
        today: date,
        notes: Mapping[Period, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today, self._institutions = today, list(institutions)
        institution, quarter = self.fields["institution"], self.fields["quarter"]
        assert isinstance(institution, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        assert isinstance(quarter, forms.ChoiceField)  # noqa: S101
        institution.queryset = AnchorInstitution.objects.filter(
            pk__in=[each.pk for each in self._institutions]
        )
        if len(self._institutions) == 1:
            del self.fields["institution"]
        quarter.choices = [
            (each.code, f"{each.label} ({notes[each]})" if notes and each in notes else each.label)
            for each in quarters(today)
        ]
        quarter.help_text = CLOSED if notes else ""
        self.asks_column = bool(self.data.get("postcode_column"))

    def ask_column(self, choices: Sequence[Choice]) -> None:
        """Offer the columns of the file that was sent, which is not here any more."""
        field = self.fields["postcode_column"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        words = [
            (each.letter, f"Column {each.letter}: {each.words}" if each.words else f"Column {each.letter}")
            for each in choices
        ]
        field.choices = [("", "Choose a column"), *words]
        self.asks_column = True

    def clean_quarter(self) -> Period:
        """The quarter as a period."""
        return period_of(self.cleaned_data["quarter"])

    def clean(self) -> dict[str, Any]:
        """A census date lies in its quarter and not ahead."""
        quarter, census = self.cleaned_data.get("quarter"), self.cleaned_data.get("census_date")
        if quarter and census and not quarter.start <= census <= quarter.end:
            self.add_error(
                "census_date", f"The census date must be from {day(quarter.start)} to {day(quarter.end)}"
            )
        elif census and census > self._today:
            self.add_error("census_date", "The census date must be today or in the past")
        return self.cleaned_data

    @property
    def purpose(self) -> Purpose:
        """What the file is sent for."""
        answers = self.cleaned_data
        return Purpose(
            institution=answers.get("institution") or self._institutions[0],
            quarter=answers["quarter"],
            census_date=answers["census_date"],
            characteristic=answers["characteristic"],
            postcode_column=answers["postcode_column"],
        )


def quarters(today: date) -> list[Period]:
    """The quarters for which a file may be sent, the newest first."""
    year = financial_year_of(ym_of(today))
    found = [financial_quarter(year - back, number) for back in range(3) for number in (4, 3, 2, 1)]
    return [each for each in found if each.first <= ym_of(today)][:QUARTERS]


def characteristic_label(code: str) -> str:
    """What people read."""
    return Breakdown(code).label
