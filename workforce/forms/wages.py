"""The form of a quarter's return of people paid below the Living Wage."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from anchors.forms import RadioSelect
from anchors.models import AnchorInstitution
from anchors.periods import Period, period_of
from anchors.wording import day
from metrics.forms.guarded import GuardedForm
from workforce.loading import rate_on
from workforce.models import WageReturn

MOST_PEOPLE = 1_000_000


def _people(label: str, *, is_required: bool, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=is_required, min_value=0, max_value=MOST_PEOPLE, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many people there are",
            "invalid": "Enter a whole number of people, for example 140",
            "min_value": "The number of people must be 0 or more",
            "max_value": f"The number of people must be {MOST_PEOPLE:,} or fewer",
        },
    )  # fmt: skip


class WageForm(GuardedForm):
    """How many people there are and how many are paid below the rate in force on the last day of the quarter."""

    institution = forms.ModelChoiceField(
        AnchorInstitution.objects.none(), label="Institution", empty_label=None, to_field_name="slug"
    )
    quarter = forms.ChoiceField(label="Quarter")
    who = forms.ChoiceField(
        label="Whose staff are they?", choices=WageReturn.Who.choices,
        widget=RadioSelect(hints={"contracted": "Such as cleaners, porters, caterers and security staff."}),
    )  # fmt: skip
    contract = forms.CharField(
        label="Contract (only for people who work for a contractor)", max_length=200, required=False,
        help_text="For example: cleaning, all sites. Do not name people.",
    )  # fmt: skip
    zone = forms.ChoiceField(
        label="Where do they work?", choices=WageReturn.Zone.choices, initial="uk", widget=RadioSelect()
    )
    people = _people("How many people aged 18 or over?", is_required=True)
    below = _people(
        "How many of them are paid below the rate? (optional)", is_required=False,
        help_text="Leave empty if nobody knows; 0 says that everybody is paid the rate or more.",
    )  # fmt: skip
    source = forms.CharField(
        label="Where does the figure come from? (optional)", max_length=300, required=False,
        help_text="For example: payroll of 30 September, or the contractor’s statement.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        institutions: "QuerySet[AnchorInstitution]",
        quarters: list[Period],
        found: WageReturn | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, row=found, **kwargs)
        self.found = found
        self.rate: Decimal | None = None
        institution, quarter = self.fields["institution"], self.fields["quarter"]
        assert isinstance(institution, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        assert isinstance(quarter, forms.ChoiceField)  # noqa: S101 - tells the type checker
        institution.queryset = institutions
        if found and found.quarter.code not in [each.code for each in quarters]:
            quarters = [*quarters, found.quarter]
        quarter.choices = [(each.code, each.label) for each in quarters]

    def clean(self) -> dict[str, Any]:
        """Nobody is below who is not there; contracted staff name a contract; the rate is known; it is one return."""
        given = self.cleaned_data
        people, below = given.get("people"), given.get("below")
        if people is not None and below is not None and below > people:
            self.add_error("below", "Those below the rate cannot be more than all people")
        if given.get("who") == WageReturn.Who.CONTRACTED and not given.get("contract"):
            self.add_error("contract", "Enter the contract, for example: cleaning, all sites")
        if given.get("who") == WageReturn.Who.STAFF:
            given["contract"] = ""
        if not self.errors:
            self._look_up()
        return given

    @property
    def period(self) -> Period:
        """The quarter that was chosen."""
        return period_of(self.cleaned_data["quarter"])

    @property
    def fields_of_return(self) -> dict[str, Any]:
        """What to write into the return."""
        given = self.cleaned_data
        names = ("institution", "who", "contract", "zone", "people", "below", "source")
        months = {"first_month": self.period.first, "last_month": self.period.last}
        return {name: given[name] for name in names} | months | {"rate": self.rate}

    def _look_up(self) -> None:
        given, quarter = self.cleaned_data, self.period
        same = WageReturn.objects.filter(
            institution=given["institution"], first_month=quarter.first, last_month=quarter.last,
            who=given["who"], contract=given["contract"], zone=given["zone"],
        )  # fmt: skip
        self.rate = rate_on(given["zone"], quarter.end)
        if self.rate is None:
            message = f"No Living Wage rate is verified for {day(quarter.end)}. Choose another quarter"
            self.add_error("quarter", message)
        elif any(each.pk != getattr(self.found, "pk", None) for each in same):
            message = "There is a return of these people for this quarter. Change that one instead"
            self.add_error("quarter", message)
