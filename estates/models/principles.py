"""Principles for disposals, and who has signed them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, System, User
from metrics.models.scopes import SystemScopedQuerySet


class DisposalPrinciples(models.Model):
    """What the partners of a system promise about land: numbered sentences, one text in force at a time."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="disposal_principles")
    title = models.CharField(max_length=200)
    sentences = models.JSONField("the principles, in order", default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = SystemScopedQuerySet.as_manager()

    class Meta:
        """Newest first; one in force."""

        ordering: ClassVar = ["-valid_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "system", name="disposal_principles_once", condition=Q(valid_to__isnull=True)
            )
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title


class OfPrinciplesQuerySet(SystemScopedQuerySet["PrinciplesSignature"]):
    """Signatures: an institution's own people may sign for it."""

    system_path = "principles__system"
    owner_path = "institution"


class PrinciplesSignature(models.Model):
    """An institution signed, through whom (by role) and when. Taking it back keeps the row."""

    principles = models.ForeignKey(DisposalPrinciples, on_delete=models.CASCADE, related_name="signatures")
    institution = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="+")
    signed_by = models.CharField("who signed, by role", max_length=200)
    signed_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = OfPrinciplesQuerySet.as_manager()

    class Meta:
        """One standing signature an institution."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "principles",
                "institution",
                name="principles_signed_once",
                condition=Q(withdrawn_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        """Who signed."""
        return f"{self.institution}, {self.signed_on}"
