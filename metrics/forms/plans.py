"""Forms of a plan: starting it, its words, agreeing on it, an institution's pledge, a commitment."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from anchors.forms import DateField, Form
from anchors.models import AnchorInstitution, System, User
from metrics.forms.guarded import GuardedForm, among
from metrics.forms.prose import ProseField
from metrics.models import Commitment, Plan, Target
from metrics.plan_templates import Owner, PlanTemplate
from metrics.progress import target_words
from metrics.recommendations import RECOMMENDATIONS

LONGEST_PLAN = 15
LONGEST_NARRATIVE = 20_000
NUMBERS = [(str(each.number), f"{each.number}. {each.title}") for each in RECOMMENDATIONS]


class StartPlanForm(Form):
    """For how long, and which institution begins with which actions."""

    title = forms.CharField(label="What is the plan called?", max_length=200)
    first_day = DateField(label="First day of the plan", help_text="For example, 1 4 2026")
    last_day = DateField(
        label="Last day of the plan",
        help_text="Actions are spread evenly up to this day. You can change each date afterwards.",
    )

    def __init__(self, *args: Any, template: PlanTemplate, system: System, **kwargs: Any) -> None:
        today = timezone.localdate()
        first = date(today.year if today.month >= 4 else today.year - 1, 4, 1)
        last = date(first.year + 2, 3, 31)
        kwargs["initial"] = {
            "title": f"{template.title.partition(':')[0]}, {first.year} to {last.year}",
            "first_day": first,
            "last_day": last,
        } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.members = list(AnchorInstitution.objects.in_system(system, today))
        counts = [step.owner for action in template.actions for step in action.steps]
        for owner in Owner:
            if owner is not Owner.EVERYONE and owner in counts:
                self._add(owner, counts.count(owner))

    def _add(self, owner: Owner, count: int) -> None:
        fitting = [each for each in self.members if each.kind in owner.kinds]
        several = "s" if count > 1 else ""
        field = forms.ChoiceField(
            label=f"Who begins with the {count} action{several} for: {owner.label.lower()}?",
            required=False,
            choices=[("", "Decide for each action later"), *((each.slug, each.name) for each in fitting)],
            initial=fitting[0].slug if len(fitting) == 1 else "",
        )
        self.fields[owner.value] = field

    def clean(self) -> dict[str, Any]:
        """It ends after it starts, and within a lifetime."""
        answers = super().clean() or self.cleaned_data
        check_dates(self, answers.get("first_day"), answers.get("last_day"))
        return answers

    @property
    def owners(self) -> dict[Owner, AnchorInstitution]:
        """The institutions chosen, by kind of owner."""
        by_slug = {each.slug: each for each in self.members}
        return {
            owner: by_slug[slug] for owner in Owner if (slug := self.cleaned_data.get(owner.value)) in by_slug
        }


class PlanForm(GuardedForm):
    """The words of a plan."""

    title = forms.CharField(label="What is the plan called?", max_length=200)
    narrative = ProseField(
        label="What do we want to achieve, and how? (optional)",
        named="The narrative",
        most=LONGEST_NARRATIVE,
        help_text="The narrative for social and economic development that everybody can repeat.",
        rows=8,
        required=False,
    )
    pledge = ProseField(
        label="What does each institution pledge? (optional)",
        named="The pledge",
        most=LONGEST_NARRATIVE,
        help_text="The words of good anchor practice that each institution signs.",
        rows=6,
        required=False,
    )
    first_day = DateField(label="First day of the plan")
    last_day = DateField(label="Last day of the plan")

    def clean(self) -> dict[str, Any]:
        """It ends after it starts."""
        answers = super().clean() or self.cleaned_data
        check_dates(self, answers.get("first_day"), answers.get("last_day"))
        return answers


class AgreeForm(Form):
    """The day on which the plan was agreed."""

    agreed_on = DateField(label="When was the plan agreed?", help_text="For example, 14 5 2026")

    def clean_agreed_on(self) -> date:
        """Not a day to come."""
        return not_to_come(self.cleaned_data["agreed_on"], "The day of agreement")


class PledgeForm(GuardedForm):
    """What an institution promises, who signed, who leads: named by role."""

    words = ProseField(
        label="Own words, where they differ from the plan’s (optional)",
        named="The words of the pledge",
        most=LONGEST_NARRATIVE,
        required=False,
    )
    signed_by = forms.CharField(
        label="Who signed, by role? (optional)",
        help_text="For example: Chief Executive. Leave it empty while nobody has signed.",
        max_length=200,
        required=False,
    )
    signed_on = DateField(label="When was it signed? (optional)", required=False)
    board_lead = forms.CharField(
        label="Who leads on the board, by role? (optional)", max_length=200, required=False
    )
    operational_lead = forms.CharField(
        label="Who coordinates the work, by role? (optional)", max_length=200, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A signature has a role and a day."""
        answers = super().clean() or self.cleaned_data
        by, on = answers.get("signed_by"), answers.get("signed_on")
        if on and not by:
            self.add_error("signed_by", "Enter the role of whoever signed, for example Chief Executive")
        if by and not on and "signed_on" not in self.errors:
            self.add_error("signed_on", "Enter the date on which it was signed")
        if on and on > timezone.localdate():
            self.add_error("signed_on", "The date of signing must be today or in the past")
        return answers


class TargetChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A standing target, named by what it wants by when."""

    def label_from_instance(self, obj: Any) -> str:
        """What by when, and whose."""
        return f"{obj.indicator.replace('-', ' ').capitalize()}: {target_words(obj)}, {obj.subject}"


class CommitmentForm(GuardedForm):
    """A promise against one of the nine."""

    recommendation = forms.TypedChoiceField(
        label="Which recommendation does it answer?",
        coerce=int,
        choices=[("", "Select a recommendation"), *NUMBERS],
        error_messages={"required": "Select a recommendation"},
    )
    title = forms.CharField(
        label="What is promised?",
        help_text="For example: 45p of each influenceable pound goes to local suppliers",
        max_length=300,
        error_messages={"required": "Enter what is promised"},
    )
    why = ProseField(label="Why? (optional)", named="Why", required=False)
    institution = forms.ModelChoiceField(
        AnchorInstitution.objects.none(),
        label="Who promises it?",
        empty_label="The whole system",
        required=False,
    )
    due = DateField(label="By when?", help_text="For example, 31 3 2028")
    target = TargetChoice(
        Target.objects.none(),
        label="Which target shows that it is kept? (optional)",
        empty_label="None",
        required=False,
    )

    def __init__(
        self, *args: Any, plan: Plan, user: User, row: Commitment | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, row=row, **kwargs)
        members = AnchorInstitution.objects.in_system(plan.system, timezone.localdate())
        among(self.fields["institution"], kept(members, row.institution_id if row else None))
        targets = Target.objects.visible_to(user).standing()
        among(self.fields["target"], targets.select_related("system", "institution", "group"))
        if row is not None and row.target_id and not targets.filter(pk=row.target_id).exists():
            among(self.fields["target"], Target.objects.filter(pk=row.target_id) | targets)


def kept(rows: Any, key: int | None) -> Any:
    """The rows, and one that was chosen before and would not be offered any more."""
    return rows.model.objects.filter(pk__in=[*rows.values_list("pk", flat=True), *([key] if key else [])])


def not_to_come(day: date, what: str) -> date:
    """The day, unless it is after today."""
    if day > timezone.localdate():
        message = f"{what} must be today or in the past"
        raise forms.ValidationError(message)
    return day


def check_dates(form: Form, first: date | None, last: date | None) -> None:
    """A plan ends after it starts, and not decades later."""
    if first and last and last <= first:
        form.add_error("last_day", "The last day must be after the first day")
    elif first and last and last.year - first.year > LONGEST_PLAN:
        form.add_error("last_day", f"The last day must be within {LONGEST_PLAN} years of the first day")


def listed(items: Iterable[tuple[Any, str]], first: str) -> list[tuple[Any, str]]:
    """Choices behind one that chooses nothing."""
    return [("", first), *items]
