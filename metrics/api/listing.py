"""Lists that are no query of one table: made whole, sent by page, or as CSV."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.viewsets import ViewSetMixin

from anchors.api import Endpoint, Page, parameters
from anchors.api.paging import limit_of, page_of, position_of
from anchors.api.rendering import Csv, Json
from anchors.downloads import csv_response


class Listing(ViewSetMixin, Endpoint):
    """A list, described by `serializer_class`, asked by `asks`; `found` makes its rows."""

    renderer_classes: ClassVar[list[type[BaseRenderer]]] = [Json, Csv]  # type: ignore[misc]
    serializer_class: ClassVar[type[Serializer[Any]]]
    asks: ClassVar[type[Serializer[Any]]] = Serializer
    pagination_class = Page
    filter_backends = ()
    filename: ClassVar[str]

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        """All rows that the query asks for."""
        raise NotImplementedError

    def list(self, request: Request) -> HttpResponseBase:
        """The rows, a page at a time; as CSV all of them, unless `limit` asks for a page."""
        return self.sent(self.found(parameters(request, self.asks)))

    def sent(self, rows: Sequence[Mapping[str, Any]]) -> HttpResponseBase:
        """The answer with these rows, from the cursor on."""
        if self.is_csv and "limit" not in self.request.query_params:
            return self.as_csv(rows)
        start, limit = (position_of(self.request, 1) or [0])[0], limit_of(self.request)
        page = list(rows[start : start + limit])
        return self.paged(page, [start + limit] if start + limit < len(rows) else None)

    def paged(self, page: Sequence[Mapping[str, Any]], last: Sequence[Any] | None) -> HttpResponseBase:
        """One page and where the next one is."""
        answer = page_of(self.request, [*page], last)
        if not self.is_csv:
            return answer
        response = self.as_csv(page)
        response["Link"] = answer["Link"]
        return response

    def as_csv(self, rows: Iterable[Mapping[str, Any]]) -> HttpResponseBase:
        """The rows as a file."""
        names = [*self.serializer_class().fields]
        return csv_response(self.filename, names, ([flat(row[name]) for name in names] for row in rows))


def flat(value: Any) -> Any:
    """A value in one cell: lists with semicolons, parts of a thing with spaces."""
    if isinstance(value, list):
        return "; ".join(str(flat(each)) for each in value)
    if isinstance(value, dict):
        return " ".join(str(each) for each in value.values() if each not in (None, ""))
    return value
