"""The report of an upload, and what can be done from there: rows left out, corrections, undoing."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import capfirst
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from anchors import wording
from anchors.ingest import kind_of_upload
from anchors.ingest.writing import ADDED_HEADINGS
from anchors.models import Upload
from anchors.uploads import State, undo_upload
from anchors.uploads.files import left_out_rows, left_out_text
from anchors.views.frame import address
from anchors.views.uploads.access import may_edit, person, upload_page
from anchors.views.uploads.facts import file_facts
from anchors.views.uploads.findings import Finding, added_words, findings_of, passed_over
from anchors.views.uploads.words import line_noun, lines_of, months_of, title_of

ROWS_ON_A_PAGE = 50


@dataclass(frozen=True)
class Group:
    """Rows that need the same thing done to them."""

    act: str
    count: int
    findings: tuple[Finding, ...]

    @property
    def key(self) -> str:
        """Its name in an address."""
        return slugify(self.act)

    @property
    def examples(self) -> list[dict[str, Any]]:
        """A few of the rows: row as the spreadsheet shows it, what was found, what to do."""
        return [_example(example) for finding in self.findings for example in finding.examples[:3]]

    @property
    def rest(self) -> int:
        """How many rows are not among the examples."""
        return self.count - len(self.examples)


@dataclass(frozen=True)
class LeftOut:
    """One row left out, as the page of rows shows it: its number, its date, name and amount, and what to do."""

    row: str
    values: list[str]
    advice: str
    act: str


@upload_page()
def report(request: HttpRequest, upload: Upload) -> HttpResponse:
    """What went in, what was left out and what to do about it, and everything about the file."""
    groups = groups_of(upload)
    left_out = upload.found.get("left_out_rows", 0)
    corrections = list(upload.corrections.exclude(state=State.WITHDRAWN).order_by("pk"))
    supplied = min(left_out, sum(_rows_supplied(each) for each in corrections))
    context = {
        "upload": upload,
        "title": title_of(upload),
        "added": added_words(upload) if upload.state == State.LOADED else "",
        "groups": groups,
        "left_out": left_out,
        "supplied": supplied,
        "to_fix": left_out - supplied,
        "left_out_size": upload.left_out_path.stat().st_size
        if left_out and upload.left_out_path.exists()
        else 0,
        "repeats": (upload.repeats or {}).get("lines", 0) if not upload.keep_repeats else 0,
        "to_check": findings_of(upload, "check"),
        "passed_over": passed_over(upload.found.get("ignored", {})),
        "facts": file_facts(upload),
        "corrections": corrections,
        "may_edit": may_edit(request, upload),
        "lines": lines_of(upload, upload.lines_loaded or 0),
        "noun": line_noun(upload),
        "explore": _explorer(upload),
    }
    return render(request, "anchors/uploads/report.html", context)


@upload_page()
def rows(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Every row left out, a page at a time, or those of one group."""
    groups = groups_of(upload)
    chosen = next((group for group in groups if group.key == request.GET.get("fix")), None)
    found = [row for row in _left_out(upload) if chosen is None or row.act == chosen.act]
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "upload": upload,
        "rows": page,
        "chosen": chosen,
        "labels": [label for label, _ in _shown(upload)],
    }
    return render(request, "anchors/uploads/rows.html", context)


@upload_page()
def left_out_file(request: HttpRequest, upload: Upload) -> HttpResponseBase:
    """The rows left out, to be corrected and sent again."""
    if not upload.found.get("left_out_rows"):
        return redirect("upload", upload.pk)
    response = StreamingHttpResponse(left_out_text(upload), content_type="text/csv; charset=utf-8")
    name = f"left-out-rows-of-upload-{upload.pk}.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


@upload_page(State.LOADED, editing=True)
def undo(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Undoing asks once, and says what goes with it."""
    if request.method == "POST":
        undo_upload(upload, by=person(request))
        return redirect("upload", upload.pk)
    corrections = upload.corrections.filter(state=State.LOADED).order_by("pk")
    context = {
        "upload": upload,
        "lines": lines_of(upload, upload.lines_loaded or 0),
        "corrections": corrections,
        "leaning": _uploads_that_left_lines_to(upload),
    }
    return render(request, "anchors/uploads/undo.html", context)


def groups_of(upload: Upload) -> list[Group]:
    """The rows left out by what to do about them, most rows first."""
    found = sorted(findings_of(upload, "out"), key=lambda finding: finding.act)
    groups = []
    for act, same in groupby(found, key=lambda finding: finding.act):
        findings = tuple(same)
        groups.append(Group(act, sum(finding.count for finding in findings), findings))
    return sorted(groups, key=lambda group: -group.count)


def _rows_supplied(correction: Upload) -> int:
    """How many of the rows left out a correction brought in a form that could be read; none before it is added."""
    return int(correction.found["accepted"]["lines"]) if correction.state == State.LOADED else 0


def _explorer(upload: Upload) -> str:
    """The address of the spend explorer on this upload's months; empty where there is none."""
    period, explorer = months_of(upload), address("spending")
    if not (explorer and period and upload.kind == "spend"):
        return ""
    return f"{explorer}?{urlencode({'institution': upload.institution.slug, 'period': period.code})}"


def _example(example: Mapping[str, Any]) -> dict[str, Any]:
    place, _, advice = example["message"].partition(": ")
    advice = advice.replace(f'"{example["value"]}"', "This", 1)
    row = wording.count(example["row"]) if example["row"] else place
    if example.get("sheet"):
        row = f"{example['sheet']}, row {row}"
    return {"row": row, "column": example["column"], "value": example["value"], "advice": capfirst(advice)}


def _left_out(upload: Upload) -> list[LeftOut]:
    found: list[LeftOut] = []
    places: list[int | None] = []
    shown = _shown(upload)
    for cells in left_out_rows(upload):
        *own, row, result, act = cells
        if (row, result, act) == ADDED_HEADINGS:
            places = [own.index(heading) if heading in own else None for _, heading in shown]
            continue
        values = [own[place].strip() or "Empty" if place is not None else "Empty" for place in places]
        advice = result.partition(": ")[2] or result
        found.append(LeftOut(row, values, capfirst(advice), act))
    return found


def _shown(upload: Upload) -> list[tuple[str, str]]:
    """Label and heading of the columns by which a person knows a row again: when, who, how much."""
    kind = kind_of_upload(upload.kind)
    columns = upload.found.get("columns", {})
    codes = [code for code in (kind.date, kind.party, kind.amount) if code in columns]
    return [(kind.column(code).label, columns[code]) for code in codes]


def _uploads_that_left_lines_to(upload: Upload) -> list[Upload]:
    """Uploads that left out lines because this one had brought them: undoing this one takes those lines from both."""
    others = Upload.objects.filter(
        institution=upload.institution, kind=upload.kind, state=State.LOADED, keep_repeats=False
    )
    return [other for other in others if upload.pk in (other.repeats or {}).get("uploads", [])]
