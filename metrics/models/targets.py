"""Where a system, an institution or a group wants an indicator to be, and by when."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, ScopedQuerySet, System, User
from metrics.models.groups import Group
from metrics.models.scopes import readable_institutions, systems_planned_by


class TargetQuerySet(ScopedQuerySet["Target"]):
    """Targets by who asks. A system's is public in it; a baseline of others shows their money."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the person's systems, of readable institutions, and of groups for people of the board."""
        return self.filter(
            Q(system__in=System.objects.visible_to(user))
            | Q(group__system__in=systems_planned_by(user, contributing=False))
            | Q(institution__in=readable_institutions(user))
        )

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """The system's and its groups' for its board; an institution's for its own contributors."""
        if not isinstance(user, User):
            return self.none()
        planned = systems_planned_by(user)
        return self.filter(
            Q(system__in=planned)
            | Q(group__system__in=planned)
            | Q(institution__in=user.institution_ids(contributing=True))
        )

    def standing(self) -> Self:
        """Those that hold; the others are history."""
        return self.filter(ended_at__isnull=True)


class Target(models.Model):
    """A value to reach by a month, from a baseline, with the reason. A change ends it and writes a new one.

    `steps` is the trajectory where it is not a straight line: a list of [ym, value] between baseline and target.
    """

    indicator = models.CharField("code of the indicator", max_length=80)
    system = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.CASCADE, related_name="targets"
    )
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.CASCADE, related_name="targets"
    )
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="targets")
    baseline = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    baseline_first = models.IntegerField("first month of the baseline, as ym", null=True, blank=True)
    baseline_last = models.IntegerField("last month of the baseline, as ym", null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    due = models.IntegerField("month to reach it by, as ym")
    rationale = models.TextField("why this much by then")
    steps = models.JSONField("values on the way, as [ym, value]", default=list, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    set_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.TextField("why it was changed or ended", blank=True)

    objects: ClassVar = TargetQuerySet.as_manager()

    class Meta:
        """One standing an indicator and subject; a baseline has its months, and the target comes after them."""

        ordering: ClassVar = ["-set_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="target_one_subject",
                condition=Q(system__isnull=False, institution__isnull=True, group__isnull=True)
                | Q(system__isnull=True, institution__isnull=False, group__isnull=True)
                | Q(system__isnull=True, institution__isnull=True, group__isnull=False),
            ),
            models.UniqueConstraint(
                "indicator", "system", "institution", "group", name="target_standing_once",
                condition=Q(ended_at__isnull=True), nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="target_baseline_has_months",
                condition=Q(baseline__isnull=True, baseline_first__isnull=True, baseline_last__isnull=True)
                | Q(
                    baseline__isnull=False,
                    baseline_first__isnull=False,
                    baseline_last__gte=models.F("baseline_first"),
                    due__gt=models.F("baseline_last"),
                ),
            ),
            models.CheckConstraint(name="target_says_why", condition=~Q(rationale="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        """What by when."""
        return f"{self.indicator}: {self.value.normalize():f} by {self.due}"

    @property
    def subject(self) -> System | AnchorInstitution | Group:
        """Whose target it is."""
        found = self.system or self.institution or self.group
        assert found is not None  # noqa: S101 - held by a constraint
        return found
