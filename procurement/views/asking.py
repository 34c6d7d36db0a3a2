"""What the pages of spending have in common: a sign-in, a filter in the address, a sentence when it makes no sense."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anchors.filters import FilterError
from anchors.models import User
from procurement.explorer import SpendFilter

Page = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Whoever is signed in; only for pages that ask for a sign-in."""
    return cast("User", request.user)


def asked(request: HttpRequest) -> SpendFilter:
    """The filter in the address."""
    return SpendFilter.parse(request.GET)


def filtered(name: str, filters: SpendFilter, *parts: str) -> str:
    """The address of that name with these filters; bare where there are none."""
    query = filters.as_query()
    return f"{reverse(name, args=parts)}{'?' if query else ''}{query}"


def spending_page(page: Page) -> Page:
    """A page to read, for people who are signed in; a filter that makes no sense is answered with its sentence."""

    @login_required
    @require_safe
    @wraps(page)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except FilterError as problem:
            return nonsense(request, problem)

    return shown


def nonsense(request: HttpRequest, problem: FilterError) -> HttpResponse:
    """The page that says which filter makes no sense, and the way on."""
    return render(
        request, "procurement/filter_error.html", {"problem": str(problem), "key": problem.key}, status=400
    )
