"""Owner, person and day of many actions at once: one row of fields for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from anchors.forms import Form
from anchors.models import AnchorInstitution
from metrics.forms.actions import people_of, person_words
from metrics.models import Action, Plan
from metrics.planning import ChangedMeanwhile, stamp

FIELDS = ("owner", "person", "due")
DAYS = ("%d/%m/%Y", "%d %m %Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")


@dataclass(frozen=True)
class AssignRow:
    """An action with its fields."""

    action: Action
    owner: forms.BoundField
    person: forms.BoundField
    due: forms.BoundField
    stamp: forms.BoundField


class AssignForm(Form):
    """Fields `owner-7`, `person-7`, `due-7` and `stamp-7` for each action 7."""

    def __init__(self, *args: Any, plan: Plan, actions: Sequence[Action], **kwargs: Any) -> None:
        self.actions = list(actions)
        kwargs["initial"] = {
            f"{name}-{each.pk}": value for each in self.actions for name, value in _held(each).items()
        }
        super().__init__(*args, **kwargs)
        members = AnchorInstitution.objects.in_system(plan.system, timezone.localdate())
        owned = [each.owner_id for each in self.actions if each.owner_id]
        members = AnchorInstitution.objects.filter(pk__in=[*members.values_list("pk", flat=True), *owned])
        owners = [("", "Nobody yet"), *((str(each.pk), each.name) for each in members)]
        people = people_of(members)
        persons = [("", "Nobody yet"), *((str(each.pk), person_words(each)) for each in people)]
        self.members = {str(each.pk): each for each in members}
        self.people = {str(each.pk): each for each in people}
        for action in self.actions:
            self._add(action, owners, persons)

    def _add(self, action: Action, owners: list[tuple[str, str]], persons: list[tuple[str, str]]) -> None:
        about = f" of “{action.title}”"
        self.fields[f"owner-{action.pk}"] = forms.ChoiceField(
            label=f"Owner{about}", choices=owners, required=False
        )
        self.fields[f"person-{action.pk}"] = forms.ChoiceField(
            label=f"Person{about}", choices=persons, required=False
        )
        self.fields[f"due-{action.pk}"] = forms.DateField(
            label=f"Due date{about}",
            input_formats=DAYS,
            error_messages={
                "required": f"Enter a due date for “{action.title}”",
                "invalid": f"The due date of “{action.title}” must be a real date, for example 28/2/2027",
            },
        )
        self.fields[f"stamp-{action.pk}"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def rows(self) -> Iterator[AssignRow]:
        """The actions in their order."""
        for each in self.actions:
            owner, person, due, held = (self[f"{name}-{each.pk}"] for name in (*FIELDS, "stamp"))
            yield AssignRow(each, owner, person, due, held)

    def clean(self) -> dict[str, Any]:
        """Each person works at the owner; without an owner, theirs is it."""
        answers = super().clean() or self.cleaned_data
        for each in self.actions:
            person = self.people.get(answers.get(f"person-{each.pk}", ""))
            owner = self.members.get(answers.get(f"owner-{each.pk}", ""))
            if person is None:
                continue
            works = set(person.institution_ids(contributing=True))
            if owner is None:
                found = next((one for one in self.members.values() if one.pk in works), None)
                answers[f"owner-{each.pk}"] = str(found.pk) if found else ""
            elif owner.pk not in works:
                self.add_error(
                    f"person-{each.pk}", f"{person.name} does not work at {owner}. Select somebody who does"
                )
        return answers

    def changes(self) -> Iterator[tuple[Action, dict[str, Any], str]]:
        """Each action with its fields and the stamp that it was shown with."""
        for each in self.actions:
            yield each, self._answered(each), self.cleaned_data.get(f"stamp-{each.pk}", "")

    def tell(self, clash: ChangedMeanwhile) -> None:
        """Say which rows somebody changed; the answers stay."""
        new = {name: self.data[name] for name in self.data}
        for row in clash.rows:
            assert isinstance(row, Action)  # noqa: S101 - tells the type checker
            owner = f"{row.owner or 'nobody'}{f', {row.person}' if row.person else ''}"
            words = (
                f"Somebody changed “{row.title}” while you had this open. It is now owned by {owner}, due "
                f"{_day(row.due)}. Nothing is saved yet: check your answers, then save again."
            )
            self.add_error(f"owner-{row.pk}", words)
            new[f"stamp-{row.pk}"] = stamp(row, FIELDS)
        self.data = new

    def _answered(self, action: Action) -> dict[str, Any]:
        answers = self.cleaned_data
        return {
            "owner": self.members.get(answers.get(f"owner-{action.pk}", "")),
            "person": self.people.get(answers.get(f"person-{action.pk}", "")),
            "due": answers[f"due-{action.pk}"],
        }


def _held(action: Action) -> dict[str, Any]:
    return {
        "owner": action.owner_id or "",
        "person": action.person_id or "",
        "due": _day(action.due),
        "stamp": stamp(action, FIELDS),
    }


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
