"""What the tests of the journey stand on: the cast, a clean file on its way, and jobs that run in the test itself."""

from collections.abc import Callable

import pytest

from anchors.jobs import run_here
from anchors.models import Upload
from anchors.uploads import answer_upload, confirm_upload, receive_upload
from tests.cast import Cast, assembled
from tests.journey.files import as_file, payments


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The people and institutions; transactions are real, since jobs are sent when they commit."""
    return assembled()


@pytest.fixture
def sent(cast: Cast) -> Callable[..., Upload]:
    """Sends a file for the council, by its contributor, and returns the upload after its check."""

    def send(content: bytes | None = None, *, name: str = "payments.csv", **options: object) -> Upload:
        given = {"institution": cast.council, "kind": "spend", "by": cast.contributor} | options
        with run_here():
            upload = receive_upload(
                file=as_file(payments() if content is None else content), name=name, **given
            )
        upload.refresh_from_db()
        return upload

    return send


@pytest.fixture
def loaded(cast: Cast, sent: Callable[..., Upload]) -> Callable[..., Upload]:
    """The same, answered with its own columns and added."""

    def load(content: bytes | None = None, *, keep_repeats: bool = False, **options: object) -> Upload:
        upload = sent(content, **options)
        with run_here():
            answer_upload(upload, by=cast.contributor, mapping=upload.found["columns"])
            confirm_upload(upload, by=cast.contributor, keep_repeats=keep_repeats)
        upload.refresh_from_db()
        return upload

    return load
