"""Pages of releases: publishing a quarter, for the lead of the board; and what a release is, for everybody in it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from anchors.disclosure import Profile
from anchors.models import Job, System
from anchors.periods import Period, period_of
from anchors.views.frame import today
from workforce.forms.staff import QUARTERS, quarters
from workforce.models import Release
from workforce.releasing import (
    ReleaseError,
    closed_by,
    failure,
    obstacle,
    profile_of,
    release_job,
    release_of,
    request_release,
    supplies,
)
from workforce.views.access import may_publish, own_system, person
from workforce.views.staff import both

WORKING = (Job.State.WAITING, Job.State.RUNNING)


@both
@login_required
def staff_publish(request: HttpRequest) -> HttpResponseBase:
    """Who has supplied for a quarter and what publishing does; one click makes the release, in the background."""
    system = _own(request)
    quarter = _quarter(request)
    if request.method == "POST":
        try:
            request_release(system, quarter, by=person(request))
        except ReleaseError as problem:
            messages.error(request, str(problem))
        return redirect(f"{request.path}?quarter={quarter.code}")
    job = release_job(system, quarter)
    release = release_of(system, quarter)
    if release is not None:
        return redirect("staff_release", release.pk)
    context = {
        "system": system,
        "quarter": quarter,
        "others": [each for each in _open(system) if each != quarter],
        "published": Release.objects.filter(system=system).order_by("-last_month")[:QUARTERS],
        "supplies": supplies(system, quarter),
        "obstacle": obstacle(system, quarter, today()),
        "is_closed": closed_by(system, quarter) is not None,
        "is_working": job is not None and job.state in WORKING,
        "job": job,
        "failed": job if job is not None and job.state == Job.State.FAILED else None,
        "failure": failure(job) if job is not None else "",
    }
    return render(request, "workforce/staff/publish.html", context)


@require_safe
@login_required
def staff_release(request: HttpRequest, release_id: int) -> HttpResponse:
    """What a release rests on and by which rule its figures are shown."""
    found = Release.objects.visible_to(request.user).select_related("system", "made_by").filter(pk=release_id)
    release = found.first()
    if not isinstance(release, Release):
        raise Http404
    profile: Profile = profile_of(release)
    intakes = release.intakes.select_related("institution").order_by("institution__name")
    context = {"release": release, "profile": profile, "intakes": list(intakes)}
    return render(request, "workforce/staff/release.html", context)


def _own(request: HttpRequest) -> System:
    system = own_system(request)
    if system is None or not may_publish(person(request), system):
        raise Http404
    return system


def _open(system: System) -> list[Period]:
    """Quarters that are over and may be published now or once somebody has supplied, the newest first."""
    return [each for each in _over() if not release_of(system, each) and not closed_by(system, each)]


def _over() -> list[Period]:
    """Quarters whose last day has passed, the newest first."""
    return [each for each in quarters(today()) if each.end < today()]


def _quarter(request: HttpRequest) -> Period:
    """The quarter of the address; without one the newest that is over. There is no page for one that is not."""
    if "quarter" not in request.GET:
        return _over()[0]
    try:
        asked = period_of(request.GET["quarter"])
    except ValueError:
        raise Http404 from None
    if asked not in _over():
        raise Http404
    return asked
