"""A file of many offers of support: its columns are those of the directory's download."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from anchors.models import AnchorInstitution, Place, System, User
from anchors.row_files import Does, RowFile, Said, answers
from workforce.forms.support import OfferForm
from workforce.loading import OFFER_FIELDS, offer_facts, write_offer
from workforce.models import Barrier, SupportOffer, TargetGroup

COLUMNS = {
    "programme": "name", "provider": "provider", "funder": "funder", "who_for": "who_for", "barriers": "barriers",
    "areas": "areas", "places_a_year": "places_a_year", "starts": "first_day", "ends": "last_day",
    "referral_route": "referral_route", "outcome_rule": "outcome_rule", "price_per_place": "price_per_place",
    "link": "link", "kept_by": "kept_by",
}  # fmt: skip


@dataclass
class OffersFile(RowFile[OfferForm]):
    """Offers that a person may write: for which system, as which institutions, about which places."""

    system: System
    keepers: list[AnchorInstitution]
    places: list[Place]

    code: ClassVar[str] = "support-file"
    columns: ClassVar[Mapping[str, str]] = COLUMNS
    needed: ClassVar[tuple[str, ...]] = ("programme", "provider", "who_for")
    key_words: ClassVar[str] = "the same programme and provider"

    def __post_init__(self) -> None:
        """Rows are for one system."""
        self.scope = str(self.system.pk)

    def key(self, said: Said) -> tuple[str, str]:
        """A programme stands once for each provider."""
        return said.get("provider", ""), said.get("programme", "")

    def read(self, said: Said) -> OfferForm | str:
        """The form of the offer that is there, or of a new one."""
        provider, name = self.key(said)
        same = SupportOffer.objects.filter(system=self.system, provider=provider, name=name, is_removed=False)
        offer = same.select_related("kept_by").first() or SupportOffer(system=self.system)
        if offer.pk and offer.kept_by_id not in {each.pk for each in self.keepers}:
            return f"{offer.kept_by.name} keeps this record. Ask it to change it."
        before = OfferForm.before(offer)
        given = {
            name: before[name]
            if heading not in said and name in before
            else self._answer(name, said.get(heading, ""))
            for heading, name in COLUMNS.items()
        }
        given["kept_by"] = given["kept_by"] or before.get("kept_by") or self.keepers[0].slug
        keepers = AnchorInstitution.objects.filter(pk__in=[each.pk for each in self.keepers])
        sent = answers(OfferForm.base_fields, given)
        return OfferForm(sent, offer=offer, keepers=keepers, places=self.places)

    def does(self, form: OfferForm) -> Does:
        """Whether the offer is new, and whether the form says anything else than it."""
        if form.offer.pk:
            return Does.CHANGE if _differs(form, offer_facts(form.offer)) else Does.NOTHING
        return Does.ADD

    def write(self, form: OfferForm, *, by: User) -> None:
        """Into the directory, with its history."""
        write_offer(form.offer, form.cleaned_data, by=by)

    def lock(self) -> None:
        """One file at a time in a system."""
        System.objects.select_for_update().get(pk=self.system.pk)

    def hint(self, name: str) -> str:
        """How columns with several answers and with dates are filled in."""
        if name in ("who_for", "barriers"):
            return f"Use these, with semicolons between: {', '.join(value for value, _ in _closed(name))}"
        if name in ("first_day", "last_day"):
            return "Use day/month/year, for example 28/02/2026"
        return "Use the names of districts of the system, with semicolons between" if name == "areas" else ""

    def _answer(self, name: str, text: str) -> Any:
        if name in ("who_for", "barriers"):
            labels = {str(label).lower(): value for value, label in _closed(name)}
            return [labels.get(each.lower(), each) for each in _listed(text)]
        if name == "areas":
            codes = {place.name.lower(): place.code for place in reversed(self.places)}
            return [codes.get(each.lower(), each) for each in _listed(text)]
        if name == "kept_by":
            slugs = {each.name.lower(): each.slug for each in self.keepers}
            return slugs.get(text.lower(), text)
        return text


def _closed(name: str) -> list[tuple[str, Any]]:
    return list(TargetGroup.choices if name == "who_for" else Barrier.choices)


def _listed(text: str) -> list[str]:
    return [each.strip() for each in re.split(r"[;|]", text) if each.strip()]


def _differs(form: OfferForm, before: Mapping[str, Any]) -> bool:
    """Whether the form says anything else than the offer."""
    after = SupportOffer(
        system=form.offer.system,
        **{name: form.cleaned_data[name] for name in OFFER_FIELDS if name != "areas"},
    )
    areas = sorted(place.name for place in form.cleaned_data["areas"])
    facts = {name: value for name, value in before.items() if name != "areas"}
    return areas != before["areas"] or any(_fact(after, name) != value for name, value in facts.items())


def _fact(offer: SupportOffer, name: str) -> Any:
    value = getattr(offer, name)
    if name in ("who_for", "barriers"):
        return sorted(str(each) for each in value)
    if name == "kept_by":
        return value.name
    if name == "price_per_place":
        return None if value is None else f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value
