"""Many offers from a file: prepare, upload, look at what it would do, say yes."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from anchors import wording
from anchors.charts import Column
from anchors.downloads import csv_response
from anchors.row_files import FileRow
from anchors.views.frame import today
from anchors.views.row_files import FilePages, add_page, upload_page
from workforce.charts.support import names
from workforce.forms.support import OfferForm
from workforce.forms.support_file import COLUMNS, OffersFile
from workforce.models import TargetGroup
from workforce.readings.support import places_there
from workforce.views.access import person
from workforce.views.asking import system_or_404
from workforce.views.support import both, keepers

SHOWN = (
    Column("Programme"), Column("Provider"), Column("Who for"), Column("Where"), Column("Places a year", "count"),
)  # fmt: skip


@both
@login_required
def support_upload(request: HttpRequest) -> HttpResponse:
    """The file, and what it would do; nothing is added yet."""
    return upload_page(request, _file(request), _pages(), groups=TargetGroup.choices)


@require_POST
@login_required
def support_upload_add(request: HttpRequest) -> HttpResponseBase:
    """The yes: what the person saw is added."""
    return add_page(request, _file(request), _pages(), by=person(request), done="in the directory")


@require_safe
@login_required
def support_template(request: HttpRequest) -> HttpResponseBase:
    """A file with the headings and one row that shows how to fill it in."""
    file = _file(request)
    district = file.places[0].name if file.places else ""
    example = {
        "programme": "Example: remove this row", "provider": "Name of the provider", "who_for": "young; carers",
        "barriers": "skills; childcare", "areas": district, "places_a_year": "120", "starts": "01/04/2026",
        "ends": "31/03/2027", "kept_by": file.keepers[0].slug,
    }  # fmt: skip
    return csv_response("support-template", list(COLUMNS), [[example.get(name, "") for name in COLUMNS]])


def _pages() -> FilePages:
    return FilePages(
        record="programme",
        caption="Support on offer",
        section="employment",
        back=reverse("support"),
        upload=reverse("support_upload"),
        add=reverse("support_upload_add"),
        explained="workforce/support/file.html",
        columns=SHOWN,
        row=_row,
    )


def _row(row: FileRow[OfferForm]) -> list[object]:
    given = row.form.cleaned_data
    places = given["places_a_year"]
    return [
        given["name"], given["provider"], names(TargetGroup, given["who_for"]),
        wording.listed(place.name for place in given["areas"]) or "Whole system",
        "Not said" if places is None else places,
    ]  # fmt: skip


def _file(request: HttpRequest) -> OffersFile:
    system = system_or_404(request)
    mine = keepers(request, system)
    if not mine:
        raise Http404
    return OffersFile(system, mine, places_there(system, today()))
