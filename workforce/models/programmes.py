"""Employment programmes: cohorts of people who start together, and how many reach which stage."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, ScopedQuerySet, System, User
from anchors.periods import Period
from metrics.models.scopes import SystemScopedQuerySet
from workforce.models.support import SupportOffer


class Stage(models.TextChoices):
    """How far somebody has come, in order (standards, d5); the last three count weeks in work from the first day."""

    REFERRED = "referred", "Referred"
    STARTED = "started", "Started"
    TRAINED = "trained", "Completed training"
    OFFER = "offer", "Offered a job"
    JOB = "job", "Started a job"
    WEEKS_13 = "weeks-13", "In work after 13 weeks"
    WEEKS_26 = "weeks-26", "In work after 26 weeks"
    WEEKS_52 = "weeks-52", "In work after 52 weeks"


class Group(models.TextChoices):
    """Of whom in a cohort a count speaks, one thing at a time."""

    ALL = "all", "Everybody"
    OUT_OF_WORK = "out-of-work", "Out of work at the start"
    DEPRIVED = "deprived", "Living in the most deprived fifth of areas"
    ETHNIC_MINORITY = "ethnic-minority", "From ethnic minority communities"
    AGED_30 = "aged-30", "Aged 30 or under"
    AGED_50 = "aged-50", "Aged 50 or over"
    DISABLED = "disabled", "Disabled"


class ProgrammeQuerySet(SystemScopedQuerySet["Programme"]):
    """Programmes: everybody in the system reads what they are; the institution that runs one changes it."""

    owner_path = "institution"


class Programme(models.Model):
    """A course from being out of work to being in work, run by or for an institution (the I CAN pattern).

    Also academies and work experience, whose candidates' profile is compared with residents. `training_weeks` is how
    long after the start training ends and `search_weeks` how long after that a job is looked for, as the programme
    plans it: they decide from when a cohort is old enough for a share. Targets are shares of 0 to 1.
    """

    class Kind(models.TextChoices):
        """What sort of programme."""

        PRE_EMPLOYMENT = "pre-employment", "Training with a job at its end"
        ACADEMY = "academy", "Academy"
        WORK_EXPERIENCE = "work-experience", "Work experience"
        APPRENTICESHIP = "apprenticeship", "Apprenticeship"
        SUPPORTED = "supported", "Supported employment"
        OTHER = "other", "Other"

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="programmes")
    institution = models.ForeignKey(AnchorInstitution, on_delete=models.PROTECT, related_name="programmes")
    offer = models.ForeignKey(
        SupportOffer, null=True, blank=True, on_delete=models.SET_NULL, related_name="programmes"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.PRE_EMPLOYMENT)
    purpose = models.TextField("what it is and whom it is for", blank=True)
    outcome_rule = models.CharField("what counts as a job", max_length=300, blank=True)
    rule_source = models.CharField("where that rule is from", max_length=300, blank=True)
    first_day = models.DateField("starts")
    last_day = models.DateField("ends", null=True, blank=True)
    training_weeks = models.SmallIntegerField("weeks from start to the end of training", default=12)
    search_weeks = models.SmallIntegerField("weeks from there to a job", default=13)
    guaranteed_interviews = models.IntegerField("interviews guaranteed a year", null=True, blank=True)
    reserved_posts = models.IntegerField("posts reserved a year", null=True, blank=True)
    deprived_target = models.DecimalField(
        "share of starters to come from deprived areas", max_digits=5, decimal_places=4, null=True, blank=True
    )
    events_key = models.CharField("mark of the key that hides its aliases", max_length=16, blank=True)
    is_sample = models.BooleanField("made-up sample data", default=False)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = ProgrammeQuerySet.as_manager()

    class Meta:
        """By name; once an institution."""

        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("institution", "name", name="programme_once"),
            models.CheckConstraint(
                name="programme_dates", condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(
                name="programme_weeks", condition=Q(training_weeks__gte=0, search_weeks__gte=0)
            ),
            models.CheckConstraint(
                name="programme_target",
                condition=Q(deprived_target__isnull=True) | Q(deprived_target__range=(0, 1)),
            ),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name


class CohortQuerySet(ScopedQuerySet["Cohort"]):
    """True counts by who asks: the people of the institution that runs the programme, nobody else."""

    institution_path = "programme__institution"


class Cohort(models.Model):
    """Those who started a programme in one quarter, counted as on a day.

    Counts come from a form or file of counts, or are folded from pseudonymous events (`basis`), never from both. On
    `settled_on` the events behind its counts were deleted because they had been kept long enough.
    """

    class Basis(models.TextChoices):
        """What its counts are made from."""

        COUNTS = "counts", "Counts"
        EVENTS = "events", "Dated events"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    first_month = models.IntegerField("first month of the starting quarter, as ym")
    last_month = models.IntegerField("last month of the starting quarter, as ym")
    basis = models.CharField(max_length=6, choices=Basis, default=Basis.COUNTS)
    settled_on = models.DateField("events deleted on", null=True, blank=True)
    as_at = models.DateField("counted as on")
    source = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects: ClassVar = CohortQuerySet.as_manager()

    class Meta:
        """Newest first; one a programme and starting quarter."""

        ordering: ClassVar = ["-first_month", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("programme", "first_month", "last_month", name="cohort_once"),
            models.CheckConstraint(name="cohort_quarter", condition=Q(first_month__lte=F("last_month"))),
            models.CheckConstraint(
                name="cohort_settled", condition=Q(settled_on__isnull=True) | Q(basis="events")
            ),
        ]

    def __str__(self) -> str:
        """Of what, and when it started."""
        return f"{self.programme}, {self.started.label}"

    @property
    def started(self) -> Period:
        """The months in which its people started."""
        return Period(self.first_month, self.last_month)

    @property
    def is_folded(self) -> bool:
        """Whether its counts follow from events that are still there."""
        return self.basis == self.Basis.EVENTS and self.settled_on is None


class OfCohortQuerySet(ScopedQuerySet["CohortCount"]):
    """Counts of a cohort, read with it."""

    institution_path = "cohort__programme__institution"


class CohortCount(models.Model):
    """How many people of a cohort, all or one group of them, had reached a stage by the day of the count."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="counts")
    stage = models.CharField(max_length=8, choices=Stage)
    group = models.CharField(max_length=16, choices=Group, default=Group.ALL)
    people = models.IntegerField()

    objects: ClassVar = OfCohortQuerySet.as_manager()

    class Meta:
        """One a cohort, stage and group."""

        constraints: ClassVar = [
            models.UniqueConstraint("cohort", "stage", "group", name="cohort_count_once"),
            models.CheckConstraint(name="cohort_count_people", condition=Q(people__gte=0)),
        ]

    def __str__(self) -> str:
        """Of whom and which stage."""
        return f"{self.cohort}: {self.stage}, {self.group}"


class OfProgrammeQuerySet(ScopedQuerySet["ProgrammeEvent"]):
    """Events, read by the institution that runs the programme."""

    institution_path = "programme__institution"


class ProgrammeEvent(models.Model):
    """Somebody reached a stage on a day. `alias` is a keyed hash of the sender's pseudonym, never a name or number.

    People may begin again: `spell` counts their beginnings. `groups` are those of `Group` that hold for them.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="events")
    alias = models.CharField(max_length=64)
    spell = models.SmallIntegerField(default=1)
    stage = models.CharField(max_length=8, choices=Stage)
    on = models.DateField()
    groups = models.JSONField(default=list, blank=True)

    objects: ClassVar = OfProgrammeQuerySet.as_manager()

    class Meta:
        """A stage is reached once a spell."""

        constraints: ClassVar = [
            models.UniqueConstraint("programme", "alias", "spell", "stage", name="programme_event_once")
        ]

    def __str__(self) -> str:
        """The stage and day; never who."""
        return f"{self.programme}: {self.stage}, {self.on}"


class ProfileQuerySet(ScopedQuerySet["CandidateProfile"]):
    """True counts of candidates, read by the institution that runs the programme."""

    institution_path = "programme__institution"


class CandidateProfile(models.Model):
    """Candidates of an academy or work experience by one thing about their background, in one period.

    Compared with residents where a figure for them is given (`residents_share`, 0 to 1, with its source).
    """

    class Aspect(models.TextChoices):
        """What is counted."""

        DEPRIVED = "deprived", "Living in the most deprived fifth of areas"
        SCHOOL_MEALS = "school-meals", "Eligible for free school meals"
        FIRST_IN_FAMILY = "first-in-family", "First in the family to study beyond school"
        CARE = "care", "Care experienced"
        ETHNIC_MINORITY = "ethnic-minority", "From ethnic minority communities"
        DISABLED = "disabled", "Disabled"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="profiles")
    first_month = models.IntegerField("first month, as ym")
    last_month = models.IntegerField("last month, as ym")
    aspect = models.CharField(max_length=16, choices=Aspect)
    candidates = models.IntegerField("candidates who said")
    people = models.IntegerField("of these, with this background")
    residents_share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    residents_source = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects: ClassVar = ProfileQuerySet.as_manager()

    class Meta:
        """One a programme, period and aspect."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "programme", "first_month", "last_month", "aspect", name="candidate_profile_once"
            ),
            models.CheckConstraint(
                name="candidate_profile_people", condition=Q(people__gte=0, people__lte=F("candidates"))
            ),
        ]

    def __str__(self) -> str:
        """Of what and whom."""
        return f"{self.programme}: {self.aspect}"

    @property
    def period(self) -> Period:
        """The months in which they were candidates."""
        return Period(self.first_month, self.last_month)
