"""Adding the sample system to an empty service, and removing it in one click."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from anchors.jobs import request_job
from anchors.models import Membership, System, User
from anchors.sample import remove_sample

REMOVED_WITH_ALL = (
    "The sample data has been removed, and every account with it. "
    "Make your own where the service runs: .venv/bin/python manage.py createsuperuser"
)


@require_POST
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Ask for the sample; only platform staff, and only while there is no system at all."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required saw to it
    if not request.user.is_staff or System.objects.exists():
        raise Http404
    request_job("load_sample", by=request.user)
    messages.success(request, "The sample system is being added. Load this page again in half a minute.")
    return redirect("overview")


@require_POST
@login_required
def remove(request: HttpRequest) -> HttpResponse:
    """Delete the sample: platform staff, and leads of the sample's own institutions."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required saw to it
    if not request.user.is_staff and not leads_sample(request.user):
        raise Http404
    remove_sample()
    messages.success(
        request, "The sample data has been removed." if User.objects.exists() else REMOVED_WITH_ALL
    )
    return redirect("overview")


def leads_sample(user: User) -> bool:
    """Whether the person is a lead in an institution of the sample system."""
    roles = user.memberships_in_force().filter(role=Membership.Role.LEAD)
    return roles.filter(institution__system_memberships__system__is_sample=True).exists()


urlpatterns = [
    path("sample/add/", add, name="add_sample"),
    path("sample/remove/", remove, name="remove_sample"),
]
