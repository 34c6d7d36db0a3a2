"""Sending the same form twice makes one thing: after going back, with a double press, without JavaScript."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect
from django.utils import timezone

from metrics.models import SentForm

View = Callable[..., HttpResponseBase]
KEPT = timedelta(days=1)
SOON = timedelta(minutes=10)
SAID = "This was saved before, so it was not added a second time."
KEY = "once"


def made_once(view: View) -> View:
    """A page whose form makes something. Its template asks `post_form` for the one-time key: `once=true`.

    Sent again with the same key and the same answers, nothing is done and the page that the first one led to is shown.
    Other answers are another thing. Without a key, as from a program, every sending counts.
    """
    return _guarded(view, is_lasting=False)


def made_once_and_lasting(view: View) -> View:
    """The same for what nobody can take away again: the same answers within minutes count once, whatever the key.

    A browser that asks for the form again when somebody goes back gets another key and fills in the old answers.
    """
    return _guarded(view, is_lasting=True)


def _guarded(view: View, *, is_lasting: bool) -> View:
    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method != "POST" or not request.POST.get(KEY):
            return view(request, *args, **kwargs)
        keyed, alike = _digest(request, with_key=True), _digest(request, with_key=False)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [alike])
            if address := _led_to(keyed, alike if is_lasting else ""):
                messages.info(request, SAID)
                return redirect(address)
            answer = view(request, *args, **kwargs)
            if isinstance(answer, HttpResponseRedirectBase):
                _remember((keyed, alike), answer.url)
        return answer

    return shown


def _led_to(keyed: str, alike: str) -> str:
    """Where the same form led before; nothing for one that is new."""
    same = Q(key=keyed) | Q(key=alike, at__gt=timezone.now() - SOON)
    return SentForm.objects.filter(same).values_list("address", flat=True).first() or ""


def _remember(keys: Iterable[str], address: str) -> None:
    SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
    for key in keys:
        SentForm.objects.update_or_create(key=key, defaults={"address": address, "at": timezone.now()})


def _digest(request: HttpRequest, *, with_key: bool) -> str:
    """Of who sends what to where."""
    left_out = {"csrfmiddlewaretoken"} | (set() if with_key else {KEY})
    answers = [(name, values) for name, values in request.POST.lists() if name not in left_out]
    files = [(name, str(each), getattr(each, "size", 0)) for name, each in request.FILES.items()]
    told = (request.user.pk, request.get_full_path(), sorted(answers), sorted(files))
    return hashlib.sha256(repr(told).encode()).hexdigest()
