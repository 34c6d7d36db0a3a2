"""The spreadsheet engine."""

from anchors.ingest.checking import check
from anchors.ingest.findings import Question, Refused
from anchors.ingest.kinds import Column, UploadKind, Watch, kind_of_upload, kinds_of_upload, register
from anchors.ingest.lists import check_list
from anchors.ingest.outcome import Check

__all__ = [
    "Check",
    "Column",
    "Question",
    "Refused",
    "UploadKind",
    "Watch",
    "check",
    "check_list",
    "kind_of_upload",
    "kinds_of_upload",
    "register",
]
