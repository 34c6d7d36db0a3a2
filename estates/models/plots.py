"""Surplus land: plots, and every change of what is said of them."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from anchors.models import AnchorInstitution, ScopedQuerySet, SystemMembership, User, in_force
from anchors.models.scoping import Row
from estates.models.checks import in_order, not_negative
from estates.models.sites import Site


class PlotScopedQuerySet(ScopedQuerySet[Row]):
    """Rows about plots: the owner sees all of its own, the board's estates people all of their system's.

    Other members of the system see plots that are not sensitive. Sensitive ones reach others only in totals of three
    or more, which is `estates.readings`' to give.
    """

    plot_path = ""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the person's institutions and boards, and what is not sensitive among partners'."""
        if not isinstance(user, User):
            return self.none()
        today = in_force(timezone.localdate())
        boards = AnchorInstitution.objects.visible_to(user).filter(kind=AnchorInstitution.Kind.ICB)
        systems = SystemMembership.objects.filter(today, institution__in=boards).values("system")
        members = SystemMembership.objects.filter(today, system__in=systems).values("institution")
        partners = AnchorInstitution.objects.partners_of(user).values("pk")
        return self.filter(
            self._about(owners=user.institution_ids())
            | self._about(owners=members)
            | self._about(owners=partners) & Q(**{f"{self.plot_path}is_sensitive": False})
        )

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """Those of institutions in which the person contributes or leads."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(self._about(owners=user.institution_ids(contributing=True)))

    def _about(self, *, owners: object) -> Q:
        return Q(**{f"{self.plot_path}site__institution__in": owners})


class OfPlotQuerySet(PlotScopedQuerySet[Row]):
    """Rows that hang on a plot."""

    plot_path = "plot__"


class Plot(models.Model):
    """Land or a building that its owner does not need, or may soon not need, and what becomes of it.

    The fields are those of the national collection of surplus land and of what is decided here (standards, e2).
    `is_sensitive` plots are seen by their owner and the board's estates people only. Money is pounds; areas are m²
    and hectares; None is "not known", never nothing.
    """

    class Stage(models.TextChoices):
        """Where it stands, in order; the last two are ends beside a sale."""

        POTENTIAL = "potential", "Potentially surplus"
        DECLARED = "declared", "Declared surplus"
        MARKETED = "marketed", "On the market"
        UNDER_OFFER = "under_offer", "Under offer"
        SOLD = "sold", "Sold or handed over"
        RETAINED = "retained", "Kept for our own use"
        WITHDRAWN = "withdrawn", "No longer surplus"

    class Use(models.TextChoices):
        """What it will be."""

        HOUSING = "housing", "Housing"
        MIXED = "mixed", "Mixed use"
        WORKSPACE = "workspace", "Premises for firms"
        COMMUNITY = "community", "Community"
        LEISURE = "leisure", "Leisure or green space"
        HEALTH = "health", "Health or care"
        OTHER = "other", "Other"

    OPEN: ClassVar = (Stage.POTENTIAL, Stage.DECLARED, Stage.MARKETED, Stage.UNDER_OFFER)

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="plots")
    ref = models.CharField("the owner's reference", max_length=60)
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.POTENTIAL)
    is_sensitive = models.BooleanField("seen by the owner and the board's estates people only", default=False)
    area_ha = models.DecimalField("land, hectares", max_digits=12, decimal_places=4, null=True, blank=True)
    floor_m2 = models.DecimalField("floor, m²", max_digits=12, decimal_places=2, null=True, blank=True)
    declared_on = models.DateField("declared surplus on", null=True, blank=True)
    empty_since = models.DateField(null=True, blank=True)
    planned_year = models.SmallIntegerField("year in which disposal is planned", null=True, blank=True)
    disposed_on = models.DateField("sold or handed over on", null=True, blank=True)
    planning_status = models.CharField(max_length=200, blank=True)
    book_value = models.DecimalField("book value, £", max_digits=14, decimal_places=2, null=True, blank=True)
    market_value = models.DecimalField(
        "market value, £", max_digits=14, decimal_places=2, null=True, blank=True
    )
    receipt = models.DecimalField("receipt, £", max_digits=14, decimal_places=2, null=True, blank=True)
    holding_cost = models.DecimalField(
        "cost of keeping it, £ a year", max_digits=14, decimal_places=2, null=True, blank=True
    )
    limits = models.TextField("what limits it: PFI, overage, listing, green belt, flood", blank=True)
    future_use = models.CharField(max_length=10, choices=Use, blank=True)
    workspace_m2 = models.DecimalField(
        "space for small firms, m²", max_digits=12, decimal_places=2, null=True, blank=True
    )
    handed_to = models.CharField("community body it went to", max_length=200, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    is_sample = models.BooleanField("made-up sample data", default=False)

    objects: ClassVar = PlotScopedQuerySet.as_manager()

    class Meta:
        """One a site and reference; what is sold says when."""

        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("site", "ref", name="plot_once"),
            models.CheckConstraint(
                name="plot_sold_has_day", condition=~Q(stage="sold") | Q(disposed_on__isnull=False)
            ),
            not_negative(
                "plot_not_negative", "area_ha", "floor_m2", "market_value", "receipt", "workspace_m2"
            ),
            in_order("plot_sold_once_declared", "declared_on", "disposed_on"),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can still become something else."""
        return self.stage in self.OPEN


class PlotChange(models.Model):
    """What somebody changed about a plot: field by field, from what to what, and why. Corrections stay visible.

    One plot wrongly reported as sold once moved national totals by up to 5.8% (standards, e2).
    """

    plot = models.ForeignKey(Plot, on_delete=models.CASCADE, related_name="changes")
    changes = models.JSONField("field: [before, after]", default=dict)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = OfPlotQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        """What was changed, when."""
        return f"{self.plot}, {self.at:%d %B %Y}"
