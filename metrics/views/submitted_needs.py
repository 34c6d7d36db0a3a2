"""What waits in a system's submitted measures: for its leads, and for whoever sent what came back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from anchors import wording
from metrics.models import SubmittedIndicator, SubmittedValue, SubmittedWording

State = SubmittedIndicator.State
ValueState = SubmittedValue.State


def for_leads(definitions: Sequence[Any]) -> list[dict[str, str]]:
    """What waits for a lead."""
    found = [
        {
            "text": f"Decide about the definition “{each}”",
            "href": reverse("submitted_indicator", args=[each.code]),
            "note": f"Proposed by {each.proposed_by or 'somebody'} on {wording.day(each.proposed_at.date())}",
        }
        for each in definitions
        if each.state == State.PROPOSED
    ]
    found += [
        {
            "text": f"Decide about other words for “{each.indicator}”",
            "href": reverse("submitted_words", args=[each.indicator.code]),
            "note": f"Proposed by {each.by or 'somebody'} on {wording.day(each.at.date())}",
        }
        for each in SubmittedWording.objects.filter(
            indicator__in=definitions, state="proposed"
        ).select_related("by")
    ]
    return found + [
        {
            "text": f"Decide about {wording.plural(each.waiting, 'value')} of “{each}”",
            "href": f"{reverse('submitted_indicator', args=[each.code])}#waiting",
            "note": "",
        }
        for each in definitions
        if each.waiting and each.state == State.APPROVED
    ]


def sent_back(request: HttpRequest, definitions: Sequence[SubmittedIndicator]) -> list[dict[str, str]]:
    """What was sent back to the person."""
    found = [
        {
            "text": f"Change the definition “{each}”",
            "href": reverse("submitted_indicator", args=[each.code]),
            "note": each.note,
        }
        for each in definitions
        if each.state == State.RETURNED and each.proposed_by_id == request.user.pk
    ]
    values = SubmittedValue.objects.visible_to(request.user).filter(by=request.user.pk)
    returned = values.filter(state=ValueState.RETURNED, indicator__in=definitions).select_related(
        "indicator", "institution", "place"
    )
    for each in returned[:20]:
        later = values.filter(
            indicator=each.indicator, institution=each.institution, place=each.place, first=each.first, pk__gt=each.pk
        )  # fmt: skip
        if not later.exists():
            found.append(
                {
                    "text": f"Correct {each}",
                    "href": reverse("submitted_value", args=[each.pk]),
                    "note": each.note,
                }
            )
    return found
