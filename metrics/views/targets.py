"""Targets: all that stand, one measure's with their history, setting, changing and ending one, what it is tied to."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anchors.models import System, User
from anchors.periods import Period, ym_of
from anchors.wording import listed
from metrics.definitions import definition_of, definitions_for
from metrics.forms.targets import EndTargetForm, TargetForm, TieForm, WhoseForm, periods_asked
from metrics.models import Commitment, Target
from metrics.progress import target_words
from metrics.readings import latest_period
from metrics.registry import Direction, Indicator
from metrics.subjects import Subject, subject_of, subjects_of
from metrics.targeting import (
    SHIFTED,
    TargetChanged,
    baselines,
    can_aim,
    due_month,
    end_target,
    may_aim,
    query_of,
    set_shift,
    set_target,
    shift_of,
    standing_targets,
    targets_of,
    tie,
)
from metrics.views.access import answers, person
from metrics.views.target_story import (
    baseline_words,
    gauge_of,
    line_table,
    target_gauges,
    target_lead,
    told,
)
from metrics.wording import exact_words

CHANGED_MEANWHILE = (
    "Somebody else set or changed this target while you had the page open. This is the target as it is now; "
    "nothing of yours was saved."
)

both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def all_targets(request: HttpRequest) -> HttpResponseBase:
    """Every measure of a subject: its target where it has one, and the ways to set one."""
    if (chosen := _chosen(request)) is not None:
        return chosen
    user, subject = person(request), subject_of(person(request), request.GET)
    held = target_gauges(user, subject)
    shifted = next((each.indicator for each in held if each.indicator.code == SHIFTED), None)
    is_free = any(each.indicator.code == SHIFTED and each.target is None for each in held)
    context = _context(request, subject) | {
        "aimed": [each for each in held if each.target],
        "free": [
            each for each in held if not each.target and each.indicator.direction is not Direction.NEITHER
        ],
        "shift": shift_of(shifted, subject) if shifted and is_free else None,
        "shifted": shifted,
        "of_systems": _of_systems(user, subject),
    }
    return render(request, "metrics/targets/all.html", context)


@require_safe
@login_required
def targets(request: HttpRequest, code: str) -> HttpResponseBase:
    """The target of one measure: the line and where we are on it, commitments tied to it, earlier targets."""
    if (chosen := _chosen(request)) is not None:
        return chosen
    user, indicator = person(request), definition_of(request.user, code)
    subject = subject_of(user, request.GET)
    held = list(targets_of(user, subject))
    target = next((each for each in held if each.ended_at is None and each.indicator == code), None)
    earlier = [each for each in held if each.ended_at is not None and each.indicator == code]
    gauge = gauge_of(indicator, subject, target)
    context = _context(request, subject) | {
        "indicator": indicator,
        "target": target,
        "gauge": gauge,
        "lead": target_lead(indicator, subject, gauge),
        "line": line_table(indicator, subject, target) if target else None,
        "from_words": baseline_words(indicator, target) if target else "",
        "earlier": [told(indicator, each) for each in earlier],
        "shift": shift_of(indicator, subject) if target is None else None,
        "latest": baselines(indicator, subject)[:1],
        "measure": f"{reverse('measure', args=[code])}?{urlencode(subject.query)}",
        "planned_words": exact_words(indicator, gauge.planned) if gauge.planned is not None else "",
    }
    if target is not None:
        context |= _tied(request, target)
    return render(request, "metrics/targets/one.html", context)


@both
@login_required
def target_new(request: HttpRequest, code: str) -> HttpResponseBase:
    """Set a target, or change the one that stands: that ends it and writes a new one."""
    user, indicator = person(request), definition_of(request.user, code)
    subject = _aimable(user, request.GET)
    standing = standing_targets(user, subject).get(code)
    latest = latest_period(subject.ids, code)
    form = TargetForm(
        answers(request),
        indicator=indicator,
        offered=_offered(indicator, subject, standing, request.GET.get("baseline", "")),
        standing=standing,
        due=due_month(subject, after=max(latest.last if latest else 0, ym_of(timezone.localdate()))),
        initial={} if standing else {"value": request.GET.get("value", "")},
    )
    if request.method == "POST" and form.is_valid():
        return _set(request, indicator, subject, form)
    context = {
        "form": form,
        "indicator": indicator,
        "subject": subject,
        "standing": standing,
        "words": target_words(standing) if standing else "",
        "has_steps": bool(standing and standing.steps)
        or any(name.startswith("step") for name in form.errors),
        "back": address("targets", code, subject),
    }
    return render(request, "metrics/targets/form.html", context)


@require_POST
@login_required
def target_shift(request: HttpRequest, code: str) -> HttpResponseBase:
    """The Northern Care Alliance's shift in one click, where no target stands yet."""
    user, indicator = person(request), definition_of(request.user, code)
    subject = _aimable(user, request.GET)
    if code in standing_targets(user, subject) or shift_of(indicator, subject) is None:
        messages.error(
            request, "The shift was not set: there is a target already, or nothing is measured yet."
        )
    else:
        target = set_shift(indicator, subject, by=user)
        messages.success(
            request, f"The target is set: {target_words(target)}. You can change month and reason."
        )
    return redirect(address("targets", code, subject))


@both
@login_required
def target_end(request: HttpRequest, target_id: int) -> HttpResponseBase:
    """End a target without another in its place, with the reason."""
    target = _editable(request, target_id)
    indicator = definition_of(request.user, target.indicator)
    back = f"{reverse('targets', args=[target.indicator])}?{urlencode(query_of(target))}"
    form = EndTargetForm(answers(request))
    if request.method == "POST" and form.is_valid():
        try:
            end_target(target, by=person(request), why=form.cleaned_data["why"])
        except TargetChanged:
            messages.error(request, CHANGED_MEANWHILE)
        else:
            messages.success(request, "The target has ended. It stays in the history.")
        return redirect(back)
    context = {
        "form": form,
        "target": target,
        "indicator": indicator,
        "words": target_words(target),
        "back": back,
    }
    return render(request, "metrics/targets/end.html", context)


@require_POST
@login_required
def target_tie(request: HttpRequest, target_id: int) -> HttpResponseBase:
    """Let a target show that a commitment is kept, or with `loose` no more."""
    target = Target.objects.visible_to(request.user).standing().filter(pk=target_id).first()
    if target is None:
        raise Http404
    editable = Commitment.objects.editable_by(request.user).filter(plan__system__in=_systems(target))
    back = f"{reverse('targets', args=[target.indicator])}?{urlencode(query_of(target))}#commitments"
    if loose := request.POST.get("loose", ""):
        commitment = editable.filter(pk=loose if loose.isdecimal() else 0, target=target).first()
        if commitment is None:
            raise Http404
        tie(commitment, None, by=person(request))
        messages.success(request, "The commitment is no longer tied to the target.")
        return redirect(back)
    form = TieForm(request.POST, commitments=editable.exclude(target=target))
    if form.is_valid():
        tie(form.cleaned_data["commitment"], target, by=person(request))
        messages.success(request, "The commitment is tied to the target.")
    else:
        messages.error(request, listed(each["text"] for each in form.error_list()))
    return redirect(back)


def address(name: str, code: str, subject: Subject) -> str:
    """A page of targets for a subject."""
    return f"{reverse(name, args=[code])}?{urlencode(subject.query)}"


def _chosen(request: HttpRequest) -> HttpResponseBase | None:
    """`?whose=system:x` of the form that chooses leads to `?system=x`."""
    kind, colon, key = request.GET.get("whose", "").partition(":")
    if not colon:
        return None
    return redirect(f"{request.path}?{urlencode({kind: key})}")


def _context(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    """Whose targets, and whose they could be."""
    choices = [each for each in subjects_of(person(request)) if can_aim(each)]
    return {
        "subject": subject,
        "filter": WhoseForm(subject, choices) if len(choices) > 1 else None,
        "may_aim": may_aim(person(request), subject),
        "can_aim": can_aim(subject),
        "address": address,
        "target_words": target_words,
    }


def _of_systems(user: User, subject: Subject) -> list[tuple[Target, Indicator]]:
    """The targets of the person's systems: everybody in a system sees them, where its figures are not theirs too."""
    known = {each.code: each for each in definitions_for(user)}
    rows = Target.objects.visible_to(user).standing().filter(system__isnull=False).select_related("system")
    if subject.kind == "system":
        rows = rows.exclude(system__slug=subject.key)
    return [
        (each, known[each.indicator])
        for each in rows.order_by("system__name", "pk")
        if each.indicator in known
    ]


def _aimable(user: User, query: QueryDict) -> Subject:
    """The subject of an address, for those who set its targets; Http404 for others."""
    subject = subject_of(user, query)
    if not may_aim(user, subject):
        raise Http404
    return subject


def _editable(request: HttpRequest, target_id: int) -> Target:
    rows = Target.objects.editable_by(request.user).standing()
    target: Target | None = rows.filter(pk=target_id).select_related("system", "institution", "group").first()
    if target is None:
        raise Http404
    return target


def _offered(indicator: Indicator, subject: Subject, standing: Target | None, asked: str) -> Any:
    """The baselines to choose from: what the address asks for, what the standing target has, the usual ones."""
    others: list[Period] = periods_asked(asked)
    if standing and standing.baseline_first and standing.baseline_last:
        others.append(Period(standing.baseline_first, standing.baseline_last))
    offered = baselines(indicator, subject, others=others)
    usual = latest_period(subject.ids, indicator.code)
    # What is offered first is chosen first: the latest, unless the address asks for another.
    return offered if asked else sorted(offered, key=lambda each: each.period != usual)


def _set(request: HttpRequest, indicator: Indicator, subject: Subject, form: TargetForm) -> HttpResponseBase:
    given = form.cleaned_data
    try:
        target = set_target(
            indicator,
            subject,
            value=given["value"],
            due=int(given["due"]),
            rationale=given["rationale"],
            by=person(request),
            baseline=form.start,
            steps=form.way,
            why=given.get("why", ""),
            seen=given["seen"],
        )
    except TargetChanged:
        messages.error(request, CHANGED_MEANWHILE)
    else:
        messages.success(request, f"The target is set: {target_words(target)}.")
    return redirect(address("targets", indicator.code, subject))


def _tied(request: HttpRequest, target: Target) -> dict[str, Any]:
    """The commitments tied to a target, and those that the person may tie to it."""
    mine = Commitment.objects.editable_by(request.user).filter(plan__system__in=_systems(target))
    tied: Iterable[Commitment] = Commitment.objects.visible_to(request.user).filter(target=target)
    free: QuerySet[Commitment] = mine.exclude(target=target).exclude(plan__state="closed")
    loose = set(mine.filter(target=target).values_list("pk", flat=True))
    return {
        "tied": [(each, each.pk in loose) for each in tied],
        "tie_form": TieForm(commitments=free) if free.exists() else None,
        "may_end": Target.objects.editable_by(request.user).filter(pk=target.pk).exists(),
    }


def _systems(target: Target) -> "QuerySet[System]":
    """The systems in whose plans a target can show that a commitment is kept."""
    if target.institution_id:
        return System.objects.filter(memberships__institution=target.institution_id)
    return System.objects.filter(pk=target.system_id or (target.group.system_id if target.group else 0))
