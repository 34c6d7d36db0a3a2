"""Adding the sample system to an empty service, and removing it in one click, unless people's own work is in it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from anchors.forms import Form
from anchors.jobs import OPEN, request_job
from anchors.models import Job, Membership, System, Upload, User
from anchors.sample import (
    real_uploads,
    remove_sample,
    sample_accounts,
    sample_institutions,
    written_by_people,
)

REMOVED_WITH_ALL = (
    "The sample data has been removed, and every account with it. "
    "Make your own where the service runs: .venv/bin/python manage.py createsuperuser"
)


@require_POST
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Ask for the sample; only platform staff, and only while there is none."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required saw to it
    if not may_add_sample(request.user):
        raise Http404
    if not is_sample_coming():
        request_job("load_sample", by=request.user)
    messages.success(
        request,
        "The sample system is being added. In half a minute you can work as its board: choose it in the header.",
    )
    return redirect("overview")


def may_add_sample(user: User) -> bool:
    """Whether the person runs the service and there is no sample yet. Its figures stay apart from real systems'."""
    return user.is_staff and not System.objects.filter(is_sample=True, memberships__isnull=False).exists()


def is_sample_coming() -> bool:
    """Whether somebody asked for it and it is not whole yet."""
    return Job.objects.filter(kind="load_sample", state__in=OPEN).exists()


class RemovalForm(Form):
    """The tick that what people sent and wrote may go too."""

    agreed = forms.BooleanField(
        label="Remove these too, with everything that came from them",
        error_messages={"required": "Tick the box if they may go, or keep the sample data"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove(request: HttpRequest) -> HttpResponse:
    """Delete the sample: platform staff, and leads of the sample's own institutions.

    The button on every page removes it at once, which loses nothing that cannot be made again. Where people have sent
    files of their own to its institutions or written in it, as those who try the product should, the button leads to
    the page that names what would go and asks for a tick; what came since the page was shown counts as not agreed to.
    """
    assert isinstance(request.user, User)  # noqa: S101 - login_required saw to it
    if not request.user.is_staff and not leads_sample(request.user):
        raise Http404
    sent, written = list(real_uploads()), written_by_people()
    is_asked = "listed" in request.POST
    is_current = is_asked and request.POST["listed"] == _listed(sent, written)
    form = RemovalForm(request.POST if is_current else None)
    if request.method == "POST" and (form.is_valid() if sent or written else True):
        return _removed(request)
    if request.method == "POST" and not is_asked:
        return redirect("remove_sample")
    lost = {"sent": sent, "written": written, "listed": _listed(sent, written)}
    return render(request, "anchors/remove_sample.html", {"form": form, **lost, **_what_goes(request.user)})


def _removed(request: HttpRequest) -> HttpResponse:
    remove_sample()
    messages.success(
        request, "The sample data has been removed." if User.objects.exists() else REMOVED_WITH_ALL
    )
    return redirect("overview")


def _listed(sent: list[Upload], written: list[str]) -> str:
    return ",".join([*(str(upload.pk) for upload in sent), *written])


def _what_goes(person: User) -> dict[str, Any]:
    made_up = Upload.objects.filter(institution__in=sample_institutions(), is_sample=True)
    accounts = sample_accounts()
    return {
        "systems": list(System.objects.filter(is_sample=True)),
        "institutions": sample_institutions().count(),
        "uploads": made_up.count(),
        "lines": made_up.aggregate(lines=Sum("lines_loaded"))["lines"] or 0,
        "accounts": accounts.count(),
        "is_own_account": accounts.filter(pk=person.pk).exists(),
    }


def leads_sample(user: User) -> bool:
    """Whether the person is a lead in an institution of the sample system."""
    roles = user.memberships_in_force().filter(role=Membership.Role.LEAD)
    return roles.filter(institution__system_memberships__system__is_sample=True).exists()


urlpatterns = [
    path("sample/add/", add, name="add_sample"),
    path("sample/remove/", remove, name="remove_sample"),
]
