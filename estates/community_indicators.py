"""The indicators of space open to the community: hours offered, hours used, spaces on offer.

Hours are a quarter's, booked to its last month, and add up over time and institutions. Spaces on offer are a stock:
counted at the end of each month, and never added up over months.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from django.db.models import F, Max, Sum
from django.utils import timezone

from anchors import wording
from anchors.periods import Period, month, ym_of
from estates.models import CommunitySpace, SpaceUse
from estates.readings.uses import USED_SHARE
from metrics.recommendations import Lever
from metrics.registry import Asked, Cut, Direction, Goal, Part, Unit, Whole, indicator
from metrics.stocks import institutions_of, latest_of_each

OWNER = "space__site__institution"
LIMITS = "As owners entered it here: space that nobody entered is missing, and nobody audits hours."


def uses_entered(asked: Asked) -> Mapping[int, str]:
    """The newest quarter of each institution, and when figures of use were last entered."""
    rows = SpaceUse.objects.filter(**{f"{OWNER}__in": asked.institutions}).order_by()
    newest = rows.values_list(OWNER).annotate(Max("last_month"), Max("at"))
    return {
        institution: f"use of space to {wording.month(ym)}, entered {wording.day(timezone.localdate(at))}"
        for institution, ym, at in newest
    }


def spaces_entered(asked: Asked) -> Mapping[int, str]:
    """When the list of spaces of each institution was last changed."""
    rows = CommunitySpace.objects.filter(site__institution__in=asked.institutions).order_by()
    newest = rows.values_list("site__institution").annotate(Max("made_at"), Max("changes__at"))
    return {
        institution: f"spaces on offer as of {wording.day(timezone.localdate(max(made, changed or made)))}"
        for institution, made, changed in newest
    }


community = partial(
    indicator,
    lever=Lever.ESTATES,
    recommendations=(7,),
    goal=Goal.WELLBEING,
    direction=Direction.HIGHER,
    is_monthly=False,
    author="Anchors, estates lever",
    next_review=date(2027, 11, 30),
)


@community(
    code="community-hours-offered",
    name="Hours offered to the community",
    question="For how many hours can local groups and firms have our rooms, halls and gardens?",
    unit=Unit.COUNT,
    numerator="Hours of the quarter in which spaces could be booked",
    why="Space that stands empty in the evening is a meeting room, a class or a market for somebody else.",
    limits=f"{LIMITS} A quarter is booked to its last month; spaces whose hours nobody gave are left out.",
    source=uses_entered,
    covers=3,
)
def community_hours_offered(asked: Asked) -> Iterable[Part]:
    """Hours offered, by quarter."""
    rows = SpaceUse.objects.filter(hours_offered__isnull=False, **{f"{OWNER}__in": asked.institutions})
    found = rows.order_by().values_list(OWNER, "last_month").annotate(Sum("hours_offered"))
    return (Part(*each) for each in found if asked.wants(each[1]))


@community(
    code=USED_SHARE,
    name="Offered hours that the community used",
    question="Do local groups use the hours that we offer?",
    unit=Unit.SHARE,
    made_of=Unit.COUNT,
    numerator="Hours that were booked",
    denominator="Hours in which the same spaces could be booked",
    why="Rooms that are offered and stand empty are too dear, too hard to book, or in the wrong place.",
    limits=f"{LIMITS} Spaces count where both are known. A booking that nobody came to counts as used.",
    source=uses_entered,
    covers=3,
)
def community_hours_used(asked: Asked) -> Iterable[Part]:
    """Hours used of those offered, by quarter."""
    rows = SpaceUse.objects.filter(
        hours_offered__isnull=False, hours_used__isnull=False, **{f"{OWNER}__in": asked.institutions}
    )
    sums = rows.order_by().values_list(OWNER, "last_month").annotate(Sum("hours_used"), Sum("hours_offered"))
    return (Part(*each) for each in sums if asked.wants(each[1]))


def _open_spaces(institutions: Sequence[int]) -> Iterable[Part]:
    """Spaces on offer at the end of each month, the running one up to today, since something was recorded here."""
    today = timezone.localdate()
    rows = CommunitySpace.objects.filter(site__institution__in=institutions).annotate(
        first_use=F("uses__first_month")
    )
    terms: dict[int, dict[int, tuple[date, date | None]]] = defaultdict(dict)
    begun: dict[int, int] = {}
    columns = ("site__institution", "pk", "opened_on", "closed_on", "made_at", "first_use")
    for institution, key, opened, closed, made, used in rows.order_by().values_list(*columns):
        recorded = ym_of(timezone.localdate(made))
        begun[institution] = min(begun.get(institution, recorded), used or recorded, recorded)
        terms[institution][key] = opened or timezone.localdate(made), closed
    for institution, first in begun.items():
        for ym in Period(first, ym_of(today)).months:
            day = min(month(ym).end, today)
            count = sum(
                opened <= day and (closed is None or closed > day)
                for opened, closed in terms[institution].values()
            )
            yield Part(institution, ym, count)


def _wholes(cuts: Sequence[Cut]) -> dict[Cut, Whole]:
    return latest_of_each(_open_spaces(institutions_of(cuts)), cuts)


@community(
    code="community-spaces-open",
    name="Spaces open to the community",
    question="How many rooms, halls, stalls, shops, gardens and hubs of ours are open to the community?",
    unit=Unit.COUNT,
    numerator="Spaces on offer on the last day of the month",
    why="A space that is listed with its hours, its charge and how to book it can be found.",
    limits=f"{LIMITS} A garden counts as one, as a meeting room does.",
    whole=_wholes,
    is_stock=True,
    source=spaces_entered,
)
def community_spaces_open(asked: Asked) -> Iterable[Part]:
    """Spaces on offer, month by month."""
    return (each for each in _open_spaces(asked.institutions) if asked.wants(each.ym))
