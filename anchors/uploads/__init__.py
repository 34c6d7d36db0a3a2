"""The upload journey: wizard, API and command line all come through these few verbs.

received -> (question) -> checked -> confirmed -> loaded, or refused, withdrawn, undone. Checking, loading and
undoing are jobs; each ends in one transaction (`jobs.effect`), so that being cut off or run twice changes
nothing. What a kind of upload means for the books is a `Loader`, which a lever registers for its kind.
"""

from anchors.uploads import work  # noqa: F401 - declares the functions that do the jobs
from anchors.uploads.held import Held, already_held
from anchors.uploads.journey import (
    State,
    UploadError,
    answer_upload,
    confirm_upload,
    failed_job,
    receive_upload,
    retry_upload,
    undo_upload,
    withdraw_upload,
    working_job,
)
from anchors.uploads.loaders import Loaded, Loader, Repeats, loader_of, register_loader, replaced_by

__all__ = [
    "Held",
    "Loaded",
    "Loader",
    "Repeats",
    "State",
    "UploadError",
    "already_held",
    "answer_upload",
    "confirm_upload",
    "failed_job",
    "loader_of",
    "receive_upload",
    "register_loader",
    "replaced_by",
    "retry_upload",
    "undo_upload",
    "withdraw_upload",
    "working_job",
]
