"""Forms of employment programmes: what one is, and how far its people have come."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from anchors.forms import DateField, Form, PercentField
from anchors.models import AnchorInstitution
from anchors.periods import Period, period_of
from anchors.wording import day
from metrics.forms.guarded import GuardedForm
from workforce.forms.staff import quarters
from workforce.funnel import AFTER_A_JOB
from workforce.models import Group, Programme, Stage, SupportOffer
from workforce.programmes import cohort_of

MOST_PEOPLE, MOST_A_YEAR = 1_000_000, 100_000
YEARS_BACK = 20
Beside = Mapping[tuple[str, str], Mapping[str, int]]
"""People by stage that will stand, by code of the quarter and group: those of other rows of a file."""
IN_ORDER = (Stage.REFERRED, Stage.STARTED, Stage.JOB, Stage.WEEKS_13, Stage.WEEKS_26, Stage.WEEKS_52)
"""Stages that nobody reaches without the one before: some find a job before the training ends."""


class ProgrammeForm(GuardedForm):
    """What a programme is."""

    institution = forms.ModelChoiceField(
        AnchorInstitution.objects.none(), label="Who runs it?", empty_label="Select an institution",
        error_messages={"required": "Select an institution"},
    )  # fmt: skip
    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="What sort of programme is it?", choices=Programme.Kind.choices)
    purpose = forms.CharField(
        label="What is it, and for whom? (optional)",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    outcome_rule = forms.CharField(
        label="What counts as a job? (optional)", required=False, max_length=300,
        help_text="For example: paid work of 16 hours a week or more.",
    )  # fmt: skip
    rule_source = forms.CharField(
        label="Where is that rule from? (optional)", required=False, max_length=300,
        help_text="For example: the contract with its funder.",
    )  # fmt: skip
    offer = forms.ModelChoiceField(
        SupportOffer.objects.none(), label="Which entry of the directory of support is it? (optional)", required=False,
        empty_label="None",
    )  # fmt: skip
    first_day = DateField(label="When does it start?")
    last_day = DateField(label="When does it end? (optional)", required=False)
    training_weeks = forms.IntegerField(
        label="How many weeks is the training?", min_value=0, max_value=208, initial=12
    )
    search_weeks = forms.IntegerField(
        label="How many weeks after it should people have a job?", min_value=0, max_value=208, initial=13,
        help_text="Shares leave out people who started too recently to have got that far.",
    )  # fmt: skip
    guaranteed_interviews = forms.IntegerField(
        label="Interviews guaranteed a year (optional)", required=False, min_value=0, max_value=MOST_A_YEAR
    )
    reserved_posts = forms.IntegerField(
        label="Posts reserved a year (optional)", required=False, min_value=0, max_value=MOST_A_YEAR
    )
    deprived_target = PercentField(
        label="Target: per cent of starters from the most deprived fifth of areas (optional)",
        required=False, min_value=0, max_value=100, decimal_places=2,
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        institutions: "QuerySet[AnchorInstitution]",
        offers: "QuerySet[SupportOffer]",
        programme: Programme | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, row=programme, **kwargs)
        self.programme = programme
        for name, rows in (("institution", institutions), ("offer", offers)):
            choice = self.fields[name]
            assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
            choice.queryset = rows
        for each in self.fields.values():
            if isinstance(each, forms.IntegerField | forms.DecimalField):
                each.widget = number_input()
        if programme is not None:
            target = programme.deprived_target
            self.initial = dict(self.initial) | {"deprived_target": None if target is None else target * 100}

    def clean(self) -> dict[str, Any]:
        """Ends after it starts; a name is an institution's once; its entry is in the directory of its system."""
        given = self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "It ends before it starts. Check both dates")
        runner, offer = given.get("institution"), given.get("offer")
        if runner and offer and runner.system_on(timezone.localdate()) != offer.system:
            self.add_error("offer", f"This entry is not in the directory of the system of {runner.name}")
        others = (
            Programme.objects.exclude(pk=self.programme.pk) if self.programme else Programme.objects.all()
        )
        if others.filter(institution=given.get("institution"), name=given.get("name", "")).exists():
            self.add_error(
                "name", "There is a programme of this name already. Change that one, or use another name"
            )
        return given

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as the programme keeps them: targets as shares of 1."""
        target = self.cleaned_data["deprived_target"]
        given = {name: self.cleaned_data[name] for name in self.fields if name != "stamp"}
        return given | {"deprived_target": None if target is None else target / 100}


def number_input() -> forms.TextInput:
    """A short field for a number, without a spinner."""
    return forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"})


class CohortForm(Form):
    """How many of those who started in one quarter had reached each stage by a day: everybody, or one group of them."""

    quarter = forms.ChoiceField(label="In which quarter did they start?")
    as_at = DateField(
        label="Counted as on which day?", help_text="The day up to which you know what became of them."
    )
    group = forms.ChoiceField(
        label="Of whom?", choices=Group.choices, help_text="One group at a time. Start with everybody."
    )
    source = forms.CharField(label="Where are the figures from? (optional)", required=False, max_length=300)

    def __init__(
        self,
        *args: Any,
        today: date,
        given: Mapping[str, int] | None = None,
        programme: Programme | None = None,
        beside: Beside | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.programme, self.beside = today, programme, beside or {}
        when = self.fields["quarter"]
        assert isinstance(when, forms.ChoiceField)  # noqa: S101 - tells the type checker
        when.choices = [("", "Select a quarter"), *((each.code, each.label) for each in _quarters(today))]
        for stage in Stage:
            self.fields[stage.value] = forms.IntegerField(
                label=stage.label, required=False, min_value=0, max_value=MOST_PEOPLE,
                initial=(given or {}).get(stage.value), widget=number_input(),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Counted after they started and not in the future; nobody reaches a later stage without an earlier one."""
        given = self.cleaned_data
        as_at = given.get("as_at")
        if as_at and as_at > self.today:
            self.add_error("as_at", "That day is still to come. Use the last day that you know of")
        if as_at and given.get("quarter"):
            self._hold_against_days(self.started, as_at)
        if not self.errors and not self.counts:
            self.add_error(Stage.STARTED.value, "Enter at least one number")
        in_order = [(each, given[each.value]) for each in IN_ORDER if given.get(each.value) is not None]
        for (early, more), (late, fewer) in pairwise(in_order):
            if fewer > more:
                self.add_error(
                    late.value, f"More people than at “{early.label}” ({more:,}). Check both numbers"
                )
        if self.programme and not self.errors:
            self._hold_against_everybody(self.programme)
        return given

    def _hold_against_days(self, started: Period, as_at: date) -> None:
        """People start while the programme runs, are counted after that, and are in work as long as that allows."""
        runs = self.programme
        if runs and started.end < runs.first_day:
            self.add_error("quarter", f"The programme starts on {day(runs.first_day)}, after this quarter")
        elif runs and runs.last_day and started.start > runs.last_day:
            self.add_error("quarter", f"The programme ended on {day(runs.last_day)}, before this quarter")
        if as_at < started.start:
            self.add_error("as_at", "They had not started by then. Check the day and the quarter")
        elif as_at < started.end < self.today:
            words = f"Count everybody who started in this quarter: as on {day(started.end)} or a later day"
            self.add_error("as_at", words)
        for stage, weeks in AFTER_A_JOB.items():
            if self.cleaned_data.get(stage.value) and as_at < started.start + timedelta(weeks=weeks):
                self.add_error(
                    stage.value,
                    f"They started on {day(started.start)} at the earliest, so that nobody can have been in work for "
                    f"{weeks} weeks by {day(as_at)}. Leave this empty",
                )

    def _hold_against_everybody(self, programme: Programme) -> None:
        """No group has more people than there are."""
        own, group = (self.started.code, self.cleaned_data["group"]), self.cleaned_data["group"]
        cohort = cohort_of(programme, self.started)
        standing: dict[tuple[str, str], dict[str, int]] = {}
        for each in cohort.counts.all() if cohort else ():
            standing.setdefault((self.started.code, each.group), {})[each.stage] = each.people
        standing |= {key: dict(counts) for key, counts in self.beside.items() if key[0] == own[0]}
        for (_, other), counts in standing.items():
            for stage, number in counts.items():
                people = self.counts.get(stage)
                if people is None or other == group:
                    continue
                if other == Group.ALL and people > number:
                    self.add_error(stage, f"More people than everybody ({number:,}). Check both numbers")
                elif group == Group.ALL and people < number:
                    name = Group(other).label.lower()
                    self.add_error(stage, f"Fewer people than {name} ({number:,}). Check both numbers")

    @property
    def started(self) -> Period:
        """The quarter chosen."""
        return period_of(self.cleaned_data["quarter"])

    @property
    def counts(self) -> dict[str, int]:
        """People by stage, only what was given."""
        return {
            stage.value: people
            for stage in Stage
            if (people := self.cleaned_data.get(stage.value)) is not None
        }


def _quarters(today: date) -> list[Period]:
    """The quarters of twenty years, the newest first."""
    found = list(quarters(today))
    while len(found) < YEARS_BACK * 4:
        found.append(found[-1].before())
    return found
