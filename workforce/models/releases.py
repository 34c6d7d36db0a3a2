"""Quarterly releases: what everybody may see of staff counts, frozen when it was made."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, MiddleArea, Place, SmallArea, System, User
from anchors.periods import Period
from metrics.models import readable_institutions
from metrics.models.scopes import SystemScopedQuerySet
from workforce.analysis import INDICES
from workforce.models.staff import Breakdown, StaffIntake


class Release(models.Model):
    """A system's staff figures of a quarter, protected together and frozen: they never change.

    `profile` and `rules` are the disclosure profile and its numbers as they stood; `vintage` is the census vintage of
    its small areas; `editions` names the indices of deprivation of its decile tables. A correction of an
    institution's file shows in the next quarter's release.
    """

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="staff_releases")
    first_month = models.IntegerField("first month of the quarter, as ym")
    last_month = models.IntegerField("last month of the quarter, as ym")
    intakes = models.ManyToManyField(StaffIntake, related_name="releases")
    profile = models.CharField("disclosure profile", max_length=40)
    rules = models.JSONField("numbers of the profile as they stood", default=dict)
    vintage = models.SmallIntegerField("census vintage of the small areas")
    editions = models.JSONField("years of the indices of deprivation", default=list)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    is_sample = models.BooleanField("made-up sample data", default=False)

    objects: ClassVar = SystemScopedQuerySet.as_manager()

    class Meta:
        """Once a system and quarter; newest first."""

        ordering: ClassVar = ["-last_month", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("system", "first_month", "last_month", name="release_once"),
            models.CheckConstraint(name="release_quarter", condition=Q(first_month__lt=F("last_month"))),
        ]

    def __str__(self) -> str:
        """Whose, and which quarter."""
        return f"Staff of {self.system}, {self.quarter.label}"

    @property
    def quarter(self) -> Period:
        """The quarter; its last month is the month of measurements."""
        return Period(self.first_month, self.last_month)

    @property
    def edition(self) -> int | None:
        """The index of deprivation in use unless another is asked for: the newest that ranks its small areas.

        Without one the newest that it has tables by; None where it has none.
        """
        ranking = [each for each in self.editions if INDICES.get(each) == self.vintage]
        return max(ranking or self.editions, default=None)


class ReleasedCellQuerySet(models.QuerySet["ReleasedCell"]):
    """Released figures by who asks."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The whole system's for people of its institutions; an institution's for its own people and its board."""
        whole = Q(institution__isnull=True, release__system__in=System.objects.visible_to(user))
        return self.filter(whole | Q(institution__in=readable_institutions(user)))


class ReleasedCell(models.Model):
    """One figure of a release as it is shown, everywhere alike: page, map, CSV, API, indicator.

    `shown` is null where the figure is hidden. `institution` is null for the whole system. `level` says what `area`
    names; for deciles, `edition` and `decile` do. Figures are rounded each on its own, so parts need not add up.
    """

    class Level(models.TextChoices):
        """The fixed ladder, from small to large, and the two groupings by deprivation; no other union exists."""

        SMALL = "small", "Small area (LSOA)"
        MIDDLE = "middle", "Middle area (MSOA)"
        DISTRICT = "district", "District"
        FOOTPRINT = "footprint", "Everybody who lives in the footprint"
        OUTSIDE = "outside", "Outside the footprint"
        UNPLACED = "unplaced", "Not placed"
        STAFF = "staff", "All staff"
        DECILE = "decile", "Decile of deprivation"
        DEPRIVED = "deprived", "Deciles 1 and 2 together"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="cells")
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    breakdown = models.CharField(max_length=12, choices=Breakdown)
    category = models.CharField(max_length=30)
    level = models.CharField(max_length=9, choices=Level)
    area = models.CharField(
        "code of the area, or the name of a middle area without one", max_length=200, blank=True
    )
    small_area = models.ForeignKey(
        SmallArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    middle_area = models.ForeignKey(
        MiddleArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    district = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    edition = models.SmallIntegerField("index of deprivation: 2019 or 2025", null=True, blank=True)
    decile = models.SmallIntegerField("1 is the most deprived tenth", null=True, blank=True)
    shown = models.IntegerField("people as shown; null is hidden", null=True)

    objects: ClassVar = ReleasedCellQuerySet.as_manager()

    class Meta:
        """Each figure once a release; what is shown is a number of people."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "release", "institution", "breakdown", "category", "level", "area", "edition", "decile",
                name="released_cell_once", nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="released_cell_shown", condition=Q(shown__isnull=True) | Q(shown__gte=0)
            ),
            models.CheckConstraint(
                name="released_cell_decile",
                condition=Q(level="decile", decile__range=(1, 10), edition__isnull=False)
                | Q(level="deprived", decile__isnull=True, edition__isnull=False)
                | (~Q(level__in=("decile", "deprived")) & Q(decile__isnull=True, edition__isnull=True)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """What it counts, never how many."""
        return f"{self.get_level_display()} {self.area or self.decile or ''}".strip()

    @property
    def is_hidden(self) -> bool:
        """Whether the figure is not shown."""
        return self.shown is None


class ReleaseBehind(models.Model):
    """What the next release must know of this one to protect both together; it never leaves the service.

    `figures` holds [key, true count, shown, count when the shown value was set, is a second breakdown, is kept, is
    hidden for others] of every figure, `sums` the known relations between them as [total, parts …], by place in
    `figures`. Which reason hid a figure is a secret like its count.
    """

    release = models.OneToOneField(Release, on_delete=models.CASCADE, primary_key=True, related_name="behind")
    figures = models.JSONField()
    sums = models.JSONField()

    class Meta:
        """One a release."""

        verbose_name_plural = "what is behind releases"

    def __str__(self) -> str:
        """Of which release."""
        return f"Behind release {self.pk}"
