"""Sending the same form twice makes one thing: after going back, with a double press, without JavaScript."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect
from django.utils import timezone

from metrics.models import SentForm

View = Callable[..., HttpResponseBase]
KEPT = timedelta(days=1)
SAID = "This was saved before, so it was not added a second time."
KEY = "once"


def made_once(view: View) -> View:
    """A page whose form makes something. Its template asks `post_form` for the one-time key: `once=true`.

    Sent again with the same key and the same answers, nothing is done and the page that the first one led to is shown.
    Other answers are another thing. Without a key, as from a program, every sending counts.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method != "POST" or not request.POST.get(KEY):
            return view(request, *args, **kwargs)
        key = _key(request)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            sent = SentForm.objects.filter(key=key).first()
            if sent is not None:
                messages.info(request, SAID)
                return redirect(sent.address)
            answer = view(request, *args, **kwargs)
            if isinstance(answer, HttpResponseRedirectBase):
                SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
                SentForm.objects.create(key=key, address=answer.url)
        return answer

    return shown


def _key(request: HttpRequest) -> str:
    answers = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    files = [(name, str(each), getattr(each, "size", 0)) for name, each in request.FILES.items()]
    told = (request.user.pk, request.get_full_path(), sorted(answers), sorted(files))
    return hashlib.sha256(repr(told).encode()).hexdigest()
