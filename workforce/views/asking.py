"""What the pages of staff figures have in common: a sign-in, one system, a filter that is published."""

from django.http import Http404, HttpRequest

from anchors.models import System
from anchors.views.filtered import filtered_page
from workforce.models import ReleasedCell
from workforce.readings import StaffFilter, StaffView, staff_view
from workforce.views.access import own_system, person

figures_page = filtered_page("workforce/where/filter_error.html")
"""A page to read; an address that asks for what is not published is answered with its sentence."""


def system_or_404(request: HttpRequest) -> System:
    """The system in which the person works now."""
    system = own_system(request)
    if system is None:
        raise Http404
    return system


def asked_view(request: HttpRequest) -> StaffView:
    """What the address asks for, in the system in which the person works now."""
    asked = StaffFilter.parse(request.GET)
    return staff_view(person(request), system_or_404(request), asked)


def groups_there(view: StaffView) -> list[str]:
    """The groups of staff that the release has figures of, as an address names them."""
    rows = view.cells(level=ReleasedCell.Level.FOOTPRINT).values_list("breakdown", "category")
    return [breakdown if category == "all" else f"{breakdown}.{category}" for breakdown, category in rows]


def tags(view: StaffView) -> list[dict[str, str]]:
    """The filters in use, each with the address without it."""
    asked = view.asked
    found = [
        ("institution", view.institution.name if view.institution else ""),
        ("staff", "" if asked.is_everybody else f"{asked.label[0].upper()}{asked.label[1:]}"),
        ("quarter", asked.period.label if asked.period else ""),
        ("edition", f"Indices of Deprivation {asked.edition}" if asked.edition else ""),
    ]
    return [{"text": text, "href": f"?{asked.but(**{name: ''}).as_query()}"} for name, text in found if text]
