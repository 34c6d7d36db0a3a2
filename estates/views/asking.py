"""What the pages of the register have in common: a sign-in, a filter that makes sense, whose site may be changed."""

from typing import cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict

from anchors.models import AnchorInstitution, User
from anchors.views.filtered import filtered_page
from estates.models import Site

estates_page = filtered_page("estates/filter_error.html")
"""A page to read, for people who are signed in; a filter that makes no sense is answered with its sentence."""


def person(request: HttpRequest) -> User:
    """Whoever is signed in; only for pages that ask for a sign-in."""
    return cast("User", request.user)


def answers(request: HttpRequest) -> QueryDict | None:
    """What was sent; None where nothing was."""
    return request.POST if request.method == "POST" else None


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
