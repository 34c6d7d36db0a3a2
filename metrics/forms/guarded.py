"""Forms that notice when somebody else changed the same thing while they were open, and then lose nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.timezone import localtime

from anchors import wording
from anchors.forms import Form
from metrics.models import Action, Commitment
from metrics.planning import ChangedMeanwhile, stamp


class GuardedForm(Form):
    """A form over fields of a row. It carries what the row held when it was opened, as `stamp`."""

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: models.Model | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row is not None:
            kept = {name: getattr(row, name) for name in self.written()}
            self.initial = {**kept, "stamp": stamp(row, kept), **self.initial}

    def written(self) -> list[str]:
        """The fields that are fields of the row."""
        if self.row is None:
            return [name for name in self.fields if name != "stamp"]
        names = {each.name for each in self.row._meta.get_fields()}  # noqa: SLF001
        return [name for name in self.fields if name in names]

    @property
    def answers(self) -> dict[str, Any]:
        """What to write into the row."""
        return {name: self.cleaned_data[name] for name in self.written()}

    @property
    def expected(self) -> str:
        """The stamp that the form was opened with."""
        return str(self.cleaned_data.get("stamp") or "")

    def tell(self, clash: ChangedMeanwhile) -> None:
        """Say what somebody changed, beside the answers that stay; saving again is then meant."""
        now = clash.rows[0]
        answers = self.answers
        self.add_error(
            None,
            f"{_who(now)} Your answers are still here and nothing is saved yet. Check them, then save again.",
        )
        for name, answer in answers.items():
            if getattr(now, name) != answer:
                self.add_error(name, f"It is now: {_shown(getattr(now, name))}")
        self.data = {name: self.data[name] for name in self.data} | {
            self.add_prefix("stamp"): stamp(now, answers)
        }


def _who(row: models.Model) -> str:
    last = (
        row.updates.exclude(changes={}).select_related("by").first()
        if isinstance(row, Action | Commitment)
        else None
    )
    if last is None:
        return "Somebody changed this while you had it open."
    name = last.by.name if last.by else "Somebody"
    return f"{name} changed this on {wording.moment(localtime(last.at))}, while you had it open."


def _shown(value: Any) -> str:
    if value in (None, ""):
        return "empty"
    return wording.day(value) if hasattr(value, "isoformat") else f"“{value}”"


def choices(field: forms.Field, items: Iterable[tuple[Any, str]]) -> None:
    """Give a select or radios what can be chosen."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
    field.choices = list(items)


def among(field: forms.Field, rows: "models.QuerySet[Any]") -> None:
    """Give a select of rows what can be chosen."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
    field.queryset = rows
