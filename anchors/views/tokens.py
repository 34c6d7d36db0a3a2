"""Read tokens: made on a page for a program that reads for long, shown once, ended by their owner or by time."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anchors.forms import Form
from anchors.models import Token, User

MOST_TOKENS = 20
DAYS = (30, 90, 365)


class TokenForm(Form):
    """What a token is for and how long it lasts."""

    name = forms.CharField(
        label="What will use it?",
        max_length=100,
        help_text="For example, Power BI report on local spending",
        error_messages={
            "required": "Enter what will use the token",
            "max_length": "What will use the token must be 100 characters or fewer",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label="How long should it last?",
        choices=[(days, f"{days} days") for days in DAYS],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select how long the token should last",
            "invalid_choice": "Select how long the token should last",
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = _tokens(user).filter(expiry__gt=timezone.now())

    def clean_name(self) -> str:
        """A name that none of the person's tokens has that still work."""
        name: str = self.cleaned_data["name"]
        if self.standing.filter(name__iexact=name).exists():
            raise forms.ValidationError(
                "You have a token with this name. Use another name, or end that token"
            )
        return name

    def clean(self) -> dict[str, Any]:
        """Not more than anybody can keep an eye on."""
        if self.standing.count() >= MOST_TOKENS:
            raise forms.ValidationError(f"You have {MOST_TOKENS} tokens. End one that you no longer need")
        return super().clean() or self.cleaned_data


@never_cache
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's read tokens, and a form for another. The answer to the form shows the new one, this once."""
    user = _person(request)
    form, made, shown = TokenForm(request.POST or None, user=user), None, ""
    if request.method == "POST" and form.is_valid():
        expiry = timedelta(days=form.cleaned_data["days"])
        made, shown = Token.objects.create(
            user=user, name=form.cleaned_data["name"], is_read_only=True, expiry=expiry
        )
        form = TokenForm(user=user)
    context = {"form": form, "made": made, "shown": shown, "tokens": _tokens(user).order_by("-created")}
    return render(request, "anchors/tokens.html", context)


@require_POST
@login_required
def end_token(request: HttpRequest) -> HttpResponse:
    """End one of the person's read tokens at once; one that has ended leaves the list."""
    token = _tokens(_person(request)).filter(pk=request.POST.get("token", "")).first()
    if token is None:
        raise Http404
    words = (
        "was removed from the list"
        if token.has_ended
        else "has ended. Programs that use it get no more answers"
    )
    token.delete()
    messages.success(request, f"The token “{token.name}” {words}.")
    return redirect("tokens")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required saw to it
    return request.user


def _tokens(user: User) -> Any:
    """Those that the person made by hand; the ones from signing in come and go by themselves."""
    return Token.objects.filter(user=user, is_read_only=True)


urlpatterns = [
    path("", tokens, name="tokens"),
    path("end/", end_token, name="end_token"),
]
