"""The rules of disclosure control in force: which counts of people are hidden, how others are rounded."""

from datetime import date
from typing import Any, ClassVar

from django.apps import AppConfig
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from anchors.disclosure import Profile
from anchors.models.institutions import in_force

DEFAULT = "default"


class DisclosureProfileQuerySet(models.QuerySet["DisclosureProfile"]):
    """Profiles by day."""

    def in_force_on(self, day: date, code: str = DEFAULT) -> "DisclosureProfile":
        """The profile in force on the day. DoesNotExist when there is none: then no count may be shown."""
        latest_first = F("valid_from").desc(nulls_last=True)
        return self.filter(in_force(day), code=code).order_by(latest_first)[:1].get()


class DisclosureProfile(models.Model):
    """A dated rule of statistical disclosure control, and who says so. A count from 0 to `hidden_up_to` is hidden.

    What the numbers mean stands with `anchors.disclosure.Profile`, which `profile()` gives.
    """

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    hidden_up_to = models.PositiveSmallIntegerField(default=7)
    nearest = models.PositiveSmallIntegerField(default=5)
    second_hidden_up_to = models.PositiveSmallIntegerField(default=9)
    second_nearest = models.PositiveSmallIntegerField(default=10)
    least_base = models.PositiveSmallIntegerField(default=8)
    fewest_choices = models.PositiveSmallIntegerField(default=4)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=500)

    objects: ClassVar = DisclosureProfileQuerySet.as_manager()

    class Meta:
        """One rule a code and start, and none that hides or rounds less than it promises."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "code", "valid_from", name="disclosure_profile_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="disclosure_profile_keeps_choices",
                condition=Q(
                    hidden_up_to__gte=F("fewest_choices") - 1,
                    second_hidden_up_to__gte=F("fewest_choices") - 1,
                    nearest__gte=2,
                    second_nearest__gte=2,
                ),
            ),
        ]

    def __str__(self) -> str:
        """Name and start."""
        return f"{self.name} from {self.valid_from}" if self.valid_from else self.name

    def profile(self) -> Profile:
        """The rule itself, which knows nothing of the database."""
        return Profile(
            code=self.code,
            name=self.name,
            source=self.source,
            hidden_up_to=self.hidden_up_to,
            nearest=self.nearest,
            second_hidden_up_to=self.second_hidden_up_to,
            second_nearest=self.second_nearest,
            least_base=self.least_base,
            fewest_choices=self.fewest_choices,
        )


@receiver(post_migrate)
def default_after_migration(sender: AppConfig, **_signal: Any) -> None:
    """Every database has a default rule, once it has a table for it; one that is there stays as it is."""
    if sender.name != "anchors" or "anchors_disclosureprofile" not in connection.introspection.table_names():
        return
    if not DisclosureProfile.objects.filter(code=DEFAULT).exists():
        DisclosureProfile.objects.create(
            code=DEFAULT,
            name="Counts of staff: 0 to 7 hidden, others to the nearest 5",
            source=(
                "NHS Digital, Disclosure control methodology for Hospital Episode Statistics and Emergency Care Data "
                "Set (1 to 7 hidden, nearest 5). Hiding zeros, and 0 to 9 hidden and nearest 10 in a second "
                "breakdown, are local choices."
            ),
        )
