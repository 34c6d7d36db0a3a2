"""What a query asks of measurements, read strictly: what is not understood is named, with what would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from anchors.api import BadParameter, parameters
from anchors.api.parameters import SHARED
from anchors.models import User
from anchors.periods import Period, period_of
from metrics.api.shapes import FigureQuery, MeasurementQuery
from metrics.definitions import definitions_for
from metrics.forms.measures import MomentField
from metrics.registry import Indicator
from metrics.subjects import KEYS, Subject, subject_of

WHERE = {
    "institution": "Use the slug of an institution that you may read, see /api/v1/institutions/.",
    "system": "Use the slug of a system of which you may read every institution, see /api/v1/systems/.",
    "place": "Use the GSS code of a place of which you may read every institution, see /api/v1/places/.",
    "group": "Use the slug of a group of which you may read every institution.",
}


@dataclass(frozen=True)
class FigureQuestion:
    """A query that was understood. `codes` None: every indicator; `subjects` empty: everything that is readable."""

    user: User
    given: Mapping[str, Any]
    subjects: tuple[Subject, ...]
    period: Period | None
    as_at: datetime | None

    @cached_property
    def wanted(self) -> tuple[Indicator, ...]:
        """The definitions that are asked for, by code."""
        known = {each.code: each for each in definitions_for(self.user)}
        codes = _listed(self.given.get("indicator", "")) or list(known)
        if strange := [code for code in codes if code not in known]:
            allowed = ", ".join(sorted(known))
            raise BadParameter("indicator", f'"{strange[0]}" is not an indicator. Use codes of: {allowed}.')
        found = (known[code] for code in sorted(set(codes)))
        number, goal = self.given.get("recommendation"), self.given.get("goal")
        return tuple(
            each
            for each in found
            if (number is None or number in each.recommendations) and (goal is None or goal == each.goal)
        )

    @cached_property
    def codes(self) -> list[str] | None:
        """Codes that are asked for; None for all."""
        is_chosen = any(self.given.get(key) for key in ("indicator", "recommendation", "goal"))
        return [each.code for each in self.wanted] if is_chosen else None

    @property
    def is_summed(self) -> bool:
        """Whether the answer is of something that is measured as one, so that it takes more than reading rows."""
        is_whole = any(self.given.get(key) for key in ("system", "place", "group", "together"))
        return is_whole or self.given.get("each") == "period" or self.as_at is not None


def subjects_asked(user: User, query: Mapping[str, str]) -> tuple[Subject, ...]:
    """Who the query names: one thing measured as one, or institutions each by itself. BadParameter for others'."""
    named = [key for key in KEYS if query.get(key, "").strip()]
    if not named:
        return ()
    if len(named) > 1:
        raise BadParameter(named[1], f"Ask for {named[0]} or for {named[1]}, not for both.")
    key = named[0]
    is_each = key == "institution" and not query.get("together")
    keys = _listed(query[key]) if is_each else [query[key]]
    found = []
    for each in keys:
        try:
            found.append(subject_of(user, {key: each}))
        except Http404:
            raise BadParameter(key, f'"{each}" is not one that you may read. {WHERE[key]}') from None
    return tuple(found)


def question(request: Request, user: User, shape: type[Serializer[Any]] = MeasurementQuery) -> FigureQuestion:
    """What a request asks. BadParameter says what is wrong with it."""
    given = parameters(request, shape) if request.query_params.keys() - SHARED else {}
    as_at = _moment(given.get("as-at", ""))
    subjects = subjects_asked(user, given)
    if not subjects and (given.get("each") == "period" or as_at or given.get("together")):
        name = next(key for key in ("each", "as-at", "together") if given.get(key))
        others = ", ".join(KEYS[:-1])
        raise BadParameter(name, f"Say whose figures too: {others} or {KEYS[-1]}.")
    return FigureQuestion(user, given, subjects, _period(given.get("period", "")), as_at)


def figure_question(request: Request, user: User) -> FigureQuestion:
    """The same for former measurements, which are never summed."""
    return question(request, user, FigureQuery)


def _period(text: str) -> Period | None:
    try:
        return period_of(text) if text else None
    except ValueError as problem:
        raise BadParameter("period", str(problem)) from None


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found: datetime | None = MomentField(required=False).to_python(text)
        return found
    except (forms.ValidationError, OverflowError):
        message = f'"{text}" is not a day or moment. Use, for example, 2026-11-20 or 2026-11-20T14:00:00Z.'
        raise BadParameter("as-at", message) from None


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))
