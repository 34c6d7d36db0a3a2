"""Start-up of the bottom app: finds the upload kinds that the levers declare."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from anchors import celery  # noqa: F401 - every process that sends work sends it to our queue


class AnchorsConfig(AppConfig):
    """People, places, institutions, uploads."""

    name = "anchors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every lever's `ingest` and `loading` modules, so that its upload kinds are known."""
        autodiscover_modules("ingest", "loading")
