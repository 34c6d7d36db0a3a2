"""What the pages of spending have in common: a sign-in, a filter in the address, a sentence when it makes no sense."""

from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from anchors.models import User
from anchors.views.filtered import filtered_page
from procurement.explorer import SpendFilter


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


spending_page = filtered_page("procurement/filter_error.html")
