"""What groups and firms ask for, as somebody asks for it; a plot that became sensitive is named to nobody else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from anchors.filters import ListFilter
from anchors.models import User
from estates.models import Plot, SpaceRequest

LOOKING, ALL = "", "all"
"""Requests to which there is no answer yet, offered ones included; also those that are met or closed."""
COLUMNS = (
    "id", "system", "institution", "body", "purpose", "want", "state", "place", "people", "least_m2", "hours",
    "most_rate", "needs_step_free", "received_on", "space", "plot", "outcome",
)  # fmt: skip


@dataclass(frozen=True)
class RequestFilter(ListFilter):
    """What of the requests is asked for; every field is a key of the address."""

    want: str = ""
    place: str = ""
    state: str = LOOKING

    @classmethod
    def choices(cls) -> Mapping[str, Collection[str]]:
        """The closed lists."""
        return {"want": SpaceRequest.Want.values, "state": [*SpaceRequest.State.values, ALL]}


def requests(user: User, asked: RequestFilter) -> "QuerySet[SpaceRequest]":
    """The requests that the person may see and asks for, the newest first."""
    found: QuerySet[SpaceRequest] = SpaceRequest.objects.visible_to(user)
    found = found.select_related("system", "recorded_for", "place", "space", "plot")
    if asked.want:
        found = found.filter(want=asked.want)
    if asked.place:
        found = found.filter(place__code=asked.place)
    if asked.state == LOOKING:
        return found.filter(state__in=[SpaceRequest.State.OPEN, SpaceRequest.State.OFFERED])
    return found if asked.state == ALL else found.filter(state=asked.state)


def seen_plots(user: User) -> set[int]:
    """The plots that may be named to the person as what a request was matched to."""
    return set(Plot.objects.visible_to(user).values_list("pk", flat=True))


def request_rows(user: User, asked: RequestFilter) -> list[dict[str, Any]]:
    """Requests as the file and the endpoint have them, by the names of `COLUMNS`."""
    seen = seen_plots(user)
    return [
        {
            "id": each.pk,
            "system": each.system.slug,
            "institution": each.recorded_for.slug,
            "body": each.body,
            "purpose": each.purpose,
            "want": each.want,
            "state": each.state,
            "place": each.place.code if each.place else None,
            "people": each.people,
            "least_m2": plain(each.least_m2),
            "hours": plain(each.hours),
            "most_rate": plain(each.most_rate),
            "needs_step_free": each.needs_step_free,
            "received_on": each.received_on,
            "space": each.space_id,
            "plot": each.plot_id if each.plot_id in seen else None,
            "outcome": each.outcome,
        }
        for each in requests(user, asked)
    ]


def plain(value: Any) -> str | None:
    """A figure with all its digits."""
    return None if value is None else f"{value:f}"
