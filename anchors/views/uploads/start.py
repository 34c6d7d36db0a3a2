"""Before there is an upload: what it is, how to prepare it, the file itself. The address carries the answers."""

import csv
import io
from dataclasses import dataclass
from urllib.parse import urlencode

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from anchors.ingest import Column, UploadKind, kinds_of_upload
from anchors.ingest.headings import match
from anchors.ingest.text import heading_words
from anchors.models import AnchorInstitution, Upload
from anchors.periods import Period
from anchors.uploads import State, receive_upload
from anchors.views.uploads.access import person, posted
from anchors.views.uploads.forms import FileForm, StartForm, declared_period

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Plan:
    """What the person said before there was a file; read from the address, refused with 404 when it is not theirs."""

    kind: UploadKind
    institution: AnchorInstitution
    period: Period | None
    rest_of: Upload | None = None

    @property
    def query(self) -> str:
        """The answers as the next step's address carries them."""
        if self.rest_of:
            return urlencode({"rest_of": self.rest_of.pk})
        answers = {"kind": self.kind.code, "institution": self.institution.slug}
        return urlencode(answers | ({"period": self.period.code} if self.period else {}))


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """What is being uploaded, for whom, for which months."""
    institutions = _institutions(request)
    if not institutions:
        raise Http404
    form = StartForm(
        posted(request),
        kinds=kinds_of_upload(),
        institutions=institutions,
        today=timezone.localdate(),
        initial=_first_answers(request, institutions),
    )
    if request.method == "POST" and form.is_valid():
        plan = _plan_of(form.cleaned_data, institutions)
        return redirect(f"{reverse('upload_prepare')}?{plan.query}")
    context = {"form": form, "only": institutions[0] if len(institutions) == 1 else None}
    return render(request, "anchors/uploads/start.html", context)


@require_safe
@login_required
def prepare(request: HttpRequest) -> HttpResponse:
    """The template, the fields, and the sentence that no template is needed."""
    if not request.GET:
        return redirect("upload_start")
    plan = _plan(request)
    return render(request, "anchors/uploads/prepare.html", {"plan": plan})


@require_safe
@login_required
def template(request: HttpRequest, kind: str, ending: str) -> HttpResponse:
    """An empty file with our headings."""
    found = next((each for each in kinds_of_upload() if each.code == kind), None)
    if found is None:
        raise Http404
    headings = [_heading(column) for column in found.offered]
    content = _csv_template(headings) if ending == "csv" else _xlsx_template(headings, found.label)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if ending == "csv" else XLSX)
    name = f"anchors-{found.code}-template.{ending}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@login_required
def choose_file(request: HttpRequest) -> HttpResponse:
    """The file. What is in it is judged by the check, not by its name."""
    if not request.GET:
        return redirect("upload_start")
    plan = _plan(request)
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            upload = _received(request, plan, form)
        except OSError:
            form.add_error("file", "The selected file could not be uploaded – try again")
        else:
            return redirect("upload", upload.pk)
    return render(request, "anchors/uploads/file.html", {"plan": plan, "form": form})


def _received(request: HttpRequest, plan: Plan, form: FileForm) -> Upload:
    file = form.cleaned_data["file"]
    return receive_upload(
        institution=plan.institution,
        kind=plan.kind.code,
        file=file,
        name=file.name,
        by=person(request),
        period=plan.period,
        rest_of=plan.rest_of,
    )


def _institutions(request: HttpRequest) -> list[AnchorInstitution]:
    """Those the person may upload for."""
    ids = person(request).institution_ids(contributing=True)
    return list(AnchorInstitution.objects.filter(pk__in=ids))


def _first_answers(request: HttpRequest, institutions: list[AnchorInstitution]) -> dict[str, str]:
    """What the address says, else the institution worked as and the first kind."""
    kinds = kinds_of_upload()
    working_as = next(
        (each for each in institutions if each.pk == person(request).working_as_id), institutions[0]
    )
    first = {"kind": kinds[0].code if kinds else "", "institution": working_as.slug}
    return first | {key: request.GET[key] for key in ("kind", "institution", "period") if key in request.GET}


def _plan_of(answers: dict[str, object], institutions: list[AnchorInstitution]) -> Plan:
    institution = answers.get("institution") or institutions[0]
    assert isinstance(institution, AnchorInstitution)  # noqa: S101 - the form saw to it
    kind = next(each for each in kinds_of_upload() if each.code == answers["kind"])
    return Plan(kind, institution, declared_period(str(answers["period"])))


def _plan(request: HttpRequest) -> Plan:
    """The plan in the address; 404 for an institution or an upload that the person may not contribute to."""
    if "rest_of" in request.GET:
        return _plan_of_rest(request)
    kind = next((each for each in kinds_of_upload() if each.code == request.GET.get("kind")), None)
    slug = request.GET.get("institution")
    institution = next((each for each in _institutions(request) if each.slug == slug), None)
    if kind is None or institution is None:
        raise Http404
    try:
        period = declared_period(request.GET.get("period", ""))
    except ValueError as problem:
        raise Http404 from problem
    return Plan(kind, institution, period)


def _plan_of_rest(request: HttpRequest) -> Plan:
    number = request.GET["rest_of"]
    mine = Upload.objects.editable_by(request.user).select_related("institution")
    first = mine.filter(pk=number, state=State.LOADED).first() if number.isdecimal() else None
    kind = next((each for each in kinds_of_upload() if first and each.code == first.kind), None)
    if first is None or kind is None:
        raise Http404
    return Plan(kind, first.institution, first.period, first)


def _heading(column: Column) -> str:
    """Our label where a file with it would be understood, else a heading that is."""
    is_known = match(column, heading_words(column.label)) is not None
    return column.label if is_known or not column.aliases else column.aliases[0].capitalize()


def _csv_template(headings: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(headings)
    return text.getvalue().encode("utf-8-sig")


def _xlsx_template(headings: list[str], name: str) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name[:31].capitalize())
        bold = book.add_format({"bold": True})
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
            sheet.set_column(place, place, max(12, len(heading) + 2))
        sheet.freeze_panes(1, 0)
    return content.getvalue()
