"""Why a pound can or cannot go to another supplier: reasons, dated ordered rules, overrides by people."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, ScopedQuerySet, System, User


class Reason(models.TextChoices):
    """Reason codes of the influenceable-spend rules, in priority order (standards b3)."""

    NHSSC = "NHSSC", "NHS Supply Chain"
    NATFW = "NATFW", "National framework or price"
    NHSBODY = "NHSBODY", "NHS or government body"
    TAXPAY = "TAXPAY", "Tax, pensions and payroll"
    PFI = "PFI", "PFI or LIFT charge"
    UTIL = "UTIL", "Energy and water, bought nationally"
    CARE = "CARE", "Individual care placements"
    GRANT = "GRANT", "Grants, precepts and benefits"
    REDACT = "REDACT", "Name redacted: cannot be told"
    LOCKED = "LOCKED", "Under contract until a known date"
    OPEN = "OPEN", "Influenceable"


class RuleQuerySet(models.QuerySet["Rule"]):
    """Rules by scope and time."""

    def standing(self) -> "RuleQuerySet":
        """Rules not yet withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_institution(self, institution: AnchorInstitution, system: System | None) -> "RuleQuerySet":
        """The standing rules that apply to an institution, in the order in which they are tried."""
        scope = Q(system__isnull=True, institution__isnull=True, sector__in=("", institution.sector))
        scope |= Q(institution=institution)
        if system is not None:
            scope |= Q(system=system, sector__in=("", institution.sector))
        return self.standing().filter(scope).order_by("position", "pk")


class Rule(models.Model):
    """One test in the ordered list: if the field matches, the payment has this reason and no later rule is tried.

    A rule belongs to everybody (shipped defaults), to a system or to an institution. It is never edited: a
    change withdraws it and writes a new one, so that a past decision can always be explained.
    """

    class Field(models.TextChoices):
        """What the rule looks at."""

        SUPPLIER = "supplier", "Supplier name"
        CATEGORY = "category", "Category"
        DEPARTMENT = "department", "Department"
        PROCUREMENT_CLASS = "procurement_class", "The publisher's own class"
        REDACTED = "redacted", "Redacted supplier"

    class Match(models.TextChoices):
        """How it looks; case, punctuation and repeated spaces never matter."""

        WORDS = "words", "contains the words"
        STARTS = "starts", "starts with"
        EXACT = "exact", "is exactly"
        ALWAYS = "always", "always"

    title = models.CharField(max_length=200)
    position = models.IntegerField("order in which it is tried")
    reason = models.CharField(max_length=8, choices=Reason)
    field = models.CharField(max_length=20, choices=Field)
    match = models.CharField(max_length=8, choices=Match)
    phrases = models.JSONField("words or phrases, any of which matches", default=list, blank=True)
    sector = models.CharField("nhs, council or empty for both", max_length=8, blank=True)
    system = models.ForeignKey(System, null=True, blank=True, on_delete=models.CASCADE, related_name="rules")
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.CASCADE, related_name="rules"
    )
    source = models.CharField("who says so", max_length=300)
    status = models.CharField(max_length=12, default="local")
    in_force_from = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    why = models.TextField("why it was made", blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar = RuleQuerySet.as_manager()

    class Meta:
        """Tried in order."""

        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rule_one_owner", condition=Q(system__isnull=True) | Q(institution__isnull=True)
            ),
            models.CheckConstraint(name="rule_sector", condition=Q(sector__in=("", "nhs", "council", "other"))),
        ]

    def __str__(self) -> str:
        """Its title."""
        return self.title


class RuleChange(models.Model):
    """What one change of rules did when it was applied: the record behind "restated after the rules of 3 May"."""

    system = models.ForeignKey(System, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    summary = models.CharField(max_length=300)
    lines_moved = models.IntegerField()
    pence_moved = models.BigIntegerField()
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        """What changed."""
        return self.summary


class Override(models.Model):
    """A person's decision that the rules are wrong for a supplier or a single payment, with name, date and reason.

    Covers every payment of `supplier` (all its keys at the institution) dated inside the range, or `line` alone.
    """

    institution = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="overrides")
    supplier = models.ForeignKey(
        "procurement.Supplier", null=True, blank=True, on_delete=models.CASCADE, related_name="overrides"
    )
    line_upload = models.BigIntegerField("upload of the single payment", null=True, blank=True)
    line_row = models.IntegerField("row of the single payment", null=True, blank=True)
    line_sheet = models.SmallIntegerField("sheet of the single payment", null=True, blank=True)
    reason = models.CharField(max_length=8, choices=Reason)
    why = models.TextField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """A supplier or a payment, with a reason."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="override_covers_one_thing",
                condition=Q(supplier__isnull=False, line_upload__isnull=True)
                | Q(supplier__isnull=True, line_upload__isnull=False, line_row__isnull=False),
            ),
            models.CheckConstraint(name="override_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        """What was decided."""
        return f"{self.get_reason_display()}: {self.why}"
