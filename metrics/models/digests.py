"""Who wants to be written to."""

from typing import ClassVar

from django.db import models

from anchors.models import User


class DigestPreference(models.Model):
    """Whether a person wants the digest of what is late and what changed, and when the last one went. None: they do."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="digest_preference")
    is_wanted = models.BooleanField(default=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One a person."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        """Who."""
        return f"{self.user}: {'wanted' if self.is_wanted else 'not wanted'}"
