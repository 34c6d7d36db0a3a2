"""Who asks, by the token in the header."""

from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from anchors.models import Token, User

ONLY_READS = "This token may only read. To change something, sign in for a token at /api/v1/sign-in/."


class Bearer(TokenAuthentication):  # type: ignore[misc]  # the package carries no types
    """`Authorization: Bearer …`: a token from signing in, or one made on a page, which may only read."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        """The person and the token; None where the request carries none."""
        found: tuple[User, Token] | None = super().authenticate(request)
        if found and found[1].is_read_only and request.method not in SAFE_METHODS:
            raise PermissionDenied(ONLY_READS)
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, Token]:
        """The token by its hash, in one query. One that has ended is kept for its owner to see, and lets nobody in."""
        try:
            digest = hash_token(token.decode())
        except (TypeError, ValueError):
            raise AuthenticationFailed from None
        kept = Token.objects.select_related("user").filter(pk=digest).first()
        if kept is None or kept.has_ended or not kept.user.is_active:
            raise AuthenticationFailed
        kept.note_use()
        return kept.user, kept
