"""Who may open which page of staff files and programmes. What is not theirs answers as what does not exist."""

from typing import cast

from django.http import Http404, HttpRequest
from django.utils import timezone

from anchors.models import AnchorInstitution, System, User
from anchors.views.frame import Frame
from metrics.models import systems_planned_by
from workforce.models import Programme, StaffIntake


def person(request: HttpRequest) -> User:
    """Whoever is signed in; only for pages that ask for a sign-in."""
    return cast("User", request.user)


def own_institutions(request: HttpRequest) -> list[AnchorInstitution]:
    """Those for which the person may send files, the one they work as first."""
    ids = person(request).institution_ids(contributing=True)
    found = list(AnchorInstitution.objects.filter(pk__in=ids))
    return sorted(found, key=lambda each: each.pk != person(request).working_as_id)


def own_system(request: HttpRequest) -> System | None:
    """The system in which the person works now."""
    system = Frame(request).system
    if system is None or not System.objects.visible_to(request.user).filter(pk=system.pk).exists():
        return None
    return system


def may_publish(user: User, system: System) -> bool:
    """Whether the person leads in the board of the system."""
    boards = AnchorInstitution.objects.filter(
        kind=AnchorInstitution.Kind.ICB,
        pk__in=user.memberships_in_force().filter(role="lead").values("institution"),
    ).in_system(system, timezone.localdate())
    return boards.exists() and systems_planned_by(user).filter(pk=system.pk).exists()


def own_intake(request: HttpRequest, intake_id: int) -> StaffIntake:
    """An intake of an institution in which the person contributes: its counts are true ones. Else 404."""
    mine = StaffIntake.objects.editable_by(request.user).select_related(
        "institution", "sent_by", "confirmed_by", "ended_by", "replaces"
    )
    found = mine.filter(pk=intake_id).first()
    if not isinstance(found, StaffIntake):
        raise Http404
    return found


def visible_programme(request: HttpRequest, programme_id: int) -> Programme:
    """A programme of the person's systems. Else 404."""
    found = Programme.objects.visible_to(request.user).select_related("institution", "system", "offer")
    programme = found.filter(pk=programme_id).first()
    if not isinstance(programme, Programme):
        raise Http404
    return programme


def runs(request: HttpRequest, programme: Programme) -> bool:
    """Whether the person contributes where the programme is run: only they see and enter true counts."""
    mine = person(request).institution_ids(contributing=True)
    return bool(mine.filter(institution=programme.institution_id).exists())


def own_programme(request: HttpRequest, programme_id: int) -> Programme:
    """A programme of an institution in which the person contributes. Else 404."""
    found = visible_programme(request, programme_id)
    if not runs(request, found):
        raise Http404
    return found


def may_publish_programme(user: User, programme: Programme) -> bool:
    """Whether the person leads in the institution that runs the programme."""
    roles = user.memberships_in_force().filter(role="lead", institution=programme.institution_id)
    return bool(roles.exists())
