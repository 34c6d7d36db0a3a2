"""Supplier master files: the institution's own list of its suppliers, by which payments get a place.

The newest file that gives a supplier number an address wins (see `procurement.location`), so that sending the
whole list again is the ordinary way to keep it right; nothing in it can be a repeat.
"""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

from anchors.ingest import Column, UploadKind, register
from anchors.models import AnchorInstitution, Upload
from anchors.periods import Period
from anchors.uploads import Loaded, Repeats, register_loader
from metrics.measuring import request_measuring
from procurement.location import locate_suppliers
from procurement.matching import normalised_name
from procurement.models import SupplierRecord
from procurement.rollup import rebuild_facts

RECORDS_AT_ONCE = 5000


def unfit_for_suppliers(headings: Sequence[str], fields: set[str], sure: set[str]) -> str:
    """One sentence when the headings are not those of a list of suppliers, else an empty string."""
    if not fields & {"name", "reference"}:
        return "No column holds supplier names or numbers. A supplier list needs one of them, and a postcode."
    if not fields & {"postcode", "country"}:
        return (
            "No column holds postcodes. The list says where suppliers are, so it needs a postcode for each."
        )
    return ""


SUPPLIERS = register(
    UploadKind(
        code="suppliers",
        label="Supplier list",
        line="supplier",
        columns=(
            Column("reference", "Supplier number", longest=60, aliases=(
                "supplier number", "supplier no", "supplier id", "supplier code", "supplier ref", "supplier reference",
                "vendor number", "vendor no", "vendor id", "vendor code", "creditor number", "creditor no",
                "creditor id", "creditor code", "account number", "account no", "payee id", "payee code", "number",
                "id", "code")),
            Column("name", "Supplier name", aliases=(
                "supplier name", "supplier", "name", "vendor name", "vendor", "creditor name", "creditor", "payee",
                "payee name", "beneficiary", "beneficiary name", "company name", "company", "organisation",
                "organisation name", "trading name"), patterns=(r"\b(supplier|vendor|creditor|payee)\b.*\bname\b",)),
            Column("address", "Address", longest=500, aliases=(
                "address", "address line 1", "address 1", "address1", "address line1", "street", "addr 1", "addr1",
                "full address", "registered address")),
            Column("postcode", "Postcode", longest=20, aliases=(
                "postcode", "post code", "postal code", "zip", "zip code", "pcode", "supplier postcode",
                "registered postcode", "remittance postcode"), patterns=(r"\bpost ?code\b", r"\bpostal code\b")),
            Column("country", "Country", longest=80, aliases=(
                "country", "country name", "country code", "country of registration"), patterns=(r"\bcountry\b",)),
            Column("company_number", "Company number", longest=20, aliases=(
                "company number", "company no", "company registration number", "company reg no",
                "companies house number", "companies house no", "crn", "registration number",
                "registered number", "co reg no"),
                patterns=(r"\bcompan\w+ (reg\w* )?(number|no)\b", r"\bcompanies house\b")),
            Column("charity_number", "Charity number", longest=20, aliases=(
                "charity number", "charity no", "charity registration number", "registered charity number"),
                patterns=(r"\bcharity\b.*\b(number|no)\b",)),
        ),
        amount="",
        date="",
        party="name",
        party_words="",
        unfit=unfit_for_suppliers,
    )
)  # fmt: skip


class SupplierLoader:
    """What loading a supplier list means; see `anchors.uploads.Loader`."""

    def repeats(self, upload: Upload) -> Repeats:
        """Never any: a newer list takes the place of an older one."""
        return Repeats(0, 0, ())

    def load(self, upload: Upload) -> Loaded:
        """Keep the records and place the institution's suppliers by them."""
        count, records = 0, _records(upload)
        while some := list(islice(records, RECORDS_AT_ONCE)):
            SupplierRecord.objects.bulk_create(some)
            count += len(some)
        # Suppliers are placed by the lists that are loaded, of which this is one from here on.
        Upload.objects.filter(pk=upload.pk).update(
            state=Upload.State.LOADED, lines_loaded=count, pence_loaded=0
        )
        _place_suppliers(upload, f"supplier list, upload {upload.pk}")
        return Loaded(count, 0)

    def unload(self, upload: Upload) -> None:
        """Forget the records; suppliers are placed by what else is known."""
        SupplierRecord.objects.filter(upload=upload).delete()
        _place_suppliers(upload, f"undoing upload {upload.pk}")

    def months(self, institution: AnchorInstitution, period: Period) -> dict[int, Loaded]:
        """A list of suppliers has no months."""
        return {}


def _place_suppliers(upload: Upload, reason: str) -> None:
    if locate_suppliers(upload.institution):
        rebuild_facts([upload.institution_id])
        request_measuring([upload.institution_id], reason=reason, upload=upload)


def _records(upload: Upload) -> Iterator[SupplierRecord]:
    with upload.clean_path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield SupplierRecord(
                institution_id=upload.institution_id,
                upload=upload,
                source_row=int(row["source_row"]),
                reference=row["reference"],
                name=row["name"],
                normalised=normalised_name(row["name"]) if row["name"] else "",
                address=row["address"],
                postcode=row["postcode"][:8],
                country=row["country"],
                company_number=row["company_number"][:12],
                charity_number=row["charity_number"][:12],
            )


register_loader("suppliers", SupplierLoader())
