"""Start-up of the employment lever."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete


class WorkforceConfig(AppConfig):
    """Staff counts, support on offer, programmes, wages."""

    name = "workforce"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Releases are made by a job; the directory of postcodes is prepared when its table has changed.

        The least numbers of a map, and how long events are kept, are there from the first migration on.
        """
        from anchors.geography.lookup import make_postcode_lookup  # noqa: PLC0415 - models are ready only now
        from anchors.reports import reference_loaded  # noqa: PLC0415
        from anchors.sample import sample_filled, sample_leaving  # noqa: PLC0415
        from workforce import releasing  # noqa: F401, PLC0415 - declares a job
        from workforce.loading import load_rates  # noqa: PLC0415
        from workforce.programme_sample import add_sample_programmes, programmes_of_people  # noqa: PLC0415
        from workforce.readings.minimums import load_minimums  # noqa: PLC0415
        from workforce.retention import load_keeping  # noqa: PLC0415
        from workforce.sample import add_sample_staff, staff_of_people  # noqa: PLC0415
        from workforce.support_sample import (  # noqa: PLC0415
            add_sample_support,
            remove_sample_claimants,
            support_of_people,
        )

        reference_loaded.connect(make_postcode_lookup)
        sample_filled.connect(add_sample_staff)
        sample_leaving.connect(staff_of_people)
        sample_filled.connect(add_sample_support)
        sample_leaving.connect(support_of_people)
        sample_filled.connect(add_sample_programmes)
        sample_leaving.connect(programmes_of_people)
        pre_delete.connect(remove_sample_claimants, sender="anchors.System")
        post_migrate.connect(load_minimums, sender=self)
        post_migrate.connect(load_rates, sender=self)
        post_migrate.connect(load_keeping, sender=self)
