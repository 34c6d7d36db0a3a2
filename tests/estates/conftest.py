"""What the tests of estates stand on: the cast, and files on their way for its trust or council."""

import io
from collections.abc import Callable

import pytest

from anchors.jobs import run_here
from anchors.models import Upload
from anchors.uploads import confirm_upload, receive_upload, undo_upload
from tests.cast import Cast, assembled


@pytest.fixture
def cast(db: None) -> Cast:
    """The people and institutions."""
    return assembled()


@pytest.fixture
def sent(cast: Cast, django_capture_on_commit_callbacks: object) -> Callable[..., Upload]:
    """Sends a file for the trust, or for the council where the kind is a land register; gives it checked."""

    def send(content: bytes, *, kind: str = "eric", name: str = "file.csv", **options: object) -> Upload:
        is_land = kind == "land"
        given = {
            "institution": cast.council if is_land else cast.trust,
            "by": cast.contributor if is_land else cast.trust_lead,
        } | options
        with run_here(), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            upload = receive_upload(kind=kind, file=io.BytesIO(content), name=name, **given)  # type: ignore[arg-type]
        upload.refresh_from_db()
        return upload

    return send


@pytest.fixture
def loaded(sent: Callable[..., Upload], django_capture_on_commit_callbacks: object) -> Callable[..., Upload]:
    """The same, added."""

    def load(content: bytes, **options: object) -> Upload:
        upload = sent(content, **options)
        assert upload.state == "checked", upload.reason
        with run_here(), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            confirm_upload(upload, by=upload.uploaded_by)
        upload.refresh_from_db()
        return upload

    return load


@pytest.fixture
def undone(django_capture_on_commit_callbacks: object) -> Callable[[Upload], None]:
    """Takes an upload back."""

    def undo(upload: Upload) -> None:
        with run_here(), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            undo_upload(upload, by=upload.uploaded_by)
        upload.refresh_from_db()

    return undo
