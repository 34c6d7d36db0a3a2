"""Django's administration of staff files, releases and programmes, to look at: what was sent and published."""

from django.contrib import admin

from anchors.admin import OnlyToLookAt
from workforce.models import Programme, Publication, Release, StaffIntake


@admin.register(StaffIntake)
class StaffIntakes(OnlyToLookAt):
    """Which institution sent a file for which quarter, and what became of it; the counts are the institution's."""

    list_display = ("institution", "first_month", "last_month", "census_date", "state", "sent_at")
    list_filter = ("state",)
    list_select_related = ("institution",)
    search_fields = ("institution__name",)
    fields = (*list_display, "sent_by", "confirmed_by", "confirmed_at", "ended_by", "ended_at")


@admin.register(Release)
class Releases(OnlyToLookAt):
    """Which quarter of which system was published, by which rule."""

    list_display = ("system", "first_month", "last_month", "profile", "made_by", "made_at")
    list_select_related = ("system", "made_by")
    fields = (*list_display, "vintage", "editions")


@admin.register(Programme)
class Programmes(OnlyToLookAt):
    """Which institution runs which programme; how far its people have come is on its page."""

    list_display = ("name", "institution", "kind", "first_day", "last_day")
    list_filter = ("kind",)
    list_select_related = ("institution",)
    search_fields = ("name", "institution__name")
    fields = (*list_display, "purpose", "outcome_rule", "rule_source", "made_by", "made_at")


@admin.register(Publication)
class Publications(OnlyToLookAt):
    """When which programme was published, by which rule; its figures are on its page."""

    list_display = ("programme", "first_month", "last_month", "profile", "made_by", "made_at")
    list_select_related = ("programme", "made_by")
    search_fields = ("programme__name",)
    fields = list_display
