"""Forms of what groups and firms ask for: the filters, a request, what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.db.models import QuerySet

from anchors.forms import DateField, Form, RadioSelect
from anchors.models import AnchorInstitution, Place
from estates.forms.bounds import MOST_METRES
from estates.forms.community import hours, offer, whole
from estates.forms.plots import Choice, amount
from estates.models import SpaceRequest
from estates.readings.requests import ALL, LOOKING, RequestFilter

State = SpaceRequest.State


class RequestFilterForm(Form):
    """The filters of the requests as a row of selects."""

    want = forms.ChoiceField(
        label="Looking for", required=False, choices=[("", "Anything"), *SpaceRequest.Want.choices]
    )
    place = forms.ChoiceField(label="Place", required=False)
    state = forms.ChoiceField(
        label="State", required=False,
        choices=[(LOOKING, "Still looking"), *State.choices, (ALL, "All")],
    )  # fmt: skip

    def __init__(self, asked: RequestFilter, places: Iterable[Choice]) -> None:
        initial = asdict(asked)
        super().__init__(initial=initial, auto_id="%s")
        offer(self.fields["place"], [("", "All places"), *places])


class RequestForm(Form):
    """What a group or firm looks for. What is left empty is no need."""

    recorded_for = forms.ModelChoiceField(
        AnchorInstitution.objects.none(), label="Who records it?", empty_label="Select an institution",
        error_messages={"required": "Select an institution"},
    )  # fmt: skip
    body = forms.CharField(
        label="Which group or firm?", max_length=200, help_text="The name of a body, never of a person."
    )
    purpose = forms.CharField(
        label="What for?", max_length=300, help_text="For example: a weekly lunch club. Name no person."
    )
    want = forms.ChoiceField(
        label="What does it look for?", choices=SpaceRequest.Want.choices, widget=forms.RadioSelect
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label="Where? (optional)", empty_label="Anywhere in the system", required=False
    )
    people = whole("How many people come?", least=1)
    least_m2 = amount("Least floor, m²", most=MOST_METRES)
    hours = hours("Hours a week")
    most_rate = amount("Most it can pay, £ an hour", most=10_000, help_text="0 says that it must be free.")
    needs_step_free = forms.BooleanField(label="It needs step-free access", required=False)
    received_on = DateField(label="When did it ask?")

    def __init__(
        self, *args: Any, owners: "QuerySet[AnchorInstitution]", places: "QuerySet[Place]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("recorded_for", owners), ("place", places)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
            field.queryset = rows


class OutcomeForm(Form):
    """What was offered, and what came of it; any state can be taken back."""

    state = forms.ChoiceField(
        label="Where does it stand?", choices=State.choices,
        widget=RadioSelect(hints={State.OPEN.value: "Takes back what was offered before."}),
    )  # fmt: skip
    match = forms.ChoiceField(label="What was offered? (optional)", required=False)
    outcome = forms.CharField(
        label="What came of it? (optional)", max_length=300, required=False,
        help_text="For example: moved in on 3 October. Name no person.",
    )  # fmt: skip

    def __init__(self, *args: Any, things: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["match"], [("", "Nothing of ours"), *things])

    def clean(self) -> dict[str, Any]:
        """An offer says what was offered."""
        given = self.cleaned_data
        if given.get("state") == State.OFFERED and not (given.get("match") or given.get("outcome")):
            self.add_error("match", "Select what was offered, or say in the last box what it was")
        return given

    @property
    def answers(self) -> dict[str, Any]:
        """What to write into the request."""
        given = self.cleaned_data
        kind, _, key = given["match"].partition("-")
        if given["state"] == State.OPEN:
            kind = ""
        return {
            "state": given["state"],
            "outcome": given["outcome"],
            "space_id": int(key) if kind == "space" else None,
            "plot_id": int(key) if kind == "plot" else None,
        }
