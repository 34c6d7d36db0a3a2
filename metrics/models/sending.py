"""Forms that made something: remembered for a day, so that the same form sent again makes nothing more."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class SentForm(models.Model):
    """A form that somebody sent, and the page that it led to.

    `key` is a digest of who sent it, to where and the answers; a second row has the form's own one-time key in it too.
    """

    key = models.CharField(max_length=64, primary_key=True)
    address = models.CharField("where it led", max_length=500)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        """Where it led."""
        return self.address
