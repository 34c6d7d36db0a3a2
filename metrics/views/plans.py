"""The plan: its words, who pledged, starting one from a template, agreeing on it, a page to print."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from anchors.models import AnchorInstitution
from metrics.forms.plans import AgreeForm, PlanForm, PledgeForm, StartPlanForm
from metrics.models import Plan, Pledge
from metrics.plan_templates import PLAN_TEMPLATES, PlanTemplate, plan_template
from metrics.planning import (
    ChangedMeanwhile,
    agree_plan,
    close_plan,
    delete_draft,
    proposal,
    rewrite,
    start_plan,
)
from metrics.progress import standings
from metrics.recommendations import RECOMMENDATIONS
from metrics.views.access import (
    answers,
    both,
    changeable_plan,
    may_change,
    may_start,
    member_of,
    own_system,
    person,
    plan_address,
    plan_of,
    plans_of,
    system_of,
)
from metrics.views.once import made_once


@require_safe
@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """Narrative, pledge, who signed it, and the commitments by recommendation."""
    found = plan_of(request)
    if found is None:
        context = {"system": own_system(request), "nine": RECOMMENDATIONS, "templates": PLAN_TEMPLATES,
                   "may_start": may_start(request), "page": "plan"}  # fmt: skip
        return render(request, "metrics/no_plan.html", context)
    context = _whole(request, found) | {
        "others": plans_of(request).exclude(pk=found.pk),
        "may_change": may_change(request, found),
        "may_start": may_start(request),
    }
    return render(request, "metrics/plan.html", context)


@require_safe
@login_required
def plan_print(request: HttpRequest) -> HttpResponse:
    """All of the plan on one page, for paper and for people who do not sign in."""
    found = plan_of(request)
    if found is None:
        raise Http404
    return render(request, "metrics/plan_print.html", _whole(request, found))


@require_safe
@login_required
def plan_start(request: HttpRequest) -> HttpResponse:
    """The templates to start from."""
    _starting(request)
    drafts = plans_of(request).filter(state=Plan.State.DRAFT)
    return render(request, "metrics/plan_start.html", {"templates": PLAN_TEMPLATES, "drafts": drafts})


@both
@login_required
@made_once
def plan_from(request: HttpRequest, code: str) -> HttpResponseBase:
    """What a template would make, for when and with whom to begin; then it is made."""
    system = _starting(request)
    template = _template(code)
    form = StartPlanForm(answers(request), template=template, system=system)
    first, last = form.initial["first_day"], form.initial["last_day"]
    if form.is_valid():
        said = form.cleaned_data
        first, last = said["first_day"], said["last_day"]
        if "show" not in request.POST:
            made = start_plan(
                system, template, by=person(request), first_day=first, last_day=last, title=said["title"],
                owners=form.owners,
            )  # fmt: skip
            messages.success(
                request, f"“{made.title}” is started as a draft. Now give its actions owners and dates."
            )
            return redirect(plan_address("plan_assign", made))
    context = {
        "template": template,
        "form": form,
        "system": system,
        "proposal": proposal(template, system.name, first_day=first, last_day=last),
        "count": sum(len(each.steps) for each in template.actions),
    }
    return render(request, "metrics/plan_from.html", context)


@both
@login_required
def plan_edit(request: HttpRequest) -> HttpResponseBase:
    """The words and dates of the plan."""
    found = changeable_plan(request)
    form = PlanForm(answers(request), row=found)
    if form.is_valid():
        try:
            rewrite(found, form.answers, expected=form.expected)
        except ChangedMeanwhile as clash:
            form.tell(clash)
        else:
            messages.success(request, "The plan is changed.")
            return redirect(plan_address("plan", found))
    return _form(request, form, found, title="Change the plan", act="Save the plan")


@both
@login_required
def plan_agree(request: HttpRequest) -> HttpResponseBase:
    """The plan holds from now on; one agreed before is closed."""
    found = changeable_plan(request)
    if found.state != Plan.State.DRAFT:
        raise Http404
    form = AgreeForm(answers(request), initial={"agreed_on": timezone.localdate()})
    if form.is_valid():
        agree_plan(found, on=form.cleaned_data["agreed_on"])
        messages.success(request, f"“{found.title}” is agreed. The board shows it from now on.")
        return redirect(plan_address("plan", found))
    before = plans_of(request).filter(state=Plan.State.AGREED).first()
    words = f"“{before}” is agreed now. It will be closed: kept, and no longer changed." if before else ""
    return _form(request, form, found, title="Agree this plan", act="Agree the plan", words=words)


@both
@login_required
def plan_end(request: HttpRequest) -> HttpResponseBase:
    """Closing an agreed plan, or deleting a draft; asks first."""
    found = changeable_plan(request)
    is_draft = found.state == Plan.State.DRAFT
    if request.method == "POST":
        title = found.title
        if is_draft:
            delete_draft(found)
        else:
            close_plan(found)
        messages.success(request, f"“{title}” is {'deleted' if is_draft else 'closed'}.")
        return redirect("plan")
    context = {
        "plan": found,
        "is_draft": is_draft,
        "counts": (found.commitments.count(), found.actions.count(), found.evidence.count()),
        "back": plan_address("plan", found),
    }
    return render(request, "metrics/plan_end.html", context)


@both
@login_required
def pledge(request: HttpRequest, slug: str) -> HttpResponseBase:
    """An institution's pledge, by its own contributors or those who edit the plan."""
    found = plan_of(request)
    if found is None:
        raise Http404
    institution = member_of(found, slug)
    if not _may_pledge(request, found, institution):
        raise Http404
    row = Pledge.objects.visible_to(request.user).filter(plan=found, institution=institution).first()
    form = PledgeForm(answers(request), row=row or Pledge(plan=found, institution=institution))
    if form.is_valid():
        try:
            if row is None:
                row, _ = Pledge.objects.get_or_create(plan=found, institution=institution)
            rewrite(row, form.answers, expected=form.expected)
        except ChangedMeanwhile as clash:
            form.tell(clash)
        else:
            messages.success(request, f"The pledge of {institution} is saved.")
            return redirect(f"{plan_address('plan', found)}#pledges")
    return _form(
        request, form, found, title=f"Pledge of {institution}", act="Save the pledge", words=found.pledge
    )


def _whole(request: HttpRequest, found: Plan) -> dict[str, Any]:
    members = list(AnchorInstitution.objects.in_system(found.system, timezone.localdate()))
    pledges = {each.institution_id: each for each in found.pledges.select_related("institution")}
    gone = [each.institution for each in pledges.values() if each.institution not in members]
    all_of_them = [
        {"institution": each, "pledge": pledges.get(each.pk), "may": _may_pledge(request, found, each)}
        for each in [*members, *gone]
    ]
    return {
        "plan": found,
        "standings": standings(found),
        "pledges": all_of_them,
        "signed": len([each for each in pledges.values() if each.is_signed]),
        "template": next((each for each in PLAN_TEMPLATES if each.code == found.template), None),
        "today": timezone.localdate(),
    }


def _may_pledge(request: HttpRequest, found: Plan, institution: AnchorInstitution) -> bool:
    if found.state == Plan.State.CLOSED:
        return False
    own = person(request).institution_ids(contributing=True)
    return may_change(request, found) or institution.pk in own


def _starting(request: HttpRequest) -> Any:
    if not may_start(request):
        raise Http404
    return system_of(request)


def _template(code: str) -> PlanTemplate:
    try:
        return plan_template(code)
    except KeyError:
        raise Http404 from None


def _form(
    request: HttpRequest, form: Any, found: Plan, *, title: str, act: str, words: str = ""
) -> HttpResponse:
    context = {
        "form": form, "title": title, "caption": found.title, "act": act, "words": words,
        "back": plan_address("plan", found),
    }  # fmt: skip
    return render(request, "metrics/form.html", context)
