"""What programs are spared: one that shows a token has no session, no messages and no page that needs a policy.

The middleware that browsers need, as it comes, and passed by for requests to the API that carry a token. Such a
request is let in by its token or not at all: whatever cookie it carries is never looked at.
"""

from typing import Any

from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'"


def is_of_program(request: HttpRequest) -> bool:
    """Whether a token asks the API, so that nothing but the token says who it is."""
    scheme = request.META.get("HTTP_AUTHORIZATION", "")[:7]
    return scheme.lower() == "bearer " and request.path_info.startswith("/api/v1/")


class ForBrowsers(MiddlewareMixin):
    """Middleware that programs pass by."""

    def __call__(self, request: HttpRequest) -> Any:
        """The next answer as it is, for programs."""
        return self.get_response(request) if is_of_program(request) else super().__call__(request)


class Sessions(ForBrowsers, SessionMiddleware):
    """`request.session`."""


class People(ForBrowsers, AuthenticationMiddleware):
    """`request.user` of a session."""


class Messages(ForBrowsers, MessageMiddleware):
    """What the next page says."""


class Policy(ForBrowsers, CSPMiddleware):  # type: ignore[misc]  # the package is not looked at for types
    """What a page may load and run; an answer to a program may nothing."""

    def __call__(self, request: HttpRequest) -> Any:
        """The answer with its policy."""
        response: HttpResponseBase = super().__call__(request)
        if is_of_program(request):
            response.headers["Content-Security-Policy"] = NOTHING_RUNS
        return response
