"""Whose plan a page is about, and who may change what on it. What is not theirs answers as what does not exist."""

from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from anchors.models import AnchorInstitution, System, SystemMembership, User, in_force
from anchors.views.frame import Frame, today
from metrics.models import Action, Commitment, Plan, systems_planned_by
from metrics.planning import Thing
from metrics.recommendations import Recommendation, recommendation

both = require_http_methods(["GET", "HEAD", "POST"])
"""Pages with a form."""


def person(request: HttpRequest) -> User:
    """Whoever is signed in; only for pages that ask for a sign-in."""
    return cast("User", request.user)


def answers(request: HttpRequest) -> QueryDict | None:
    """What was sent; None where nothing was."""
    return request.POST if request.method == "POST" else None


def own_system(request: HttpRequest) -> System | None:
    """The system in which the person works now; None for somebody in none."""
    system = Frame(request).system
    if system is None or not System.objects.visible_to(request.user).filter(pk=system.pk).exists():
        return None
    return system


def system_of(request: HttpRequest) -> System:
    """The system in which the person works now; Http404 for somebody in none."""
    system = own_system(request)
    if system is None:
        raise Http404
    return system


def plans_of(request: HttpRequest) -> "QuerySet[Plan]":
    """The plans of that system that the person may see; none for somebody in no system."""
    found: QuerySet[Plan] = Plan.objects.visible_to(request.user).filter(system=own_system(request))
    return found.select_related("system")


def plan_of(request: HttpRequest) -> Plan | None:
    """The plan that `?plan=` names, else the one agreed, else the newest draft, else the newest; None without any."""
    plans = plans_of(request)
    if wanted := request.GET.get("plan", "").strip():
        found = plans.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 10 else None
        if found is None:
            raise Http404
        return found
    order = [Plan.State.AGREED, Plan.State.DRAFT, Plan.State.CLOSED]
    return min(plans, key=lambda each: order.index(Plan.State(each.state)), default=None)


def changeable_plan(request: HttpRequest) -> Plan:
    """The same plan for those who edit it; Http404 for others."""
    plan = plan_of(request)
    if plan is None or not may_change(request, plan):
        raise Http404
    return plan


def may_change(request: HttpRequest, plan: Plan) -> bool:
    """Whether the person edits the plan: officers of its board, until it is closed."""
    if plan.state == Plan.State.CLOSED:
        return False
    return bool(Plan.objects.editable_by(request.user).filter(pk=plan.pk).exists())


def may_start(request: HttpRequest) -> bool:
    """Whether the person may start a plan for the system in which they work."""
    system = own_system(request)
    return system is not None and systems_planned_by(request.user).filter(pk=system.pk).exists()


def may_comment(request: HttpRequest, plan: Plan) -> bool:
    """Whether the person contributes in an institution of the plan's system."""
    own = person(request).institution_ids(contributing=True)
    here = SystemMembership.objects.filter(in_force(today()), system=plan.system, institution__in=own)
    return plan.state != Plan.State.CLOSED and here.exists()


def may_update(request: HttpRequest, thing: Thing) -> bool:
    """Whether the person may say how it goes: editors of the plan, and contributors of the institution that owns it."""
    if thing.plan.state == Plan.State.CLOSED:
        return False
    return bool(type(thing).objects.editable_by(request.user).filter(pk=thing.pk).exists())


def visible_action(request: HttpRequest, action_id: int) -> Action:
    """The action if the person belongs to its system; else 404."""
    rows = Action.objects.visible_to(request.user).select_related(
        "plan__system", "commitment", "owner", "person", "depends_on"
    )
    return cast("Action", _found(rows, action_id))


def visible_commitment(request: HttpRequest, commitment_id: int) -> Commitment:
    """The commitment if the person belongs to its system; else 404."""
    rows = Commitment.objects.visible_to(request.user).select_related("plan__system", "institution", "target")
    return cast("Commitment", _found(rows, commitment_id))


def member_of(plan: Plan, slug: str) -> AnchorInstitution:
    """An institution of the plan's system today, or one that pledged; else 404."""
    members = AnchorInstitution.objects.in_system(plan.system, today())
    pledged = AnchorInstitution.objects.filter(pledges__plan=plan)
    found = members.filter(slug=slug).first() or pledged.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The address in `next`, if it is one of ours."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if wanted and is_ours else otherwise


def plan_address(name: str, plan: Plan, *args: Any, **query: Any) -> str:
    """A page of the plan, also when it is not the present one."""
    keys = {"plan": plan.pk} | {key: value for key, value in query.items() if value}
    return f"{reverse(name, args=args)}?{urlencode(keys)}"


def thing_of(request: HttpRequest, action_id: int | None, commitment_id: int | None) -> Thing:
    """The action or commitment of an address that the person may see."""
    if action_id is not None:
        return visible_action(request, action_id)
    return visible_commitment(request, commitment_id or 0)


def thing_address(thing: Thing) -> str:
    """The page of an action or a commitment."""
    return reverse("action" if isinstance(thing, Action) else "commitment", args=[thing.pk])


def recommendation_or_404(number: int) -> Recommendation:
    """One of the nine."""
    try:
        return recommendation(number)
    except KeyError:
        raise Http404 from None


def measure_page(code: str, asked: str) -> str:
    """The page of a measure, with whom and when it is asked about."""
    return f"{reverse('measure', args=[code])}?{asked}"


def to_thing(thing: Thing) -> HttpResponseBase:
    """To the page of an action or a commitment."""
    return redirect(thing_address(thing))


def _found(rows: Any, key: int) -> Any:
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row
