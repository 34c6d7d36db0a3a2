"""People who sign in, and what each may do in which institution."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower, Now


class UserManager(BaseUserManager["User"]):
    """Makes users; the email address is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in; with no password they must set one through a reset link."""
        user = self.model(email=email.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Platform staff: the people who run the service, not officers of an institution."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in ignores upper and lower case in the email address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # tokens come from a package without types
    """A person with an account. What they may see follows from their memberships alone."""

    email = models.EmailField("email address", max_length=254, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("platform staff", default=False)
    created_at = models.DateTimeField(db_default=Now())
    working_as = models.ForeignKey(
        "anchors.AnchorInstitution", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """One account an address, whatever its case."""

        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        """The name, as shown to others."""
        return self.name

    def memberships_in_force(self) -> "QuerySet[Membership]":
        """Roles that hold today."""
        return self.memberships.in_force(date.today())  # noqa: DTZ011 - a membership's day is a UK calendar day

    def institution_ids(self, *, contributing: bool = False) -> "QuerySet[Membership, int]":
        """Ids of the institutions whose rows this person may see, or with `contributing` may add to and undo."""
        roles = self.memberships_in_force()
        if contributing:
            roles = roles.exclude(role=Membership.Role.READER)
        return roles.values_list("institution_id", flat=True)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by date."""

    def in_force(self, day: date) -> "MembershipQuerySet":
        """Those that hold on the day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            user__is_active=True,
        )


class Membership(models.Model):
    """A person's role in one institution, for a time."""

    class Role(models.TextChoices):
        """Readers look; contributors also upload and correct; leads also approve, change rules and undo."""

        READER = "reader", "Reader"
        CONTRIBUTOR = "contributor", "Contributor"
        LEAD = "lead", "Lead"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(
        "anchors.AnchorInstitution", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        """One role a person and institution; it cannot end before it starts."""

        constraints: ClassVar = [
            models.UniqueConstraint("institution", "user", name="membership_once"),
            models.CheckConstraint(
                name="membership_dates",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        """Who does what where."""
        return f"{self.user}, {self.get_role_display().lower()} at {self.institution}"
