"""Forms of an options appraisal: its tasks, options, who was asked, the decision."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils import timezone

from anchors import wording
from anchors.forms import DateField, Form, RadioSelect
from estates.appraising import Decision
from estates.exploring import Task, is_empty
from estates.forms.bounds import HOURS_OF_WEEK, MOST_HOMES, MOST_METRES, past_day
from estates.forms.plots import amount, year
from estates.models import Appraisal, Asked, Option, Route, Tenure

LONG = 4000
FEWEST_LETTERS = 8
NEEDED = {
    Task.OFFER: "Note at least one public body that was asked",
    Task.OPTIONS: "Add at least one option",
    Task.COSTS: "Give at least one figure of an option",
    Task.ASK: "Note at least one partner, firm, group or resident that was asked",
}
"""Tasks that are completed by what is in them, or by a reason why there is nothing."""


def number(label: str, *, help_text: str = "", most: int = MOST_HOMES) -> forms.IntegerField:
    """A whole number that may be left empty: nobody knows it yet."""
    return forms.IntegerField(
        label=f"{label} (optional)", required=False, min_value=0, max_value=most, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def prose(label: str, *, help_text: str = "", required: bool = False) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip


class TaskForm(Form):
    """A task: what it asks for itself, and whether it is completed."""

    comments_close = DateField(label="By when do you ask for replies? (optional)", required=False)
    decision_due = DateField(label="When does the board decide? (optional)", required=False)
    limits = prose(
        "What limits the land?",
        help_text="Title, PFI or LIFT, overage, listing, green belt, flood. Write “None known” if you have looked.",
    )
    social_value = prose(
        "What does each option do for the place?",
        help_text="Who gains and who loses: jobs for local people, homes they can afford, health, the local economy. "
        "A few sentences for each option.",
    )
    why_empty = prose(
        "Why is there nothing here? (optional)", help_text="It stands on the record of the decision."
    )
    is_done = forms.TypedChoiceField(
        label="Have you completed this task?", coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No, I will come back to it")],
        error_messages={"required": "Select whether you have completed this task"},
    )  # fmt: skip
    ASKS = {
        Task.DESCRIBE: ("comments_close", "decision_due"),
        Task.LIMITS: ("limits",),
        Task.SOCIAL_VALUE: ("social_value",),
    }

    def __init__(self, *args: Any, appraisal: Appraisal, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lacking = NEEDED[task] if is_empty(appraisal, task) else ""
        may_be_empty = self.lacking and task != Task.OPTIONS
        asked = (*self.ASKS.get(task, ()), *(["why_empty"] if may_be_empty else []))
        for name in list(self.fields):
            if name not in (*asked, "is_done"):
                del self.fields[name]
        self.task = task
        kept = {name: getattr(appraisal, name) for name in asked if name not in ("limits", "why_empty")}
        done = "yes" if task in appraisal.done else "no"
        self.initial = kept | {
            "limits": appraisal.plot.limits, "is_done": done, "why_empty": appraisal.skipped.get(task, ""),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A task of words is not completed without any; replies come before the decision."""
        given = self.cleaned_data
        for name in ("limits", "social_value"):
            if name in self.fields and given.get("is_done") and not given.get(name):
                self.add_error(name, "Write this before you mark the task as completed")
        if self.lacking and given.get("is_done"):
            self._explain(given.get("why_empty", ""))
        close, due = given.get("comments_close"), given.get("decision_due")
        if close and due and close > due:
            self.add_error("comments_close", "Replies must come before the board decides")
        return given

    def _explain(self, why: str) -> None:
        """What is completed with nothing in it needs a reason that says something; options have to be there."""
        if "why_empty" not in self.fields:
            self.add_error("is_done", f"{self.lacking} first: there would be nothing to decide on")
        elif not why:
            self.add_error("why_empty", f"{self.lacking}, or write here why there is nothing")
        elif sum(map(str.isalpha, why)) < FEWEST_LETTERS:
            self.add_error(
                "why_empty", "Write the reason in a few words: it stands on the record of the decision"
            )

    @property
    def answers(self) -> dict[str, Any]:
        """What to write, without whether it is completed."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("is_done", "why_empty")
        }


class OptionForm(Form):
    """One thing that could be done with the land. A figure that is left empty is no figure yet, never nought."""

    route = forms.ChoiceField(
        label="What sort of option is it?", choices=Route.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label="What do you call it?", max_length=120)
    description = prose("What would happen? (optional)")
    receipt = amount("Receipt now, £")
    income = amount("Income, £ a year")
    staff_homes = number("Of all homes, for NHS or council staff")
    jobs = number("Jobs")
    workspace_m2 = amount("Space for small firms, m²", most=MOST_METRES)
    community_m2 = amount("Community space, m²", most=MOST_METRES)
    community_hours = number("Community space, hours a week", most=HOURS_OF_WEEK)
    saved_cost = amount("Running cost avoided, £ a year")
    carbon = amount("Carbon to build, tonnes CO2e", most=MOST_METRES)
    first_used = year("Year in which it is first used")
    risk_with = forms.CharField(label="Who bears the risk? (optional)", max_length=200, required=False)
    could_fail = forms.CharField(label="It could fail because (optional)", max_length=300, required=False)

    def __init__(self, *args: Any, option: Option | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        homes = {f"homes_{tenure.value}": number(f"Homes: {tenure.label.lower()}") for tenure in Tenure}
        at = list(self.fields).index("staff_homes")
        fields = list(self.fields.items())
        self.fields = dict([*fields[:at], *homes.items(), *fields[at:]])
        if option is not None:
            kept = {name: getattr(option, name) for name in self.fields if not name.startswith("homes_")}
            counts = {f"homes_{tenure}": number for tenure, number in option.homes.items()}
            self.initial = kept | counts | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        """Homes for staff are some of the homes."""
        given, homes = self.cleaned_data, self.homes
        staff = given.get("staff_homes")
        if staff is not None and homes and staff > sum(homes.values()):
            self.add_error(
                "staff_homes", f"There are {sum(homes.values()):,} homes in all. Check both numbers"
            )
        return given

    @property
    def homes(self) -> dict[str, int]:
        """Homes by tenure, those that are stated."""
        given = {tenure.value: self.cleaned_data.get(f"homes_{tenure.value}") for tenure in Tenure}
        return {tenure: count for tenure, count in given.items() if count is not None}

    @property
    def answers(self) -> dict[str, Any]:
        """What to write into the option."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith("homes_")}
        return given | {"homes": self.homes}


class AskedForm(Form):
    """Somebody who was asked."""

    who = forms.CharField(label="Who was asked?", max_length=200, help_text="The body, not a person’s name.")
    kind = forms.ChoiceField(
        label="What sort of body is it?", choices=Asked.Who.choices, widget=forms.RadioSelect
    )
    route = forms.ChoiceField(
        label="About which sort of option? (optional)", required=False,
        choices=[("", "About the land at all"), *Route.choices],
    )  # fmt: skip
    asked_on = past_day("On which day?")


class AnswerForm(Form):
    """What somebody replied."""

    answer = forms.ChoiceField(
        label="What did they answer?", widget=forms.RadioSelect,
        choices=[choice for choice in Asked.Answer.choices if choice[0] != Asked.Answer.WAITING],
    )  # fmt: skip
    answered_on = past_day("On which day?")
    words = prose("What did they say? (optional)")

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        if asked.answered_on:
            kept = {"answer": asked.answer, "answered_on": asked.answered_on, "words": asked.words}
            self.initial = kept | dict(self.initial)

    def clean_answered_on(self) -> Any:
        """An answer comes after the question, and by today."""
        on = self.cleaned_data["answered_on"]
        if on and on < self.asked.asked_on:
            raise forms.ValidationError("The answer must come on or after the day on which they were asked")
        return on


class DecisionForm(Form):
    """What the board decided. Going to the market past an unexplored option asks for the reason."""

    option = forms.ModelChoiceField(
        Option.objects.none(), label="Which option was chosen?", widget=RadioSelect, empty_label=None,
        error_messages={"required": "Select the option that was chosen"},
    )  # fmt: skip
    reason = prose("Why this one?", required=True)
    reason_unexplored = prose("Why is the land sold without exploring what comes first? (optional)")
    decided_by = forms.CharField(
        label="Who decided?", max_length=200, help_text="By role, for example: Board of directors."
    )
    decided_on = past_day("On which day?")

    def __init__(self, *args: Any, appraisal: Appraisal, unexplored: Iterable[Route], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begun = timezone.localdate(appraisal.made_at)
        self.left = [route.label.lower() for route in unexplored]
        choices = self.fields["option"]
        assert isinstance(choices, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        in_order = Case(*(When(route=route, then=place) for place, route in enumerate(Route)))
        choices.queryset = appraisal.options.order_by(in_order, "pk")
        if not self.left:
            del self.fields["reason_unexplored"]
        else:
            self.fields["reason_unexplored"].help_text = (
                f"Only for the open market. Not explored: {', '.join(self.left)}. No option for it has a figure and "
                "nobody asked has answered. The reason is shown to the system’s board."
            )

    def clean_decided_on(self) -> Any:
        """Nobody decides before the options were looked at."""
        if (on := self.cleaned_data["decided_on"]) and on < self.begun:
            message = f"The appraisal was begun on {wording.day(self.begun)}. The decision comes on that day or later"
            raise forms.ValidationError(message)
        return on

    def clean(self) -> dict[str, Any]:
        """The market past an unexplored option needs its reason."""
        option = self.cleaned_data.get("option")
        if (
            option
            and option.route == Route.MARKET
            and self.left
            and not self.cleaned_data.get("reason_unexplored")
        ):
            self.add_error(
                "reason_unexplored",
                f"Write why it is sold without exploring {', '.join(self.left)}, or go back and do",
            )
        return self.cleaned_data

    @property
    def decision(self) -> Decision:
        """The answers as a decision."""
        given = self.cleaned_data
        is_market = given["option"].route == Route.MARKET
        reason = given.get("reason_unexplored", "") if is_market else ""
        return Decision(given["option"], given["reason"], given["decided_by"], given["decided_on"], reason)
