"""Evidence: attaching it to an action, a commitment or a step; opening it; taking it away."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anchors.periods import Period, period_of
from anchors.wording import size
from metrics.definitions import definition_of, definitions_for
from metrics.forms.evidence import EvidenceForm, FileEvidenceForm, LinkEvidenceForm, MeasureEvidenceForm
from metrics.models import Evidence, Plan
from metrics.planning import attach_evidence, remove_evidence
from metrics.readings import latest_period, measured
from metrics.subjects import subject_of
from metrics.views.access import (
    answers,
    both,
    may_change,
    may_update,
    measure_page,
    person,
    plan_address,
    plan_of,
    recommendation_or_404,
    thing_address,
    thing_of,
    to_thing,
)
from metrics.views.once import made_once
from metrics.wording import read_in, value_words

TABS = {"file": "A file", "link": "A link", "measure": "A measurement"}


@dataclass(frozen=True)
class EvidenceRow:
    """Evidence as a page shows it: what opens it, a note in small letters, where it can be taken away."""

    evidence: Evidence
    href: str
    note: str
    remove: str


@both
@login_required
@made_once
def thing_evidence(
    request: HttpRequest, action_id: int | None = None, commitment_id: int | None = None
) -> HttpResponseBase:
    """Evidence for an action or a commitment, by those who may say how it goes."""
    thing = thing_of(request, action_id, commitment_id)
    if not may_update(request, thing):
        raise Http404
    form = _form(request, thing.recommendation, getattr(thing, "step", ""))
    if form.is_valid():
        attach_evidence(thing, by=person(request), **_found(request, form))
        messages.success(request, "The evidence is added.")
        return to_thing(thing)
    return _page(request, form, caption=thing.title, back=thing_address(thing))


@both
@login_required
@made_once
def step_evidence(request: HttpRequest, number: int) -> HttpResponseBase:
    """Evidence for a step without an action, by those who edit the plan."""
    of, plan = recommendation_or_404(number), plan_of(request)
    if plan is None or not may_change(request, plan):
        raise Http404
    back = plan_address("recommendation", plan, number)
    form = _form(request, number, request.GET.get("step", ""))
    if form.is_valid():
        attach_evidence(plan, by=person(request), recommendation=number, **_found(request, form))
        messages.success(request, "The evidence is added.")
        return redirect(back)
    return _page(request, form, caption=f"{of.number}. {of.title}", back=back)


@require_safe
@login_required
def evidence_file(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """The file, always to be kept and never to be shown by the browser itself."""
    evidence = _visible(request, evidence_id)
    if not evidence.file or not _is_there(evidence):
        raise Http404
    response = FileResponse(evidence.file.open("rb"), as_attachment=True, filename=evidence.file_name)
    response["Content-Type"] = "application/octet-stream"
    response["Cache-Control"] = "private, no-store"
    return response


@both
@login_required
def evidence_remove(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Taking evidence away, by whoever added it or edits the plan; asks first, since the file goes too."""
    evidence = _visible(request, evidence_id)
    if not _may_remove(request, evidence):
        raise Http404
    thing = evidence.action or evidence.commitment
    number = evidence.recommendation
    back = thing_address(thing) if thing else plan_address("recommendation", evidence.plan, number)
    if request.method == "POST":
        remove_evidence(evidence, by=person(request))
        messages.success(request, f"“{evidence.title}” is removed.")
        return redirect(back)
    return render(request, "metrics/evidence_remove.html", {"evidence": evidence, "back": back})


def evidence_rows(request: HttpRequest, found: Iterable[Evidence]) -> list[EvidenceRow]:
    """Evidence with its links, for somebody who may see it."""
    return [
        EvidenceRow(
            evidence=each,
            href=_href(each),
            note=_note(request, each),
            remove=reverse("evidence_remove", args=[each.pk]) if _may_remove(request, each) else "",
        )
        for each in found
    ]


def _form(request: HttpRequest, number: int, step: str) -> EvidenceForm:
    kind = request.GET.get("kind", "file")
    if kind not in TABS:
        raise Http404
    sent = answers(request)
    options: dict[str, Any] = {"recommendation": number, "initial": {"step": step}}
    if kind == "file":
        return FileEvidenceForm(sent, request.FILES if sent is not None else None, **options)
    if kind == "measure":
        return MeasureEvidenceForm(sent, indicators=definitions_for(person(request)), **options)
    return LinkEvidenceForm(sent, **options)


def _found(request: HttpRequest, form: EvidenceForm) -> dict[str, Any]:
    """What the form says, as `attach_evidence` takes it; a measurement with whom and when it is about."""
    found = dict(form.cleaned_data)
    if code := found.get("measure"):
        subject = subject_of(person(request), {})
        period = latest_period(subject.ids, code)
        asked = subject.query | ({"period": period.code} if period else {})
        found["measure"] = f"{code}?{urlencode(asked)}"
    return found


def _page(request: HttpRequest, form: EvidenceForm, *, caption: str, back: str) -> HttpResponse:
    kind = request.GET.get("kind", "file")
    step = request.GET.get("step", "")
    keys = {"step": step} if step else {}
    keys |= {"plan": request.GET["plan"]} if request.GET.get("plan") else {}
    tabs = [
        {"text": text, "href": f"?{urlencode({'kind': each, **keys})}", "current": each == kind}
        for each, text in TABS.items()
    ]
    context = {"form": form, "caption": caption, "back": back, "tabs": tabs, "is_file": kind == "file"}
    return render(request, "metrics/evidence_form.html", context)


def _visible(request: HttpRequest, evidence_id: int) -> Evidence:
    rows = Evidence.objects.visible_to(request.user).select_related("plan", "action", "commitment", "by")
    found: Evidence | None = rows.filter(pk=evidence_id).first()
    if found is None:
        raise Http404
    return found


def _may_remove(request: HttpRequest, evidence: Evidence) -> bool:
    if evidence.plan.state == Plan.State.CLOSED:
        return False
    return may_change(request, evidence.plan) or evidence.by_id == person(request).pk


def _href(evidence: Evidence) -> str:
    if evidence.file:
        return reverse("evidence_file", args=[evidence.pk])
    if evidence.link:
        return evidence.link
    code, _, asked = evidence.measure.partition("?")
    return measure_page(code, asked)


def _note(request: HttpRequest, evidence: Evidence) -> str:
    by = evidence.by.name if evidence.by else "Somebody"
    if evidence.measure:
        return f"{_measured(request, evidence)} Added by {by}."
    if evidence.file:
        bulk = f", {size(evidence.file.size)}" if _is_there(evidence) else ""
        return f"{evidence.file_name}{bulk}. Added by {by}."
    return f"{evidence.link.split('/')[2]}. Added by {by}."


def _is_there(evidence: Evidence) -> bool:
    return bool(evidence.file.storage.exists(str(evidence.file.name)))


def _measured(request: HttpRequest, evidence: Evidence) -> str:
    """The figure, for those who may read it."""
    code, _, asked = evidence.measure.partition("?")
    keys = dict(parse_qsl(asked))
    try:
        indicator = definition_of(person(request), code)
        subject = subject_of(person(request), keys)
    except Http404:
        return "The figure is shown to those who may read it."
    period: Period | None = period_of(keys["period"]) if keys.get("period") else None
    reading = measured(indicator, subject.ids, period) if period else None
    said = value_words(indicator, reading.value if reading else None)
    return f"{indicator.name} of {subject.name}: {said}{f', {read_in(indicator, period)}' if period else ''}."
