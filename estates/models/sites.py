"""Sites, and what was said of each, when and by whom."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, Place, ScopedQuerySet, Upload, User
from anchors.models.scoping import Row
from estates.models.checks import not_negative


class PublishedQuerySet(ScopedQuerySet[Row]):
    """Rows that an institution sees whole; its partners see those that are published."""

    published_path = "is_published"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the person's institutions, and what is published of the other members of their systems."""
        if not isinstance(user, User):
            return self.none()
        own = Q(**{f"{self.institution_path}__in": user.institution_ids()})
        partners = AnchorInstitution.objects.partners_of(user).values("pk")
        theirs = Q(**{f"{self.institution_path}__in": partners, self.published_path: True})
        return self.filter(own | theirs)


class Site(models.Model):
    """Land or buildings at one place that an institution owns, leases or works from.

    Facts that stay for years stand here; figures that are returned year by year are `EstateReturn`. `ref` is the
    owner's own code (the ODS site code of a hospital, the asset code of a council) and names the site in every
    later register. A register that has been published, or a return to NHS England, is readable in the whole
    system (`is_published`); what an institution enters itself stays its own until it says otherwise.
    Every fact in force is what the newest `SiteChange` that speaks of it says.
    """

    class Kind(models.TextChoices):
        """What stands there, in few sorts; `published_kind` keeps the words of the source."""

        ACUTE = "acute", "Acute or specialist hospital"
        MENTAL_HEALTH = "mental_health", "Mental health or learning disability hospital"
        COMMUNITY = "community", "Community hospital"
        MIXED = "mixed", "Mixed service hospital"
        CLINIC = "clinic", "Clinic or other site without beds"
        SUPPORT = "support", "Support facilities"
        AGGREGATE = "aggregate", "Small sites reported together"
        LAND_AND_BUILDINGS = "land_and_buildings", "Land and buildings"
        BUILDINGS = "buildings", "Buildings"
        LAND = "land", "Land"
        OTHER = "other", "Other"

    class Tenure(models.TextChoices):
        """By what right the institution holds it."""

        FREEHOLD = "freehold", "Freehold"
        LEASEHOLD = "leasehold", "Leasehold"
        LICENCE = "licence", "Licence"
        NHS_PROPERTY = "nhs_property", "Rented from NHS Property Services"
        OTHER = "other", "Other"

    class Terms(models.TextChoices):
        """A long contract with the company that built or runs it."""

        PFI = "pfi", "Private finance initiative (PFI)"
        LIFT = "lift", "Local improvement finance trust (LIFT)"

    class Status(models.TextChoices):
        """What has become of it."""

        IN_USE = "in_use", "In use"
        LET = "let", "Let to others"
        EMPTY = "empty", "Empty"
        SURPLUS = "surplus", "Surplus"
        SOLD = "sold", "Sold"
        CLOSED = "closed", "Retired from the register"
        UNLISTED = "unlisted", "Not in the newest register"

    GONE: ClassVar = (Status.SOLD, Status.CLOSED, Status.UNLISTED)
    FACTS: ClassVar = (
        "uprn", "name", "address", "postcode", "place_id", "latitude", "longitude", "located_by", "kind",
        "published_kind", "use", "tenure", "tenure_detail", "terms", "terms_name", "terms_end", "floor_m2",
        "land_ha", "energy_rating", "status", "is_published", "valid_from", "valid_to",
    )  # fmt: skip

    institution = models.ForeignKey(AnchorInstitution, on_delete=models.PROTECT, related_name="sites")
    ref = models.CharField("the owner's code", max_length=60)
    uprn = models.CharField("unique property reference number", max_length=12, blank=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    place = models.ForeignKey(
        Place,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="local authority",
    )
    latitude = models.FloatField("latitude (WGS84 degrees)", null=True, blank=True)
    longitude = models.FloatField("longitude (WGS84 degrees)", null=True, blank=True)
    located_by = models.CharField("what the point was taken from", max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    published_kind = models.CharField("kind in the words of the source", max_length=100, blank=True)
    use = models.CharField(max_length=200, blank=True)
    tenure = models.CharField(max_length=12, choices=Tenure, blank=True)
    tenure_detail = models.CharField("tenure in the words of the source", max_length=200, blank=True)
    terms = models.CharField("PFI or LIFT", max_length=4, choices=Terms, blank=True)
    terms_name = models.CharField("name of the scheme", max_length=200, blank=True)
    terms_end = models.DateField("end of the scheme", null=True, blank=True)
    floor_m2 = models.DecimalField(
        "gross internal floor area, m²", max_digits=14, decimal_places=4, null=True, blank=True
    )
    land_ha = models.DecimalField(
        "land area, hectares", max_digits=14, decimal_places=6, null=True, blank=True
    )
    energy_rating = models.CharField("energy performance rating", max_length=12, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.IN_USE)
    is_published = models.BooleanField("published, so readable in the whole system", default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField("made-up sample data", default=False)

    objects: ClassVar = PublishedQuerySet.as_manager()

    class Meta:
        """One site an owner and code."""

        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("institution", "ref", name="site_once"),
            models.CheckConstraint(
                name="site_dates",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
            ),
            not_negative("site_not_negative", "floor_m2", "land_ha"),
            models.CheckConstraint(
                name="site_point_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def is_gone(self) -> bool:
        """Whether it is no longer in the institution's hands, or no register says that it is."""
        return self.status in self.GONE

    def take_facts(self, facts: Mapping[str, Any]) -> None:
        """Set every fact to what is said, JSON values as `SiteChange` holds them; what nobody says, to the default."""
        for name in self.FACTS:
            column: Any = self._meta.get_field(name.removesuffix("_id"))
            said = facts.get(name)
            if column.is_relation:
                setattr(self, name, said)
            else:
                setattr(self, name, column.get_default() if said is None else column.to_python(said))


class SiteChangeQuerySet(PublishedQuerySet["SiteChange"]):
    """Changes, read by those who may read the site."""

    institution_path = "site__institution"
    published_path = "site__is_published"


class SiteChange(models.Model):
    """What one source said of a site: an upload, a reference file, or a person by a form.

    `facts` holds only what it set, {field of `Site.FACTS`: JSON value, null for none}. Later days of which sources
    speak (`as_of`) win over earlier ones, later changes over earlier ones of the same day. Undoing an upload removes
    its changes, and the facts that others gave stand again.
    """

    class Family(models.TextChoices):
        """The sort of source: a newer register replaces an older one of its own sort."""

        ERIC = "eric", "Return of NHS sites (ERIC)"
        LAND = "land", "Register of land and buildings"
        FORM = "form", "Entered here"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="changes")
    facts = models.JSONField(default=dict)
    family = models.CharField(max_length=4, choices=Family)
    source = models.CharField(max_length=300)
    upload = models.ForeignKey(
        Upload, null=True, blank=True, on_delete=models.CASCADE, related_name="site_changes"
    )
    source_row = models.IntegerField(null=True, blank=True)
    as_of = models.DateField("day that the source speaks of")
    why = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = SiteChangeQuerySet.as_manager()

    class Meta:
        """Oldest first: later ones win."""

        ordering: ClassVar = ["as_of", "pk"]

    def __str__(self) -> str:
        """Who said something of what."""
        return f"{self.site}: {self.source}"

    def as_facts(self) -> dict[str, Any]:
        """The facts as JSON holds them, only those that are fields of a site today."""
        return {name: value for name, value in self.facts.items() if name in Site.FACTS}
