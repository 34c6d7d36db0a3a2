"""The pages of a file of many records: choose it, look at what it would do, say yes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from anchors import wording
from anchors.charts import Column, Table
from anchors.forms import CsvFileForm
from anchors.models import User
from anchors.row_files import FileRow, RowFile, RowFileError, Rows

SHOWN = 100


@dataclass(frozen=True)
class FilePages:
    """Words and addresses of one sort of file.

    `explained` is a template that says what to fill in, included above the file field with the context given to
    `upload_page`; `row` gives the cells of a row in the preview, whose last column says what it would do.
    """

    record: str
    caption: str
    section: str
    back: str
    upload: str
    add: str
    explained: str
    columns: Sequence[Column]
    row: Callable[[FileRow[Any]], Sequence[object]]
    plural: str = ""
    title: str = ""

    @property
    def heading(self) -> str:
        """Of the page with the file."""
        return self.title or f"Upload a file of {self.records}"

    @property
    def records(self) -> str:
        """More than one of them."""
        return self.plural or f"{self.record}s"


def upload_page(request: HttpRequest, file: RowFile[Any], pages: FilePages, **words: object) -> HttpResponse:
    """The file, and what it would do; nothing is written yet."""
    form = CsvFileForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid():
        try:
            rows = file.rows_of(form.cleaned_data["file"].read())
        except RowFileError as problem:
            form.add_error("file", str(problem))
        else:
            return _review(request, file, pages, rows)
    context = {
        "form": form,
        "pages": pages,
        "headings": list(file.columns),
        "needed": list(file.needed),
        **words,
    }
    return render(request, "anchors/row_files/upload.html", context)


def add_page(
    request: HttpRequest, file: RowFile[Any], pages: FilePages, *, by: User, done: str
) -> HttpResponseBase:
    """The yes: what the person saw is written; where it would do something else by now, it is shown again."""
    try:
        rows = file.unsealed(request.POST.get("rows", ""), by=by)
    except RowFileError as problem:
        messages.error(request, f"{problem}.")
        return redirect(pages.upload)
    with transaction.atomic():
        file.lock()
        found = file.checked(rows)
        if str(len(found.rows)) != request.POST.get("number", ""):
            if found.same and not found.rows:
                messages.info(request, "All rows of this file are here already.")
                return redirect(pages.back)
            messages.warning(request, "What this file would do has changed since you looked. Look again.")
            return _review(request, file, pages, rows)
        for row in found.rows:
            file.write(row.form, by=by)
    number = len(found.rows)
    what = f"{wording.plural(number, pages.record, pages.records)} of the file"
    messages.success(request, f"{what} {'is' if number == 1 else 'are'} {done}.")
    return redirect(pages.back)


def _review(request: HttpRequest, file: RowFile[Any], pages: FilePages, rows: Rows) -> HttpResponse:
    found = file.checked(rows)
    shown = tuple((*pages.row(each), each.does.value) for each in found.rows[:SHOWN])
    context = {
        "pages": pages,
        "found": found,
        "table": Table(
            f"{pages.records.capitalize()} of the file", (*pages.columns, Column("What it does")), shown
        ),
        "more": max(len(found.rows) - SHOWN, 0),
        "problems": found.problems[:SHOWN],
        "sealed": file.sealed(rows, by=cast("User", request.user)),
    }
    return render(request, "anchors/row_files/review.html", context)
