"""One site: its facts with source and date, its returns by year, what rests on it, what was said of it when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anchors import wording
from estates.charts import backlog_figure, floor_figure, site_years
from estates.charts.sites import hectares, square_metres
from estates.models import EstateReturn, Site, SiteChange
from estates.readings import EstateYear
from estates.views.asking import estates_page, visible_site
from estates.views.site_sections import sections_of

FACTS = (
    ("Owner's code", "ref"), ("UPRN", "uprn"), ("Address", "address"), ("Postcode", "postcode"),
    ("Local authority", "place_id"), ("Kind", "kind"), ("Use", "use"), ("Tenure", "tenure"),
    ("PFI or LIFT", "terms"), ("End of that contract", "terms_end"), ("Gross internal floor area", "floor_m2"),
    ("Land area", "land_ha"), ("Energy rating", "energy_rating"), ("Position", "latitude"), ("Status", "status"),
    ("Held since", "valid_from"), ("Held until", "valid_to"),
)  # fmt: skip
ALWAYS = {"tenure", "floor_m2", "land_ha", "place_id", "kind", "status"}
"""Facts that are shown as no data where nobody gave them; others are left out."""


@estates_page
def site(request: HttpRequest, site_id: int) -> HttpResponse:
    """All that is known of a site."""
    found = visible_site(request, site_id)
    changes = list(found.changes.select_related("upload", "made_by"))
    years = years_of(request, found)
    context = {
        "site": found,
        "facts": list(_facts(found, changes)),
        "years": site_years(years, f"Returns of {found.name} by year") if years else None,
        "figures": [figure for figure in _figures(years) if figure is not None],
        "left_out": _left_out(found),
        "sections": sections_of(request, found),
        "history": [_told(change) for change in changes],
        "may_change": Site.objects.editable_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "estates/site.html", context)


def years_of(request: HttpRequest, site: Site) -> list[EstateYear]:
    """The site's returns that the person may read, each as a year, oldest first."""
    rows = EstateReturn.objects.visible_to(request.user).filter(site=site).order_by("year")
    return [EstateYear(site.institution_id, row.year, row) for row in rows]


def _figures(years: list[EstateYear]) -> list[Any]:
    return [floor_figure(years[-1]), backlog_figure(years[-1])] if years else []


def _facts(site: Site, changes: list[SiteChange]) -> Any:
    """Each fact with the source that gave it last, and the day of which that speaks."""
    for label, name in FACTS:
        value = _words(site, name)
        if value is None and name not in ALWAYS:
            continue
        source = next((each for each in reversed(changes) if name in each.facts), None)
        note = f"{source.source}, as of {wording.day(source.as_of)}" if source else ""
        if name == "latitude" and site.located_by:
            note = f"From {site.located_by}. {note}"
        yield {"key": label, "value": wording.NO_DATA if value is None else value, "note": note}


def _words(site: Site, name: str) -> str | None:
    value = getattr(site, name)
    if value in (None, ""):
        return None
    words: dict[str, Any] = {
        "place_id": lambda: site.place.name if site.place else None,
        "kind": lambda: site.published_kind or site.get_kind_display(),
        "tenure": lambda: site.tenure_detail or site.get_tenure_display(),
        "terms": lambda: " – ".join(filter(None, (site.get_terms_display(), site.terms_name))),
        "floor_m2": lambda: f"{square_metres(site.floor_m2)} m²",
        "land_ha": lambda: f"{hectares(site.land_ha)} hectares",
        "latitude": lambda: f"{site.latitude:.5f}, {site.longitude:.5f}",
        "status": site.get_status_display,
    }  # fmt: skip
    if name in words:
        found: str | None = words[name]()
        return found
    return wording.day(value) if hasattr(value, "isoformat") else str(value)


def _told(change: SiteChange) -> dict[str, str]:
    who = f" by {change.made_by.name}" if change.made_by else ""
    row = f", row {change.source_row:,}" if change.source_row else ""
    what = wording.listed(_labels(change))
    return {
        "what": f"{change.source}{row}{who}.",
        "text": " ".join(filter(None, (f"It gives: {what}." if what else "", change.why))),
        "when": f"{wording.moment(change.made_at)}, speaks of {wording.day(change.as_of)}",
    }


def _labels(change: SiteChange) -> list[str]:
    """What it spoke of, in the words of the list of facts and in their order."""
    said = change.as_facts()
    others = (("Name", "name"), ("Who may read it", "is_published"))
    return [label for label, name in (*others, *FACTS) if name in said]


def _left_out(site: Site) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in site.returns.prefetch_related("sources"):
        for source in row.sources.all():
            found |= source.left_out
    return found
