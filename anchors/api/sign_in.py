"""Signing in with a password for a token, and out again. Tokens are stored hashed and end by themselves."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth import authenticate, logout
from django.contrib.auth.signals import user_logged_in
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from anchors.api.endpoints import Endpoint
from anchors.models import Token as KeptToken
from anchors.tries import SECONDS, has_signed_in, may_sign_in

MOST_TOKENS = 20


class WrongPassword(AuthenticationFailed):
    """No such account, wrong password or an account that was closed: nobody is told which."""

    default_detail = "The email address or the password is not right."
    default_code = "wrong_password"


class Credentials(serializers.Serializer[Any]):
    """What a person signs in with."""

    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False, max_length=1000)


class Token(serializers.Serializer[Any]):
    """A token, shown this once."""

    token = serializers.CharField(help_text="Send it as `Authorization: Bearer …`.")
    expires_at = serializers.DateTimeField()


class SignInLimit(BaseThrottle):
    """Ten failed tries a minute from one address, and ten for one account."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether this try may go on."""
        account = str(request.data.get("email", "")) if isinstance(request.data, Mapping) else ""
        return may_sign_in(request, account)

    def wait(self) -> float:
        """Seconds until the count starts anew, at most."""
        return float(SECONDS)


class SignIn(Endpoint):
    """A token for a password."""

    authentication_classes: ClassVar[tuple[type[BaseAuthentication], ...]] = ()  # type: ignore[misc]
    permission_classes = (AllowAny,)
    throttle_classes = (SignInLimit,)

    def get_authenticate_header(self, request: Request) -> str:
        """What the 401 of a wrong password asks for."""
        return "Bearer"

    @extend_schema(
        summary="Sign in",
        request=Credentials,
        responses=Token,
        examples=[
            OpenApiExample("Sign in", {"email": "amina@example.org", "password": "…"}, request_only=True),
            OpenApiExample(
                "A token", {"token": "9d3f…", "expires_at": "2026-11-22T20:00:00Z"}, response_only=True
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        """Exchange an email address and password for a token that lasts ten hours. Ten failed tries a minute."""
        form = Credentials(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        person = authenticate(request._request, username=given["email"], password=given["password"])  # noqa: SLF001
        if person is None:
            raise WrongPassword
        has_signed_in(request, given["email"])
        kept, token = KeptToken.objects.create(user=person)
        passing = KeptToken.objects.filter(user=person, is_read_only=False)
        newest = passing.order_by("-created").values_list("pk", flat=True)[:MOST_TOKENS]
        passing.exclude(pk__in=list(newest)).delete()
        user_logged_in.send(sender=type(person), request=request, user=person)
        return Response({"token": token, "expires_at": kept.expiry})


class SignOut(Endpoint):
    """The end of a token or session."""

    @extend_schema(summary="Sign out", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """End the token that this request carries, or the browser's session."""
        if request.auth is not None:
            request.auth.delete()
        else:
            logout(request._request)  # noqa: SLF001 - DRF has no other way
        return Response(status=status.HTTP_204_NO_CONTENT)
