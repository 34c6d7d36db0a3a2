"""Adding a site, correcting one, retiring one: each is on record with who, when and why."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from estates.forms.sites import RetireForm, SiteForm
from estates.loading import Origin, SiteStatement, change_site, state_sites
from estates.loading.locating import located
from estates.models import Site, SiteChange
from estates.views.asking import answers, editable_site, owners, person
from metrics.views.once import made_once

SOURCE = "Entered here"
both = require_http_methods(["GET", "HEAD", "POST"])


@both
@login_required
@made_once
def site_new(request: HttpRequest) -> HttpResponseBase:
    """A site that is in no register."""
    mine = owners(request)
    if not mine.exists():
        raise Http404
    form = SiteForm(answers(request), owners=mine, initial={"institution": mine.first(), "status": "in_use"})
    if form.is_valid():
        owner, ref = form.cleaned_data["institution"], form.cleaned_data["ref"]
        origin = Origin(SiteChange.Family.FORM, SOURCE, timezone.localdate(), by=person(request))
        facts = {name: value for name, value in form.facts.items() if value is not None}
        facts |= located([facts.get("postcode", "")]).get(facts.get("postcode", ""), {})
        with transaction.atomic():
            found = state_sites(owner, [SiteStatement(ref, facts)], origin)[ref]
        messages.success(request, f"{form.cleaned_data['name']} is added to the register.")
        return redirect("site", found.pk)
    return _form(request, form, title="Add a site", act="Add the site", back=reverse("estates"))


@both
@login_required
@transaction.atomic
def site_edit(request: HttpRequest, site_id: int) -> HttpResponseBase:
    """What the person corrects goes on record; the rest stays as its source says."""
    site = editable_site(request, site_id)
    form = SiteForm(answers(request), owners=owners(request), site=site)
    if form.is_valid():
        facts = form.changed_facts
        if postcode := facts.get("postcode"):
            facts |= located([postcode]).get(postcode, {})
        if facts:
            change_site(site, facts, source=SOURCE, by=person(request))
            messages.success(request, "Your changes are saved, and what was there before is kept.")
        return redirect("site", site.pk)
    return _form(request, form, title=f"Change {site.name}", act="Save the changes", back=_address(site))


@both
@login_required
def site_retire(request: HttpRequest, site_id: int) -> HttpResponseBase:
    """The site leaves the list of what is held; it and its history stay."""
    site = editable_site(request, site_id)
    form = RetireForm(answers(request))
    if form.is_valid():
        given = form.cleaned_data
        facts = {"status": given["status"]} | ({"valid_to": given["valid_to"]} if given["valid_to"] else {})
        change_site(site, facts, source=SOURCE, by=person(request), why=given["why"])
        messages.success(request, f"{site.name} is retired. Its history stays.")
        return redirect("site", site.pk)
    words = "The site stays in the register with its history; lists of sites that are held leave it out."
    return _form(
        request, form, title=f"Retire {site.name}", act="Retire the site", words=words, back=_address(site)
    )


def _address(site: Site) -> str:
    return reverse("site", args=[site.pk])


def _form(request: HttpRequest, form: object, **words: str) -> HttpResponse:
    context = {"form": form, "caption": "Register of sites", **words}
    return render(request, "estates/form.html", context)
