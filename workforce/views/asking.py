"""What the pages of staff figures have in common: a sign-in, one system, a filter that is published."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anchors.filters import FilterError
from anchors.models import System
from workforce.models import ReleasedCell
from workforce.readings import StaffFilter, StaffView, staff_view
from workforce.views.access import own_system, person

Page = Callable[..., HttpResponseBase]


def figures_page(page: Page) -> Page:
    """A page to read; an address that asks for what is not published is answered with its sentence."""

    @login_required
    @require_safe
    @wraps(page)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except FilterError as problem:
            context = {"problem": str(problem), "key": problem.key}
            return render(request, "workforce/where/filter_error.html", context, status=400)

    return shown


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
