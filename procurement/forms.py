"""Forms of the spending lever: a rule, its place in the list, an override."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from anchors.forms import DateField, Form, RadioSelect
from procurement.matching import folded
from procurement.models import Reason, Rule
from procurement.models.scopes import RuleScope
from procurement.rule_changes import RuleChangeError, fields_of, position_before

LONGEST_PHRASE = 200
MOST_PHRASES = 300
HERE = "here"
FIELDS = [choice for choice in Rule.Field.choices if choice[0] != Rule.Field.REDACTED]
MATCHES = [choice for choice in Rule.Match.choices if choice[0] not in (Rule.Match.ALWAYS, Rule.Match.NEVER)]
REASONS = [choice for choice in Reason.choices if choice[0] != Reason.LOCKED]
"""A contract's end date comes from the contract, not from a rule."""

SECTORS = [("", "All institutions"), ("nhs", "NHS bodies only"), ("council", "Councils only")]


class PhrasesField(forms.CharField):
    """Words or phrases, one on each line; gives a list without repeats."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        """The phrases, or an error that says which line has no word in it."""
        text = super().clean(value)
        found: dict[str, str] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            phrase = " ".join(line.split())
            if phrase:
                found.setdefault(_searchable(phrase, number), phrase)
        if len(found) > MOST_PHRASES:
            message = f"Enter {MOST_PHRASES} phrases or fewer. For more, add a second rule."
            raise forms.ValidationError(message)
        return list(found.values())


class RuleListForm(Form):
    """Whose list of rules to look at."""

    list = forms.ChoiceField(label="Whose rules", required=False)

    def __init__(self, scopes: Sequence[RuleScope], chosen: RuleScope) -> None:
        super().__init__(initial={"list": _list_code(chosen)}, auto_id="%s")
        field: Any = self.fields["list"]
        field.choices = [
            (_list_code(each), f"{each.name} (whole system)" if each.system else each.name) for each in scopes
        ]


def _list_code(scope: RuleScope) -> str:
    return f"{scope.kind}/{scope.slug}"


class PlacedForm(Form):
    """What moving and changing a rule have in common: its place in the order, and why."""

    place = forms.ChoiceField(
        label="When is it tried?",
        help_text="Rules are tried from the top. The first that matches decides, and no later rule is tried.",
    )
    why = forms.CharField(
        label="Why?",
        help_text="For example: laundry left the PFI contract on 31 March 2026. Others will read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Enter why the rules should change"},
    )

    def __init__(self, *args: Any, scope: RuleScope, rule: Rule | None = None, **kwargs: Any) -> None:
        self.scope, self.rule = scope, rule
        in_force = scope.in_force()
        self.others = [each for each in in_force if rule is None or each.pk != rule.pk]
        super().__init__(*args, **kwargs)
        choices = [("0", "First of all")]
        choices += [(str(at), f"Before “{each}”") for at, each in enumerate(self.others) if at]
        choices.append((str(len(self.others)), "Last of all"))
        if rule is not None:
            number = in_force.index(rule) + 1
            choices.insert(0, (HERE, f"Where it is now: number {number} of {len(in_force)}"))
        place = self.fields["place"]
        place.choices = choices  # type: ignore[attr-defined]

    def clean_place(self) -> int:
        """The position that puts the rule there."""
        chosen = self.cleaned_data["place"]
        if chosen == HERE and self.rule is not None:
            return self.rule.position
        try:
            return position_before(self.others, int(chosen))
        except RuleChangeError as problem:
            raise forms.ValidationError(str(problem)) from None


class MoveForm(PlacedForm):
    """Another place for a rule."""

    def clean_place(self) -> int:
        """A place other than the present one."""
        if self.cleaned_data["place"] == HERE:
            message = "Select a place other than where the rule is now"
            raise forms.ValidationError(message)
        return super().clean_place()

    def proposed(self) -> dict[str, Any]:
        """The rule as it is, elsewhere."""
        assert self.rule is not None  # noqa: S101 - only a rule that exists is moved
        return fields_of(self.rule) | {"position": self.cleaned_data["place"]}


class RuleForm(PlacedForm):
    """A new rule, or a rule as it is to become."""

    title = forms.CharField(
        label="What is the rule called?",
        help_text="In plain words, for example: Laundry under the PFI contract",
        max_length=200,
        error_messages={"required": "Enter what the rule is called"},
    )
    reason = forms.ChoiceField(
        label="Which reason does it give?",
        help_text="“Influenceable” is a reason too: put such a rule before one that would set the payment aside.",
        choices=[("", "Select a reason"), *REASONS],
        error_messages={"required": "Select a reason"},
    )
    field = forms.ChoiceField(
        label="What does it look at?",
        choices=FIELDS,
        widget=RadioSelect,
        error_messages={"required": "Select what the rule looks at"},
    )
    match = forms.ChoiceField(
        label="How does it look?",
        help_text="Only whole words count. Capital letters, accents and punctuation make no difference.",
        choices=[(value, label.capitalize()) for value, label in MATCHES],
        widget=RadioSelect,
        initial=Rule.Match.WORDS,
        error_messages={"required": "Select how the rule looks"},
    )
    phrases = PhrasesField(
        label="For which words or phrases?",
        help_text="One on each line. Any one of them is enough.",
        error_messages={"required": "Enter at least one word or phrase"},
    )
    exceptions = PhrasesField(
        label="Unless it also contains (optional)",
        help_text="One on each line. Any one of them stops the rule.",
        required=False,
    )
    sector = forms.ChoiceField(label="For which institutions?", choices=SECTORS, required=False)

    field_order = ("title", "reason", "field", "match", "phrases", "exceptions", "sector", "place", "why")

    def __init__(self, *args: Any, scope: RuleScope, rule: Rule | None = None, **kwargs: Any) -> None:
        if rule is not None:
            kwargs["initial"] = _as_answers(rule) | kwargs.get("initial", {})
        super().__init__(*args, scope=scope, rule=rule, **kwargs)
        if scope.system is None:
            del self.fields["sector"]

    def proposed(self) -> dict[str, Any]:
        """The fields of the rule that comes."""
        answers = self.cleaned_data
        tested = ("title", "reason", "field", "match", "phrases", "exceptions")
        return {name: answers[name] for name in tested} | {
            "position": answers["place"],
            "sector": answers.get("sector", ""),
        }


class WhyForm(Form):
    """Why a rule is switched off or withdrawn."""

    why = forms.CharField(
        label="Why?",
        help_text="Others will read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Enter why the rules should change"},
    )


class LineOverrideForm(Form):
    """What a payment counts as, whatever the rules say."""

    reason = forms.ChoiceField(
        label="How should it count?",
        choices=[("", "Select how it counts"), *REASONS],
        error_messages={"required": "Select how it should count"},
    )
    why = forms.CharField(
        label="Why are the rules wrong here?",
        help_text="For example: laundry left the PFI contract on 31 March 2026. Your name and the date are kept.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Enter why the rules are wrong here"},
    )


class SupplierOverrideForm(LineOverrideForm):
    """The same for every payment to a supplier, for a time."""

    valid_from = DateField(
        label="From which payment date? (optional)",
        help_text="Leave it empty to begin with the first payment. For example, 1 4 2026",
        required=False,
    )
    valid_to = DateField(
        label="Until which payment date? (optional)",
        help_text="Leave it empty for no end. For example, 31 3 2027",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """It cannot end before it begins."""
        answers = super().clean() or self.cleaned_data
        start: date | None = answers.get("valid_from")
        end: date | None = answers.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "The last payment date must be the same as or after the first")
        return answers


def _searchable(phrase: str, number: int) -> str:
    form = folded(phrase)
    if not form:
        message = (
            f"Line {number}: “{phrase}” has no letter or number in it. Write a word, for example Laundry."
        )
        raise forms.ValidationError(message)
    if len(phrase) > LONGEST_PHRASE:
        message = (
            f"Line {number} is longer than {LONGEST_PHRASE} characters. Put one word or phrase on each line."
        )
        raise forms.ValidationError(message)
    return form


def _as_answers(rule: Rule) -> dict[str, Any]:
    answers = fields_of(rule)
    return answers | {name: _lines(answers[name]) for name in ("phrases", "exceptions")} | {"place": HERE}


def _lines(phrases: Sequence[str]) -> str:
    return "\n".join(phrases)
