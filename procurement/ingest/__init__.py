"""Spend files: their columns, the headings under which publishers give them, and what is not a spend file.

Everything about files lies in `anchors.ingest`; nothing but the meaning of columns lies here.
"""

from anchors.ingest import UploadKind, register
from procurement.ingest.other_lists import unfit_for_spend
from procurement.ingest.payments import AMOUNT, PAYMENT_DATE, SUPPLIER
from procurement.ingest.texts import TEXT_COLUMNS

SHARED = (
    "supplier", "supplier_reference", "postcode", "company_number", "charity_number", "category", "department",
    "procurement_class",
)  # fmt: skip
"""What many payments have in common: who was paid, and what decides whether the payment can be influenced."""

SPEND = register(
    UploadKind(
        code="spend",
        label="Spending",
        line="payment",
        columns=(PAYMENT_DATE, AMOUNT, SUPPLIER, *TEXT_COLUMNS),
        amount="amount",
        date="payment_date",
        party="supplier",
        party_words=(
            r"(?i)\b(ltd|limited|plc|llp|council|nhs|trust|inc|gmbh|cic|services|school|university|redacted|company"
            r"|group|uk)\b\.?"
        ),
        unfit=unfit_for_spend,
        shared=SHARED,
        apart=("transaction_number", "description"),
    )
)
