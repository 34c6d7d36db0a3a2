"""What others see of a programme: a look at it before it is published, for those who run it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from anchors.periods import quarter_of
from anchors.views.frame import today
from metrics.views.access import both
from workforce.charts.candidates import by_period
from workforce.charts.programmes import funnel_tables
from workforce.publishing import PublicationError, draft, obstacle, publish, published
from workforce.readings.candidates import published_in
from workforce.readings.programmes import published_funnel
from workforce.views.access import may_publish_programme, own_programme, person


@both
@login_required
def programme_publish(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """What others would see, and the button for a lead; once it is published, what they do see."""
    found = own_programme(request, programme_id)
    may_publish = may_publish_programme(person(request), found)
    if request.method == "POST":
        if not may_publish:
            raise Http404
        try:
            publish(found, by=person(request))
        except PublicationError as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"The figures of {found.name} are published.")
        return redirect("programme", found.pk)
    reason, stands = obstacle(found, today()), published([found]).get(found.pk)
    shown = stands if reason else draft(found, today())
    funnel = published_funnel(shown) if shown else None
    context = {
        "programme": found,
        "obstacle": reason,
        "stands": stands,
        "quarter": quarter_of(today()),
        "funnel": funnel,
        "tables": funnel_tables(funnel) if funnel else None,
        "candidates": by_period(published_in(shown)) if shown else [],
        "may_publish": may_publish,
    }
    return render(request, "workforce/programmes/publish.html", context)
