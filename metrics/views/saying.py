"""What people say of an action or a commitment: where it stands, how it goes, a comment."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from metrics.forms.actions import CommentForm, StatusForm, UpdateForm
from metrics.models import Action, Comment, Status
from metrics.planning import (
    ChangedMeanwhile,
    Thing,
    add_comment,
    change,
    remove_comment,
    set_status,
)
from metrics.views.access import (
    answers,
    back_to,
    both,
    may_comment,
    may_update,
    person,
    thing_address,
    thing_of,
    to_thing,
)
from metrics.views.once import made_once, made_once_and_lasting


@both
@login_required
@made_once
def status(
    request: HttpRequest, action_id: int | None = None, commitment_id: int | None = None
) -> HttpResponseBase:
    """Where it stands. `next` in the address is the page of ours to go back to."""
    thing = _updated(request, action_id, commitment_id)
    back = back_to(request, thing_address(thing))
    seen = {"status": thing.status, "was": thing.status}
    form = StatusForm(answers(request), has_day=isinstance(thing, Action), initial=seen)
    if form.is_valid():
        said = form.cleaned_data
        try:
            update = set_status(
                thing, said["status"], by=person(request), words=said["words"],
                finished_on=said.get("finished_on"), expected=said["was"],
            )  # fmt: skip
        except ChangedMeanwhile as clash:
            now = clash.rows[0]
            assert isinstance(now, type(thing))  # noqa: S101 - tells the type checker
            label = Status(now.status).label
            words = (
                f"Somebody set it to “{label}” while you had this open. Check your answer, then save again."
            )
            form.add_error("status", words)
            form.data = {name: form.data[name] for name in form.data} | {"was": now.status}
        else:
            label = Status(thing.status).label.lower()
            messages.success(
                request, f"“{thing.title}” is now {label}." if update else "Nothing was changed."
            )
            return redirect(back)
    return _form(
        request, thing, form, title="Change the status", act="Save the status", back=back, next_page=back
    )


@both
@login_required
@made_once_and_lasting
def update(
    request: HttpRequest, action_id: int | None = None, commitment_id: int | None = None
) -> HttpResponseBase:
    """How it goes, what comes next, what is in the way."""
    thing = _updated(request, action_id, commitment_id)
    form = UpdateForm(answers(request), row=thing)
    if form.is_valid():
        try:
            change(
                thing,
                form.answers,
                by=person(request),
                words=form.cleaned_data["words"],
                expected=form.expected,
            )
        except ChangedMeanwhile as clash:
            form.tell(clash)
        else:
            messages.success(request, "Your update is added.")
            return to_thing(thing)
    return _form(request, thing, form, title="Say how it is going", act="Add the update")


@both
@login_required
@made_once
def comment(
    request: HttpRequest, action_id: int | None = None, commitment_id: int | None = None
) -> HttpResponseBase:
    """A remark by anybody who contributes in the system."""
    thing = thing_of(request, action_id, commitment_id)
    if not may_comment(request, thing.plan):
        raise Http404
    form = CommentForm(answers(request))
    if form.is_valid():
        add_comment(thing, form.cleaned_data["words"], by=person(request))
        return redirect(f"{thing_address(thing)}#comments")
    return _form(request, thing, form, title="Add a comment", act="Add the comment")


@require_POST
@login_required
def comment_remove(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Taking one's own remark back."""
    rows = Comment.objects.visible_to(request.user).select_related("action", "commitment")
    found = rows.filter(pk=comment_id, by=person(request), removed_at=None).first()
    if found is None:
        raise Http404
    remove_comment(found)
    thing = found.action or found.commitment
    assert thing is not None  # noqa: S101 - held by a constraint
    return redirect(f"{thing_address(thing)}#comments")


def story(request: HttpRequest, thing: Thing) -> dict[str, Any]:
    """What the pages of actions and commitments have in common."""
    return {
        "may_update": may_update(request, thing),
        "may_comment": may_comment(request, thing.plan),
        "comments": thing.comments.select_related("by"),
        "me": person(request),
    }


def _updated(request: HttpRequest, action_id: int | None, commitment_id: int | None) -> Thing:
    thing = thing_of(request, action_id, commitment_id)
    if not may_update(request, thing):
        raise Http404
    return thing


def _form(
    request: HttpRequest,
    thing: Thing,
    form: Any,
    *,
    title: str,
    act: str,
    back: str = "",
    next_page: str = "",
) -> HttpResponseBase:
    context = {
        "form": form,
        "title": title,
        "caption": thing.title,
        "act": act,
        "back": back or thing_address(thing),
        "next_page": next_page,
    }
    return render(request, "metrics/form.html", context)
