"""Files of people that come with a request: held in memory alone, and told by no error.

A page sets that up before anything reads what was posted; the check against forged requests follows after that
(`csrf_exempt` outside, `csrf_protect` inside, as Django documents).
"""

from django.http import HttpRequest

from workforce.intake import InMemoryOnly, IntakeFailed, guarded, hold_in_memory


def read_privately(request: HttpRequest) -> InMemoryOnly:
    """Read what was posted, its file into memory. IntakeFailed where that goes wrong.

    Then what was posted reads as empty: whoever read it again would get a second error, nobody's to guard.
    """
    handler = hold_in_memory(request)
    try:
        guarded(_read)(request)
    except IntakeFailed:
        request._mark_post_parse_error()  # type: ignore[attr-defined]  # noqa: SLF001 - what Django does itself
        raise
    return handler


def _read(request: HttpRequest) -> None:
    request.POST.get("csrfmiddlewaretoken")
