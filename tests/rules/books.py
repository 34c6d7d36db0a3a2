"""Payments written straight into the tables, decided and rolled up as loading would."""

from collections import Counter
from datetime import date

from anchors.models import AnchorInstitution, Upload
from procurement.classification import apply_overrides, decide_keys
from procurement.matching import is_redacted, normalised_name
from procurement.models import Category, SpendFact, SpendKey, SpendLine, Supplier
from procurement.rollup import rebuild_facts


class Books:
    """One institution's payments, all of one upload unless another is opened."""

    def __init__(self, institution: AnchorInstitution) -> None:
        self.institution = institution
        self.rows = 0
        self.upload = self.open_upload()

    def open_upload(self) -> Upload:
        number = Upload.objects.count() + 1
        self.upload = Upload.objects.create(
            institution=self.institution,
            kind="spend",
            state="loaded",
            name=f"{number}.csv",
            size=1,
            sha256=f"{number:064d}",
            lines_loaded=0,
            pence_loaded=0,
        )
        return self.upload

    def pay(
        self, name, pence, *, category="", department="", own_class="", on=date(2026, 5, 14)
    ) -> SpendLine:
        supplier, _ = Supplier.objects.get_or_create(
            institution=self.institution,
            name=name,
            defaults={"normalised": normalised_name(name), "is_redacted": is_redacted(name)},
        )
        kind, _ = Category.objects.get_or_create(institution=self.institution, name=category)
        key, _ = SpendKey.objects.get_or_create(
            institution=self.institution,
            supplier=supplier,
            category=kind,
            department=department,
            procurement_class=own_class,
        )
        self.rows += 1
        return SpendLine.objects.create(
            institution=self.institution,
            upload=self.upload,
            key=key,
            payment_date=on,
            ym=on.year * 100 + on.month,
            amount_pence=pence,
            source_row=self.rows,
        )

    def settle(self) -> None:
        decide_keys(self.institution)
        apply_overrides(self.institution)
        rebuild_facts([self.institution.pk])

    def supplier(self, name) -> Supplier:
        return Supplier.objects.get(institution=self.institution, name=name)

    def reasons(self) -> dict[str, str]:
        """Reason of each supplier's last key, overrides left out."""
        keys = SpendKey.objects.filter(institution=self.institution).order_by("pk")
        return dict(keys.values_list("supplier__name", "reason"))

    def facts(self) -> dict[str, int]:
        """Pence by reason, as every page reads it."""
        found: Counter[str] = Counter()
        for reason, pence in SpendFact.objects.filter(institution=self.institution).values_list(
            "reason", "pence"
        ):
            found[reason] += pence
        return dict(found)

    def overridden(self) -> dict[int, int | None]:
        """Override of each line, by row."""
        lines = SpendLine.objects.filter(institution=self.institution)
        return dict(lines.values_list("source_row", "override"))
