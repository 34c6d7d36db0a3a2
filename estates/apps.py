"""Start-up of the estates lever."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete


class EstatesConfig(AppConfig):
    """Sites, plots, appraisals, promises, bookable space."""

    name = "estates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what loading estates files means; published shares are there from the first migration on."""
        from anchors.sample import sample_filled  # noqa: PLC0415 - models are ready only now
        from estates import community_indicators, loading, promise_indicators  # noqa: F401, PLC0415
        from estates.community_sample import add_sample_spaces  # noqa: PLC0415
        from estates.land_sample import add_sample_land  # noqa: PLC0415
        from estates.readings.benchmarks import load_benchmarks  # noqa: PLC0415
        from estates.sample import add_sample_estates, remove_sample_estates  # noqa: PLC0415

        sample_filled.connect(add_sample_estates)
        sample_filled.connect(add_sample_land)
        sample_filled.connect(add_sample_spaces)
        pre_delete.connect(remove_sample_estates, sender="anchors.System")
        post_migrate.connect(load_benchmarks, sender=self)
