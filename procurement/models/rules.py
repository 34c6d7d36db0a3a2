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

    def reaching(
        self, *, system: System | None = None, institution: AnchorInstitution | None = None
    ) -> "RuleQuerySet":
        """The standing rules that concern an institution of a system, or a system, in order.

        Those that another of them replaces are still there; see `Rule.stands_in_for`.
        """
        scope = Q(system__isnull=True, institution__isnull=True)
        if system is not None:
            scope |= Q(system=system)
        if institution is not None:
            scope |= Q(institution=institution)
        reached = self.standing().filter(scope)
        if institution is not None:
            reached = reached.filter(sector__in=("", institution.sector))
        return reached.select_related("replaces", "made_by").order_by("position", "pk")


class Rule(models.Model):
    """One test in the ordered list: where it matches, the payment has its reason and no later rule is tried.

    A rule belongs to everybody (shipped defaults), to a system or to an institution. It is never edited: a
    change withdraws it and writes a new one, so that a past decision can always be explained. A system or an
    institution cannot withdraw a wider rule; it writes one of its own that `replaces` the wider one there. If
    that one never matches, the wider rule is switched off.
    """

    class Field(models.TextChoices):
        """What the rule looks at."""

        SUPPLIER = "supplier", "Supplier name"
        CATEGORY = "category", "Category"
        DEPARTMENT = "department", "Department"
        PROCUREMENT_CLASS = "procurement_class", "Publisher’s own class"
        REDACTED = "redacted", "Redacted supplier name"

    class Match(models.TextChoices):
        """How it looks; case, punctuation and repeated spaces never matter."""

        WORDS = "words", "contains"
        STARTS = "starts", "starts with"
        ENDS = "ends", "ends with"
        EXACT = "exact", "is exactly"
        ALWAYS = "always", "is redacted"
        NEVER = "never", "never: switched off"

    class Status(models.TextChoices):
        """How far the reason for the rule can be traced."""

        VERIFIED = "verified", "From a source"
        LOCAL = "local", "Local choice"
        UNVERIFIED = "unverified", "Default, not yet confirmed"

    code = models.SlugField("name of a shipped rule, for ever the same", max_length=60, blank=True)
    title = models.CharField(max_length=200)
    position = models.IntegerField("order in which it is tried")
    reason = models.CharField(max_length=8, choices=Reason)
    field = models.CharField(max_length=20, choices=Field)
    match = models.CharField(max_length=8, choices=Match)
    phrases = models.JSONField("words or phrases, any of which matches", default=list, blank=True)
    exceptions = models.JSONField("words or phrases that stop it", default=list, blank=True)
    sector = models.CharField("nhs, council, other or empty for all", max_length=8, blank=True)
    system = models.ForeignKey(System, null=True, blank=True, on_delete=models.CASCADE, related_name="rules")
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.CASCADE, related_name="rules"
    )
    source = models.CharField("who says so", max_length=300)
    status = models.CharField(max_length=12, choices=Status, default=Status.LOCAL)
    in_force_from = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    why = models.TextField("why it was made", blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )

    objects: ClassVar = RuleQuerySet.as_manager()

    class Meta:
        """Tried in order."""

        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rule_one_owner", condition=Q(system__isnull=True) | Q(institution__isnull=True)
            ),
            models.CheckConstraint(
                name="rule_sector", condition=Q(sector__in=("", "nhs", "council", "other"))
            ),
            models.CheckConstraint(
                name="rule_redacted_takes_no_words",
                condition=Q(match="never")
                | Q(field="redacted", match="always")
                | ~Q(field="redacted") & ~Q(match="always"),
            ),
            models.UniqueConstraint(
                "code", name="rule_shipped_once", condition=~Q(code="") & Q(withdrawn_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        """Its title."""
        return self.title

    @property
    def is_shipped(self) -> bool:
        """Whether it is a default, which belongs to nobody."""
        return self.system_id is None and self.institution_id is None

    @property
    def is_switch(self) -> bool:
        """Whether it only switches a wider rule off."""
        return self.match == self.Match.NEVER

    def stands_in_for(self, other: "Rule") -> bool:
        """Whether it replaces the other, or an earlier edition of the same shipped rule."""
        if self.replaces is None:
            return False
        return self.replaces_id == other.pk or (other.code != "" and self.replaces.code == other.code)


class RuleChange(models.Model):
    """A change of rules, from its proposal to its record: "£3.2 million moved by the change of 3 May".

    `before` is the rule that is withdrawn, or the wider rule that is replaced; `proposed` holds the fields of
    the rule that comes, and is empty when none does; `after` is that rule once it exists.
    """

    class Kind(models.TextChoices):
        """What is done."""

        ADD = "add", "Add"
        CHANGE = "change", "Change"
        MOVE = "move", "Move"
        SWITCH_OFF = "switch_off", "Switch off"
        WITHDRAW = "withdraw", "Withdraw"

    class State(models.TextChoices):
        """A proposal changes nothing until it is confirmed."""

        PROPOSED = "proposed", "Proposed"
        CONFIRMED = "confirmed", "Being applied"
        APPLIED = "applied", "Applied"

    system = models.ForeignKey(System, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    before = models.ForeignKey(Rule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    after = models.ForeignKey(Rule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    proposed = models.JSONField("fields of the rule that comes", null=True, blank=True)
    summary = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    lines_moved = models.IntegerField(null=True, blank=True)
    pence_moved = models.BigIntegerField("net of credits", null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; one system's or one institution's; once applied it says what it moved."""

        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rule_change_one_owner",
                condition=Q(system__isnull=True, institution__isnull=False)
                | Q(system__isnull=False, institution__isnull=True),
            ),
            models.CheckConstraint(
                name="rule_change_applied_is_counted",
                condition=~Q(state="applied") | Q(lines_moved__isnull=False, pence_moved__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """What changed."""
        return self.summary


class Override(models.Model):
    """A person's decision that the rules are wrong for a supplier or a payment, with name, date and reason.

    It covers every payment to `supplier` at the institution dated inside the range, under every spelling of it (see
    `procurement.classification.spelling_ids`), or one line alone.
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
