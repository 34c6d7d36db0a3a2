"""Start-up of the estates lever."""

from django.apps import AppConfig


class EstatesConfig(AppConfig):
    """Sites, plots, appraisals, promises, bookable space."""

    name = "estates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what loading estates files means."""
        from estates import loading  # noqa: F401, PLC0415 - models are ready only now
