"""Forms over a record that notice when somebody else changed it while they were open, and then lose nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model

from anchors.forms import Form
from metrics.planning import stamp


class WatchingForm(Form):
    """A form that carries what its record held when it was opened, as `stamp`; `watch` says which record.

    It locks the record to compare it, so the view that reads and writes by it is one transaction.
    """

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    watched: tuple[Model, list[str]] | None = None

    def watch(self, row: Model, names: Iterable[str]) -> None:
        """Hold the form against these fields of the record."""
        own = {each.name for each in row._meta.fields}  # noqa: SLF001 - which of its fields the form has
        kept = [name for name in names if name in own]
        self.watched = row, kept
        self.initial = {**self.initial, "stamp": stamp(row, kept)}

    def full_clean(self) -> None:
        """Also says that the record has changed; the answers stay, and saving them again is then meant."""
        super().full_clean()
        sent = self.cleaned_data.pop("stamp", "") if self.is_bound else ""
        if not self.watched or not sent:
            return
        row, names = self.watched
        # Locked until the view's transaction has written, so that nobody saves between this look and that.
        locked = type(row)._base_manager.select_for_update()  # noqa: SLF001 - whose it is was asked before
        now: Any = locked.get(pk=row.pk)
        if sent == (fresh := stamp(now, names)):
            return
        self.add_error(
            None,
            "Somebody changed this while you had it open. Your answers are still here and nothing is saved yet. Check "
            "them against its page, then save again.",
        )
        self.data = {name: self.data[name] for name in self.data} | {"stamp": fresh}
