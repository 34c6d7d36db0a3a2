"""Where suppliers are: by the payment file's postcode, else by the supplier master file, else not known."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from anchors.geography import Located, normal_postcode, places_of
from anchors.models import AnchorInstitution
from procurement.countries import is_foreign
from procurement.models import LocationBasis, Supplier, SupplierRecord


class Location(NamedTuple):
    """Where a supplier is and how that is known; deciles are None where nobody knows them."""

    basis: str
    postcode: str = ""
    place: int | None = None
    is_abroad: bool = False
    imd2019_decile: int | None = None
    imd2025_decile: int | None = None


UNKNOWN = Location(LocationBasis.UNKNOWN)


class Address(NamedTuple):
    """What a master file says of one supplier."""

    postcode: str
    is_abroad: bool


@dataclass(frozen=True)
class MasterFile:
    """The institution's own list of suppliers, by supplier number and by name in comparable form.

    The newest file that gives a number an address wins. A name counts only where all its entries agree.
    """

    by_number: dict[str, Address]
    by_name: dict[str, Address]


class Sought(NamedTuple):
    """What is known of a supplier whose place is sought; `normalised` as `matching.normalised_name` gives it."""

    reference: str
    postcode: str
    normalised: str
    is_redacted: bool


def locations(institution: AnchorInstitution, suppliers: Sequence[Sought]) -> list[Location]:
    """Where each of these suppliers of the institution is."""
    master = _master_file(institution)
    addresses = [_addresses(supplier, master) for supplier in suppliers]
    known = places_of({address.postcode for found in addresses for _, address in found if address.postcode})
    return [_location(found, known) for found in addresses]


def locate_suppliers(institution: AnchorInstitution) -> list[int]:
    """Write anew where the institution's suppliers are; gives those that moved."""
    rows = Supplier.objects.filter(institution=institution).values_list(
        "pk", *Sought._fields, "basis", "located_postcode", "place_id", "is_abroad", "imd2019_decile",
        "imd2025_decile",
    )  # fmt: skip
    present = {pk: (Sought(*rest[:4]), Location(*rest[4:])) for pk, *rest in rows}
    found = locations(institution, [sought for sought, _ in present.values()])
    news = {
        pk: location
        for (pk, (_, before)), location in zip(present.items(), found, strict=True)
        if location != before
    }
    _write(news)
    return list(news)


def _master_file(institution: AnchorInstitution) -> MasterFile:
    by_number: dict[str, Address] = {}
    by_name: defaultdict[str, set[Address]] = defaultdict(set)
    records = SupplierRecord.objects.filter(institution=institution)
    fields = records.order_by("upload_id", "pk").values_list("reference", "normalised", "postcode", "country")
    for reference, normalised, postcode, country in fields.iterator():
        address = Address(normal_postcode(postcode) or "", is_foreign(country))
        if not address.postcode and not address.is_abroad:
            continue
        if number := _number(reference):
            by_number[number] = address
        if normalised:
            by_name[normalised].add(address)
    agreed = {name: next(iter(found)) for name, found in by_name.items() if len(found) == 1}
    return MasterFile(by_number, agreed)


def _addresses(supplier: Sought, master: MasterFile) -> list[tuple[str, Address]]:
    """What is known of the supplier's place, the best evidence first. A redacted supplier has no place."""
    if supplier.is_redacted:
        return []
    found: list[tuple[str, Address]] = []
    if postcode := normal_postcode(supplier.postcode):
        found.append((LocationBasis.PAYMENT_FILE, Address(postcode, is_abroad=False)))
    number = _number(supplier.reference)
    if number and (address := master.by_number.get(number)):
        found.append((LocationBasis.MASTER_NUMBER, address))
    if address := master.by_name.get(supplier.normalised):
        found.append((LocationBasis.MASTER_NAME, address))
    return found


def _location(found: Iterable[tuple[str, Address]], known: dict[str, Located]) -> Location:
    """The first address that leads somewhere: abroad, or a postcode that the directory places."""
    for basis, address in found:
        if address.is_abroad:
            return Location(basis, is_abroad=True)
        located = known.get(address.postcode)
        if located is not None and located.local_authority is not None:
            return Location(
                basis,
                address.postcode,
                located.local_authority,
                imd2019_decile=located.imd2019_decile,
                imd2025_decile=located.imd2025_decile,
            )
    return UNKNOWN


def _write(news: dict[int, Location]) -> None:
    if not news:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE procurement_supplier s SET basis = found.basis, located_postcode = found.postcode,
                   place_id = found.place, is_abroad = found.is_abroad, imd2019_decile = found.imd2019,
                   imd2025_decile = found.imd2025
               FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bool[], %s::smallint[],
                           %s::smallint[])
                    AS found (id, basis, postcode, place, is_abroad, imd2019, imd2025)
               WHERE s.id = found.id""",
            [list(news), *(list(column) for column in zip(*news.values(), strict=True))],
        )


def _number(reference: str) -> str:
    return reference.strip().upper()
