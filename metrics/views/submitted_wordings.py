"""Other words for a submitted measure that counts: a lead proposes them, another lead decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from metrics.forms.submitted import APPROVE, DecisionForm, WordingForm
from metrics.models import SubmittedIndicator, SubmittedWording
from metrics.submitting import (
    REWORDED,
    SubmittingError,
    approve_words,
    has_another_lead,
    has_lead,
    return_words,
    reword,
    waiting_words,
)
from metrics.views.access import answers, both, person
from metrics.views.once import made_once
from metrics.views.submitted import definition_or_404
from metrics.views.submitted_tables import wording_changes


@both
@login_required
@made_once
def submitted_words(request: HttpRequest, definition: str) -> HttpResponse:
    """For leads: the words that wait, to decide about; where none do, a form for others."""
    indicator = definition_or_404(request, definition)
    is_open = indicator.state == SubmittedIndicator.State.APPROVED
    if not is_open or not has_lead(person(request), indicator.system):
        raise Http404
    waiting = waiting_words(indicator)
    return _decide(request, waiting) if waiting else _propose(request, indicator)


def _propose(request: HttpRequest, indicator: SubmittedIndicator) -> HttpResponse:
    now = {name: getattr(indicator, name) for name in REWORDED}
    form = WordingForm(answers(request), initial=now)
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in REWORDED}
        try:
            made = reword(indicator, words, reason=form.cleaned_data["reason"], by=person(request))
        except SubmittingError as problem:
            form.add_error(None, str(problem))
        else:
            is_done = made.state == SubmittedWording.State.APPROVED
            messages.success(
                request,
                "The words are changed. The board has no other lead, so nobody else approved them."
                if is_done
                else "The words wait for another lead of the board.",
            )
            return redirect("submitted_indicator", indicator.code)
    return render(request, "metrics/submitted/words.html", {"form": form, "indicator": indicator})


def _decide(request: HttpRequest, waiting: SubmittedWording) -> HttpResponse:
    user, indicator = person(request), waiting.indicator
    is_own = waiting.by_id == user.pk and has_another_lead(user, indicator.system)
    form = DecisionForm(answers(request), needs_another=is_own)
    if form.is_valid():
        try:
            if form.cleaned_data["decision"] == APPROVE:
                approve_words(waiting, by=user)
                messages.success(request, "The new words hold.")
            else:
                return_words(waiting, by=user, note=form.cleaned_data["note"])
                messages.success(request, "The words were sent back. The definition stays as it was.")
        except SubmittingError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("submitted_indicator", indicator.code)
    context = {"form": form, "indicator": indicator, "waiting": wording_changes([waiting])}
    return render(request, "metrics/submitted/words.html", context)
