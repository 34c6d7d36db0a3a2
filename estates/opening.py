"""The acts on space for the community: it is put on offer, corrected, closed; its use is stated. All keep what was."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from anchors.models import User
from anchors.periods import Period
from estates.changes import differences
from estates.models import CommunitySpace, SpaceChange, SpaceUse
from metrics.measuring import request_measuring

USE_FIGURES = (
    "hours_offered", "hours_used", "hours_cheap", "bookings", "no_shows", "groups", "groups_deprived",
)  # fmt: skip


@transaction.atomic
def open_space(fields: Mapping[str, Any], *, by: User) -> CommunitySpace:
    """Put a space on offer; its history begins here."""
    space: CommunitySpace = CommunitySpace.objects.create(**fields, made_by=by)
    SpaceChange.objects.create(space=space, by=by)
    _measure(space, by)
    return space


@transaction.atomic
def change_space(space: CommunitySpace, fields: Mapping[str, Any], *, by: User) -> SpaceChange | None:
    """Write what differs and keep what was there before; None where nothing differs."""
    now: CommunitySpace = CommunitySpace.objects.select_for_update().get(pk=space.pk)
    changes = differences(now, fields)
    if not changes:
        return None
    CommunitySpace.objects.filter(pk=space.pk).update(**{name: fields[name] for name in changes})
    _measure(now, by)
    return SpaceChange.objects.create(space=now, changes=changes, by=by)


@transaction.atomic
def state_use(
    space: CommunitySpace, quarter: Period, figures: Mapping[str, Any], *, by: User
) -> SpaceChange | None:
    """Write the figures of a quarter, `source` among them, over those there are; None where nothing differs."""
    CommunitySpace.objects.select_for_update().get(pk=space.pk)
    use = use_in(space, quarter)
    changes = differences(use, figures)
    if not changes:
        return None
    for name, value in figures.items():
        setattr(use, name, value)
    use.by, use.at = by, timezone.now()
    use.save()
    _measure(space, by)
    return SpaceChange.objects.create(
        space=space, first_month=quarter.first, last_month=quarter.last, changes=changes, by=by
    )


@transaction.atomic
def withdraw_use(use: SpaceUse, *, by: User) -> None:
    """Take out the figures of a quarter that were entered by mistake; the history keeps them."""
    figures = dict.fromkeys(USE_FIGURES) | {"source": ""}
    changes = differences(use, figures)
    SpaceChange.objects.create(
        space=use.space, first_month=use.first_month, last_month=use.last_month, changes=changes, by=by
    )
    use.delete()
    _measure(use.space, by)


def use_in(space: CommunitySpace, quarter: Period) -> SpaceUse:
    """The figures of a quarter; ones that are not saved yet where nobody gave any."""
    months = {"first_month": quarter.first, "last_month": quarter.last}
    return space.uses.filter(**months).first() or SpaceUse(space=space, **months)


def _measure(space: CommunitySpace, by: User) -> None:
    request_measuring([space.site.institution_id], reason=f"space for the community {space.pk}", by=by)
