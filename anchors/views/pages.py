"""Pages that no lever owns: words that stay the same, errors, health."""

import logging
import secrets
import sys
from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anchors.views.frame import Frame
from anchors.views.gallery import gallery

log = logging.getLogger(__name__)
# What programs are told, as in the answers of the endpoints themselves.
CODES = {400: "invalid", 403: "permission_denied", 404: "not_found", 500: "error", 503: "out_of_service"}

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Who to ask, and the questions people ask most."""
    return render(request, "anchors/help.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the 2018 regulations ask for."""
    return render(request, "anchors/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and the two cookies."""
    return render(request, "anchors/privacy.html")


@require_safe
def api_guide(request: HttpRequest) -> HttpResponse:
    """How programs read and send the same data."""
    return render(request, "anchors/api_guide.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the service is for, and whose it is."""
    return render(request, "anchors/about.html")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers; touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether the database and the cache answer too; 503 with the name of what does not."""
    parts = {"database": _database_answers(), "cache": _cache_answers()}
    return JsonResponse(
        {name: "ok" if good else "down" for name, good in parts.items()},
        status=200 if all(parts.values()) else 503,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The address or the form could not be read."""
    return _answer(request, 400, "Bad request", "The request could not be read.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing there, or nothing there for this person: the two look the same, so nothing is given away."""
    return _answer(request, 404, "Not found", "There is nothing at this address for you to see.")


def with_way_back(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: who opens an address that only takes forms, by a bookmark or the back button, sees a page."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.path.startswith("/api/"):
            return response
        page = render(request, "anchors/405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without the token it left with: the session ended, or the page is from elsewhere."""
    return _answer(request, 403, "Form out of date", "The form was out of date. Nothing was changed.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed here. The page gives a reference that stands in the log beside the cause.

    Neither the database nor the person is asked for, since either may be what failed.
    """
    reference = _reference()
    log.error("reference %s: %s %s", reference, request.method, request.path, exc_info=sys.exc_info())
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _answer(request, 503, "Out of service", "Try again in a few minutes.", reference=reference)
    return _answer(request, 500, "Server error", "Something went wrong here.", reference=reference)


def _answer(request: HttpRequest, status: int, title: str, detail: str, reference: str = "") -> HttpResponse:
    """A page for people, problem details (RFC 9457) for programs."""
    if request.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "code": CODES[status],
            "detail": detail,
        }
        problem |= {"instance": f"urn:anchors:{reference}"} if reference else {}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    if not reference:
        return render(request, f"anchors/{status}.html", status=status)
    whole = Frame(request)
    still = {"home": whole.home, "footer": whole.footer, "contact": whole.contact}
    page = render_to_string(f"anchors/{status}.html", {"reference": reference, "frame": still})
    return HttpResponse(page, status=status)


def _reference() -> str:
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def _cache_answers() -> bool:
    try:
        cache.set("ready", 1, timeout=10)
        return bool(cache.get("ready") == 1)
    except Exception:  # noqa: BLE001 - each cache has its own errors, and all mean the same here
        return False


urlpatterns = [
    path("help/", help_page, name="help"),
    path("accessibility/", accessibility, name="accessibility"),
    path("privacy/", privacy, name="privacy"),
    path("api/", api_guide, name="api_guide"),
    path("about/", about, name="about"),
    path("gallery/", gallery, name="gallery"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
