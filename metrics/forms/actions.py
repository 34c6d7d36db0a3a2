"""Forms of an action: what it is, who owns it, its status, an update, a comment; and the filter of the board."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import QuerySet, Value
from django.utils import timezone

from anchors.forms import DateField, Form, RadioSelect
from anchors.models import AnchorInstitution, Membership, User
from metrics.forms.guarded import GuardedForm, among, choices
from metrics.forms.plans import NUMBERS, kept, listed, not_to_come
from metrics.forms.prose import ProseField
from metrics.models import Action, Commitment, Plan, Status
from metrics.planning import is_waiting_for
from metrics.progress import BoardFilter
from metrics.recommendations import RECOMMENDATIONS, step_of

STEPS = [(step.code, f"{step.code} {step.title}") for each in RECOMMENDATIONS for step in each.steps]
Rows = QuerySet[AnchorInstitution]


class BoardFilterForm(Form):
    """What the board shows."""

    institution = forms.ChoiceField(label="Institution", required=False)
    owner = forms.ChoiceField(
        label="Owner",
        required=False,
        choices=[("", "Anyone"), ("me", "Me"), ("nobody", "No institution or person yet")],
    )
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Any status"), *Status.choices])
    due = forms.ChoiceField(
        label="Due",
        required=False,
        choices=[("", "Any time"), ("late", "Late"), ("soon", "In the next 30 days")],
    )

    def __init__(self, asked: BoardFilter, members: Iterable[AnchorInstitution]) -> None:
        initial = {name: getattr(asked, name) for name in BoardFilter.__dataclass_fields__}
        super().__init__(initial=initial, auto_id="%s")
        choices(
            self.fields["institution"],
            listed([(each.slug, each.name) for each in members], "All institutions"),
        )


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who can own an action, with where they work."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and institutions."""
        return person_words(obj)


class ActionForm(GuardedForm):
    """All of an action, for those who edit the plan."""

    title = forms.CharField(
        label="What is to be done?", max_length=300, error_messages={"required": "Enter what is to be done"}
    )
    recommendation = forms.TypedChoiceField(
        label="Which recommendation does it serve?",
        coerce=int,
        choices=[("", "Select a recommendation"), *NUMBERS],
        error_messages={"required": "Select a recommendation"},
    )
    step = forms.ChoiceField(
        label="Which of its steps? (optional)", required=False, choices=[("", "None of them"), *STEPS]
    )
    commitment = forms.ModelChoiceField(
        Commitment.objects.none(), label="Which commitment does it help to keep? (optional)",
        required=False, empty_label="None",
    )  # fmt: skip
    detail = ProseField(label="More about it (optional)", named="More about it", required=False)
    owner = forms.ModelChoiceField(
        AnchorInstitution.objects.none(), label="Which institution owns it?", required=False,
        empty_label="Nobody yet",
    )  # fmt: skip
    person = PersonChoice(
        User.objects.none(), label="Who there sees to it?", required=False, empty_label="Nobody yet"
    )
    due = DateField(label="By when?", help_text="For example, 31 3 2027")
    next_step = ProseField(
        label="What is the next step? (optional)", named="The next step", rows=3, required=False
    )
    blockers = ProseField(
        label="What is in the way? (optional)", named="What is in the way", rows=3, required=False
    )
    depends_on = forms.ModelChoiceField(
        Action.objects.none(), label="Does it wait for another action? (optional)", required=False,
        empty_label="No",
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, row: Action | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        members = AnchorInstitution.objects.in_system(plan.system, timezone.localdate())
        if "owner" in self.fields:
            among(self.fields["owner"], kept(members, row.owner_id if row else None))
            among(self.fields["commitment"], Commitment.objects.filter(plan=plan))
        people = people_of(
            members if "owner" in self.fields else members.filter(pk=(row.owner_id if row else None) or 0)
        )
        among(self.fields["person"], people)
        others = Action.objects.filter(plan=plan)
        among(self.fields["depends_on"], others.exclude(pk=row.pk) if row else others)

    def clean(self) -> dict[str, Any]:
        """The step is one of the recommendation's, the person works at the owner, nothing waits in a circle."""
        answers = super().clean() or self.cleaned_data
        step = answers.get("step")
        if step and answers.get("recommendation") and step_of(step).code[0] != str(answers["recommendation"]):
            self.add_error("step", f"Select a step of recommendation {answers['recommendation']}")
        if "owner" in self.fields:
            self._check_person(answers)
        other = answers.get("depends_on")
        if other and isinstance(self.row, Action) and is_waiting_for(self.row, other):
            self.add_error("depends_on", "That action waits for this one. Select another, or “No”")
        return answers

    def _check_person(self, answers: dict[str, Any]) -> None:
        owner, person = answers.get("owner"), answers.get("person")
        if person and owner is None and "owner" not in self.errors:
            answers["owner"] = institution_of(person, self.fields["owner"])
        elif person and owner and not _works_at(person, owner):
            self.add_error("person", f"{person.name} does not work at {owner}. Select somebody who does")


class OwnActionForm(ActionForm):
    """What the owner's people change in their action; title, owner and date are the board's."""

    title = recommendation = step = commitment = owner = due = None  # type: ignore[assignment]


class StatusForm(Form):
    """Where an action or a commitment stands."""

    status = forms.ChoiceField(
        label="Where does it stand?",
        choices=Status.choices,
        widget=RadioSelect(
            hints={
                Status.NOT_STARTED: "Nobody has begun",
                Status.IN_PROGRESS: "Somebody works on it, and it should be done in time",
                Status.AT_RISK: "It will be late or fall short unless something changes",
                Status.COMPLETED: "It is done",
            }
        ),
        error_messages={"required": "Select where it stands"},
    )
    words = ProseField(
        label="What happened? (optional)",
        named="What happened",
        help_text="Everybody in the system can read this.",
        rows=3,
        required=False,
    )
    finished_on = DateField(
        label="If it is completed, when? (optional)", help_text="Leave it empty for today.", required=False
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, has_day: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_day:
            del self.fields["finished_on"]

    def clean_finished_on(self) -> date | None:
        """Not a day to come."""
        day: date | None = self.cleaned_data["finished_on"]
        return not_to_come(day, "The date of completion") if day else None

    def clean(self) -> dict[str, Any]:
        """Only what is completed has a day of completion."""
        answers = super().clean() or self.cleaned_data
        if answers.get("finished_on") and answers.get("status") not in (None, Status.COMPLETED):
            self.add_error("finished_on", "Select “Completed”, or leave the date of completion empty")
        return answers


class UpdateForm(GuardedForm):
    """How it goes, and what comes next."""

    words = ProseField(
        label="How is it going?",
        named="How it is going",
        help_text="Everybody in the system can read this.",
        error_messages={"required": "Enter how it is going"},
    )
    next_step = ProseField(
        label="What is the next step? (optional)", named="The next step", rows=3, required=False
    )
    blockers = ProseField(
        label="What is in the way? (optional)", named="What is in the way", rows=3, required=False
    )

    def __init__(self, *args: Any, row: Action | Commitment, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if isinstance(row, Commitment):
            del self.fields["next_step"], self.fields["blockers"]


class CommentForm(Form):
    """A remark."""

    words = ProseField(
        label="Your comment",
        named="Your comment",
        help_text="Everybody in the system can read this. You can take it back.",
        error_messages={"required": "Enter your comment"},
    )


def people_of(institutions: Rows) -> "QuerySet[User]":
    """Those who contribute or lead in one of the institutions today, with `works_at` as words."""
    roles = Membership.objects.in_force(timezone.localdate()).exclude(role=Membership.Role.READER)
    ids = list(roles.filter(institution__in=institutions).values_list("pk", flat=True))
    people = User.objects.filter(memberships__in=ids)
    return people.annotate(works_at=StringAgg("memberships__institution__name", Value(", "))).order_by("name")


def institution_of(person: User, field: forms.Field) -> AnchorInstitution | None:
    """Where somebody contributes among the institutions that a select offers."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
    offered = AnchorInstitution.objects.filter(pk__in=person.institution_ids(contributing=True))
    return offered.filter(pk__in=field.queryset or ()).first()


def _works_at(person: User, owner: AnchorInstitution) -> bool:
    return owner.pk in person.institution_ids(contributing=True)


def person_words(person: Any) -> str:
    """Somebody of `people_of`: name and where they work."""
    return f"{person.name or person.email}, {person.works_at}"
