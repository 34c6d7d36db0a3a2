"""Who asks, by the token in the header."""

from functools import lru_cache

from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from anchors.api.compiled import Compiled
from anchors.models import Token, User

OF_TOKEN = [field.attname for field in Token._meta.concrete_fields]  # noqa: SLF001 - documented
OF_USER = [field.attname for field in User._meta.concrete_fields]  # noqa: SLF001
PLACEHOLDER = "the digest"
ONLY_READS = "This token may only read. To change something, sign in for a token at /api/v1/sign-in/."


class Bearer(TokenAuthentication):  # type: ignore[misc]  # the package carries no types
    """`Authorization: Bearer …`: a token from signing in, or one made on a page, which may only read."""

    also: Compiled | None = None

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        """The person and the token, with what the endpoint asks `with_token`; None where the request carries none."""
        with_token = getattr(request.parser_context.get("view"), "with_token", None)
        self.also = with_token() if with_token else None
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
        kept = self._kept(digest)
        if kept is None or kept.has_ended or not kept.user.is_active:
            raise AuthenticationFailed
        kept.note_use()
        return kept.user, kept

    def _kept(self, digest: str) -> Token | None:
        """The token with its person. Every request asks for it, so its SQL is made once."""
        for row in _statement(self.also).rows(digest):
            of_user = len(OF_TOKEN)
            told = of_user + len(OF_USER)
            token: Token = Token.from_db("default", OF_TOKEN, row[:of_user])
            token.user = User.from_db("default", OF_USER, row[of_user:told])
            token.told = row[told:]
            return token
        return None


@lru_cache(maxsize=4)
def _statement(also: Compiled | None) -> Compiled:
    columns = (*OF_TOKEN, *(f"user__{name}" for name in OF_USER))
    asked = Token.objects.filter(pk=PLACEHOLDER).order_by().values_list(*columns)
    found = Compiled.of(asked, PLACEHOLDER)
    return found if also is None else found.along_with(also, "user_id")
