"""Space opened for the community: what is on offer, its use in a period, and what local groups ask for."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, Place, ScopedQuerySet, System, User
from anchors.models.scoping import Row
from estates.models.checks import in_order, not_negative
from estates.models.plots import Plot
from estates.models.sites import Site
from metrics.models.scopes import SystemScopedQuerySet


class OfferedQuerySet(ScopedQuerySet[Row]):
    """Offers: all members of the owner's systems see them, the owner changes them."""

    institution_path = "site__institution"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the person's institutions and of their partners."""
        if not isinstance(user, User):
            return self.none()
        partners = AnchorInstitution.objects.partners_of(user).values("pk")
        path = self.institution_path
        return self.filter(Q(**{f"{path}__in": user.institution_ids()}) | Q(**{f"{path}__in": partners}))


class CommunitySpaceQuerySet(OfferedQuerySet["CommunitySpace"]):
    """Spaces, each with what of its site the reader may know."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Offers as above; `seen_site` and `seen_site_name` are None where the owner keeps the site to itself."""
        seen = Exists(Site.objects.visible_to(user).filter(pk=OuterRef("site")))
        found = super().visible_to(user).annotate(sees_site=seen)
        return found.annotate(
            seen_site=Case(When(sees_site=True, then=F("site"))),
            seen_site_name=Case(When(sees_site=True, then=F("site__name"))),
        )


class OfSpaceQuerySet(OfferedQuerySet[Row]):
    """What hangs on a space, read by whoever reads the offer."""

    institution_path = "space__site__institution"


class CommunitySpace(models.Model):
    """A room, stall, shop unit, garden or hub of a site that is open to local groups or firms.

    `hours_offered` are a week's; charges are pounds an hour, None where it is not known. `address` is for visitors, in
    the whole system; of a site that is not published partners read nothing else.
    """

    class Kind(models.TextChoices):
        """What is opened."""

        ROOM = "room", "Bookable room"
        HALL = "hall", "Hall or sports space"
        STALL = "stall", "Market stall"
        RETAIL = "retail", "Shop let to a local firm"
        GREEN = "green", "Green space"
        HUB = "hub", "Health and wellbeing hub"
        OTHER = "other", "Other"

    class Charge(models.TextChoices):
        """What a community group pays."""

        FREE = "free", "Free"
        BELOW_COST = "below_cost", "Below cost"
        COST = "cost", "At cost"
        MARKET = "market", "Market rate"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="community_spaces")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind)
    address = models.CharField("where to find it", max_length=300, blank=True)
    floor_m2 = models.DecimalField("floor, m²", max_digits=12, decimal_places=2, null=True, blank=True)
    people = models.IntegerField("how many people it holds", null=True, blank=True)
    hours_offered = models.DecimalField(
        "hours a week that can be booked", max_digits=5, decimal_places=1, null=True, blank=True
    )
    charge = models.CharField(max_length=10, choices=Charge, blank=True)
    rate = models.DecimalField("charge, £ an hour", max_digits=8, decimal_places=2, null=True, blank=True)
    is_step_free = models.BooleanField("step-free access", null=True, blank=True)
    equipment = models.CharField("what is in it", max_length=300, blank=True)
    how_to_book = models.CharField(max_length=300, blank=True)
    for_local_firms = models.BooleanField("let to local firms", default=False)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    is_sample = models.BooleanField("made-up sample data", default=False)

    sees_site: bool
    seen_site: int | None
    seen_site_name: str | None

    objects: ClassVar = CommunitySpaceQuerySet.as_manager()

    class Meta:
        """By name, once a site."""

        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("site", "name", name="community_space_once"),
            not_negative("community_space_not_negative", "people", "floor_m2", "rate"),
            models.CheckConstraint(
                name="community_space_hours",
                condition=Q(hours_offered__isnull=True) | Q(hours_offered__range=(0, 168)),
            ),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name


class SpaceUse(models.Model):
    """How a space was used in one quarter. Hours are booked hours; a no-show is a booking that nobody came to."""

    space = models.ForeignKey(CommunitySpace, on_delete=models.CASCADE, related_name="uses")
    first_month = models.IntegerField("first month, as ym")
    last_month = models.IntegerField("last month, as ym")
    hours_offered = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    hours_used = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    hours_cheap = models.DecimalField(
        "hours free or below cost", max_digits=8, decimal_places=1, null=True, blank=True
    )
    bookings = models.IntegerField(null=True, blank=True)
    no_shows = models.IntegerField("bookings that nobody came to", null=True, blank=True)
    groups = models.IntegerField("different groups", null=True, blank=True)
    groups_deprived = models.IntegerField("groups from the most deprived fifth", null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = OfSpaceQuerySet.as_manager()

    class Meta:
        """One a space and quarter; parts are no more than wholes."""

        ordering: ClassVar = ["-first_month", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("space", "first_month", "last_month", name="space_use_once"),
            not_negative(
                "space_use_not_negative",
                "hours_offered",
                "hours_used",
                "hours_cheap",
                "bookings",
                "no_shows",
                "groups",
                "groups_deprived",
            ),
            in_order("space_use_cheap", "hours_cheap", "hours_used"),
            models.CheckConstraint(
                name="space_use_within_offer",
                condition=Q(hours_used__isnull=True)
                | Q(hours_offered__isnull=True)
                | Q(hours_used__lte=models.F("hours_offered")),
            ),
            models.CheckConstraint(
                name="space_use_no_shows",
                condition=Q(no_shows__isnull=True)
                | Q(bookings__isnull=True)
                | Q(no_shows__lte=models.F("bookings")),
            ),
            models.CheckConstraint(
                name="space_use_groups",
                condition=Q(groups_deprived__isnull=True)
                | Q(groups__isnull=True)
                | Q(groups_deprived__lte=models.F("groups")),
            ),
        ]

    def __str__(self) -> str:
        """Of what, when."""
        return f"{self.space}, {self.first_month} to {self.last_month}"


class SpaceChange(models.Model):
    """What somebody changed about a space, or about its use in a quarter: field by field, from what to what."""

    space = models.ForeignKey(CommunitySpace, on_delete=models.CASCADE, related_name="changes")
    first_month = models.IntegerField(
        "of the use in a quarter: its first month, as ym", null=True, blank=True
    )
    last_month = models.IntegerField("its last month, as ym", null=True, blank=True)
    changes = models.JSONField("field: [before, after]", default=dict)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = OfSpaceQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        """What was changed, when."""
        return f"{self.space}, {self.at:%d %B %Y}"


class SpaceRequestQuerySet(SystemScopedQuerySet["SpaceRequest"]):
    """Requests: everybody in the system reads them; whoever recorded one, and the board, may change it."""

    owner_path = "recorded_for"


class SpaceRequest(models.Model):
    """What a voluntary group or small firm looks for: space by the hour, premises, or land to own or run.

    Names a body and never a person. A match to a space or plot is proposed by rules that anybody can read
    (`estates.matching`) and made by a person.
    """

    class Want(models.TextChoices):
        """What is looked for."""

        HOURS = "hours", "Space by the hour"
        PREMISES = "premises", "Premises to rent"
        LAND = "land", "Land or a building to own or run"

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", "Looking"
        OFFERED = "offered", "Something was offered"
        MET = "met", "Found"
        CLOSED = "closed", "No longer looking"

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="space_requests")
    recorded_for = models.ForeignKey(
        AnchorInstitution,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="institution that recorded it",
    )
    body = models.CharField("group or firm", max_length=200)
    purpose = models.CharField("what for", max_length=300)
    want = models.CharField(max_length=8, choices=Want)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    people = models.IntegerField("how many people", null=True, blank=True)
    least_m2 = models.DecimalField("least floor, m²", max_digits=12, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField("hours a week", max_digits=5, decimal_places=1, null=True, blank=True)
    most_rate = models.DecimalField(
        "most it can pay, £ an hour", max_digits=8, decimal_places=2, null=True, blank=True
    )
    needs_step_free = models.BooleanField("needs step-free access", default=False)
    received_on = models.DateField()
    space = models.ForeignKey(
        CommunitySpace, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    plot = models.ForeignKey(Plot, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    outcome = models.CharField("what came of it", max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())
    is_sample = models.BooleanField("made-up sample data", default=False)

    objects: ClassVar = SpaceRequestQuerySet.as_manager()

    class Meta:
        """Newest first; a match is a space or a plot, not both."""

        ordering: ClassVar = ["-received_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="space_request_one_match", condition=Q(space__isnull=True) | Q(plot__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        """Who and what for."""
        return f"{self.body}: {self.purpose}"
