"""Forms of submitted figures: a definition, one value, a file of values, a lead's decision."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from anchors.forms import DateField, Form, RadioSelect
from anchors.models import AnchorInstitution, Place
from metrics.forms.guarded import choices
from metrics.models import SubmittedIndicator
from metrics.recommendations import RECOMMENDATIONS, Lever
from metrics.registry import Direction, Goal, Unit, indicators
from metrics.submitting import LARGEST, Given, given, periods_for, subjects_by_name

Cadence = SubmittedIndicator.Cadence
APPROVE, RETURN = "approve", "return"
UNIT_HINTS = {
    "share": "A numerator out of a denominator, such as contracts with a social value clause out of all contracts",
    "pounds": "An amount of money, or pounds for each of something",
    "count": "A number of people or things, or a number for each of something",
    "days": "A number of days",
    "hectares": "An area of land",
}


class ProposalForm(Form):
    """A definition, with the fields that every measure has."""

    name = forms.CharField(
        label="Name of the measure",
        help_text="For example: Contracts with a social value clause",
        max_length=200,
    )
    question = forms.CharField(
        label="Which question does it answer?",
        help_text="In plain words, for example: How many of our contracts ask for social value?",
        max_length=300,
        error_messages={"required": "Enter the question that it answers"},
    )
    recommendations = forms.TypedMultipleChoiceField(
        label="Which recommendations is it about?",
        coerce=int,
        choices=[(each.number, f"{each.number}. {each.title}") for each in RECOMMENDATIONS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one recommendation"},
    )
    lever = forms.ChoiceField(
        label="Through what do we act on it?",
        choices=[(each.value, each.label) for each in Lever],
        widget=RadioSelect,
        error_messages={"required": "Select through what we act on it"},
    )
    goal = forms.ChoiceField(
        label="Which goal does it serve?",
        choices=[(each.value, each.label) for each in Goal],
        widget=RadioSelect,
        error_messages={"required": "Select the goal that it serves"},
    )
    unit = forms.ChoiceField(
        label="What is it measured in?",
        choices=[(each.value, each.label) for each in Unit],
        widget=RadioSelect(hints=UNIT_HINTS),
        error_messages={"required": "Select what it is measured in"},
    )
    direction = forms.ChoiceField(
        label="Which way is better?",
        choices=[(each.value, each.label) for each in Direction],
        widget=RadioSelect,
        error_messages={"required": "Select which way is better"},
    )
    numerator = forms.CharField(
        label="What is counted?",
        help_text="The numerator in words, for example: contracts let in the period whose terms ask for social value",
        max_length=300,
        error_messages={"required": "Enter what is counted"},
    )
    denominator = forms.CharField(
        label="Out of what? (needed for a share)",
        help_text="The denominator in words, for example: all contracts let in the period. Empty for a plain number.",
        max_length=300,
        required=False,
    )
    cadence = forms.ChoiceField(
        label="How often is there a value?",
        choices=Cadence.choices,
        widget=RadioSelect,
        error_messages={"required": "Select how often there is a value"},
    )
    why = forms.CharField(
        label="Why does it matter?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Enter why it matters"},
    )
    limits = forms.CharField(
        label="What does it not show?",
        help_text="What is missing in it, and how it could mislead.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Enter what it does not show"},
    )
    author = forms.CharField(
        label="Who answers questions about it?",
        help_text="A role or a team, for example: Procurement team, Marsh Borough Council",
        max_length=200,
        error_messages={"required": "Enter who answers questions about it"},
    )
    next_review = DateField(
        label="When is the definition looked at again?", help_text="For example, 31 3 2027"
    )

    def clean_name(self) -> str:
        """Words, and not those of a measure that is computed already."""
        name: str = self.cleaned_data["name"]
        if not any(letter.isalpha() for letter in name):
            raise forms.ValidationError(f'"{name}" says nothing. Enter a name in words')
        if any(each.name.casefold() == name.casefold() for each in indicators()):
            message = (
                f'There is a measure "{name}" already, computed from the data. Use that, or another name'
            )
            raise forms.ValidationError(message)
        return name

    def clean(self) -> dict[str, Any]:
        """A share is a share of something."""
        answers = self.cleaned_data
        if answers.get("unit") == Unit.SHARE and not answers.get("denominator") and "denominator" in answers:
            self.add_error("denominator", "Enter what it is a share of")
        return answers


class WordingForm(ProposalForm):
    """Other words for a definition that counts, and why."""

    lever = unit = direction = numerator = denominator = cadence = None  # type: ignore[assignment]
    reason = forms.CharField(
        label="Why do the words change?",
        help_text="Kept with the words as they were. Everybody in the system can read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Enter why the words change"},
    )


class ValueForm(Form):
    """One value of one institution or place for one period."""

    institution = forms.ChoiceField(
        label="Whose value is it?", error_messages={"required": "Select whose value it is"}
    )
    period = forms.ChoiceField(label="For which period?", error_messages={"required": "Select the period"})
    numerator = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), max_length=40)
    denominator = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), max_length=40)
    source = forms.CharField(
        label="Where does the figure come from?",
        help_text="For example: contracts register, extract of 3 April 2026",
        max_length=300,
        error_messages={"required": "Enter where the figure comes from"},
    )
    link = forms.CharField(
        label="Web address of the evidence (optional)",
        help_text="A page or file that others can open, for example https://example.org/report",
        widget=forms.URLInput,
        required=False,
        max_length=500,
    )

    def __init__(
        self,
        *args: Any,
        indicator: SubmittedIndicator,
        institutions: Iterable[AnchorInstitution],
        places: Iterable[Place],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicator, self.today = indicator, today
        institutions, places = list(institutions), list(places)
        self.subjects = subjects_by_name(institutions, places)
        mine = [(each.slug, each.name) for each in institutions]
        theirs = [(each.name, f"{each.name} (the area)") for each in places]
        choices(self.fields["institution"], [("", "Select whose value it is"), *mine, *theirs])
        if len(mine) + len(theirs) == 1:
            self.initial.setdefault("institution", (mine or theirs)[0][0])
        periods = [(each.code, each.label) for each in periods_for(indicator.cadence, today)]
        choices(self.fields["period"], [("", "Select the period"), *periods])
        self._say_figures()
        self.given: Given | None = None

    def clean(self) -> dict[str, Any]:
        """The value as it can be submitted, or what is wrong with each answer."""
        answers: Mapping[str, Any] = self.cleaned_data
        if self.errors:
            return self.cleaned_data
        cells = {name: str(answers.get(name) or "") for name in self.fields}
        self.given, objections = given(self.indicator, cells, self.subjects, self.today)
        for each in objections:
            self.add_error(each.field, each.message[:1].upper() + each.message[1:])
        return self.cleaned_data

    def _say_figures(self) -> None:
        """The two numbers go by the definition's own words."""
        for name, words in (
            ("numerator", self.indicator.numerator),
            ("denominator", self.indicator.denominator),
        ):
            field = self.fields[name]
            field.label = words[:1].upper() + words[1:]
            field.error_messages["required"] = f"Enter the {name}: {words}"
        if not self.indicator.denominator:
            del self.fields["denominator"]


class ValuesFileForm(Form):
    """A file of values."""

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

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too large; everything else is judged by what is in it."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                f"The selected file must be smaller than {LARGEST // (1024 * 1024)}MB"
            )
        return file


class DecisionForm(Form):
    """A lead's yes, or what should change."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[(APPROVE, "Approve it"), (RETURN, "Send it back")],
        widget=RadioSelect,
        error_messages={"required": "Select what you decide"},
    )
    note = forms.CharField(
        label="If you send it back, what should change?",
        help_text="The person who sent it reads this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    def __init__(self, *args: Any, needs_another: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_another:
            choices(self.fields["decision"], [(RETURN, "Send it back")])
            self.fields["decision"].help_text = "It is your own, so another lead of the board approves it."

    def clean(self) -> dict[str, Any]:
        """Who gets something back is told why."""
        answers = self.cleaned_data
        if answers.get("decision") == RETURN and not answers.get("note"):
            self.add_error("note", "Enter what should change")
        return answers


class NoteForm(Form):
    """Why something stops counting."""

    note = forms.CharField(
        label="Why?",
        help_text="Others will read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Enter why"},
    )
