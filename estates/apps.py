"""Start-up of the estates lever."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EstatesConfig(AppConfig):
    """Sites, plots, appraisals, promises, bookable space."""

    name = "estates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what loading estates files means; published shares are there from the first migration on."""
        from estates import loading  # noqa: F401, PLC0415 - models are ready only now
        from estates.readings.benchmarks import load_benchmarks  # noqa: PLC0415

        post_migrate.connect(load_benchmarks, sender=self)
