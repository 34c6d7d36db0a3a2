"""Principles for disposals: the text in force, who has signed and who has not, signing and taking it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from anchors import wording
from anchors.charts import Column, Table
from anchors.downloads import csv_response
from anchors.models import AnchorInstitution, Membership, System
from estates.forms.principles import SUGGESTED, PrinciplesForm, SignForm
from estates.models import DisposalPrinciples, PrinciplesSignature
from estates.readings.principles import Signatory, signatories
from estates.signing import sign, take_back_signature, write_principles
from estates.views.asking import answers, estates_page, owners, person
from estates.views.editing import both
from metrics.views.access import own_system, system_of

HEADINGS = ("institution", "name", "signed", "signed_by", "signed_on", "taken_back_on")


@estates_page
def principles_page(request: HttpRequest) -> HttpResponse:
    """The text, and every member with or without its signature."""
    system = own_system(request)
    found = _in_force(request)
    rows = signatories(found) if found else []
    signed = sum(row.signature is not None for row in rows)
    mine = {each.pk for each in owners(request)}
    context = {
        "principles": found,
        "table": _table(rows) if rows else None,
        "lead": f"{signed} of {wording.plural(len(rows), 'partner')} {'has' if signed == 1 else 'have'} signed.",
        "may_write": system is not None and _may_write(request, system),
        "may_sign": [row.institution for row in rows if row.institution.pk in mine and row.signature is None],
        "mine_signed": [row for row in rows if row.institution.pk in mine and row.signature is not None],
        "former": _visible(request).exclude(pk=found.pk) if found else [],
    }
    return render(request, "estates/principles/page.html", context)


@estates_page
def download(request: HttpRequest) -> HttpResponseBase:
    """Who has signed and who has not, as CSV."""
    found = _in_force(request)
    if found is None:
        raise Http404
    return csv_response("principles", HEADINGS, [_bare(row) for row in signatories(found)])


@both
@login_required
def principles_write(request: HttpRequest) -> HttpResponseBase:
    """The text, by the leads of the system's board."""
    system = system_of(request)
    if not _may_write(request, system):
        raise Http404
    standing = _in_force(request)
    initial = {
        "title": standing.title if standing else "Principles for land and buildings that we do not need",
        "sentences": "\n".join(standing.sentences if standing else SUGGESTED),
    }
    form = PrinciplesForm(answers(request), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        write_principles(system, title=given["title"], sentences=given["sentences"], by=person(request))
        messages.success(request, "The principles are in force. Partners can sign them now.")
        return redirect("disposal_principles")
    return _form(request, form, title="Write the principles", act="Put them in force")


@both
@login_required
def principles_sign(request: HttpRequest) -> HttpResponseBase:
    """An institution signs, by its contributors and leads."""
    found = _in_force(request)
    members = AnchorInstitution.objects.in_system(system_of(request), timezone.localdate())
    mine: QuerySet[AnchorInstitution] = owners(request).filter(pk__in=members.values("pk"))
    if found is None or not mine.exists():
        raise Http404
    first = mine.first()
    form = SignForm(
        answers(request), owners=mine, initial={"institution": first, "signed_on": timezone.localdate()}
    )
    if form.is_valid():
        given = form.cleaned_data
        sign(
            found,
            given["institution"],
            signed_by=given["signed_by"],
            on=given["signed_on"],
            by=person(request),
        )
        messages.success(request, f"{given['institution'].name} has signed.")
        return redirect("disposal_principles")
    return _form(request, form, title="Sign the principles", act="Sign", words=found.title)


@require_POST
@login_required
def signature_take_back(request: HttpRequest, signature_id: int) -> HttpResponseBase:
    """Takes a signature back, by people of that institution."""
    mine = owners(request).values("pk")
    rows = PrinciplesSignature.objects.visible_to(request.user).filter(institution__in=mine)
    signature = rows.filter(pk=signature_id).select_related("institution").first()
    if signature is None:
        raise Http404
    take_back_signature(signature)
    messages.success(request, f"{signature.institution.name} has taken its signature back.")
    return redirect("disposal_principles")


def _visible(request: HttpRequest) -> "QuerySet[DisposalPrinciples]":
    rows: QuerySet[DisposalPrinciples] = DisposalPrinciples.objects.visible_to(request.user)
    return rows.filter(system=own_system(request)).select_related("system")


def _in_force(request: HttpRequest) -> DisposalPrinciples | None:
    return _visible(request).filter(valid_to=None).first()


def _may_write(request: HttpRequest, system: System) -> bool:
    """Whether the person leads the system's board."""
    boards = AnchorInstitution.objects.in_system(system, timezone.localdate()).filter(
        kind=AnchorInstitution.Kind.ICB
    )
    roles = person(request).memberships_in_force()
    return bool(roles.filter(role=Membership.Role.LEAD, institution__in=boards.values("pk")).exists())


def _table(rows: list[Signatory]) -> Table:
    columns = (Column("Partner"), Column("Signed"), Column("Through whom"))
    return Table("Who has signed and who has not", columns, tuple(_row(row) for row in rows))


def _row(row: Signatory) -> tuple[Any, ...]:
    if row.signature:
        return row.institution.name, wording.day(row.signature.signed_on), row.signature.signed_by
    note = f"Taken back on {wording.day(row.before.withdrawn_on)}" if row.before else ""
    return row.institution.name, {"value": "Not signed", "note": note}, ""


def _bare(row: Signatory) -> tuple[object, ...]:
    shown = row.signature or row.before
    return (
        row.institution.slug, row.institution.name, row.signature is not None,
        shown.signed_by if shown else None, shown.signed_on if shown else None,
        shown.withdrawn_on if shown else None,
    )  # fmt: skip


def _form(request: HttpRequest, form: object, **words: str) -> HttpResponse:
    context = {"form": form, "caption": "Principles", "back": reverse("disposal_principles"), **words}
    return render(request, "estates/surplus/form.html", context)
