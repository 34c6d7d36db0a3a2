"""Sets of institutions that are measured as one."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, System, User
from metrics.models.scopes import SystemScopedQuerySet


class Group(models.Model):
    """Institutions measured together: an alliance, a board that is to be merged, or any set that somebody saved.

    That it exists is no secret in its system; its sums are for those who may read each of its institutions.
    """

    class Kind(models.TextChoices):
        """What holds it together."""

        ALLIANCE = "alliance", "Alliance"
        MERGED = "merged", "Merged or merging bodies"
        SAVED = "saved", "Saved set"

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SAVED)
    institutions = models.ManyToManyField(AnchorInstitution, related_name="+")
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = SystemScopedQuerySet.as_manager()

    class Meta:
        """By name, one of each in a system."""

        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint("system", "name", name="group_name_once")]

    def __str__(self) -> str:
        """The name."""
        return self.name
