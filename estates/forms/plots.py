"""Forms of surplus land: its filters, a plot, its stage."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from anchors import wording
from anchors.forms import Form, RadioSelect
from estates.forms.bounds import MOST_HECTARES, MOST_METRES, MOST_POUNDS, past_day
from estates.forms.guarded import WatchingForm
from estates.models import Plot, Site
from estates.readings.plots import ALL, OPEN, PlotFilter

Choice = tuple[str, str]
FIRST_YEAR, LAST_YEAR = 1990, 2100


def amount(
    label: str, *, help_text: str = "", places: int = 2, most: int = MOST_POUNDS
) -> forms.DecimalField:
    """A figure that may be left empty, which says that nobody knows it; 0 says none."""
    return forms.DecimalField(
        label=f"{label} (optional)", required=False, min_value=Decimal(0), max_value=Decimal(most),
        max_digits=14, decimal_places=places, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip


def year(label: str, *, help_text: str = "") -> forms.IntegerField:
    """A calendar year that may be left empty."""
    return forms.IntegerField(
        label=f"{label} (optional)", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Enter a year in four digits, for example 2029",
            "min_value": f"Enter a year from {FIRST_YEAR} to {LAST_YEAR}",
            "max_value": f"Enter a year from {FIRST_YEAR} to {LAST_YEAR}",
        },
    )  # fmt: skip


class PlotFilterForm(Form):
    """The filters of surplus land as a row of selects."""

    institution = forms.ChoiceField(label="Owner", required=False)
    stage = forms.ChoiceField(
        label="Stage", required=False,
        choices=[(OPEN, "All that are still open"), *Plot.Stage.choices, (ALL, "All, also what is closed")],
    )  # fmt: skip
    use = forms.ChoiceField(
        label="Use", required=False,
        choices=[("", "Any use"), *Plot.Use.choices, ("undecided", "Not decided")],
    )  # fmt: skip

    def __init__(self, asked: PlotFilter, owners: Iterable[Choice]) -> None:
        initial = asdict(asked)
        super().__init__(initial=initial, auto_id="%s")
        owner = self.fields["institution"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101 - tells the type checker
        owner.choices = [("", "All owners"), *owners]


class PlotForm(WatchingForm):
    """A plot as its owner describes it. Its stage has a form of its own."""

    site = forms.ModelChoiceField(
        Site.objects.none(), label="On which site?", empty_label="Select a site",
        help_text="The site must be in the register first.",
        error_messages={"required": "Select a site"},
    )  # fmt: skip
    title = forms.CharField(label="What do people call it?", max_length=200)
    ref = forms.CharField(label="Your reference for it", max_length=60)
    is_sensitive = forms.TypedChoiceField(
        label="Who may see it?", coerce=lambda value: value == "True", initial="False",
        widget=RadioSelect(hints={"True": "Others see it only in totals of three or more sensitive plots."}),
        choices=[("False", "Everybody in the system"),
                 ("True", "Sensitive: only we and the integrated care board")],
    )  # fmt: skip
    area_ha = amount("Land, hectares", places=4, most=MOST_HECTARES)
    floor_m2 = amount("Floor of buildings on it, m²", most=MOST_METRES)
    declared_on = past_day("When was it declared surplus? (optional)", required=False)
    empty_since = past_day("Since when has it been empty? (optional)", required=False)
    planned_year = year("In which year do you plan to dispose of it?")
    planning_status = forms.CharField(
        label="Planning status (optional)",
        max_length=200,
        required=False,
        help_text="For example: allocated for housing in the local plan.",
    )
    holding_cost = amount("What does it cost to keep, £ a year?")
    book_value = amount("Book value, £")
    market_value = amount("Market value, £")
    receipt = amount("Receipt, £", help_text="What was paid for it, once it is sold.")
    limits = forms.CharField(
        label="What limits it? (optional)", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000,
        help_text="Title, PFI or LIFT, overage, listing, green belt, flood. Write “None known” if you have looked.",
    )  # fmt: skip
    future_use = forms.ChoiceField(
        label="What will it be? (optional)", required=False, choices=[("", "Not decided"), *Plot.Use.choices]
    )
    workspace_m2 = amount("Space for small firms on it, m²", most=MOST_METRES)
    handed_to = forms.CharField(
        label="Community body that it went to (optional)", max_length=200, required=False
    )
    why = forms.CharField(
        label="Why do you change it? (optional)",
        max_length=300,
        required=False,
        help_text="It stays in the history.",
    )

    def __init__(self, *args: Any, sites: "QuerySet[Site]", plot: Plot | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plot = plot
        if plot is None:
            del self.fields["why"], self.fields["receipt"], self.fields["handed_to"]
            field = self.fields["site"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
            field.queryset = sites
            return
        del self.fields["site"]
        self.watch(plot, self.fields)
        now = {name: getattr(plot, name) for name in self.fields if name not in ("why", "stamp")}
        self.initial = now | {"is_sensitive": str(plot.is_sensitive)} | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        """A reference names one plot of a site."""
        site = self.plot.site if self.plot else self.cleaned_data.get("site")
        ref = self.cleaned_data.get("ref")
        others = Plot.objects.filter(site=site, ref=ref)
        if self.plot:
            others = others.exclude(pk=self.plot.pk)
        if site and ref and (other := others.first()):
            self.add_error("ref", f"{other.title} has this reference already. Use another one")
        for name, of_site, unit in (("area_ha", "land_ha", "hectares"), ("floor_m2", "floor_m2", "m²")):
            given, held = self.cleaned_data.get(name), getattr(site, of_site, None)
            if given is not None and held is not None and given > held:
                held_words = f"{held.normalize():,f} {unit}"
                self.add_error(
                    name, f"The register says that the whole site has {held_words}. Correct the site first"
                )
        sold, declared = self.plot and self.plot.disposed_on, self.cleaned_data.get("declared_on")
        if sold and declared and declared > sold:
            self.add_error("declared_on", f"It was sold on {wording.day(sold)}. Check both days")
        return self.cleaned_data

    @property
    def answers(self) -> dict[str, Any]:
        """What to write into the plot; with its day, what was potentially surplus is declared so."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("site", "why")}
        is_potential = self.plot is None or self.plot.stage == Plot.Stage.POTENTIAL
        return given | ({"stage": Plot.Stage.DECLARED} if given["declared_on"] and is_potential else {})


class StageForm(Form):
    """Moving a plot on, or back where it was reported wrongly."""

    stage = forms.ChoiceField(
        label="Where does it stand now?", choices=Plot.Stage.choices, widget=forms.RadioSelect
    )
    on = past_day(
        "On which day? (optional)", required=False,
        help_text="Needed for a sale. For “Declared surplus” it is the day of the declaration.",
    )  # fmt: skip
    why = forms.CharField(
        label="Why? (optional)", max_length=300, required=False,
        help_text="It stays in the history. Needed where land goes to others and no options appraisal was decided.",
    )  # fmt: skip
    site_after = forms.ChoiceField(
        label="Only for a sale: what is left of the site?", required=False, widget=forms.RadioSelect,
        choices=[("kept", "Something: the register keeps it as it is"),
                 ("sold", "Nothing: the site is sold too, and leaves the list of what is held")],
    )  # fmt: skip

    def __init__(self, *args: Any, plot: Plot, is_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_last:
            self.fields["site_after"].label = f"Only for a sale: what is left of {plot.site.name}?"
        else:
            del self.fields["site_after"]

    def clean(self) -> dict[str, Any]:
        """A sale of what may be all of a site says whether it is."""
        given = self.cleaned_data
        is_asked = "site_after" in self.fields and given.get("stage") == Plot.Stage.SOLD
        if is_asked and not given.get("site_after"):
            self.add_error("site_after", "Select whether anything is left of the site")
        return given
