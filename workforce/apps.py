"""Start-up of the employment lever."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """Staff counts, support on offer, programmes, wages."""

    name = "workforce"
    default_auto_field = "django.db.models.BigAutoField"
