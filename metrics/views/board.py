"""The board of the nine recommendations, its download, and the page of one of them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from anchors.downloads import csv_response
from anchors.filters import FilterError
from anchors.jinja import query
from anchors.models import AnchorInstitution
from anchors.wording import listed, plural
from metrics.alerts import alerts_of
from metrics.forms.actions import BoardFilterForm
from metrics.models import Action, Plan, Status
from metrics.plan_templates import PLAN_TEMPLATES
from metrics.progress import (
    Board,
    BoardFilter,
    Gauge,
    board_gauges,
    board_of,
    gauges,
    standing_of,
)
from metrics.recommendations import RECOMMENDATIONS
from metrics.views.access import (
    may_change,
    may_start,
    measure_page,
    own_system,
    person,
    plan_of,
    recommendation_or_404,
)
from metrics.views.evidence import evidence_rows

CSV_HEADINGS = (
    "recommendation", "recommendation title", "step", "commitment", "action", "owner", "person", "due", "status",
    "days late", "next step", "blockers", "waits for", "finished on", "last update", "last update says", "evidence",
    "address",
)  # fmt: skip


@require_safe
@login_required
def board(request: HttpRequest) -> HttpResponse:
    """The nine with their actions; `?view=columns` shows the actions by status instead."""
    plan, asked = plan_of(request), _asked(request)
    if plan is None:
        return _without_a_plan(request)
    if isinstance(asked, FilterError):
        return render(request, "metrics/filter_error.html", {"problem": asked}, status=400)
    members = list(AnchorInstitution.objects.in_system(plan.system, timezone.localdate()))
    if asked.institution and asked.institution not in {each.slug for each in members}:
        raise Http404
    found = board_of(person(request), plan, asked)
    context = {
        "plan": plan,
        "board": found,
        "form": BoardFilterForm(asked, members),
        "applied": _applied(request, found, members),
        "is_columns": request.GET.get("view") == "columns",
        "gauges": board_gauges(person(request), [each.of.number for each in found.standings]),
        "may_change": may_change(request, plan),
        "lead": _lead(found),
        "counted": _counted(found),
        "columns": found.columns(),
        "changeable": set(
            Action.objects.editable_by(request.user).filter(plan=plan).values_list("pk", flat=True)
            if plan.state != Plan.State.CLOSED
            else ()
        ),
        "plan_key": f"?plan={plan.pk}" if request.GET.get("plan") else "",
        "measure": measure_address,
        "alerts": alerts_of(person(request), plan.system),
    }
    return render(request, "metrics/board.html", context)


@require_safe
@login_required
def board_download(request: HttpRequest) -> HttpResponseBase:
    """The actions that the board shows, as CSV."""
    plan, asked = plan_of(request), _asked(request)
    if plan is None:
        raise Http404
    if isinstance(asked, FilterError):
        return render(request, "metrics/filter_error.html", {"problem": asked}, status=400)
    found = board_of(person(request), plan, asked)
    keys = [each.pk for each in found.actions]
    actions = Action.objects.visible_to(request.user).filter(pk__in=keys)
    rows = actions.select_related("commitment", "owner", "person", "depends_on")
    rows = rows.prefetch_related("updates", "evidence")
    return csv_response("actions", CSV_HEADINGS, [_csv_row(request, each) for each in rows])


@require_safe
@login_required
def recommendation_page(request: HttpRequest, number: int) -> HttpResponse:
    """What a recommendation asks and of whom, its steps with evidence, commitments, actions and measures."""
    of = recommendation_or_404(number)
    plan = plan_of(request)
    context: dict[str, Any] = {"of": of, "plan": plan, "nine": RECOMMENDATIONS, "measure": measure_address}
    if person(request).institution_ids().exists():
        context["gauges"] = gauges(person(request), of)
    if plan is not None:
        standing = standing_of(plan, number)
        context |= {
            "standing": standing,
            "may_change": may_change(request, plan),
            "evidence": {each.step.code: evidence_rows(request, each.evidence) for each in standing.steps},
            "today": timezone.localdate(),
        }
    return render(request, "metrics/recommendation.html", context)


def measure_address(gauge: Gauge) -> str:
    """The page of a measure for whom the gauge is about."""
    return measure_page(gauge.indicator.code, urlencode(gauge.subject.query))


def _asked(request: HttpRequest) -> BoardFilter | FilterError:
    try:
        return BoardFilter.parse(request.GET)
    except FilterError as problem:
        return problem


def _without_a_plan(request: HttpRequest) -> HttpResponse:
    system = own_system(request)
    context = {
        "system": system,
        "alerts": alerts_of(person(request), system) if system else [],
        "nine": RECOMMENDATIONS,
        "may_start": may_start(request),
        "templates": PLAN_TEMPLATES,
    }
    return render(request, "metrics/no_plan.html", context)


def _lead(found: Board) -> str:
    """The answer first: how many are late, which recommendations have not started, which are at risk."""
    total = len(found.all_actions)
    if not total:
        return "The plan has no action yet."
    late = f"{len(found.late)} of {plural(total, 'action')} {'is' if len(found.late) == 1 else 'are'} late."
    idle = [each for each in found.standings if each.status == Status.NOT_STARTED]
    risky = [str(each.of.number) for each in found.standings if each.status == Status.AT_RISK]
    parts = []
    if idle:
        parts.append(
            f"{plural(len(idle), 'recommendation')} {'has' if len(idle) == 1 else 'have'} not started"
        )
    if risky:
        which = f"recommendation{'s' if len(risky) > 1 else ''} {listed(risky)}"
        parts.append(f"{which} {'are' if len(risky) > 1 else 'is'} at risk")
    if not parts:
        parts.append("Every recommendation has begun and none is at risk")
    return f"{late if found.late else 'No action is late.'} {listed(parts, ', and')}.".replace(
        " , and", ", and"
    )


def _counted(found: Board) -> str:
    """The actions shown, by status."""
    parts = [f"{len(rows)} {status.label.lower()}" for status, rows in found.columns() if rows]
    return f"{plural(len(found.actions), 'action')}{': ' if parts else ''}{', '.join(parts)}."


def _applied(request: HttpRequest, found: Board, members: list[AnchorInstitution]) -> list[dict[str, str]]:
    """The filters in use, each with the address without it."""
    words = {
        "institution": {each.slug: each.name for each in members},
        "owner": {"me": "Mine", "nobody": "No institution or person yet"},
        "status": dict(Status.choices),
        "due": {"late": "Late", "soon": "Due in the next 30 days"},
    }
    asked = {name: getattr(found.filter, name) for name in words}
    return [
        {"text": str(words[name][value]), "href": query(request, **{name: None})}
        for name, value in asked.items()
        if value
    ]


def _csv_row(request: HttpRequest, action: Action) -> list[object]:
    today = timezone.localdate()
    updates = list(action.updates.all())
    said = next((each.words for each in updates if each.words), "")
    return [
        action.recommendation, action.of.title, action.step, action.commitment, action.title, action.owner,
        action.person.name if action.person else None, action.due, Status(action.status).label,
        (today - action.due).days if action.is_late(today) else None, action.next_step, action.blockers,
        action.depends_on, action.finished_on, updates[0].at if updates else None, said, len(action.evidence.all()),
        request.build_absolute_uri(reverse("action", args=[action.pk])),
    ]  # fmt: skip
