"""The form of a statement of homes: how many of which tenure, with what each tenure means beside it."""

from datetime import date
from typing import Any

from django import forms

from anchors import wording
from anchors.forms import Form
from estates.forms.appraisals import number
from estates.forms.bounds import past_day
from estates.models import HomesStatement, Plot, Tenure
from estates.readings.promises import PROMISING, Promise, promises

MEANS = {
    Tenure.SOCIAL_RENT: "Rent set by government policy for social rent, from a registered provider, kept affordable.",
    Tenure.AFFORDABLE_RENT: "At least 20% below local market rents with service charges, or by rent policy.",
    Tenure.DISCOUNTED_SALE: "At least 20% below market value, for people on local incomes; the discount stays.",
    Tenure.SHARED_OWNERSHIP: "Part bought, part rented.",
    Tenure.OTHER_OWNERSHIP: "Equity loans, other low-cost homes at least 20% below market value, rent to buy.",
    Tenure.KEY_WORKER: "Not affordable homes by the definition: they are counted apart.",
    Tenure.MARKET: "All others.",
}
"""In our words, after the National Planning Policy Framework, Annex 2."""


class HomesForm(Form):
    """How many homes a document says. What is left empty was not stated; nought says none."""

    stage = forms.ChoiceField(
        label="What says so?", choices=HomesStatement.Stage.choices, widget=forms.RadioSelect
    )
    on = past_day("Of which day?", help_text="The day of the agreement or permission, or of the count.")
    source = forms.CharField(
        label="Document or link", max_length=300, help_text="For example: permission 26/00123/FUL."
    )
    note = forms.CharField(label="Note (optional)", max_length=300, required=False)

    def __init__(self, *args: Any, plot: Plot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plot = plot
        homes = {tenure.value: number(tenure.label, help_text=MEANS[tenure]) for tenure in Tenure}
        fields = list(self.fields.items())
        self.fields = dict([*fields[:2], *homes.items(), *fields[2:]])

    def clean(self) -> dict[str, Any]:
        """Something is stated, and it fits what is on record of the land and what was promised on it."""
        given = self.cleaned_data
        if not self.errors and not self.homes:
            self.add_error(Tenure.SOCIAL_RENT, "Enter the number of homes of at least one tenure")
        told = promises(Plot.objects.filter(pk=self.plot.pk))
        stage, on = given.get("stage"), given.get("on")
        if stage == HomesStatement.Stage.SALE:
            self._check_sale(on, told)
        elif stage and stage not in PROMISING:
            self._check_count(on, told)
        return given

    def _check_sale(self, on: date | None, told: list[Promise]) -> None:
        """A sale comes after the declaration, and there is one of it, unless the note says why there are two."""
        declared, sale = self.plot.declared_on, HomesStatement.Stage.SALE
        if on and declared and on < declared:
            self.add_error(
                "on", f"It was declared surplus on {wording.day(declared)}. A sale agreement comes later"
            )
        earlier = [each for promise in told for each in promise.statements if each.stage == sale]
        if earlier and not self.cleaned_data.get("note"):
            day = wording.day(earlier[-1].on)
            self.add_error(
                "note",
                f"A sale agreement of {day} is on record. Take it out if it is wrong, or say why this is another",
            )

    def _check_count(self, on: date | None, told: list[Promise]) -> None:
        """Homes are counted on land that has gone, after they were promised; more than promised are explained."""
        if self.plot.is_open:
            stands = self.plot.get_stage_display().lower()
            self.add_error(
                "stage", f"The land is on record as {stands}. Change its stage before you count homes on it"
            )
        promise = told[0] if told and told[0].stated else None
        if promise is None or promise.promised is None:
            return
        first = promise.stated[0][0].on
        if on and on < first:
            self.add_error("on", f"Homes were first promised on {wording.day(first)}. A count comes later")
        if sum(self.homes.values()) > promise.promised.all and not self.cleaned_data.get("note"):
            message = (
                f"More homes than the {promise.promised.all:,} promised. Check the numbers, or say here why"
            )
            self.add_error("note", message)

    @property
    def homes(self) -> dict[str, int]:
        """Homes by tenure, those that are stated."""
        given = self.cleaned_data
        return {tenure.value: given[tenure] for tenure in Tenure if given.get(tenure) is not None}

    @property
    def answers(self) -> dict[str, Any]:
        """What to write into the statement."""
        return {name: self.cleaned_data[name] for name in ("stage", "on", "source", "note")} | {
            "homes": self.homes
        }
