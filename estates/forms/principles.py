"""Forms of the principles for disposals: their text, a signature."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from anchors.forms import DateField, Form
from anchors.models import AnchorInstitution

SUGGESTED = (
    "We look at affordable homes, premises for small firms and community ownership before we sell to the market.",
    "We offer land to other public bodies and to community groups before we advertise it.",
    "We publish what was promised at a sale, and what was built.",
    "We weigh what land does for the place, not its price alone.",
)
"""A text to start from, in our words, after Healthy places (2023), recommendation 7."""
MOST = 20


class PrinciplesForm(Form):
    """The text: a title, and one principle a line."""

    title = forms.CharField(label="Title", max_length=200)
    sentences = forms.CharField(
        label="The principles", widget=forms.Textarea(attrs={"rows": 8}), max_length=8000,
        help_text="One a line. A new text starts without signatures; the old one is kept with its own.",
    )  # fmt: skip

    def clean_sentences(self) -> list[str]:
        """Lines without those that are empty."""
        lines = [line.strip() for line in self.cleaned_data["sentences"].splitlines() if line.strip()]
        if not 1 <= len(lines) <= MOST:
            raise forms.ValidationError(f"Write 1 to {MOST} principles, one a line")
        return lines


class SignForm(Form):
    """An institution signs, through whom."""

    institution = forms.ModelChoiceField(
        AnchorInstitution.objects.none(), label="Which institution signs?", empty_label="Select an institution",
        error_messages={"required": "Select an institution"},
    )  # fmt: skip
    signed_by = forms.CharField(
        label="Who signed?", max_length=200, help_text="By role, for example: Chief executive."
    )
    signed_on = DateField(label="On which day?")

    def __init__(self, *args: Any, owners: "QuerySet[AnchorInstitution]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["institution"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = owners

    def clean_signed_on(self) -> Any:
        """What is recorded has happened."""
        if (on := self.cleaned_data["signed_on"]) and on > timezone.localdate():
            raise forms.ValidationError("The day must be today or in the past")
        return on
