"""Returns compared: one figure by institution and year, and the same rows as files."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.filters import FilterError
from anchors.models import AnchorInstitution
from estates.charts import by_institution
from estates.forms.sites import ReturnsForm
from estates.models import EstateReturn
from estates.readings import ReturnRow, return_rows
from estates.returns import BY_CODE, FIGURES, year_words
from estates.views.asking import estates_page, person

HEADINGS = ("institution", "year", "figure", "name", "unit", "value", "sites")


@estates_page
def estate_returns(request: HttpRequest) -> HttpResponse:
    """One figure: institutions down, years across."""
    code, body = asked_figure(request), request.GET.get("institution", "")
    visible = EstateReturn.objects.visible_to(request.user)
    bodies = AnchorInstitution.objects.filter(pk__in=visible.order_by().values("institution"))
    rows = return_rows(person(request), institutions=body.split(",") if body else (), figures=(code,))
    years = sorted({row.year for row in rows})
    figure = BY_CODE[code]
    context = {
        "figure": figure,
        "form_of_filter": ReturnsForm(code, body, bodies.values_list("slug", "name")),
        "years": [year_words(year) for year in years],
        "table": by_institution(rows, figure, years) if rows else None,
        "is_empty": not visible.exists(),
        "csv": f"{reverse('returns_download', args=['csv'])}?{request.GET.urlencode()}",
        "xlsx": f"{reverse('returns_download', args=['xlsx'])}?{request.GET.urlencode()}",
    }
    return render(request, "estates/returns.html", context)


@estates_page
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every figure that may be read, a row each; one figure or institution where the address says so."""
    body = request.GET.get("institution", "")
    code = asked_figure(request) if "figure" in request.GET else ""
    found = return_rows(
        person(request), institutions=body.split(",") if body else (), figures=(code,) if code else ()
    )
    rows = [written(row) for row in found]
    if ending == "csv":
        return csv_response("estate-returns", HEADINGS, rows)
    if ending != "xlsx":
        raise Http404
    return workbook_response("estate-returns", [Sheet("Returns", "Estates returns by year", HEADINGS, rows)])


def asked_figure(request: HttpRequest) -> str:
    """The figure in the address; the floor where none is named. FilterError for one that there is not."""
    code = request.GET.get("figure", "") or FIGURES[0].code
    if code not in BY_CODE:
        raise FilterError("figure", f'"{code}" is not a figure. Use one of {", ".join(BY_CODE)}.')
    return code


def written(row: ReturnRow) -> tuple[object, ...]:
    """A figure as the files have it."""
    figure = row.figure
    return (
        row.institution.slug,
        year_words(row.year),
        figure.code,
        figure.label,
        figure.unit,
        row.value,
        row.sites,
    )
