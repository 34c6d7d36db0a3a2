"""What programs show in place of a password. Only a hash is kept; the token itself is shown once."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from knox.models import AbstractAuthToken

NOTED_EVERY = timedelta(minutes=1)


class Token(AbstractAuthToken):  # type: ignore[misc]  # the package carries no types
    """A token of a person's: from signing in, for ten hours; or made on a page, named, to read with until it ends.

    `digest` is the hash and the key; `token_key` the first letters, by which people tell tokens apart.
    """

    name = models.CharField("what it is for", max_length=100, blank=True)
    is_read_only = models.BooleanField(default=False)
    last_used_at = models.DateTimeField(null=True, blank=True)

    told: tuple[Any, ...] = ()  # what the query that found it said beside
    if TYPE_CHECKING:
        objects: ClassVar[Any]
        digest: str
        token_key: str
        user: Any
        created: datetime
        expiry: datetime

    class Meta:
        """Each ends; one that is kept for long says what it is for, and may only read."""

        constraints: ClassVar = [
            models.CheckConstraint(name="token_ends", condition=Q(expiry__isnull=False)),
            models.CheckConstraint(
                name="token_named_reads_only",
                condition=Q(name="", is_read_only=False) | (~Q(name="") & Q(is_read_only=True)),
            ),
        ]

    def __str__(self) -> str:
        """What it is for; never the token."""
        return self.name or "From signing in"

    @property
    def has_ended(self) -> bool:
        """Whether its time is over."""
        return self.expiry <= timezone.now()

    def note_use(self) -> None:
        """Keep when it was used last, to the minute: not every request writes."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at >= NOTED_EVERY:
            type(self).objects.filter(pk=self.pk).update(last_used_at=now)
