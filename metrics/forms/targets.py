"""Forms of targets: setting or changing one, ending one, tying a commitment to it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from anchors.forms import Form, RadioSelect
from anchors.periods import Period, month_name, months_earlier, period_of, ym_of
from anchors.wording import rounded
from metrics.forms.prose import ProseField
from metrics.models import Commitment, Target
from metrics.registry import Direction, Indicator, Unit
from metrics.subjects import Subject
from metrics.targeting import Baseline, first_due, stamp
from metrics.wording import exact_words, read_in

NO_BASELINE = "none"
YEARS_OFFERED = 10
MOST_STEPS = 4
LARGEST = Decimal(10) ** 13
_LEFT_OUT = str.maketrans("", "", "%£ \N{NO-BREAK SPACE}")
_NUMBER = re.compile(r"-?((\d{1,3}(,\d{3})+|\d+)(\.\d*)?|\.\d+)", re.ASCII)
_QUARTER_ENDS = (3, 6, 9, 12)


class ValueField(forms.CharField):
    """A value of an indicator as people write it: 45 or 45% for a share, £1,200,000 for pounds."""

    def __init__(self, *, indicator: Indicator, **options: Any) -> None:
        self.indicator = indicator
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> Any:
        """The value as it is measured: a share as 0 to 1."""
        text = super().clean(value)
        if not text:
            return None
        digits = text.translate(_LEFT_OUT)
        number = Decimal(digits.replace(",", "")) if _NUMBER.fullmatch(digits) else LARGEST + 1
        if abs(number) > LARGEST:
            raise forms.ValidationError(f'"{text}" is not a number. Write it as {self.example}')
        if self.indicator.unit is Unit.SHARE:
            if not 0 <= number <= 100:
                raise forms.ValidationError("A share must be between 0% and 100%, for example 45")
            return number / 100
        if number < 0:
            raise forms.ValidationError(f"The value must be 0 or more, for example {self.example}")
        return number

    @property
    def example(self) -> str:
        """What a value looks like."""
        examples = {Unit.SHARE: "45", Unit.POUNDS: "1,200,000", Unit.DAYS: "30", Unit.HECTARES: "12.5"}
        return examples.get(self.indicator.unit, "120")

    def prepare_value(self, value: Any) -> Any:
        """A value that is kept, as people would write it."""
        if not isinstance(value, Decimal):
            return value
        shown = rounded(value * 100, 1) if self.indicator.unit is Unit.SHARE else rounded(value, 1)
        whole = shown.to_integral_value()
        return f"{whole:f}" if shown == whole else f"{shown:f}"


class TargetForm(Form):
    """What to reach by when, from where, on which way, and why."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        offered: Sequence[Baseline],
        standing: Target | None,
        due: int,
        **kwargs: Any,
    ) -> None:
        self.indicator = indicator
        self.offered = {each.period.code: each for each in offered}
        usual = {"seen": stamp(standing), "due": str(due), "baseline": next(iter(self.offered), NO_BASELINE)}
        kwargs["initial"] = usual | (_kept(standing) if standing else {}) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        months = _months(standing, due)
        self.fields["value"] = ValueField(
            indicator=indicator,
            label="What do you want to reach?",
            help_text=_unit_words(indicator),
            error_messages={"required": "Enter the value to reach"},
        )
        self.fields["due"] = _month_field("By when?", months, is_needed=True)
        self.fields["baseline"] = self._baseline(indicator)
        for number in range(1, MOST_STEPS + 1):
            self.fields[f"step_{number}_month"] = _month_field(f"Step {number}: by when?", months)
            self.fields[f"step_{number}_value"] = ValueField(
                indicator=indicator, label=f"Step {number}: what value?", required=False
            )
        self.fields["rationale"] = ProseField(
            label="Why this much, by then?",
            named="Why this much, by then",
            help_text="Who agreed on it, and what it rests on. Everybody who sees the target reads this.",
            rows=4,
            error_messages={"required": "Enter why this much, by then"},
        )
        if standing is not None:
            self.fields["why"] = ProseField(
                label="Why is the target changed?",
                named="Why the target is changed",
                help_text="Kept with the target as it was.",
                rows=3,
                error_messages={"required": "Enter why the target is changed"},
            )

    def _baseline(self, indicator: Indicator) -> forms.ChoiceField:
        measured = [
            (code, f"{exact_words(indicator, each.value)} {read_in(indicator, each.period)}")
            for code, each in self.offered.items()
        ]
        return forms.ChoiceField(
            label="From where?",
            help_text="The value that was measured, taken as it is.",
            choices=[*measured, (NO_BASELINE, "No baseline: there is only the target")],
            widget=RadioSelect(),
            error_messages={"required": "Choose a baseline"},
        )

    @property
    def steps_drawn(self) -> list[tuple[Any, Any]]:
        """The two fields of each step."""
        numbers = range(1, MOST_STEPS + 1)
        return [(self[f"step_{number}_month"], self[f"step_{number}_value"]) for number in numbers]

    @property
    def start(self) -> Baseline | None:
        """The measured value that was chosen."""
        return self.offered.get(self.cleaned_data["baseline"])

    @property
    def way(self) -> list[tuple[int, Decimal]]:
        """Months and values on the way."""
        found = []
        for number in range(1, MOST_STEPS + 1):
            ym, value = (
                self.cleaned_data.get(f"step_{number}_month"),
                self.cleaned_data.get(f"step_{number}_value"),
            )
            if ym and value is not None:
                found.append((int(ym), value))
        return found

    def clean(self) -> dict[str, Any]:
        """The target comes after its baseline, and the steps in between, each with month and value, none twice."""
        answers = super().clean() or self.cleaned_data
        due = int(answers.get("due") or 0)
        start = self.offered.get(answers.get("baseline", ""))
        first = start.period.last if start else 0
        if due and due <= first:
            self.add_error(
                "due", f"The target must come after its baseline, which ends in {month_name(first)}"
            )
        if start and (value := answers.get("value")) is not None and self._is_worse(value, start.value):
            better = self.indicator.direction.label.lower()
            self.add_error(
                "value",
                f"{exact_words(self.indicator, value)} is worse than the baseline, "
                f"{exact_words(self.indicator, start.value)}: {better}. Enter a value on the other side of it, or "
                "choose no baseline",
            )
        self._check_steps(first, due)
        return answers

    def _is_worse(self, value: Decimal, start: Decimal) -> bool:
        if self.indicator.direction is Direction.NEITHER or value == start:
            return False
        return (value < start) == (self.indicator.direction is Direction.HIGHER)

    def _check_steps(self, first: int, due: int) -> None:
        taken: set[int] = set()
        for number in range(1, MOST_STEPS + 1):
            names = f"step_{number}_month", f"step_{number}_value"
            if any(name in self.errors for name in names):
                continue
            text, value = (self.cleaned_data.get(name) for name in names)
            ym = int(text) if text else 0
            if ym and value is None:
                self.add_error(names[1], f"Enter the value of step {number}, or choose no month")
            elif value is not None and not ym:
                self.add_error(names[0], f"Select the month of step {number}, or leave its value empty")
            elif ym and due and not first < ym < due:
                self.add_error(names[0], f"Step {number} must lie between the baseline and the target")
            elif ym and ym in taken:
                self.add_error(names[0], f"There is a step for {month_name(ym)} already")
            taken.add(ym)


class WhoseForm(Form):
    """Whose targets a page shows. Sent as `whose=system:slug`; the page then gives it an address of its own."""

    def __init__(self, subject: Subject, choices: Iterable[Subject]) -> None:
        super().__init__(initial={"whose": f"{subject.kind}:{subject.key}"})
        offered = [(f"{each.kind}:{each.key}", each.name) for each in choices]
        self.fields["whose"] = forms.ChoiceField(label="Whose targets", choices=offered)


class EndTargetForm(Form):
    """Why a target ends without another."""

    why = ProseField(
        label="Why does it end?",
        named="Why it ends",
        help_text="Kept with the target, which stays in the history.",
        rows=3,
        error_messages={"required": "Enter why the target ends"},
    )


class TieForm(Form):
    """Which commitment a target shows to be kept."""

    commitment = forms.ModelChoiceField(
        Commitment.objects.none(),
        label="Tie a commitment to this target",
        empty_label="Select a commitment",
        error_messages={"required": "Select a commitment"},
    )

    def __init__(self, *args: Any, commitments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commitment"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = commitments


def periods_asked(text: str) -> list[Period]:
    """The period that an address asks to have offered as a baseline; none where it makes no sense."""
    try:
        return [period_of(text)] if text.strip() else []
    except ValueError:
        return []


def _kept(standing: Target) -> dict[str, Any]:
    """What a target holds, as the form's first answers."""
    found: dict[str, Any] = {
        "value": standing.value, "due": str(standing.due), "rationale": standing.rationale,
        "baseline": NO_BASELINE,
    }  # fmt: skip
    if standing.baseline_first and standing.baseline_last:
        found["baseline"] = baseline_code(standing)
    for number, (ym, value) in enumerate(sorted(standing.steps)[:MOST_STEPS], start=1):
        found |= {f"step_{number}_month": str(ym), f"step_{number}_value": Decimal(str(value))}
    return found


def baseline_code(target: Target) -> str:
    """The code of a target's baseline period; empty without one."""
    if target.baseline_first is None or target.baseline_last is None:
        return ""
    return Period(target.baseline_first, target.baseline_last).code


def _month_field(label: str, months: Iterable[int], *, is_needed: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=is_needed,
        choices=[("", "Select a month"), *((str(ym), month_name(ym)) for ym in months)],
        error_messages={"required": "Select the month to reach it by"},
    )


def _months(standing: Target | None, due: int) -> list[int]:
    """The ends of quarters to come, and every month that is in use."""
    today: date = timezone.localdate()
    found = {months_earlier(first_due(today), -ahead) for ahead in range(YEARS_OFFERED * 12)}
    found = {ym for ym in found if ym % 100 in _QUARTER_ENDS}
    if due > ym_of(today):
        found.add(due)
    if standing is not None:
        found |= {standing.due, *(int(ym) for ym, _ in standing.steps)}
    return sorted(found)


def _unit_words(indicator: Indicator) -> str:
    match indicator.unit:
        case Unit.SHARE:
            return "In per cent, for example 45"
        case Unit.POUNDS:
            return "In pounds over as many months as the baseline has, for example 1,200,000"
        case Unit.DAYS:
            return "In days, for example 30"
        case Unit.HECTARES:
            return "In hectares, for example 12.5"
        case Unit.COUNT:
            return "For example, 120"
