"""Start-up of the spending lever."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProcurementConfig(AppConfig):
    """Spend lines, suppliers, rules, facts."""

    name = "procurement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Published benchmarks and the rules that ship are in the database from the first migration on."""
        from anchors.sample import sample_begun  # noqa: PLC0415
        from procurement import rule_changes, supplier_master  # noqa: F401, PLC0415 - declare a job and a kind of upload
        from procurement.benchmarks import load_benchmarks  # noqa: PLC0415 - models are ready only now
        from procurement.default_rules import rules_after_migration  # noqa: PLC0415
        from procurement.sample_rules import add_sample_rule  # noqa: PLC0415

        sample_begun.connect(add_sample_rule)
        post_migrate.connect(load_benchmarks, sender=self)
        post_migrate.connect(rules_after_migration, sender=self)
