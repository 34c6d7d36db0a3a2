"""Every answer that is not a success, as problem details (RFC 9457).

`code` is for programs, `detail` for people; `errors` says which part of the request is wrong, with a JSON
pointer into its body or the name of a query parameter; `instance` stands in the log beside what happened.
"""

import logging
import secrets
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
WORDS: Mapping[str, str] = {
    "not_authenticated": "Sign in first, at /api/v1/sign-in/ for a token or in the browser.",
    "authentication_failed": "The token has ended or was never given out. Sign in again for a new one.",
    "not_found": "There is nothing at this address for you to see.",
    "error": "Something went wrong here. Quote the instance if you ask for help.",
    "out_of_service": "The service is out for the moment. Try again in a few minutes.",
    "throttled": "That was too many tries. Wait as many seconds as Retry-After says.",
}


class InvalidParameter(exceptions.ValidationError):
    """A query parameter that is not understood; `detail` is a mapping from the parameter to what is wrong."""


def problem(error: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to an error in an endpoint. Of what nobody foresaw the client is told only a reference."""
    known = _known(error)
    set_rollback()
    status = known.status_code
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": _code(known),
        "detail": WORDS.get(_code(known)) or _sentence(known.detail),
    }
    if isinstance(known, exceptions.ValidationError):
        key = "parameter" if isinstance(known, InvalidParameter) else "pointer"
        faults = [{key: where, "detail": what} for where, what in _places(known.detail, key)]
        body["errors"] = faults
        body["detail"] = faults[0]["detail"] if len(faults) == 1 else "Some values are not right."
    if status != HTTPStatus.NOT_FOUND:
        body["instance"] = _recorded(error, status, context)
    return Response(body, status=status, headers=_headers(known), content_type=MEDIA_TYPE)


def _known(error: Exception) -> exceptions.APIException:
    """The error as the framework names it."""
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return _of_status(413, "The request is too large.", "too_large")
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError("The request could not be read.")
    if isinstance(error, OperationalError | InterfaceError):
        return _of_status(503, "", "out_of_service")
    return exceptions.APIException()


def _of_status(status: int, detail: str, code: str) -> exceptions.APIException:
    error = exceptions.APIException(detail, code)
    error.status_code = status
    return error


def _code(error: exceptions.APIException) -> str:
    return "invalid" if isinstance(error, exceptions.ValidationError) else str(error.get_codes())


def _sentence(detail: Any) -> str:
    return str(detail[0] if isinstance(detail, list) and detail else detail)


def _places(detail: Any, key: str, where: str = "") -> Iterator[tuple[str, str]]:
    """Each fault with its place: a JSON pointer such as `#/answers/period`, or the name of a parameter."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            is_whole = name == "non_field_errors"
            yield from _places(inner, key, where if is_whole else f"{where}/{_escaped(str(name))}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _places(inner, key, f"{where}/{index}" if isinstance(inner, dict | list) else where)
    else:
        yield (where.strip("/") if key == "parameter" else f"#{where}"), str(detail)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _recorded(error: Exception, status: int, context: Mapping[str, Any]) -> str:
    """A reference that stands in the log beside the problem."""
    instance = f"urn:anchors:{secrets.token_hex(8)}"
    request = context.get("request")
    address = f"{request.method} {request.path}" if request is not None else ""
    level = logging.ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
    log.log(level, "%s %s %s", instance, status, address, exc_info=error if level == logging.ERROR else None)
    return instance


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers
