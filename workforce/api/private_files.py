"""What endpoints that take files of people have in common: the file in memory alone, and no error that tells of it."""

from typing import Any, ClassVar

from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.views import APIView

from workforce.forms.staff import TOO_LARGE
from workforce.intake import InMemoryOnly, IntakeFailed, guarded, hold_in_memory


class PrivateFiles(APIView):
    """An endpoint whose file touches no disk."""

    parser_classes: ClassVar[list[type[BaseParser]]] = [MultiPartParser]  # type: ignore[misc]
    held: InMemoryOnly

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before anything is read, signing in by cookie included, the file is made one in memory."""
        self.held = hold_in_memory(request._request)  # noqa: SLF001 - DRF's own way
        guarded(super().initial, APIException, Http404, PermissionDenied)(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Any:
        """A fault of ours is told by its reference alone."""
        if isinstance(exc, IntakeFailed):
            exc = _of_status(status.HTTP_500_INTERNAL_SERVER_ERROR, str(exc), "not_taken")
        return super().handle_exception(exc)

    def posted(self, request: Request) -> Any:
        """What was sent; an error while it is read must not tell any of it."""
        sent = guarded(_data, APIException)(request)
        if self.held.is_too_large:
            raise _of_status(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, f"{TOO_LARGE}.", "too_large")
        return sent


def _data(request: Request) -> Any:
    return request.data


def _of_status(code: int, detail: str, name: str) -> APIException:
    error = APIException(detail, name)
    error.status_code = code
    return error
