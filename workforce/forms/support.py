"""Forms of the directory of support: its filters, an offer."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from anchors.forms import DateField, Form
from anchors.models import AnchorInstitution, Place
from workforce.loading import OFFER_FIELDS, is_offered_twice
from workforce.models import Barrier, SupportOffer, TargetGroup
from workforce.readings.support import ALL, OPEN, WHOLE, OfferFilter

Choice = tuple[str, str]
MOST_PLACES = 100_000


class OfferFilterForm(Form):
    """The filters of the directory as a row of selects."""

    who_for = forms.ChoiceField(
        label="Who for", required=False, choices=[("", "Anybody"), *TargetGroup.choices]
    )
    barrier = forms.ChoiceField(label="Barrier", required=False, choices=[("", "Any"), *Barrier.choices])
    area = forms.ChoiceField(label="Area", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    state = forms.ChoiceField(
        label="Running", required=False, choices=[(OPEN, "Running now"), (ALL, "All, also ended")]
    )

    def __init__(self, asked: OfferFilter, areas: Iterable[Choice], providers: Iterable[str]) -> None:
        super().__init__(initial=asdict(asked), auto_id="%s")
        for name, choices in (
            ("area", [("", "Everywhere"), (WHOLE, "For the whole system only"), *areas]),
            ("provider", [("", "All providers"), *((each, each) for each in providers)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = choices


class OfferForm(Form):
    """Everything that the directory says of one programme."""

    kept_by = forms.ModelChoiceField(
        AnchorInstitution.objects.none(), label="Which institution keeps this record?", empty_label="Select one",
        to_field_name="slug", error_messages={"required": "Select an institution"},
    )  # fmt: skip
    name = forms.CharField(label="Programme", max_length=200)
    provider = forms.CharField(label="Who provides it", max_length=200)
    funder = forms.CharField(label="Who pays for it (optional)", max_length=200, required=False)
    who_for = forms.MultipleChoiceField(
        label="Who is it for?", choices=TargetGroup.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one group of people"},
    )  # fmt: skip
    barriers = forms.MultipleChoiceField(
        label="What does it take out of the way? (optional)", choices=Barrier.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    areas = forms.ModelMultipleChoiceField(
        Place.objects.none(), label="Where is it offered? (optional)", required=False, to_field_name="code",
        help_text="Leave all empty if it is offered in the whole system.", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    places_a_year = forms.IntegerField(
        label="Places a year (optional)", required=False, min_value=0, max_value=MOST_PLACES,
        help_text="Leave empty if nobody knows; 0 says that there are none.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Places a year must be a whole number, for example 120",
            "min_value": "Places a year must be 0 or more",
            "max_value": f"Places a year must be {MOST_PLACES:,} or fewer",
        },
    )  # fmt: skip
    first_day = DateField(label="When does it start? (optional)", required=False)
    last_day = DateField(label="When does it end? (optional)", required=False)
    referral_route = forms.CharField(label="How to refer somebody (optional)", max_length=300, required=False)
    outcome_rule = forms.CharField(
        label="What counts as an outcome? (optional)", max_length=300, required=False,
        help_text="For example: 13 weeks in work of 16 hours or more.",
    )  # fmt: skip
    price_per_place = forms.DecimalField(
        label="Price of a place, £ (optional)", required=False, min_value=Decimal(0), max_digits=12, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "invalid": "The price must be a number of pounds, for example 1250.00",
            "min_value": "The price must be 0 or more",
        },
    )  # fmt: skip
    link = forms.URLField(
        label="Web address (optional)", max_length=300, required=False, assume_scheme="https",
        widget=forms.TextInput(attrs={"autocomplete": "url"}),
        error_messages={"invalid": "Enter a whole web address, for example https://www.example.org/support"},
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        offer: SupportOffer,
        keepers: "QuerySet[AnchorInstitution]",
        places: Iterable[Place],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = self.before(offer) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.offer = offer
        for name, rows in (
            ("kept_by", keepers),
            ("areas", Place.objects.filter(pk__in=[place.pk for place in places]).order_by("kind", "name")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
            field.queryset = rows

    @staticmethod
    def before(offer: SupportOffer) -> dict[str, Any]:
        """What the form shows of an offer that exists."""
        if not offer.pk:
            return {}
        found = {name: getattr(offer, name) for name in OFFER_FIELDS if name not in ("areas", "kept_by")}
        return found | {
            "areas": [place.code for place in offer.areas.all()],
            "kept_by": offer.kept_by.slug,
        }

    def clean(self) -> dict[str, Any]:
        """It does not end before it starts, and stands once in the directory."""
        given = self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The end must be the same day as the start or later")
        if given.get("provider") and given.get("name"):
            system = self.offer.system
            if is_offered_twice(system, given["provider"], given["name"], beside=self.offer.pk):
                self.add_error(
                    "name",
                    "The directory has this programme of this provider already. Change that record instead",
                )
        return given
