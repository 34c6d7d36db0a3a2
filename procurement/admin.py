"""Django's administration of the spending lever, to look at: rules, changes and overrides are made on its pages.

Suppliers and payment lines are not here: they belong to their institutions, and platform staff have no part in them.
"""

from django.contrib import admin

from anchors.admin import OnlyToLookAt
from procurement.models import Override, Rule, RuleChange


@admin.register(Rule)
class Rules(OnlyToLookAt):
    """Every rule there is and was."""

    list_display = (
        "position",
        "title",
        "reason",
        "field",
        "match",
        "sector",
        "system",
        "institution",
        "withdrawn_at",
    )
    list_filter = ("reason", "sector", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("system", "institution")
    search_fields = ("title", "code")


@admin.register(RuleChange)
class RuleChanges(OnlyToLookAt):
    """What changes of rules did."""

    list_display = ("summary", "kind", "state", "system", "institution", "lines_moved", "made_by", "made_at")
    list_filter = ("state", "kind")
    list_select_related = ("system", "institution", "made_by")


@admin.register(Override)
class Overrides(OnlyToLookAt):
    """Who said that the rules are wrong, and when."""

    list_display = ("id", "institution", "reason", "made_by", "made_at", "ended_at")
    list_select_related = ("institution", "made_by")
