"""What the pages of the register have in common: a sign-in, a filter that makes sense, whose site may be changed."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anchors.filters import FilterError
from anchors.models import AnchorInstitution, User
from estates.models import Site

Page = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Whoever is signed in; only for pages that ask for a sign-in."""
    return cast("User", request.user)


def answers(request: HttpRequest) -> QueryDict | None:
    """What was sent; None where nothing was."""
    return request.POST if request.method == "POST" else None


def estates_page(page: Page) -> Page:
    """A page to read, for people who are signed in; a filter that makes no sense is answered with its sentence."""

    @login_required
    @require_safe
    @wraps(page)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except FilterError as problem:
            context = {"problem": str(problem), "key": problem.key}
            return render(request, "estates/filter_error.html", context, status=400)

    return shown


def owners(request: HttpRequest) -> "QuerySet[AnchorInstitution]":
    """The institutions whose sites the person may add to and change."""
    return AnchorInstitution.objects.filter(pk__in=person(request).institution_ids(contributing=True))


def visible_site(request: HttpRequest, site_id: int) -> Site:
    """A site that the person may read; Http404 for others."""
    found = (
        Site.objects.visible_to(request.user)
        .filter(pk=site_id)
        .select_related("institution", "place")
        .first()
    )
    if found is None:
        raise Http404
    return found


def editable_site(request: HttpRequest, site_id: int) -> Site:
    """A site of an institution in which the person contributes; Http404 for others."""
    found = Site.objects.editable_by(request.user).filter(pk=site_id).select_related("institution").first()
    if found is None:
        raise Http404
    return found
