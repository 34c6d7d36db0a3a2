"""Setting up a system: what comes first, what is done, who acts next. Worked out from the data, never ticked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from anchors.models import AnchorInstitution, Membership, Place, Postcode, System, Upload, User
from anchors.views.frame import address
from anchors.wording import plural
from metrics.models import Measurement, Plan, Status, Target, readable_institutions, systems_planned_by

KNOWN_PLACE = "spend-with-known-place"


@dataclass(frozen=True)
class Task:
    """One step of the set-up. `status` is one of the four words; `href` is there for whoever may do it."""

    text: str
    status: Status
    next: str
    href: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.status == Status.COMPLETED


def tasks(user: User) -> list[Task]:
    """The steps in their order for the system in which the person works; of nobody's system while there is none."""
    system = _system(user)
    members = list(AnchorInstitution.objects.in_system(system, timezone.localdate())) if system else []
    may_plan = system is not None and systems_planned_by(user).filter(pk=system.pk).exists()
    return [
        _geography(user),
        _institutions(user, members),
        _people(user, members),
        _plan(system, may_plan=may_plan),
        *_spending(user, members),
        _targets(user, system, may_plan=may_plan),
    ]


def left_over(user: User) -> list[Task]:
    """What is still open of a set-up that has begun. Nothing for a sample: it is what it is."""
    system = _system(user)
    if system is None or system.is_sample or not systems_planned_by(user).filter(pk=system.pk).exists():
        return []
    return [each for each in tasks(user) if not each.is_done]


def as_rows(found: Sequence[Task]) -> list[dict[str, object]]:
    """The tasks as the numbered list draws them."""
    return [
        {
            "number": number,
            "text": each.text,
            "href": "" if each.is_done else each.href,
            "status": Status(each.status).label,
            "next": each.next,
        }
        for number, each in enumerate(found, start=1)
    ]


def _system(user: User) -> System | None:
    """The system of the institution that the person works as; for staff without one, the only one there is."""
    own = AnchorInstitution.objects.visible_to(user)
    working = own.filter(pk=user.working_as_id or 0).first() or own.first()
    if working is not None:
        return working.system_on(timezone.localdate())
    systems = list(System.objects.all()[:2]) if user.is_staff else []
    return systems[0] if len(systems) == 1 else None


def _geography(user: User) -> Task:
    places, postcodes = Place.objects.exists(), Postcode.objects.exists()
    if places and postcodes:
        return Task("Load places and postcodes", Status.COMPLETED, "")
    waits = "Postcodes are missing: manage.py load_geography" if places else "manage.py load_geography"
    state = Status.IN_PROGRESS if places else Status.NOT_STARTED
    return Task("Load places and postcodes", state, _next("whoever runs the service", waits))


def _institutions(user: User, members: Sequence[AnchorInstitution]) -> Task:
    text = "Add the institutions of the system"
    if len(members) > 1:
        return Task(text, Status.COMPLETED, plural(len(members), "institution"))
    return Task(
        text,
        Status.NOT_STARTED,
        _next("whoever runs the service", "manage.py load_institutions"),
        _admin(user),
    )


def _people(user: User, members: Sequence[AnchorInstitution]) -> Task:
    """Done when somebody in each institution may contribute."""
    text = "Invite contributors from each institution"
    roles = Membership.objects.in_force(timezone.localdate()).filter(institution__in=members)
    there = roles.exclude(role=Membership.Role.READER).values("institution").distinct().count()
    if members and there == len(members):
        return Task(text, Status.COMPLETED, "")
    so_far = f"{there} of {plural(len(members), 'institution')} so far" if there else ""
    state = Status.IN_PROGRESS if there else Status.NOT_STARTED
    return Task(text, state, _next("whoever runs the service, asked by each lead", so_far), _admin(user))


def _plan(system: System | None, *, may_plan: bool) -> Task:
    text = "Choose a plan template and agree the plan"
    states = set(Plan.objects.filter(system=system).values_list("state", flat=True)) if system else set()
    if Plan.State.AGREED in states:
        return Task(text, Status.COMPLETED, "")
    if Plan.State.DRAFT in states:
        return Task(
            text, Status.IN_PROGRESS, _next("the board", "a draft waits to be agreed"), reverse("plan")
        )
    return Task(text, Status.NOT_STARTED, _next("the board"), reverse("plan_start") if may_plan else "")


def _spending(user: User, members: Sequence[AnchorInstitution]) -> list[Task]:
    """The first file that any institution of theirs loaded, and what places its suppliers."""
    theirs = Upload.objects.filter(institution__in=members, state=Upload.State.LOADED)
    has_file = theirs.filter(kind="spend").exists()
    rows = Measurement.objects.filter(institution__in=members, indicator=KNOWN_PLACE)
    is_placed = rows.filter(numerator__gt=0).exists()
    start = reverse("upload_start") if user.institution_ids(contributing=True).exists() else ""
    first = ("Upload the first spend file", has_file, "each institution’s procurement team")
    placed = ("Upload supplier files with postcodes", is_placed, "each institution’s finance team")
    return [
        Task(text, Status.COMPLETED if done else Status.NOT_STARTED, "" if done else _next(who), start)
        for text, done, who in (first, placed)
    ]


def _targets(user: User, system: System | None, *, may_plan: bool) -> Task:
    standing = Target.objects.standing().filter(system=system) if system else Target.objects.none()
    if standing.exists():
        return Task("Set targets", Status.COMPLETED, plural(standing.count(), "target"))
    is_measured = Measurement.objects.filter(institution__in=readable_institutions(user)).exists()
    waits = "" if is_measured else "once something is measured"
    return Task(
        "Set targets",
        Status.NOT_STARTED,
        _next("the board", waits),
        reverse("all_targets") if may_plan else "",
    )


def _next(who: str, how: str = "") -> str:
    return f"Next: {who} ({how})" if how else f"Next: {who}"


def _admin(user: User) -> str:
    return address("admin:index") if user.is_staff else ""
