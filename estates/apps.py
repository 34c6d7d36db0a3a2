"""Start-up of the estates lever."""

from django.apps import AppConfig


class EstatesConfig(AppConfig):
    """Sites, plots, appraisals, promises, bookable space."""

    name = "estates"
    default_auto_field = "django.db.models.BigAutoField"
