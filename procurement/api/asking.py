"""What the spending endpoints ask of the explorer: its filter, read strictly, and the version of its answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import BadParameter
from anchors.api.parameters import Choice, refuse_others
from anchors.filters import FilterError
from anchors.models import GeographySource, Job, Upload, User
from procurement.analysis import Band
from procurement.explorer.filters import INFLUENCEABLE, KEYS, NOT_INFLUENCEABLE, SpendFilter
from procurement.explorer.view import SpendView
from procurement.models import Override, Reason, Rule, RuleChange

REASONS = [INFLUENCEABLE, NOT_INFLUENCEABLE, *(reason for reason in Reason.values if reason != Reason.OPEN)]


class SpendQuery(serializers.Serializer[Any]):
    """The filter of the pages, key for key."""

    period = serializers.CharField(
        required=False,
        help_text="2026-09, 2026-27-Q2, 2026-27 or 2025-10..2026-09; the latest 12 months with data if not given.",
    )
    institution = serializers.CharField(
        required=False, help_text="Slugs with commas between; all that you usually see if not given."
    )
    category = serializers.CharField(required=False, help_text="In the institution's own words.")
    reason = Choice(REASONS, required=False, help_text="Influenceable or not, or one reason code.")
    band = Choice([str(band) for band in Band], required=False, help_text="Where the money goes.")
    local = serializers.CharField(
        required=False, help_text="GSS codes of the places to call local; those of the system if not given."
    )
    supplier = serializers.IntegerField(required=False, min_value=1, help_text="Number of a supplier.")


def asked(
    request: Request, person: User, look: Callable[[User, SpendFilter], SpendView], *others: str
) -> SpendView:
    """What the person may see of what the query asks for, as `look` decides (`spend_view` or `lines_view`).

    Http404 for what is not theirs, BadParameter for nonsense; `others` are parameters beside those of the filter.
    """
    refuse_others(request, (*KEYS, *others))
    try:
        return look(person, SpendFilter.parse(request.query_params))
    except FilterError as problem:
        raise BadParameter(problem.key, str(problem)) from None


def version(view: SpendView) -> tuple[object, ...]:
    """Changes whenever a figure of the view could: cheaper to know than the figures."""
    ids = view.institution_ids
    uploads = Upload.objects.filter(institution__in=ids).aggregate(
        Count("pk"), Max("loaded_at"), Max("undone_at")
    )
    overrides = Override.objects.filter(institution__in=ids).aggregate(Max("pk"), Max("ended_at"))
    rules = Rule.objects.aggregate(Max("pk"), Max("withdrawn_at"))
    changes = RuleChange.objects.aggregate(Max("pk"), Max("applied_at"))
    work = Job.objects.filter(institution__in=ids).aggregate(Max("finished_at"))
    places = GeographySource.objects.aggregate(Max("loaded_at"))
    found: tuple[dict[str, datetime | int | None], ...] = (uploads, overrides, rules, changes, work, places)
    scope = (tuple(ids), tuple(place.pk for place in view.places.local), view.filter.as_query())
    return (timezone.localdate(), *scope, *(value for part in found for value in part.values()))
