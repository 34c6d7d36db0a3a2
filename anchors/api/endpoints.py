"""What every endpoint is: cached by nobody else, conditional where cheap, starting from what is visible."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from rest_framework import status
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from anchors.api import rows
from anchors.api.authentication import Bearer
from anchors.api.compiled import Compiled
from anchors.api.description import Description
from anchors.api.paging import Page
from anchors.api.parameters import parameters
from anchors.api.rendering import Csv, Json, Negotiation
from anchors.downloads import csv_response
from anchors.models import User

CHUNK = 2000


class Conflict(APIException):
    """The thing is not in a state in which this can be done; the detail says why."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This cannot be done now."
    default_code = "conflict"


class Endpoint(APIView):
    """One address of the API."""

    schema = Description()
    authentication_classes: ClassVar[tuple[type[BaseAuthentication], ...]] = (Bearer, SessionAuthentication)  # type: ignore[misc]
    renderer_classes: ClassVar[list[type[BaseRenderer]]] = [Json]  # type: ignore[misc]
    content_negotiation_class = Negotiation
    metadata_class = None  # the schema says all that OPTIONS would
    etag = ""

    @property
    def person(self) -> User:
        """Who asks; permission to be here is checked before any endpoint runs."""
        user = self.request.user
        if not isinstance(user, User):
            raise Http404
        return user

    @property
    def is_csv(self) -> bool:
        """Whether CSV was asked for."""
        return isinstance(self.request.accepted_renderer, Csv)

    def with_token(self) -> Compiled | None:
        """What is asked about the person each time: one value, answered as `Token.told` by the query for the token."""
        return None

    def unchanged(self, *version: object) -> HttpResponseBase | None:
        """The answer "not modified" if the client has this version of this address already.

        `version` is what the answer depends on beside person and address, cheaper to know than the answer.
        """
        renderer = self.request.accepted_renderer
        parts = (self.request.user.pk, self.request.get_full_path(), renderer.format, *version)
        self.etag = f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
        return get_conditional_response(self.request._request, etag=self.etag)  # noqa: SLF001 - DRF's own way

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Signed-in answers are for nobody else's cache; a problem is JSON whatever was asked for."""
        if getattr(response, "exception", False):
            request.accepted_renderer, request.accepted_media_type = Json(), Json.media_type
        elif self.etag:
            response["ETag"] = self.etag
        response["Cache-Control"] = "private, no-store"
        return super().finalize_response(request, response, *args, **kwargs)


class RowsViewSet(Endpoint, GenericViewSet[Any]):
    """A list, and single rows of it, described by a `Row`.

    `row` is the shape of a row, `asks` that of the query, `ordering` the lookups that sort it, the last
    of them unique, `also` lookups that `written` needs; `visible()` is the queryset that all starts from.
    """

    pagination_class = Page
    row: ClassVar[type[rows.Row]]
    asks: ClassVar[type[Serializer[Any]]] = Serializer
    ordering: ClassVar[tuple[str, ...]] = ("pk",)
    also: ClassVar[tuple[str, ...]] = ()
    filename: ClassVar[str] = "rows"

    def get_renderers(self) -> list[BaseRenderer]:
        """Lists are also CSV."""
        return [*super().get_renderers(), *([Csv()] if self.action == "list" else [])]

    def visible(self) -> QuerySet[Any]:
        """The rows that the person may see."""
        raise NotImplementedError

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        """The rows that the query asks for."""
        return found

    def list(self, request: Request) -> HttpResponseBase:
        """Rows, a page at a time; as CSV all of them, unless `limit` asks for a page."""
        return self.listed(self.chosen(self.visible(), parameters(request, self.asks)))

    def listed(self, found: QuerySet[Any]) -> HttpResponseBase:
        """The answer with these rows."""
        lookups = rows.columns(self.row) | {
            f"by {name}": name.lstrip("-") for name in (*self.ordering, *self.also)
        }
        wanted = rows.read(found, lookups)
        if self.is_csv and "limit" not in self.request.query_params:
            return self.as_csv(map(self.written, wanted.order_by(*self.ordering).iterator(chunk_size=CHUNK)))
        page = [self.written(row) for row in self.paginate_queryset(wanted) or []]
        answer = self.get_paginated_response(page)
        if not self.is_csv:
            return answer
        response = self.as_csv(page)
        response["Link"] = answer["Link"]
        return response

    @cached_property
    def written(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """What turns a row of lookups into a row of columns."""
        return rows.writer(self.row)

    def as_csv(self, found: Iterable[dict[str, Any]]) -> HttpResponseBase:
        """Rows as a file."""
        names = [*self.row().fields]
        return csv_response(self.filename, names, ([row[name] for name in names] for row in found))

    def one(self, **lookup: Any) -> dict[str, Any]:
        """One visible row as its columns; what is another institution's answers like what does not exist."""
        row = rows.read(self.visible().filter(**lookup), rows.columns(self.row)).first()
        if row is None:
            raise Http404
        return self.written(row)


class ScopedViewSet(RowsViewSet):
    """Rows of one model that belong to institutions: always those `visible_to` the person, never more."""

    queryset: QuerySet[Any]

    def visible(self) -> QuerySet[Any]:
        """The institution's own rows."""
        return self.queryset.visible_to(self.request.user)  # type: ignore[attr-defined, no-any-return]
