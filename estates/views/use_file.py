"""The use of many spaces from a file: prepare, upload, look at what it would do, say yes."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from anchors.charts import Column
from anchors.downloads import csv_response
from anchors.row_files import FileRow
from anchors.views.row_files import FilePages, add_page, upload_page
from estates.charts.community import number
from estates.forms.community import UseForm
from estates.forms.use_file import HEADINGS, UsesFile
from estates.models import CommunitySpace
from estates.readings.community import is_open
from estates.views.asking import person
from estates.views.editing import both
from estates.views.space import past_quarters

SHOWN = (
    Column("Space"), Column("Quarter"), Column("Hours offered", "count"), Column("Hours used", "count"),
    Column("Groups", "count"),
)  # fmt: skip


@both
@login_required
def uses_upload(request: HttpRequest) -> HttpResponse:
    """The file, and what it would do; nothing is written yet."""
    file = _file(request)
    return upload_page(request, file, _pages(), all_headings=HEADINGS, quarter=file.quarters[0])


@require_POST
@login_required
def uses_upload_add(request: HttpRequest) -> HttpResponseBase:
    """The yes: what the person saw is written."""
    return add_page(request, _file(request), _pages(), by=person(request), done="saved")


@require_safe
@login_required
def uses_template(request: HttpRequest) -> HttpResponseBase:
    """A file with the headings, and a row for each space on offer in the newest quarter."""
    file = _file(request)
    open_now = set(CommunitySpace.objects.filter(is_open()).values_list("pk", flat=True))
    rows = [
        {"site": each.site.name, "space": each.name, "quarter": file.quarters[0].code}
        for each in file.spaces
        if each.pk in open_now
    ]
    return csv_response("use-template", HEADINGS, [[row.get(name, "") for name in HEADINGS] for row in rows])


def _pages() -> FilePages:
    return FilePages(
        record="quarter of a space",
        plural="quarters of spaces",
        title="Upload the use of spaces",
        caption="Open to the community",
        section="estates",
        back=reverse("community_space"),
        upload=reverse("uses_upload"),
        add=reverse("uses_upload_add"),
        explained="estates/community/use_file.html",
        columns=SHOWN,
        row=_row,
    )


def _row(row: FileRow[UseForm]) -> list[object]:
    given, use = row.form.cleaned_data, row.form.use
    return [
        str(use.space) if use else "", row.form.period.label, number(given["hours_offered"]),
        number(given["hours_used"]), given["groups"],
    ]  # fmt: skip


def _file(request: HttpRequest) -> UsesFile:
    spaces = CommunitySpace.objects.editable_by(request.user).select_related("site").order_by("name", "pk")
    if not spaces:
        raise Http404
    return UsesFile(list(spaces), past_quarters())
