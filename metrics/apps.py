"""Start-up of what the levers have in common: finds the indicators that they declare."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate
from django.utils.module_loading import autodiscover_modules


class MetricsConfig(AppConfig):
    """Recommendations, plans, indicators, measurements."""

    name = "metrics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every lever's `indicators` and `alerts`; a definition that is not complete stops here."""
        from anchors.reports import reference_loaded  # noqa: PLC0415 - models are ready only now
        from anchors.sample import sample_filled, sample_leaving  # noqa: PLC0415
        from metrics import digests, measuring, planning  # noqa: F401, PLC0415 - declare jobs
        from metrics.sample import add_sample_plan, written  # noqa: PLC0415

        autodiscover_modules("indicators")
        autodiscover_modules("alerts")
        post_migrate.connect(measuring.measure_after_migration, sender=self)
        post_delete.connect(planning.remove_file, sender="metrics.Evidence")
        reference_loaded.connect(measuring.measure_after_reference_load)
        sample_filled.connect(add_sample_plan)
        sample_leaving.connect(written)
