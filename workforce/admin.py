"""Django's administration of staff files and releases, to look at: when what was sent and published, no counts."""

from django.contrib import admin

from anchors.admin import OnlyToLookAt
from workforce.models import Release, StaffIntake


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
