"""The forms of the upload journey."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import capfirst

from anchors.forms import Form, RadioSelect
from anchors.ingest import UploadKind
from anchors.models import AnchorInstitution
from anchors.periods import (
    Period,
    financial_quarter,
    financial_year,
    financial_year_of,
    month,
    months_earlier,
    period_of,
    ym_of,
)

QUARTERS, MONTHS, YEARS = 12, 24, 6
FROM_THE_DATES = "Use the dates in the file"


class StartForm(Form):
    """What is being uploaded, for whom, and for which months."""

    kind = forms.ChoiceField(
        label="What are you uploading?",
        widget=RadioSelect,
        error_messages={"required": "Choose what you are uploading"},
    )
    institution = forms.ModelChoiceField(
        AnchorInstitution.objects.none(),
        to_field_name="slug",
        label="Which institution is it about?",
        empty_label="Choose an institution",
        error_messages={"required": "Choose an institution", "invalid_choice": "Choose an institution"},
    )
    period = forms.ChoiceField(
        label="Which months does it cover?",
        help_text="Choose a period if the file has no dates, or to be told of dates outside it.",
        required=False,
        error_messages={"invalid_choice": "Choose a period from the list"},
    )

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[UploadKind],
        institutions: Iterable[AnchorInstitution],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kind, institution, period = (self.fields[name] for name in ("kind", "institution", "period"))
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - tells the type checker
        assert isinstance(institution, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(period, forms.ChoiceField)  # noqa: S101
        kind.choices = [(each.code, capfirst(each.label)) for each in kinds]
        found = list(institutions)
        institution.queryset = AnchorInstitution.objects.filter(pk__in=[each.pk for each in found])
        if len(found) == 1:
            del self.fields["institution"]
        period.choices = period_choices(today)


class FileForm(Form):
    """The file itself."""

    file = forms.FileField(
        label="Select a CSV or Excel file",
        error_messages={
            "required": "Select a CSV or Excel file",
            "empty": "The selected file is empty",
            "invalid": "The selected file could not be uploaded – try again",
            "missing": "Select a CSV or Excel file",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods,.zip"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse only what is too large; everything else is judged by what is in it."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.LARGEST_UPLOAD:
            largest = settings.LARGEST_UPLOAD // (1024 * 1024)
            raise forms.ValidationError(
                f"The selected file must be smaller than {largest}MB", code="too_large"
            )
        return file


class QuestionForm(Form):
    """One question that only the uploader can answer."""

    answer = forms.ChoiceField(
        widget=RadioSelect,
        error_messages={"required": "Choose an answer", "invalid_choice": "Choose an answer"},
    )

    def __init__(self, *args: Any, question: Mapping[str, Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 - tells the type checker
        choices = [(each["value"], each["text"]) for each in question["choices"]]
        if question["code"] == "period":
            answer.widget = forms.Select()
            mentioned = {value for value, _ in choices}
            likely = [each for each in period_choices(today)[1:] if each[0] not in mentioned]
            choices = [("", "Choose a period"), *choices, *likely]
        answer.label, answer.choices = question["text"], choices


def period_choices(today: date) -> list[tuple[str, str]]:
    """Code and words of the periods that a file is likely to cover, newest first."""
    now = ym_of(today)
    year = financial_year_of(now)
    found = [("", FROM_THE_DATES)]
    quarters = [financial_quarter(year - back, quarter) for back in range(4) for quarter in (4, 3, 2, 1)]
    found += [_choice(each, "quarter") for each in quarters if each.first <= now][:QUARTERS]
    found += [_choice(month(months_earlier(now, back)), "month") for back in range(MONTHS)]
    found += [_choice(financial_year(year - back), "financial year") for back in range(YEARS)]
    return found


def _choice(period: Period, what: str) -> tuple[str, str]:
    return period.code, period.label if what == "month" else f"{period.label} ({what})"


def declared_period(code: str) -> Period | None:
    """The period of a code in an address; None for no code. ValueError for anything else."""
    return period_of(code) if code else None
