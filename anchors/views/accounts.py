"""Signing in and out, the page of one's account, and choosing the institution one works as."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse

from anchors.forms import TOO_MANY_TRIES, Form, SignInForm
from anchors.models import AnchorInstitution, User
from anchors.tries import SECONDS


class SignIn(LoginView):
    """Email address and password."""

    template_name = "anchors/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form with what is wrong; after too many tries also as a program reads it."""
        answer = super().form_invalid(form)
        if form.has_error("username", TOO_MANY_TRIES):
            answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
            answer.headers["Retry-After"] = str(SECONDS)
        return answer


class WorkingAsForm(Form):
    """Which of a person's institutions they work as now."""

    institution = forms.ModelChoiceField(
        AnchorInstitution.objects.none(),
        label="Which institution are you working as?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose an institution", "invalid_choice": "Choose an institution"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["institution"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = AnchorInstitution.objects.visible_to(user)
        field.initial = user.working_as_id


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who the person is here, in which institutions, and what they may set for themselves."""
    return render(request, "anchors/account.html")


@login_required
def working_as(request: HttpRequest) -> HttpResponse:
    """Change the institution shown in the header and offered first."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required saw to it
    form = WorkingAsForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.working_as = form.cleaned_data["institution"]
        request.user.save(update_fields=["working_as"])
        return redirect(reverse("overview"))
    return render(request, "anchors/working_as.html", {"form": form})


urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("account/", account, name="account"),
    path("account/tokens/", include("anchors.views.tokens")),
    path("working-as/", working_as, name="working_as"),
]
