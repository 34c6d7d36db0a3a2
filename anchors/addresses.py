"""Addresses that can name nothing are refused before anything looks at them."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase


def without_nul(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: PostgreSQL has no text with a NUL in it, so that asking for one would be a server error."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "\0" in query or "%00" in query:
            raise SuspiciousOperation("An address with a NUL in it.")
        return get_response(request)

    return answer
