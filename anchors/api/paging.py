"""Pages of a list: a cursor marks the last row sent, so that rows added meanwhile move nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from django.core import signing
from django.db.models import Model, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from anchors.api.parameters import BadParameter

USUAL_LIMIT = 100
LARGEST_LIMIT = 500


class Page(BasePagination):
    """One page of rows, in the `ordering` of the view, whose last lookup tells any two rows apart."""

    def paginate_queryset(  # type: ignore[override]
        self, queryset: QuerySet[Model, dict[str, Any]], request: Request, view: APIView | None = None
    ) -> list[dict[str, Any]]:
        """The rows after the cursor, as many as `limit` says."""
        ordering: Sequence[str] = view.ordering  # type: ignore[union-attr]
        self.request, self.last = request, None
        limit, rows = limit_of(request), queryset.order_by(*ordering)
        if (position := position_of(request, len(ordering))) is not None:
            rows = rows.filter(after(ordering, position))
        found = list(rows[: limit + 1])
        if len(found) > limit:
            found.pop()
            self.last = [found[-1][name.lstrip("-")] for name in ordering]
        return found

    def get_paginated_response(self, data: Any) -> Response:
        """The rows, and where the next ones are."""
        return page_of(self.request, data, self.last)

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """For the description of the API."""
        following = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "Address of the next page.",
            "example": None,
        }
        properties = {"items": schema, "next": following}
        return {"type": "object", "required": ["items", "next"], "properties": properties}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """For the description of the API."""
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": USUAL_LIMIT}
        words = {
            "cursor": "Where the page starts, from the address of the last one.",
            "limit": "Rows in a page.",
        }
        kinds: dict[str, dict[str, Any]] = {"cursor": {"type": "string"}, "limit": size}
        return [
            {"name": name, "in": "query", "required": False, "description": text, "schema": kinds[name]}
            for name, text in words.items()
        ]


def limit_of(request: Request) -> int:
    """Rows that the client asks for in a page."""
    text = request.query_params.get("limit") or str(USUAL_LIMIT)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LARGEST_LIMIT):
        raise BadParameter("limit", f'"{text}" is not a limit. Use a number from 1 to {LARGEST_LIMIT}.')
    return int(text)


def position_of(request: Request, length: int) -> list[Any] | None:
    """The values that the client's cursor stands for; None at the start of the list."""
    cursor = request.query_params.get("cursor")
    if not cursor:
        return None
    try:
        found = _signer(request).unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        found = None
    if not isinstance(found, list) or len(found) != length:
        raise BadParameter("cursor", "This is not a cursor of this list. Start again without it.")
    return found


def page_of(request: Request, items: list[Any], last: Sequence[Any] | None) -> Response:
    """A page; with the position of its last row, if more follow, the address of the next in body and Link header."""
    address, _, query = request.build_absolute_uri().partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("cursor=")]
    links, following = [f'<{_joined(address, kept)}>; rel="first"'], None
    if last is not None:
        cursor = _signer(request).sign_object(
            [str(each) if isinstance(each, date) else each for each in last]
        )
        following = _joined(address, [*kept, f"cursor={quote(cursor)}"])
        links.append(f'<{following}>; rel="next"')
    return Response({"items": items, "next": following}, headers={"Link": ", ".join(links)})


def _joined(address: str, query: Sequence[str]) -> str:
    return f"{address}?{'&'.join(query)}" if query else address


def _signer(request: Request) -> signing.Signer:
    """A cursor is good for the person and the list it was made for."""
    return signing.Signer(salt=f"cursor {request.user.pk} {request.path}")


def after(ordering: Sequence[str], position: Sequence[Any]) -> Q:
    """Rows after a position; the outermost condition stands alone first, so that an index can serve it."""
    name, value = ordering[0], position[0]
    past = "lt" if name.startswith("-") else "gt"
    name = name.lstrip("-")
    beyond = Q(**{f"{name}__{past}": value})
    if len(ordering) == 1:
        return beyond
    return Q(**{f"{name}__{past}e": value}) & (beyond | after(ordering[1:], position[1:]))
