"""Turning the digest off and on: in the account, and by the signed link in a message without signing in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from anchors.forms import Form
from metrics.digests import is_wanted, person_of, set_wanted
from metrics.models import DigestPreference
from metrics.views.access import answers, both, person

YES, NO = "yes", "no"


class DigestForm(Form):
    """Whether the person wants it."""

    wanted = forms.ChoiceField(
        label="Do you want a message once a quarter?",
        help_text="It counts what is late, due, and changed by others of what you own in the plan, and links to it.",
        choices=[(YES, "Yes, once a quarter"), (NO, "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select yes or no"},
    )


@both
@login_required
def digest(request: HttpRequest) -> HttpResponseBase:
    """The person's own choice."""
    who = person(request)
    form = DigestForm(answers(request), initial={"wanted": YES if is_wanted(who) else NO})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["wanted"] == YES
        set_wanted(who, is_wanted=wanted)
        said = "You will get a message once a quarter." if wanted else "You will get no more messages."
        messages.success(request, said)
        return redirect("digest")
    last = DigestPreference.objects.filter(user=who).values_list("last_sent_at", flat=True).first()
    return render(request, "metrics/digest/choice.html", {"form": form, "last": last})


@never_cache
@csrf_exempt
@both
def digest_off(request: HttpRequest, signed: str) -> HttpResponseBase:
    """Turn it off for whose link it is. Opening it asks; the button does it, and so does a mail program (RFC 8058).

    No token against forged requests is asked for: a mail program has none, and the link itself is the proof.
    """
    who = person_of(signed)
    if who is None:
        raise Http404
    context: dict[str, Any] = {"who": who, "is_off": False}
    if request.method == "POST":
        set_wanted(who, is_wanted=False)
        context["is_off"] = True
    return render(request, "metrics/digest/off.html", context)


urlpatterns = [
    path("", digest, name="digest"),
    path("off/<str:signed>/", digest_off, name="digest_off"),
]
