"""Start-up of the spending lever."""

from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    """Spend lines, suppliers, rules, facts."""

    name = "procurement"
    default_auto_field = "django.db.models.BigAutoField"
