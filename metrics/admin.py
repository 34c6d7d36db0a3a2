"""Django's administration of plans and measures, to look at: all of it is made on the pages, by the systems' people.

What an institution measured or submitted is not here in figures, nor what people wrote to each other: those belong
to their institutions and systems, and platform staff have no part in them.
"""

from django.contrib import admin

from anchors.admin import OnlyToLookAt
from metrics.models import (
    DigestPreference,
    FormerMeasurement,
    Group,
    Measurement,
    PlaceSource,
    Plan,
    SubmittedIndicator,
    Target,
)


@admin.register(Plan)
class Plans(OnlyToLookAt):
    """Which system has a plan, from which template, since when."""

    list_display = ("title", "system", "template", "state", "first_day", "last_day", "agreed_on")
    list_filter = ("state", "template")
    list_select_related = ("system",)
    search_fields = ("title", "system__name")
    fields = (*list_display, "made_by", "made_at")


@admin.register(Group)
class Groups(OnlyToLookAt):
    """Institutions that are measured together."""

    list_display = ("name", "kind", "system", "made_at")
    list_filter = ("kind",)
    list_select_related = ("system",)
    search_fields = ("name",)


@admin.register(Target)
class Targets(OnlyToLookAt):
    """Who set a target on what, and when it ended."""

    list_display = ("indicator", "system", "institution", "group", "due", "set_at", "ended_at")
    list_filter = ("indicator", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("system", "institution", "group")
    fields = (*list_display, "set_by", "ended_by")


@admin.register(SubmittedIndicator)
class SubmittedIndicators(OnlyToLookAt):
    """Definitions that people made, and who decided on them."""

    list_display = ("code", "name", "system", "unit", "cadence", "state", "next_review")
    list_filter = ("state", "lever", "goal")
    list_select_related = ("system",)
    search_fields = ("code", "name")


@admin.register(Measurement)
class Measurements(OnlyToLookAt):
    """What was measured when, and from which data and rules."""

    list_display = ("indicator", "institution", "place", "first", "last", "source_version", "computed_at")
    list_filter = ("indicator",)
    list_select_related = ("institution", "place")
    search_fields = ("institution__name",)
    fields = list_display
    show_full_result_count = False


@admin.register(FormerMeasurement)
class FormerMeasurements(OnlyToLookAt):
    """What was measured again, when and why."""

    list_display = ("indicator", "institution", "place", "first", "last", "reason", "is_gone", "replaced_at")
    list_filter = ("indicator", "is_gone")
    list_select_related = ("institution", "place")
    search_fields = ("institution__name", "reason")
    fields = (*list_display, "source_version", "computed_at")
    show_full_result_count = False


@admin.register(PlaceSource)
class PlaceSources(OnlyToLookAt):
    """Which published files about places were loaded."""

    list_display = ("name", "layout", "publisher", "vintage", "rows", "loaded_at")
    list_filter = ("layout",)


@admin.register(DigestPreference)
class DigestPreferences(OnlyToLookAt):
    """Who wants the digest, and when they last had one."""

    list_display = ("user", "is_wanted", "last_sent_at")
    list_filter = ("is_wanted",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
