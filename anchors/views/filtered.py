"""Pages with a filter in their address: for people who are signed in, and with an answer for what makes no sense."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anchors.filters import FilterError

Page = Callable[..., HttpResponseBase]


def filtered_page(refusal: str) -> Callable[[Page], Page]:
    """A page to read. A filter that makes no sense is answered by the template `refusal`, with `problem` and `key`."""

    def readable(page: Page) -> Page:
        @login_required
        @require_safe
        @wraps(page)
        def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            try:
                return page(request, *args, **kwargs)
            except FilterError as problem:
                context = {"problem": str(problem), "key": problem.key}
                return render(request, refusal, context, status=400)

        return shown

    return readable
