"""The filters of the explorer pages: what can be chosen, and the tags of what is."""

from collections.abc import Iterable
from typing import Any

from django import forms

from anchors.forms import Form
from anchors.models import AnchorInstitution
from anchors.periods import Period, financial_quarter, financial_year, financial_year_of, month_name
from procurement.analysis import Band
from procurement.charts import local_words, period_words
from procurement.explorer import BAND_WORDS, SpendFilter, SpendView, reason_words
from procurement.explorer.filters import INFLUENCEABLE, NOT_INFLUENCEABLE
from procurement.explorer.view import category_names
from procurement.models import Reason

Choice = tuple[str, str]
ONE_CHOICE = 2
"""All, and the only one there is."""

MOST_TAGS = 3
"""More institutions than that share one tag."""


class SpendFilterForm(Form):
    """The filters as a row of selects; every choice is a value of `SpendFilter`'s query string."""

    period = forms.ChoiceField(label="Period", required=False)
    institution = forms.ChoiceField(label="Institution", required=False)
    category = forms.ChoiceField(label="Category", required=False)
    reason = forms.ChoiceField(label="Can it be influenced?", required=False)
    band = forms.ChoiceField(label="Place", required=False)

    def __init__(
        self, view: SpendView, months: Iterable[int], institutions: Iterable[AnchorInstitution]
    ) -> None:
        super().__init__(initial=_initial(view.filter), auto_id="%s")
        choices = {
            "period": _periods(view, months),
            "institution": _institutions(view, list(institutions)),
            "category": _categories(view),
            "reason": _reasons(),
            "band": _bands(view),
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options
        if len(choices["institution"]) <= ONE_CHOICE:
            del self.fields["institution"]


def tags(view: SpendView, asked: SpendFilter) -> list[dict[str, str]]:
    """The filters in use, each with the address without it."""
    found = []
    if asked.period:
        found.append((asked.period.label, asked.but(period=None)))
    many = len(asked.institutions) > MOST_TAGS
    if many:
        found.append((f"{len(asked.institutions)} institutions", asked.but(institutions=())))
    for slug in () if many else asked.institutions:
        rest = tuple(other for other in asked.institutions if other != slug)
        name = next(each.name for each in view.institutions if each.slug == slug)
        found.append((name, asked.but(institutions=rest)))
    if asked.category:
        found.append((asked.category, asked.but(category="")))
    if asked.reason:
        found.append((reason_words(asked.reason), asked.but(reason="")))
    if asked.band:
        found.append((BAND_WORDS[asked.band], asked.but(band=None)))
    if asked.local:
        found.append((f"Local means {local_words(view)}", asked.but(local=())))
    if view.supplier:
        found.append((view.supplier.name, asked.but(supplier=None)))
    return [{"text": text, "href": f"?{without.as_query()}"} for text, without in found]


def _initial(asked: SpendFilter) -> dict[str, str]:
    return {
        "period": asked.period.code if asked.period else "",
        "institution": ",".join(asked.institutions),
        "category": asked.category,
        "reason": asked.reason,
        "band": asked.band or "",
    }


def _with(choices: list[Choice], value: str, label: str) -> list[Choice]:
    """The choices, and the value in use where it is not among them."""
    return choices if not value or any(value == each for each, _ in choices) else [*choices, (value, label)]


def _periods(view: SpendView, months: Iterable[int]) -> list[Choice]:
    known = sorted(months)
    usual = (
        "Latest 12 months" if view.filter.period or not view.period else _capital(period_words(view.period))
    )
    found = [("", usual)]
    if known:
        whole = Period(known[0], known[-1])
        found.append((whole.code, f"All: {whole.label}"))
        years = sorted({financial_year_of(ym) for ym in known}, reverse=True)
        found += [
            (year.code, f"Year {year.code.replace('-', ' to ', 1)}")
            for year in map(financial_year, years[:6])
        ]
        quarters = [financial_quarter(year, number) for year in years[:3] for number in (4, 3, 2, 1)]
        found += [(each.code, each.label) for each in quarters if any(ym in each for ym in known)]
        found += [(Period(ym, ym).code, month_name(ym)) for ym in reversed(known[-12:])]
    chosen = view.filter.period
    return _with(list(dict(found).items()), chosen.code if chosen else "", chosen.label if chosen else "")


def _institutions(view: SpendView, institutions: list[AnchorInstitution]) -> list[Choice]:
    found = [("", "All that supplied"), *((each.slug, each.name) for each in institutions)]
    chosen = view.filter.institutions
    return _with(found, ",".join(chosen), f"{len(chosen)} institutions")


def _categories(view: SpendView) -> list[Choice]:
    found = [("", "All categories"), *((name, name) for name in category_names(view))]
    return _with(found, view.filter.category, view.filter.category)


def _reasons() -> list[Choice]:
    closed = [
        (reason.value, f"No: {reason.label}")
        for reason in Reason
        if reason not in (Reason.OPEN, Reason.LOCKED)
    ]
    return [
        ("", "All spending"),
        (INFLUENCEABLE, "Yes, now"),
        (Reason.LOCKED.value, "Later: under contract"),
        (NOT_INFLUENCEABLE, "No, for any reason"),
        *closed,
    ]


def _bands(view: SpendView) -> list[Choice]:
    bands = [band for band in Band if band != Band.SYSTEM or view.places.system]
    return [("", "All places"), *((str(band), BAND_WORDS[band]) for band in bands)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
