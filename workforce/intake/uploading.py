"""The file of a request, held in memory alone: no temporary file however large, and nothing above the limit."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

LARGEST_FILE = 25 * 1024 * 1024


class InMemoryOnly(FileUploadHandler):
    """Keeps one file in memory; of one that is too large it keeps nothing, and says so.

    Django's own handlers would write whatever is over 2.5 MB to a temporary file.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.is_too_large = False
        self._content = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super().new_file(*args, **kwargs)
        self._content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece; the request is read to its end in any case, so that the person gets an answer."""
        if self._content.tell() + len(raw_data) > LARGEST_FILE:
            self.is_too_large = True
            self._content = io.BytesIO()
        if not self.is_too_large:
            self._content.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """The file, without the name that it was sent under."""
        if self.is_too_large:
            return None
        self._content.seek(0)
        return InMemoryUploadedFile(
            self._content, self.field_name, "staff", self.content_type, file_size, None
        )

    def upload_interrupted(self) -> None:
        """Forget what came before the client went away."""
        self._content = io.BytesIO()


def hold_in_memory(request: HttpRequest) -> InMemoryOnly:
    """Make the request's file one in memory; must come before anything reads what was posted."""
    handler = InMemoryOnly(request)
    request.upload_handlers = [handler]
    return handler
