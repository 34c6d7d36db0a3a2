"""A file of many offers: each row goes through the form of one offer, and what is wrong is said by row and column.

Nothing is written before the person has seen what the file would do; until then its rows travel, signed, in the page.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core import signing
from django.http import QueryDict

from anchors.ingest.text import column_letter
from anchors.models import AnchorInstitution, Place, System, User
from workforce.forms.support import OfferForm
from workforce.loading import OFFER_FIELDS, offer_facts, write_offer
from workforce.models import Barrier, SupportOffer, TargetGroup

LARGEST, MOST_ROWS = 1024 * 1024, 500
SALT, A_DAY = "support-file", 24 * 60 * 60
COLUMNS = {
    "programme": "name", "provider": "provider", "funder": "funder", "who_for": "who_for", "barriers": "barriers",
    "areas": "areas", "places_a_year": "places_a_year", "starts": "first_day", "ends": "last_day",
    "referral_route": "referral_route", "outcome_rule": "outcome_rule", "price_per_place": "price_per_place",
    "link": "link", "kept_by": "kept_by",
}  # fmt: skip
"""Heading of the file (that of the download) to field of the form."""
NEEDED = ("programme", "provider", "who_for")
_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")


class OffersFileError(Exception):
    """A file that cannot be read as offers; the sentence says why and what to do."""


@dataclass(frozen=True)
class FileRow:
    """A row that can be added: its number, the form that read it, and whether it changes an offer that is there."""

    number: int
    form: OfferForm

    @property
    def is_change(self) -> bool:
        """Whether the offer exists."""
        return self.form.offer.pk is not None


@dataclass
class CheckedFile:
    """What a file would do: rows to add or change, rows that say what is there already, and problems in words."""

    rows: list[FileRow] = field(default_factory=list)
    same: int = 0
    problems: list[str] = field(default_factory=list)
    left_out: int = 0


@dataclass(frozen=True)
class Chooser:
    """What a person may write where."""

    system: System
    keepers: list[AnchorInstitution]
    places: list[Place]


Rows = list[list[str]]


def rows_of(content: bytes) -> Rows:
    """The rows of a CSV file, headings first. OffersFileError where it is none or its headings do not fit."""
    if len(content) > LARGEST:
        raise OffersFileError("The selected file must be smaller than 1MB")
    if b"\x00" in content:
        raise OffersFileError("The selected file must be a CSV. In Excel, save it as CSV first")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    except csv.Error:
        raise OffersFileError("The selected file could not be read as CSV") from None
    headings = [_heading(cell) for cell in rows[0]] if rows else []
    if missing := [name for name in NEEDED if name not in headings]:
        message = f"The first row must have the headings of the template. Missing: {', '.join(missing)}"
        raise OffersFileError(message)
    if len(rows) - 1 > MOST_ROWS:
        raise OffersFileError(f"The selected file must have {MOST_ROWS} rows or fewer. Divide it")
    return [headings, *rows[1:]]


def sealed(rows: Rows, *, by: User, system: System) -> str:
    """The rows as text that only this person can send back, for this system."""
    return signing.dumps([by.pk, system.pk, rows], salt=SALT, compress=True)


def unsealed(text: str, *, by: User, system: System) -> Rows:
    """The rows again. OffersFileError where somebody else's, another system's or too old."""
    try:
        person, of, rows = signing.loads(text, salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        raise OffersFileError("This file was looked at too long ago. Upload it again") from None
    if (person, of) != (by.pk, system.pk):
        raise OffersFileError("This file was looked at in another system. Upload it again")
    return [[str(cell) for cell in row] for row in rows]


def checked(rows: Rows, choose: Chooser) -> CheckedFile:
    """What adding the rows would do now."""
    found, seen = CheckedFile(), dict[tuple[str, str], int]()
    editable = {each.pk for each in choose.keepers}
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cells):
            continue
        said = dict(zip(rows[0], cells, strict=False))
        objections = list(_objections(number, rows[0], said, seen, choose, editable, found))
        found.problems += objections
        found.left_out += bool(objections)
    return found


def add_rows(found: CheckedFile, *, by: User) -> int:
    """Write what was checked; the number of offers that came or changed."""
    for row in found.rows:
        write_offer(row.form.offer, row.form.cleaned_data, by=by)
    return len(found.rows)


def _objections(
    number: int,
    headings: list[str],
    said: Mapping[str, str],
    seen: dict[tuple[str, str], int],
    choose: Chooser,
    editable: set[int],
    found: CheckedFile,
) -> Iterable[str]:
    """What is wrong with a row; a row with nothing wrong is put where it belongs."""
    key = (said.get("provider", ""), said.get("programme", ""))
    if key in seen:
        return [f"Row {number}: row {seen[key]} has the same programme and provider. Keep one of them."]
    seen[key] = number
    offer = _there(choose.system, *key)
    if offer.pk and offer.kept_by_id not in editable:
        return [f"Row {number}: {offer.kept_by.name} keeps this record. Ask it to change it."]
    before = offer_facts(offer) if offer.pk else None
    form = _form(said, offer, choose)
    if not form.is_valid():
        return [
            _problem(number, headings, said, name, str(each))
            for name, errors in form.errors.items()
            for each in errors
        ]
    if before is not None and not _differs(form, before):
        found.same += 1
    else:
        found.rows.append(FileRow(number, form))
    return []


def _there(system: System, provider: str, name: str) -> SupportOffer:
    same = SupportOffer.objects.filter(system=system, provider=provider, name=name, is_removed=False)
    return same.select_related("kept_by").first() or SupportOffer(system=system)


def _form(said: Mapping[str, str], offer: SupportOffer, choose: Chooser) -> OfferForm:
    given = QueryDict(mutable=True)
    before = OfferForm.before(offer)
    for heading, name in COLUMNS.items():
        if heading not in said and name in before:
            _put(given, name, before[name])
        else:
            _put(given, name, _answer(name, said.get(heading, ""), choose))
    if not given.get("kept_by"):
        given["kept_by"] = before.get("kept_by") or choose.keepers[0].slug
    keepers = AnchorInstitution.objects.filter(pk__in=[each.pk for each in choose.keepers])
    return OfferForm(given, offer=offer, keepers=keepers, places=choose.places)


def _put(given: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, list | tuple):
        given.setlist(name, [str(each) for each in value])
    elif name in ("first_day", "last_day"):
        parts = [value.day, value.month, value.year] if isinstance(value, date) else _parts(str(value or ""))
        for place, part in enumerate(parts):
            given[f"{name}_{place}"] = str(part)
    else:
        given[name] = "" if value is None else str(value)


def _parts(text: str) -> list[str]:
    if match := _DAY.match(text):
        return list(match.groups())
    if match := _ISO.match(text):
        return list(match.groups())[::-1]
    return [text, "", ""]


def _answer(name: str, text: str, choose: Chooser) -> Any:
    if name in ("who_for", "barriers"):
        labels = {str(label).lower(): value for value, label in _closed(name)}
        return [labels.get(each.lower(), each) for each in _listed(text)]
    if name == "areas":
        codes = {place.name.lower(): place.code for place in reversed(choose.places)}
        return [codes.get(each.lower(), each) for each in _listed(text)]
    if name == "kept_by":
        slugs = {each.name.lower(): each.slug for each in choose.keepers}
        return slugs.get(text.lower(), text)
    if name in ("places_a_year", "price_per_place"):
        return text.lstrip("£").replace(",", "")
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


def _problem(number: int, headings: list[str], said: Mapping[str, str], name: str, message: str) -> str:
    heading = next((each for each, of in COLUMNS.items() if of == name), "")
    if heading not in headings:
        return f"Row {number}: {message}."
    column = f"Row {number}, column {column_letter(headings.index(heading))} ({heading})"
    value = said.get(heading, "")
    what = f'"{value[:80]}" is not right. ' if value else ""
    return f"{column}: {what}{message}{_hint(name)}."


def _hint(name: str) -> str:
    if name in ("who_for", "barriers"):
        return f". Use these, with semicolons between: {', '.join(value for value, _ in _closed(name))}"
    if name in ("first_day", "last_day"):
        return ". Use day/month/year, for example 28/02/2026"
    return ". Use the names of districts of the system, with semicolons between" if name == "areas" else ""


def _heading(cell: str) -> str:
    return re.sub(r"[^a-z]+", "_", cell.lower()).strip("_")
