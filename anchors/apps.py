"""Start-up of the bottom app: finds the upload kinds that the levers declare."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from anchors import celery  # noqa: F401 - every process that sends work sends it to our queue


class AnchorsConfig(AppConfig):
    """People, places, institutions, uploads."""

    name = "anchors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every lever's `ingest` and `loading` modules, so that its upload kinds are known.

        The default rule of disclosure control is in the database from the first migration on.
        """
        from anchors.models.disclosure import default_after_migration  # noqa: PLC0415 - models are ready only now

        post_migrate.connect(default_after_migration, sender=self)
        autodiscover_modules("ingest", "loading")
