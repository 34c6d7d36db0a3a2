"""What the address of a page of measures asks: whose figures, over which months, as known when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from anchors.models import AnchorInstitution, User
from anchors.periods import Period
from metrics.forms.measures import MeasureForm
from metrics.models import Measurement, readable_institutions
from metrics.readings import latest_periods
from metrics.subjects import KEYS, Subject, subject_of, subjects_of
from metrics.wording import when

Page = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class MeasureQuery:
    """A question that has been understood.

    `period` is None where there are no measurements, or where none is chosen for measures that differ in their latest.
    """

    user: User
    subject: Subject
    period: Period | None
    chosen: Period | None
    as_at: datetime | None
    form: MeasureForm

    @property
    def ids(self) -> list[int]:
        """The institutions that are measured together."""
        return self.subject.ids

    @property
    def query(self) -> dict[str, str]:
        """The same question as a query string's keys."""
        keys = dict(self.subject.query)
        if self.chosen:
            keys["period"] = self.chosen.code
        if self.as_at:
            keys["as-at"] = self.as_at.isoformat()
        return keys

    @property
    def settled(self) -> dict[str, str]:
        """The same with its months named, so that newer data does not move it."""
        return self.query | ({"period": self.period.code} if self.period else {})


def person(request: HttpRequest) -> User:
    """Whoever is signed in; only for pages that ask for a sign-in."""
    return cast("User", request.user)


def measure_page(page: Page) -> Page:
    """A page to read, for people who are signed in. `?whose=system:x` of its form leads to `?system=x`."""

    @require_safe
    @login_required
    @wraps(page)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        kind, colon, key = request.GET.get("whose", "").partition(":")
        if colon and kind in KEYS:
            keys = request.GET.copy()
            for each in (*KEYS, "whose"):
                keys.pop(each, None)
            keys[kind] = key
            for name in [name for name, value in keys.items() if not value]:
                del keys[name]
            return redirect(f"{request.path}?{keys.urlencode()}")
        return page(request, *args, **kwargs)

    return shown


def asked(request: HttpRequest, codes: list[str]) -> MeasureQuery:
    """What the address asks of these indicators. Http404 for figures that are not the person's to read.

    A period or a moment that makes no sense is an error of the form; the usual one is then shown.
    """
    user = person(request)
    subject = _subject(user, request)
    usual = _common(latest_periods(subject.ids, codes).values())
    months = _months(subject, codes)
    form = MeasureForm(
        {
            "whose": f"{subject.kind}:{subject.key}",
            "period": request.GET.get("period", "").strip(),
            "as-at": request.GET.get("as-at", ""),
        },
        subjects=_subjects(user, subject),
        usual=usual,
        months=months,
        usual_words=when(usual) if usual else "Latest 12 months",
    )
    form.is_valid()
    given: dict[str, Any] = form.cleaned_data
    chosen = given.get("period")
    return MeasureQuery(user, subject, chosen or usual, chosen, given.get("as-at"), form)


def _common(periods: Iterable[Period]) -> Period | None:
    """The latest 12 months where they are the same for all measures of the page."""
    found = set(periods)
    return found.pop() if len(found) == 1 else None


def _subject(user: User, request: HttpRequest) -> Subject:
    """Whose figures; nobody's for somebody who belongs to no institution and asks for none."""
    try:
        return subject_of(user, request.GET)
    except Http404:
        if any(request.GET.get(key, "").strip() for key in KEYS) or subjects_of(user):
            raise
        return Subject("institution", "", "No institution", ())


def _months(subject: Subject, codes: list[str]) -> set[int]:
    rows = Measurement.objects.filter(institution__in=subject.ids, indicator__in=codes)
    ends = rows.order_by().values_list("first", "last").distinct()
    return {ym for first, last in ends for ym in (first, last)}


def _subjects(user: User, shown: Subject) -> list[Subject]:
    """All that the person can choose from, places too, and what is shown."""
    found = subjects_of(user)
    together = [each for each in found if each.kind != "institution"]
    single = [each for each in found if each.kind == "institution"]
    choices = [*together, *(_places(user) if together else ()), *single]
    is_known = any((each.kind, each.key) == (shown.kind, shown.key) for each in choices)
    return choices if is_known else [shown, *choices]


def _places(user: User) -> list[Subject]:
    """The places with institutions of which the person may read every one."""
    readable = set(readable_institutions(user).values_list("pk", flat=True))
    known = AnchorInstitution.objects.partners_of(user).exclude(home_place=None).select_related("home_place")
    by_place: dict[str, list[AnchorInstitution]] = {}
    for each in known.order_by("home_place__name", "name"):
        if each.home_place is not None:
            by_place.setdefault(each.home_place.code, []).append(each)
    return [
        Subject("place", code, f"Place: {members[0].home_place}", tuple(members))
        for code, members in by_place.items()
        if {each.pk for each in members} <= readable
    ]
