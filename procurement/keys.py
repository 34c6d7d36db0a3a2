"""What the lines of a file have in common, as the books keep it: its suppliers, categories and keys, found or added."""

import csv
import io
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db.backends.utils import CursorWrapper

from anchors.models import AnchorInstitution
from procurement.classification import book_of
from procurement.influence import Combination
from procurement.location import Sought, locations
from procurement.matching import is_redacted, normalised_name

_FOUND = """
    SELECT c.number, c.supplier, c.supplier_reference, c.postcode, c.company_number, c.charity_number, c.category,
           c.department, c.procurement_class, s.id, s.is_redacted, t.id, k.id
    FROM combination c
    LEFT JOIN procurement_supplier s ON s.institution_id = %(institution)s AND s.name = c.supplier
         AND s.reference = c.supplier_reference AND s.postcode = c.postcode
    LEFT JOIN procurement_category t ON t.institution_id = %(institution)s AND t.name = c.category
    LEFT JOIN procurement_spendkey k ON k.institution_id = %(institution)s AND k.supplier_id = s.id
         AND k.category_id = t.id AND k.department = c.department AND k.procurement_class = c.procurement_class"""

_NOT_ALWAYS_KNOWN = ("place_id", "imd2019_decile", "imd2025_decile")
_SUPPLIER = (
    "id", "name", "reference", "postcode", "company_number", "charity_number", "normalised", "is_redacted", "basis",
    "located_postcode", "place_id", "is_abroad", "imd2019_decile", "imd2025_decile",
)  # fmt: skip

Spelling = tuple[str, str, str]
"""Name, the supplier's number, postcode: what makes a supplier of an institution the same supplier."""
New = TypeVar("New", bound=Hashable)


class Found(NamedTuple):
    """A combination of the file beside the ids of what the books have of it, None where they have nothing."""

    number: int
    supplier: str
    supplier_reference: str
    postcode: str
    company_number: str
    charity_number: str
    category: str
    department: str
    procurement_class: str
    supplier_id: int | None
    is_redacted: bool | None
    category_id: int | None
    key_id: int | None

    @property
    def spelling(self) -> Spelling:
        """As the file writes the supplier."""
        return self.supplier, self.supplier_reference, self.postcode


class Identity(NamedTuple):
    """What makes a key of an institution the same key."""

    supplier_id: int
    category_id: int
    department: str
    procurement_class: str


_KEY = ("id", *Identity._fields, "reason", "rule_id")


class FileKeys:
    """The key of each combination, by its number in the table `combination`, and the rows that the books lack for it.

    Ids are found or drawn first, so that lines can go to the database before the rows that they name. What is new is
    decided next, which asks nothing of the database, and written last; the caller holds the books.
    """

    def __init__(self, cursor: CursorWrapper, institution: AnchorInstitution) -> None:
        self._cursor, self._institution = cursor, institution
        self._book = book_of(institution)
        cursor.execute(_FOUND, {"institution": institution.pk})
        found = list(map(Found._make, cursor.fetchall()))
        self._unknown = [each for each in found if each.supplier_id is None]
        self._suppliers = self._drawn("supplier", (each.spelling for each in self._unknown))
        self._categories = self._drawn("category", (e.category for e in found if e.category_id is None))
        identities = [self._identity(each) for each in found]
        known = zip(identities, found, strict=True)
        self._undecided = {identity: each for identity, each in known if each.key_id is None}
        self._keys = self._drawn("spendkey", self._undecided)
        self.by_number = {
            each.number: each.key_id or self._keys[identity]
            for identity, each in zip(identities, found, strict=True)
        }
        self._sought: dict[Spelling, Sought] = {}
        self._numbers: dict[Spelling, tuple[str, str]] = {}
        self._key_text = io.StringIO()

    def decide(self) -> None:
        """Read the names of new suppliers and give new keys their reasons; nothing is asked of the database."""
        for name, reference, postcode in self._suppliers:
            sought = Sought(reference, postcode, normalised_name(name), is_redacted(name))
            self._sought[name, reference, postcode] = sought
        for each in self._unknown:
            known = self._numbers.get(each.spelling, ("", ""))
            self._numbers[each.spelling] = (
                max(known[0], each.company_number),
                max(known[1], each.charity_number),
            )
        self._key_text = self._text(self._decided_keys())

    def write(self) -> None:
        """Add what is new to the books."""
        categories = self._text((key, name) for name, key in self._categories.items())
        self._add("category", ("id", "name"), categories)
        self._add("supplier", _SUPPLIER, self._text(self._located_suppliers()), nullable=_NOT_ALWAYS_KNOWN)
        self._add("spendkey", _KEY, self._key_text, nullable=("rule_id",))

    def _decided_keys(self) -> Iterator[tuple[Any, ...]]:
        for identity, each in self._undecided.items():
            hidden = each.is_redacted if each.supplier_id else self._sought[each.spelling].is_redacted
            texts = (each.supplier, each.category, each.department, each.procurement_class)
            decision = self._book.decision(Combination(*texts, is_redacted=bool(hidden)))
            yield self._keys[identity], *identity, decision.reason, decision.rule_id

    def _located_suppliers(self) -> Iterator[tuple[Any, ...]]:
        places = locations(self._institution, list(self._sought.values()))
        for (spelling, sought), place in zip(self._sought.items(), places, strict=True):
            names = (*spelling, *self._numbers[spelling], sought.normalised, sought.is_redacted)
            yield self._suppliers[spelling], *names, *place

    def _identity(self, found: Found) -> Identity:
        return Identity(
            found.supplier_id or self._suppliers[found.spelling],
            found.category_id or self._categories[found.category],
            found.department,
            found.procurement_class,
        )

    def _drawn(self, table: str, new: Iterable[New]) -> dict[New, int]:
        """An id for each distinct one, from the table's sequence."""
        distinct = dict.fromkeys(new)
        self._cursor.execute(
            "SELECT nextval(%s::regclass) FROM generate_series(1, %s)",
            [f"procurement_{table}_id_seq", len(distinct)],
        )
        return dict(zip(distinct, (row[0] for row in self._cursor.fetchall()), strict=True))

    def _text(self, rows: Iterable[Sequence[Any]]) -> io.StringIO:
        """Rows of the institution as COPY reads them."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerows((self._institution.pk, *row) for row in rows)
        text.seek(0)
        return text

    def _add(
        self, table: str, columns: Sequence[str], rows: io.StringIO, *, nullable: Sequence[str] = ()
    ) -> None:
        """COPY rows; nothing in a nullable column is null."""
        nulls = f", FORCE_NULL ({', '.join(nullable)})" if nullable else ""
        names = ", ".join(("institution_id", *columns))
        self._cursor.copy_expert(f"COPY procurement_{table} ({names}) FROM STDIN (FORMAT csv{nulls})", rows)
