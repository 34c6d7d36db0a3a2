"""Forms of evidence: a file, a link, a measurement."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from anchors.forms import Form
from metrics.forms.actions import STEPS
from metrics.forms.guarded import choices
from metrics.forms.plans import listed
from metrics.registry import Indicator

LARGEST_EVIDENCE = 25 * 1024 * 1024
BEGINNINGS = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".pptx": b"PK\x03\x04",
    ".odt": b"PK\x03\x04",
    ".ods": b"PK\x03\x04",
    ".odp": b"PK\x03\x04",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".csv": b"",
    ".txt": b"",
}
"""The kinds of file that are taken, and how each begins; text has no beginning of its own."""

KINDS = "PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text, PNG or JPEG file"


class EvidenceForm(Form):
    """What all kinds of evidence have in common: a title, and the step that it shows."""

    title = forms.CharField(
        label="What does it show?",
        help_text="For example: Minutes of the cabinet of 12 May that agreed the pledge",
        max_length=300,
        error_messages={"required": "Enter what it shows"},
    )
    step = forms.ChoiceField(
        label="Which step does it show?",
        help_text="A step counts as done only with evidence.",
        required=False,
    )

    def __init__(self, *args: Any, recommendation: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [each for each in STEPS if each[0][0] == str(recommendation)]
        choices(self.fields["step"], listed(own, "None of them"))


class FileEvidenceForm(EvidenceForm):
    """A file of one of the usual kinds."""

    file = forms.FileField(
        label="Select a file",
        help_text="A PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text or picture file, smaller than 25MB. "
        "Everybody in the system can open it, so leave out what names patients, residents or staff.",
        widget=forms.FileInput(attrs={"accept": ",".join(BEGINNINGS)}),
        error_messages={
            "required": "Select a file",
            "missing": "Select a file",
            "empty": "The selected file is empty",
            "invalid": "The selected file could not be uploaded – try again",
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """A file that is what its ending says, and not too large."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_EVIDENCE:
            message = f"The selected file must be smaller than {LARGEST_EVIDENCE // (1024 * 1024)}MB"
            raise forms.ValidationError(message)
        beginning = BEGINNINGS.get(PurePath(file.name or "").suffix.lower())
        start = file.read(4096)
        file.seek(0)
        if beginning is None or not start.startswith(beginning) or (not beginning and b"\0" in start):
            message = f"The selected file must be a {KINDS}"
            raise forms.ValidationError(message)
        return file


class LinkEvidenceForm(EvidenceForm):
    """A page that others can open."""

    link = forms.URLField(
        label="Address of the page",
        help_text="For example, https://www.example.org/board-papers/may",
        max_length=500,
        assume_scheme="https",
        error_messages={
            "required": "Enter the address of the page",
            "invalid": "Enter a full address, for example https://www.example.org/board-papers/may",
        },
    )

    def clean_link(self) -> str:
        """An address that a browser opens without running anything."""
        link: str = self.cleaned_data["link"]
        if not link.startswith(("https://", "http://")):
            message = "Enter an address that begins with https:// or http://"
            raise forms.ValidationError(message)
        return link


class MeasureEvidenceForm(EvidenceForm):
    """A measurement of the person's system or institution."""

    measure = forms.ChoiceField(
        label="Which measure?",
        help_text="The page shows the figure only to those who may read it.",
        error_messages={"required": "Select a measure"},
    )
    field_order = ("measure", "title", "step")

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(
            self.fields["measure"],
            listed([(each.code, each.name) for each in indicators], "Select a measure"),
        )
