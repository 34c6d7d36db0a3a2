"""Addresses that can name nothing are answered before anything looks at them."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_resolver


def without_nul(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: PostgreSQL has no text with a NUL in it, so that asking for one would be a server error.

    The answer is that of a bad request, given without an exception: nothing of ours has failed that a log should tell.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "\0" in query or "%00" in query:
            bad_request: Callable[..., HttpResponseBase] = get_resolver().resolve_error_handler(400)
            return bad_request(request, exception=SuspiciousOperation("An address with a NUL in it."))
        return get_response(request)

    return answer
