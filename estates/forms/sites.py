"""Forms of the register: its filters, a site, retiring one."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from anchors.forms import DateField, Form
from anchors.geography.postcodes import normal_postcode
from anchors.models import AnchorInstitution
from estates.forms.bounds import MOST_HECTARES, MOST_METRES
from estates.forms.guarded import WatchingForm
from estates.models import Plot, Site
from estates.readings import RegisterFilter
from estates.readings.register import ALL, HELD, UNKNOWN
from estates.returns import FIGURES

Choice = tuple[str, str]


class RegisterFilterForm(Form):
    """The filters of the register as a row of selects."""

    institution = forms.ChoiceField(label="Owner", required=False)
    place = forms.ChoiceField(label="Place", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All kinds"), *Site.Kind.choices])
    tenure = forms.ChoiceField(
        label="Tenure", required=False,
        choices=[("", "Any tenure"), *Site.Tenure.choices, (UNKNOWN, "Not known")],
    )  # fmt: skip
    status = forms.ChoiceField(
        label="Status", required=False,
        choices=[(HELD, "All that are held"), *Site.Status.choices, (ALL, "All, also those that are gone")],
    )  # fmt: skip

    def __init__(self, asked: RegisterFilter, owners: Iterable[Choice], places: Iterable[Choice]) -> None:
        initial = asdict(asked)
        super().__init__(initial=initial, auto_id="%s")
        _offer(self.fields["institution"], [("", "All owners"), *owners])
        _offer(self.fields["place"], [("", "All places"), *places, (UNKNOWN, "Not known")])


class ReturnsForm(Form):
    """Which figure of the returns is compared, and whose."""

    figure = forms.ChoiceField(label="Figure", required=False)
    institution = forms.ChoiceField(label="Institution", required=False)

    def __init__(self, figure: str, institution: str, owners: Iterable[Choice]) -> None:
        super().__init__(initial={"figure": figure, "institution": institution}, auto_id="%s")
        _offer(self.fields["figure"], [(each.code, f"{each.label} ({each.unit})") for each in FIGURES])
        _offer(self.fields["institution"], [("", "All institutions"), *owners])


class SiteForm(WatchingForm):
    """A site that an institution enters or corrects itself."""

    institution = forms.ModelChoiceField(
        AnchorInstitution.objects.none(), label="Whose site is it?", empty_label="Select an institution",
        error_messages={"required": "Select an institution"},
    )  # fmt: skip
    name = forms.CharField(label="Name", max_length=200)
    ref = forms.CharField(
        label="Your code for it", max_length=60,
        help_text="The code in your asset register, or the ODS site code. It names the site in later files.",
    )  # fmt: skip
    uprn = forms.CharField(
        label="UPRN (optional)",
        max_length=12,
        required=False,
        help_text="The unique property reference number.",
    )
    address = forms.CharField(label="Address (optional)", max_length=300, required=False)
    postcode = forms.CharField(
        label="Postcode (optional)", max_length=10, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="What is there?", choices=[("", "Select a kind"), *Site.Kind.choices])
    use = forms.CharField(label="What is it used for? (optional)", max_length=200, required=False)
    tenure = forms.ChoiceField(
        label="Tenure (optional)", required=False, choices=[("", "Not known"), *Site.Tenure.choices]
    )
    terms = forms.ChoiceField(
        label="PFI or LIFT (optional)",
        required=False,
        choices=[("", "Neither, or not known"), *Site.Terms.choices],
    )
    terms_end = DateField(label="When does that contract end? (optional)", required=False)
    floor_m2 = forms.DecimalField(
        label="Gross internal floor area, m² (optional)", required=False, min_value=Decimal(0),
        max_value=MOST_METRES, max_digits=14, decimal_places=4,
        help_text="Leave it empty if you do not know it: 0 means none.",
    )  # fmt: skip
    land_ha = forms.DecimalField(
        label="Land area, hectares (optional)",
        required=False,
        min_value=Decimal(0),
        max_value=MOST_HECTARES,
        max_digits=14,
        decimal_places=6,
    )
    energy_rating = forms.CharField(label="Energy rating (optional)", max_length=12, required=False)
    status = forms.ChoiceField(label="Status", choices=[("", "Select a status"), *Site.Status.choices])
    is_published = forms.TypedChoiceField(
        label="Who may read it?", coerce=lambda value: value == "True", initial="False", widget=forms.RadioSelect,
        choices=[("False", "Only people of its institution"), ("True", "Everybody in the system: it is published")],
    )  # fmt: skip

    def __init__(
        self, *args: Any, owners: "QuerySet[AnchorInstitution]", site: Site | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        owner = self.fields["institution"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        owner.queryset = owners
        for name in ("floor_m2", "land_ha"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        if site is not None:
            del self.fields["institution"], self.fields["ref"]
            self.watch(site, self.fields)
            now = {name: getattr(site, name) for name in self.fields if name != "stamp"}
            self.initial = now | dict(self.initial)
            self.initial["is_published"] = str(site.is_published)

    def clean_postcode(self) -> str:
        """As Royal Mail writes it."""
        text = self.cleaned_data["postcode"]
        if text and (code := normal_postcode(text)) is None:
            raise forms.ValidationError(
                f'"{text}" is not a postcode. Write it as M33 7DZ, or leave it empty.'
            )
        return code or "" if text else ""

    def clean_uprn(self) -> str:
        """Digits alone."""
        text = str(self.cleaned_data["uprn"])
        if text and not re.fullmatch(r"\d{1,12}", text):
            raise forms.ValidationError(f'"{text}" is not a UPRN. It has up to 12 digits and nothing else.')
        return text

    def clean(self) -> dict[str, Any]:
        """A code names one site of an institution."""
        owner, ref = self.cleaned_data.get("institution"), self.cleaned_data.get("ref")
        if owner and ref and (other := Site.objects.filter(institution=owner, ref=ref).first()):
            self.add_error(
                "ref", f"{other.name} has this code already. Change that site, or use another code"
            )
        self._hold_plots()
        return self.cleaned_data

    def _hold_plots(self) -> None:
        """A site does not become smaller than a plot on it that the owner still holds."""
        land = self.cleaned_data.get("land_ha")
        if self.site is None or land is None or land == self.site.land_ha:
            return
        larger = Plot.objects.filter(site=self.site, stage__in=Plot.OPEN, area_ha__gt=land)
        if (plot := larger.order_by("-area_ha").first()) and plot.area_ha is not None:
            self.add_error(
                "land_ha", f"{plot.title} on it has {plot.area_ha.normalize():,f} hectares. Check both"
            )

    @property
    def facts(self) -> dict[str, Any]:
        """What the person says, as facts of a site; empty answers take a fact away."""
        names = [name for name in self.fields if name not in ("institution", "ref", "stamp")]
        return {name: None if (value := self.cleaned_data[name]) == "" else value for name in names}

    @property
    def changed_facts(self) -> dict[str, Any]:
        """Those that differ from the site as it is."""
        assert self.site is not None  # noqa: S101 - asked for a site that exists
        return {
            name: value
            for name, value in self.facts.items()
            if _said(getattr(self.site, name)) != _said(value)
        }


class RetireForm(Form):
    """Taking a site out of the register: what became of it and why."""

    status = forms.ChoiceField(
        label="What became of it?", widget=forms.RadioSelect,
        choices=[(Site.Status.SOLD.value, "It was sold or given up"),
                 (Site.Status.CLOSED.value, "It should not be in the register")],
    )  # fmt: skip
    why = forms.CharField(label="Why?", max_length=300, help_text="It stays in the history of the site.")
    valid_to = DateField(label="Since when? (optional)", required=False)


def _said(value: Any) -> Any:
    """An empty text and none are the same; 0 is a figure."""
    return None if value == "" else value


def _offer(field: forms.Field, items: list[Choice]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
    field.choices = items
