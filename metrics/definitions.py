"""Every indicator that a person may ask for: those that levers measure, and those that their systems submitted.

Pages and endpoints take a code from an address through `definition_of`, so that both know the same indicators.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from anchors.models import User
from metrics.models import SubmittedIndicator
from metrics.registry import Indicator, indicator_of, indicators, is_declared


def definitions_for(user: User | AnonymousUser) -> tuple[Indicator, ...]:
    """The levers' indicators and the approved ones of the person's systems, by recommendation and name."""
    submitted = (each.as_indicator() for each in SubmittedIndicator.objects.approved().visible_to(user))
    return tuple(sorted((*indicators(), *submitted), key=lambda each: (each.recommendations, each.name)))


def definition_of(user: User | AnonymousUser, code: str) -> Indicator:
    """The indicator with this code; Http404 for none, and for one of a system that is not the person's."""
    if is_declared(code):
        return indicator_of(code)
    submitted = SubmittedIndicator.objects.approved().visible_to(user).filter(code=code).first()
    if submitted is None:
        raise Http404
    return submitted.as_indicator()
