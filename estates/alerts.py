"""What the estates lever warns of: the market before other options, promises lowered, answers and decisions overdue."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from anchors.models import AnchorInstitution, System, User
from anchors.wording import day, listed, plural
from estates.appraising import STANDING
from estates.exploring import unexplored
from estates.models import Appraisal, Asked, Plot, PlotChange, Route
from estates.readings.promises import promises
from metrics.alerts import Alert, Severity, alerts
from metrics.models import systems_planned_by

RECOMMENDATION = 7
SOON = timedelta(days=14)
KEPT = (Plot.Stage.RETAINED, Plot.Stage.WITHDRAWN)
OUT = (Plot.Stage.MARKETED, Plot.Stage.UNDER_OFFER)


@alerts
def sold_past_other_options(user: User, system: System) -> Iterable[Alert]:
    """Decisions for the market while an earlier route was not explored, and land offered without any appraisal."""
    mine = _mine(user, system)
    rows = (
        _appraisals(user, system)
        .filter(state=Appraisal.State.DECIDED, chosen__route=Route.MARKET)
        .exclude(plot__stage__in=KEPT)
    )
    for appraisal in rows.exclude(reason_unexplored=""):
        left = unexplored(list(appraisal.options.all()), list(appraisal.asked.all()))
        words = listed([route.label.lower() for route in left]) or "an earlier option"
        yield Alert(
            sentence=f"{_named(appraisal.plot)} goes to the open market, and {words} "
            f"{'were' if len(left) > 1 else 'was'} not explored.",
            severity=Severity.SERIOUS,
            href=reverse("appraisal_record", args=[appraisal.pk]),
            recommendation=RECOMMENDATION,
            note=f"Reason given: {appraisal.reason_unexplored}",
            is_mine=appraisal.plot_id in mine,
        )
    yield from _offered_without(user, system, mine)


@alerts
def promises_lowered(user: User, system: System) -> Iterator[Alert]:
    """Affordable homes that a later permission cut, or that fall short of the promise or of an earlier count."""
    mine = _mine(user, system)
    for promise in promises(_plots(user, system)):
        if promise.is_lowered or promise.is_below or promise.fewer:
            yield Alert(
                sentence=f"{_named(promise.plot)}: {promise.note[:1].lower()}{promise.note[1:]}"
                f"{' affordable homes' if promise.is_lowered and '%' not in promise.note else ''}.",
                severity=Severity.SERIOUS,
                href=reverse("plot_homes", args=[promise.plot.pk]),
                recommendation=RECOMMENDATION,
                note=promise.sentence,
                is_mine=promise.plot.pk in mine,
            )


@alerts
def appraisals_overdue(user: User, system: System) -> Iterator[Alert]:
    """Answers that did not come by the day asked for, and decisions that are due or late."""
    mine, today = _mine(user, system), timezone.localdate()
    for appraisal in _appraisals(user, system).filter(state__in=STANDING):
        waiting = [each for each in appraisal.asked.all() if each.answer == Asked.Answer.WAITING]
        closed, due = appraisal.comments_close, appraisal.decision_due
        is_mine = appraisal.plot_id in mine
        if waiting and closed and closed < today and appraisal.state == Appraisal.State.OPEN:
            yield _reminder(
                appraisal, Severity.LATE, is_mine=is_mine,
                words=f"{plural(len(waiting), 'answer')} about {_named(appraisal.plot)} "
                f"{'is' if len(waiting) == 1 else 'are'} overdue since {day(closed)}.",
            )  # fmt: skip
        if due and due <= today + SOON:
            is_late = due < today
            words = (
                f"The decision on {_named(appraisal.plot)} {'was' if is_late else 'is'} due on {day(due)}."
            )
            yield _reminder(
                appraisal, Severity.LATE if is_late else Severity.SOON, is_mine=is_mine, words=words
            )


def _offered_without(user: User, system: System, mine: set[int]) -> Iterator[Alert]:
    decided = Appraisal.objects.filter(state=Appraisal.State.DECIDED).values("plot")
    for plot in _plots(user, system).filter(stage__in=OUT).exclude(pk__in=decided):
        moved = PlotChange.objects.filter(plot=plot, changes__stage__1=plot.stage).first()
        yield Alert(
            sentence=f"{_named(plot)} is {plot.get_stage_display().lower()} without an options appraisal.",
            severity=Severity.SERIOUS,
            href=reverse("plot", args=[plot.pk]),
            recommendation=RECOMMENDATION,
            note=f"Reason given: {moved.why}" if moved and moved.why else "",
            is_mine=plot.pk in mine,
        )


def _reminder(appraisal: Appraisal, severity: Severity, *, words: str, is_mine: bool) -> Alert:
    return Alert(
        sentence=words,
        severity=severity,
        href=reverse("appraisal", args=[appraisal.pk]),
        recommendation=RECOMMENDATION,
        is_mine=is_mine,
    )


def _plots(user: User, system: System) -> "QuerySet[Plot]":
    """Those of the system's members that the person may see."""
    members = AnchorInstitution.objects.in_system(system, timezone.localdate())
    found: QuerySet[Plot] = Plot.objects.visible_to(user).filter(site__institution__in=members.values("pk"))
    return found.select_related("site__institution")


def _appraisals(user: User, system: System) -> "QuerySet[Appraisal]":
    rows = Appraisal.objects.filter(plot__in=_plots(user, system).values("pk"))
    return rows.select_related("plot__site__institution").prefetch_related("options", "asked").order_by("pk")


def _mine(user: User, system: System) -> set[int]:
    """Plots about which the person can do something: their institution's, and for the board's officers all."""
    if systems_planned_by(user).filter(pk=system.pk).exists():
        return set(_plots(user, system).values_list("pk", flat=True))
    return set(Plot.objects.editable_by(user).values_list("pk", flat=True))


def _named(plot: Plot) -> str:
    return f"{plot.title} ({plot.site.institution.name})"
