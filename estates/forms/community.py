"""Forms of space that is open to the community: its filters, a space, closing it, its use in a quarter."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from anchors import wording
from anchors.forms import DateField, Form
from anchors.periods import Period, period_of
from estates.forms.bounds import MOST_METRES
from estates.forms.guarded import WatchingForm
from estates.forms.plots import Choice, amount
from estates.models import CommunitySpace, Site, SpaceUse
from estates.readings.community import ALL, CLOSED, OPEN, YES, SpaceFilter

MOST_HOURS = 168
STEP_FREE = {"": None, "yes": True, "no": False}
PARTS = (
    ("hours_used", "hours_offered", "Hours used cannot be more than the hours offered"),
    ("hours_cheap", "hours_used", "Hours free or below cost cannot be more than the hours used"),
    ("no_shows", "bookings", "No-shows cannot be more than the bookings"),
    ("groups_deprived", "groups", "Groups from deprived areas cannot be more than all groups"),
)


class SpaceFilterForm(Form):
    """The filters of the spaces as a row of selects."""

    institution = forms.ChoiceField(label="Owner", required=False)
    place = forms.ChoiceField(label="Place", required=False)
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "All kinds"), *CommunitySpace.Kind.choices]
    )
    charge = forms.ChoiceField(
        label="Charge", required=False, choices=[("", "Any charge"), *CommunitySpace.Charge.choices]
    )
    step_free = forms.ChoiceField(
        label="Access", required=False, choices=[("", "Any"), (YES, "Step-free only")]
    )
    state = forms.ChoiceField(
        label="State", required=False,
        choices=[(OPEN, "On offer now"), (CLOSED, "Closed"), (ALL, "All, also closed ones")],
    )  # fmt: skip

    def __init__(self, asked: SpaceFilter, owners: Iterable[Choice], places: Iterable[Choice]) -> None:
        initial = asdict(asked)
        super().__init__(initial=initial, auto_id="%s")
        offer(self.fields["institution"], [("", "All owners"), *owners])
        offer(self.fields["place"], [("", "All places"), *places])


def offer(field: forms.Field, choices: Iterable[Choice]) -> None:
    """Give a choice field its choices."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
    field.choices = list(choices)


def whole(label: str, *, help_text: str = "", least: int = 0) -> forms.IntegerField:
    """A number that may be left empty, which says that nobody knows it; 0 says none."""
    return forms.IntegerField(
        label=f"{label} (optional)", required=False, min_value=least, max_value=1_000_000, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def hours(label: str, *, help_text: str = "", most: int = MOST_HOURS) -> forms.DecimalField:
    """Hours that may be left empty."""
    return forms.DecimalField(
        label=f"{label} (optional)", required=False, min_value=Decimal(0), max_value=Decimal(most),
        decimal_places=1, help_text=help_text, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip


class SpaceForm(WatchingForm):
    """A space as its owner describes it."""

    site = forms.ModelChoiceField(
        Site.objects.none(), label="On which site?", empty_label="Select a site",
        help_text="People of other institutions see its name only if the site is published, and its district always.",
        error_messages={"required": "Select a site"},
    )  # fmt: skip
    name = forms.CharField(label="What do people call it?", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Select a kind"), *CommunitySpace.Kind.choices])
    address = forms.CharField(
        label="Where do visitors go? (optional)", max_length=300, required=False,
        help_text="Seen in the whole system. For example: Infirmary Road, side entrance.",
    )  # fmt: skip
    people = whole("How many people does it hold?")
    floor_m2 = amount("Floor, m²", most=MOST_METRES)
    hours_offered = hours("Hours a week that can be booked")
    charge = forms.ChoiceField(
        label="What do community groups pay? (optional)", required=False,
        choices=[("", "Not known"), *CommunitySpace.Charge.choices],
    )  # fmt: skip
    rate = amount("Charge, £ an hour", most=10_000)
    step_free = forms.ChoiceField(
        label="Can it be reached without a step? (optional)", required=False,
        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
    )  # fmt: skip
    equipment = forms.CharField(
        label="What is in it? (optional)", max_length=300, required=False,
        help_text="For example: kitchen, screen, sprung floor.",
    )  # fmt: skip
    how_to_book = forms.CharField(
        label="How is it booked? (optional)", max_length=300, required=False,
        help_text="A web address, or the telephone number of a desk. Never a person’s name.",
    )  # fmt: skip
    for_local_firms = forms.BooleanField(label="It is let to local firms", required=False)
    opened_on = DateField(label="Since when is it open? (optional)", required=False)

    def __init__(
        self, *args: Any, sites: "QuerySet[Site]", space: CommunitySpace | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.space = space
        if space is None:
            field = self.fields["site"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
            field.queryset = sites
            return
        del self.fields["site"]
        self.watch(space, self.fields)
        now = {name: getattr(space, name) for name in self.fields if name not in ("step_free", "stamp")}
        words = {value: key for key, value in STEP_FREE.items()}
        self.initial = now | {"step_free": words[space.is_step_free]} | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        """A name is one space of a site; what is free costs nothing."""
        given = self.cleaned_data
        site = self.space.site if self.space else given.get("site")
        others = CommunitySpace.objects.filter(site=site, name=given.get("name"))
        if self.space:
            others = others.exclude(pk=self.space.pk)
        if site and others.exists():
            self.add_error("name", f"{site.name} has a space of this name already. Use another name")
        if given.get("charge") == CommunitySpace.Charge.FREE and given.get("rate"):
            self.add_error("rate", "A free space has no charge. Empty this, or select another charge")
        return given

    @property
    def answers(self) -> dict[str, Any]:
        """What to write into the space."""
        given = dict(self.cleaned_data)
        return given | {"is_step_free": STEP_FREE[given.pop("step_free")]}


class CloseForm(Form):
    """The day from which a space is not on offer; without one it is open again."""

    closed_on = DateField(
        label="From which day is it closed? (optional)", required=False,
        help_text="Leave it empty to open the space again.",
    )  # fmt: skip


class UseForm(Form):
    """How a space was used in one quarter."""

    quarter = forms.ChoiceField(label="Quarter")
    hours_offered = hours(
        "Hours offered in the quarter",
        most=MOST_HOURS * 14,
        help_text="Hours a week times 13 weeks, less closures.",
    )
    hours_used = hours("Hours booked", most=MOST_HOURS * 14)
    hours_cheap = hours("Of these, hours free or below cost", most=MOST_HOURS * 14)
    bookings = whole("Bookings")
    no_shows = whole("Bookings that nobody came to")
    groups = whole("Different groups", help_text="Groups, not people. Never write down a person’s name.")
    groups_deprived = whole(
        "Of these, groups from the most deprived fifth of areas",
        help_text="Deciles 1 and 2, by the group’s address.",
    )
    source = forms.CharField(
        label="Where do the figures come from?",
        max_length=300,
        help_text="For example: booking system, 3 October.",
    )

    def __init__(
        self,
        *args: Any,
        space: CommunitySpace,
        quarters: Iterable[Period],
        use: SpaceUse | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.space, self.use = space, use
        offer(self.fields["quarter"], [(each.code, each.label) for each in quarters])
        if use is not None:
            now = {name: getattr(use, name) for name in self.fields if name != "quarter"}
            self.initial = now | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        """Parts are no more than wholes, and something is said."""
        given = self.cleaned_data
        for part, of, words in PARTS:
            top, bottom = given.get(part), given.get(of)
            if top is not None and bottom is not None and top > bottom:
                self.add_error(part, words)
        opened = self.space.opened_on
        if opened and given.get("quarter") and self.period.end < opened:
            self.add_error("quarter", f"The space is open since {wording.day(opened)}. Check both days")
        if not self.errors and all(value is None for value in self.figures.values()):
            raise forms.ValidationError("Enter at least one figure. Leave empty only what nobody knows.")
        return given

    @property
    def period(self) -> Period:
        """The quarter."""
        return period_of(self.cleaned_data["quarter"])

    @property
    def figures(self) -> dict[str, Any]:
        """What to write into the use, beside its source."""
        return {name: value for name, value in self.written.items() if name != "source"}

    @property
    def written(self) -> dict[str, Any]:
        """What to write into the use."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "quarter"}
