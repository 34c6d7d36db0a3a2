"""Payments with their place and reason written straight into the books, and the same kept beside for counting."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from django.db.models import Model

from anchors.models import AnchorInstitution, Place, Upload
from procurement.models import Category, Reason, SpendKey, SpendLine, Supplier
from procurement.rollup import rebuild_facts


@dataclass(frozen=True)
class Payment:
    """One line as the test knows it."""

    institution: AnchorInstitution
    day: date
    pence: int
    supplier: str
    category: str
    reason: str
    place: Place | None
    is_abroad: bool
    is_redacted: bool
    decile: int | None

    @property
    def ym(self) -> int:
        return self.day.year * 100 + self.day.month


@dataclass
class Ledger:
    """The payments of any institutions."""

    payments: list[Payment] = field(default_factory=list)
    _made: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def pay(
        self,
        institution: AnchorInstitution,
        pence: int,
        *,
        day: date = date(2026, 6, 15),
        supplier: str = "Marsh Paper Limited",
        category: str = "Stationery",
        reason: str = Reason.OPEN,
        place: Place | None = None,
        is_abroad: bool = False,
        is_redacted: bool = False,
        decile: int | None = None,
        procurement_class: str = "",
    ) -> SpendLine:
        known = self._once(
            Supplier,
            {"institution": institution, "name": supplier},
            normalised=supplier.upper(),
            place=place,
            is_abroad=is_abroad,
            is_redacted=is_redacted,
            imd2025_decile=decile,
            basis="payment_file" if place or is_abroad else "unknown",
        )
        kind = self._once(Category, {"institution": institution, "name": category})
        said = {
            "institution": institution,
            "supplier": known,
            "category": kind,
            "procurement_class": procurement_class,
        }
        key = self._once(SpendKey, said, reason=reason)
        upload = self._once(
            Upload,
            {"institution": institution, "kind": "spend", "state": "loaded"},
            name="ledger.csv",
            size=1,
            sha256=f"{institution.pk:064d}",
            lines_loaded=0,
            pence_loaded=0,
        )
        self.payments.append(
            Payment(
                institution, day, pence, supplier, category, key.reason, known.place, known.is_abroad,
                known.is_redacted, known.imd2025_decile,
            )
        )  # fmt: skip
        return SpendLine.objects.create(
            institution=institution,
            upload=upload,
            key=key,
            payment_date=day,
            ym=day.year * 100 + day.month,
            amount_pence=pence,
            source_row=len(self.payments) + 1,
        )

    def _once(self, model: type[Model], identity: dict[str, Any], **values: Any) -> Any:
        key = (model, *identity.values())
        if key not in self._made:
            self._made[key] = model._default_manager.create(**identity, **values)
        return self._made[key]

    def settle(self) -> "Ledger":
        rebuild_facts({payment.institution.pk for payment in self.payments})
        return self

    def fill(
        self, rng: Random, institutions: list[AnchorInstitution], places: list[Place], count: int
    ) -> "Ledger":
        """Payments of every sort over 12 months."""
        for number in range(count):
            where = rng.choice([*places, *places, None, "abroad", "redacted"])
            self.pay(
                rng.choice(institutions),
                rng.randrange(-200_000, 2_000_000),
                day=date(2025 + (number % 2), 1 + rng.randrange(12), 1 + rng.randrange(28)),
                supplier=f"{'Redacted' if where == 'redacted' else 'Supplier'} {rng.randrange(30)} {where}",
                category=rng.choice(["Building", "ICT", "ict", "Care", ""]),
                reason=rng.choice([*Reason.values, "OPEN", "OPEN"]),
                place=where if isinstance(where, Place) else None,
                is_abroad=where == "abroad",
                is_redacted=where == "redacted",
                decile=rng.choice([None, 1, 2, 3, 9]) if isinstance(where, Place) else None,
            )
        return self.settle()
