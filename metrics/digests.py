"""The digest: once a quarter, one message to each person who owns something: what is late, what is due, what changed.

Plain text, and only counts with the address of the page that lists what is counted: mail is read on locked screens and
forwarded, so no title, day, name or figure leaves the service; everything is behind the sign-in.
A job of the outbox sends it. That it is being sent is written down before the mail leaves, so that nobody gets it
twice, whatever is cut off when: a mail lost half way is the lesser evil. Only a mail server that does not answer, or
refuses, is tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from anchors.jobs import effect, handles, request_job
from anchors.models import AnchorInstitution, Job, Membership, System, User
from anchors.periods import quarter_of, ym_of
from anchors.wording import listed, plural
from metrics.models import (
    Action,
    Commitment,
    DigestPreference,
    FormerMeasurement,
    Plan,
    Status,
    Target,
    Update,
    systems_planned_by,
)

FIRST_DAY, LAST_DAY = 5, 25
"""Days of a quarter's first month on which digests leave: after the holidays, and not to those who come later."""

SOON = timedelta(days=91)
_KIND = "digest"
_LOCK = 0x4A0D
_SALT = "metrics.digests.off"


@dataclass(frozen=True)
class Digest:
    """What there is to tell one person: their late and due actions and commitments, and what others changed of them.

    `leads` when what nobody is named for in their institution is among them.
    """

    person: User
    since: datetime
    today: date
    late: Sequence[Action | Commitment]
    soon: Sequence[Action | Commitment]
    changed: Sequence[tuple[Action | Commitment, int]]
    targets: int = 0
    restated: int = 0
    unassigned: int = 0
    leads: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell, so that no message goes."""
        return not (
            self.late or self.soon or self.changed or self.targets or self.restated or self.unassigned
        )

    @cached_property
    def subject(self) -> str:
        """Counts alone: what people see on a locked screen."""
        parts = []
        if self.late:
            parts.append(f"{len(self.late)} late")
        if self.soon:
            parts.append(f"{len(self.soon)} due soon")
        if self.changed:
            parts.append(f"{len(self.changed)} changed")
        return f"Your actions this quarter: {listed(parts)}" if parts else "Your plan this quarter"


def digest_of(person: User, *, since: datetime, today: date) -> Digest:
    """What the person would be told today of what is theirs, and of what others changed since."""
    led = _led(person)
    actions = _open(Action.objects.visible_to(person), today).filter(
        Q(person=person) | Q(person=None, owner__in=led)
    )
    planned = systems_planned_by(person) if led else System.objects.none()
    promised = _open(Commitment.objects.visible_to(person), today).filter(
        Q(institution__in=led) | Q(institution=None, plan__system__in=planned)
    )
    things: list[Action | Commitment] = sorted([*actions, *promised], key=lambda each: (each.due, each.title))
    return Digest(
        person=person,
        since=since,
        today=today,
        late=[each for each in things if each.due < today],
        soon=[each for each in things if today <= each.due <= today + SOON],
        changed=_changed(person, things, since),
        targets=_targets(person, led, planned, since),
        restated=FormerMeasurement.objects.filter(institution__in=led, replaced_at__gt=since).count(),
        unassigned=_open(Action.objects.filter(owner=None, plan__system__in=planned), today).count(),
        leads=bool(led),
    )


def people_to_write_to(today: date) -> list[User]:
    """Whoever owns something open, wants to be written to, and was not this quarter."""
    start = timezone.make_aware(datetime.combine(quarter_of(today).start, time.min))
    told = DigestPreference.objects.filter(Q(is_wanted=False) | Q(last_sent_at__gte=start))
    running = Action.objects.filter(plan__state=Plan.State.AGREED).exclude(status=Status.COMPLETED)
    leads = Membership.objects.in_force(today).filter(role=Membership.Role.LEAD).values("user")
    owners = Q(pk__in=running.filter(person__isnull=False).values("person")) | Q(pk__in=leads)
    rows = User.objects.filter(owners, is_active=True).exclude(email="").exclude(pk__in=told.values("user"))
    return list(rows.order_by("pk"))


def request_digests(today: date) -> list[Job]:
    """Ask for a message to everybody who is to get one and has something to read; once a person and quarter."""
    code = quarter_of(today).code
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        asked = set(
            Job.objects.filter(kind=_KIND, arguments__quarter=code).values_list(
                "arguments__person", flat=True
            )
        )
        return [
            request_job(_KIND, by=None, person=person.pk, quarter=code)
            for person in people_to_write_to(today)
            if person.pk not in asked
            and not digest_of(person, since=since(person, today), today=today).is_empty
        ]


def is_season(today: date) -> bool:
    """Whether digests leave on such a day by themselves."""
    return ym_of(today) == quarter_of(today).first and FIRST_DAY <= today.day <= LAST_DAY


@handles(_KIND)
def send_digest(job: Job) -> None:
    """Send one person's message, unless it has gone or is no longer wanted."""
    person = User.objects.filter(pk=job.arguments["person"], is_active=True).first()
    today = timezone.localdate()
    claimed = _claimed(person, today, job.arguments["quarter"]) if person else None
    if claimed is not None:
        _post(*claimed)
    with effect(job):
        pass


def message_of(digest: Digest) -> EmailMessage:
    """The message, with the links that turn it off, one of them for mail programs."""
    off = public_address("digest_off", off_token(digest.person))
    board = public_address("board")
    context = {
        "digest": digest,
        "late": told(digest.late),
        "soon": told(digest.soon),
        "changed": told([each for each, _ in digest.changed]),
        "board": board,
        "late_board": f"{board}?due=late",
        "nobody": f"{board}?owner=nobody",
        "measures": public_address("measures"),
        "settings": public_address("digest"),
        "off": off,
    }
    host = settings.PUBLIC_URL.partition("://")[2].partition(":")[0]
    return EmailMessage(
        subject=digest.subject,
        body=render_to_string("metrics/digest/message.txt", context),
        to=[digest.person.email],
        headers={
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<digest.{quarter_of(digest.today).code}.{digest.person.pk}@{host}>",
        },
    )


def told(things: Sequence[Action | Commitment]) -> str:
    """How many there are, and nothing of what: `2 actions and 1 commitment`."""
    actions = sum(isinstance(each, Action) for each in things)
    counts = ((actions, "action"), (len(things) - actions, "commitment"))
    return listed(plural(count, noun) for count, noun in counts if count)


def off_token(person: User) -> str:
    """What a link carries so that whoever has the message can turn it off without signing in."""
    return signing.dumps(person.pk, salt=_SALT)


def person_of(token: str) -> User | None:
    """Whose link it is; None for one that is not ours."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key).first()


def set_wanted(person: User, *, is_wanted: bool) -> None:
    """Turn the messages to a person on or off."""
    DigestPreference.objects.update_or_create(user=person, defaults={"is_wanted": is_wanted})


def is_wanted(person: User) -> bool:
    """Whether the person is written to; they are until they say no."""
    return not DigestPreference.objects.filter(user=person, is_wanted=False).exists()


def since(person: User, today: date) -> datetime:
    """From when changes are told: since the last message, at most since the start of the quarter before."""
    start = timezone.make_aware(datetime.combine(quarter_of(today).before().start, time.min))
    last = DigestPreference.objects.filter(user=person).values_list("last_sent_at", flat=True).first()
    return max(last, start) if last else start


def public_address(name: str, *parts: object) -> str:
    """A page's address as it is reached from outside."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=parts)}"


def _post(digest: Digest, before: datetime | None) -> None:
    """Send it. `before` is when the last one went: put back where this one surely did not go."""
    message = message_of(digest)
    post = get_connection()
    try:
        post.open()
    except Exception:
        _give_back(digest, before)
        raise
    try:
        post.send_messages([message])
    except (SMTPResponseException, SMTPRecipientsRefused):
        _give_back(digest, before)
        raise
    finally:
        post.close()


def _claimed(person: User, today: date, quarter: str) -> tuple[Digest, datetime | None] | None:
    """The message to send, written down as sent, and when the last one went.

    None where it was sent, is not wanted, or has nothing to tell.
    """
    if quarter_of(today).code != quarter:
        return None
    start = timezone.make_aware(datetime.combine(quarter_of(today).start, time.min))
    with transaction.atomic():
        DigestPreference.objects.get_or_create(user=person)
        preference = DigestPreference.objects.select_for_update().get(user=person)
        if not preference.is_wanted or (preference.last_sent_at and preference.last_sent_at >= start):
            return None
        digest = digest_of(person, since=since(person, today), today=today)
        if digest.is_empty:
            return None
        before = preference.last_sent_at
        preference.last_sent_at = timezone.now()
        preference.save(update_fields=["last_sent_at"])
    return digest, before


def _give_back(digest: Digest, before: datetime | None) -> None:
    """It did not go: the next attempt may send it."""
    DigestPreference.objects.filter(user=digest.person).update(last_sent_at=before)


def _led(person: User) -> list[AnchorInstitution]:
    leads = person.memberships_in_force().filter(role=Membership.Role.LEAD)
    return list(AnchorInstitution.objects.filter(pk__in=leads.values("institution")))


def _open(rows: "QuerySet[Action] | QuerySet[Commitment]", today: date) -> "QuerySet":  # type: ignore[type-arg]
    """Of agreed plans that run, what is not completed."""
    return rows.filter(plan__state=Plan.State.AGREED, plan__first_day__lte=today).exclude(
        status=Status.COMPLETED
    )


def _changed(
    person: User, things: Sequence[Action | Commitment], since: datetime
) -> list[tuple[Action | Commitment, int]]:
    """What others changed or said, with how often."""
    mine = Q(action__in=[each.pk for each in things if isinstance(each, Action)])
    mine |= Q(commitment__in=[each.pk for each in things if isinstance(each, Commitment)])
    rows = Update.objects.filter(mine, at__gt=since).exclude(by=person).order_by()
    counts = {
        (action, commitment): count
        for action, commitment, count in rows.values_list("action", "commitment").annotate(count=Count("pk"))
    }
    keyed = [(each, (each.pk, None) if isinstance(each, Action) else (None, each.pk)) for each in things]
    return [(each, counts[key]) for each, key in keyed if key in counts]


def _targets(person: User, led: Sequence[AnchorInstitution], planned: object, since: datetime) -> int:
    """How many targets of theirs others set, changed or ended."""
    theirs = Target.objects.filter(Q(institution__in=led) | Q(system__in=planned))
    made = Q(set_at__gt=since) & ~Q(set_by=person)
    ended = Q(ended_at__gt=since) & ~Q(ended_by=person)
    return theirs.filter(made | ended).count()


def summary_words(digest: Digest) -> str:
    """One line for operators: how much is in it, and nothing of what."""
    return (
        f"{digest.person.email}: {plural(len(digest.late), 'thing')} late, {len(digest.soon)} due, "
        f"{len(digest.changed)} changed"
    )
