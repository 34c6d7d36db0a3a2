"""Between the file and the books: questions, columns, review, and throwing the file away."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from anchors import ingest
from anchors.models import Upload
from anchors.uploads import State, answer_upload, confirm_upload, withdraw_upload
from anchors.views.uploads.access import may_edit, person, posted, upload_page
from anchors.views.uploads.columns import MatchForm, columns_of
from anchors.views.uploads.findings import review_of
from anchors.views.uploads.forms import QuestionForm
from anchors.views.uploads.words import parted, period_words


@upload_page(State.QUESTION, State.CHECKED, editing=True)
def question(request: HttpRequest, upload: Upload) -> HttpResponse:
    """The first question that has no answer yet; the last answer has the file checked again.

    With `?change=` and its code, one that was settled by the answer for an earlier file.
    """
    asked = [each for each in upload.found["questions"] if each["code"] != "columns"]
    waiting = [each for each in asked if each["code"] not in upload.answers]
    settled = _settled(upload, request.GET.get("change", ""))
    if settled is None and not waiting:
        return redirect("upload_columns" if upload.state == State.QUESTION else "upload", upload.pk)
    first = settled or waiting[0]
    form = QuestionForm(
        posted(request),
        question=first,
        today=timezone.localdate(),
        initial={"answer": first.get("answer", "")},
    )
    if request.method == "POST" and form.is_valid():
        _answer(request, upload, first["code"], form.cleaned_data["answer"])
        return redirect("upload", upload.pk)
    context = {
        "upload": upload,
        "form": form,
        "number": len(asked) - len(waiting) + 1,
        "asked": 1 if settled else len(asked),
        "samples": columns_of(upload).samples_for(first),
        "is_settled": settled is not None,
    }
    return render(request, "anchors/uploads/question.html", context)


def _settled(upload: Upload, code: str) -> dict[str, Any] | None:
    return next((each for each in upload.found.get("from_before", []) if each["code"] == code), None)


def _again(upload: Upload) -> str:
    """The address at which the same sort of file is sent again."""
    if upload.rest_of_id:
        return f"{reverse('upload_file')}?{urlencode({'rest_of': upload.rest_of_id})}"
    answers = {"kind": upload.kind, "institution": upload.institution.slug}
    return f"{reverse('upload_file')}?{urlencode(answers | ({'period': upload.period.code} if upload.period else {}))}"


def _answer(request: HttpRequest, upload: Upload, code: str, value: str) -> None:
    answer_upload(upload, by=person(request), answers={code: value})


@upload_page(State.QUESTION, State.CHECKED, State.REFUSED, editing=True)
def columns(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Our guesses, each with why; the person's word is kept for files with these headings."""
    found = columns_of(upload)
    if not found.headings:
        return redirect("upload", upload.pk)
    form = MatchForm(posted(request), columns=found)
    if request.method == "POST" and form.is_valid():
        answer_upload(upload, by=person(request), mapping=form.mapping)
        return redirect("upload", upload.pk)
    return render(request, "anchors/uploads/columns.html", {"upload": upload, "form": form, "columns": found})


@upload_page(State.CHECKED, editing=True)
def review(request: HttpRequest, upload: Upload) -> HttpResponse:
    """What will change, before anything does."""
    keep_repeats = request.GET.get("repeats") == "keep"
    found = review_of(upload, keep_repeats=keep_repeats)
    if request.method == "POST":
        seen = request.POST.get("lines"), request.POST.get("held", "0")
        if seen != (str(found.lines), str(found.held.lines if found.held else 0)):
            messages.error(
                request, "The counts have changed since you saw them. Look at them again before you add."
            )
            return redirect(request.get_full_path())
        confirm_upload(upload, by=person(request), keep_repeats=keep_repeats)
        return redirect("upload", upload.pk)
    context = {
        "upload": upload,
        "review": found,
        "kind": ingest.kind_of_upload(upload.kind),
        "period": period_words(upload),
    }
    return render(request, "anchors/uploads/review.html", context)


@upload_page(State.REFUSED)
def refused(request: HttpRequest, upload: Upload) -> HttpResponse:
    """The one reason why the file cannot be read as what it should be, and the way on."""
    what, act = parted(upload.reason)
    context = {
        "upload": upload,
        "what": what,
        "act": act,
        "may_edit": may_edit(request, upload),
        "again": _again(upload),
    }
    return render(request, "anchors/uploads/refused.html", context)


@upload_page(State.RECEIVED, State.QUESTION, State.CHECKED, State.CONFIRMED, State.REFUSED, editing=True)
def throw_away(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Throwing away asks once, since the file has to be sent again afterwards."""
    if request.method == "POST":
        withdraw_upload(upload, by=person(request))
        messages.success(request, f"Upload {upload.pk} was thrown away. Nothing was added.")
        return redirect(reverse("uploads"))
    return render(request, "anchors/uploads/throw_away.html", {"upload": upload})
