"""Employment programmes: the list, one with its funnel, adding and changing what one is."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.models import AnchorInstitution
from anchors.views.frame import today
from anchors.wording import day
from metrics.planning import ChangedMeanwhile
from metrics.views.access import answers, both
from metrics.views.once import made_once
from workforce.charts.programmes import funnel_tables, programmes_table
from workforce.forms.programmes import ProgrammeForm
from workforce.funnel import Funnel
from workforce.models import Group, Programme, SupportOffer
from workforce.programmes import PublishedError, drop_programme, is_removable, keep_programme
from workforce.publishing import obstacle, published
from workforce.readings.programmes import FUNNEL_COLUMNS, funnel_records, funnels, programmes_read_by
from workforce.views.access import may_publish_programme, own_programme, person, runs, visible_programme

COVER = (
    (
        "What",
        "How far people of employment programmes have come; each share is of those who started long enough ago",
    ),
    ("Figures", "As published on the day in the last column, small ones hidden and others rounded"),
    ("Figures without a day", "True counts, which only those who run the programme see"),
    ("Empty", "Not counted, never nought"),
)
FROM_DEPRIVED = "programme-starters-from-deprived-areas"


@require_safe
@login_required
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme of the person's systems, with how many started and found work."""
    found = list(programmes_read_by(person(request)))
    context = {
        "programmes": found,
        "table": programmes_table(found, funnels(found, person(request))) if found else None,
        "may_add": _runners(request).exists(),
    }
    return render(request, "workforce/programmes/list.html", context)


@require_safe
@login_required
def programmes_download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every figure of every programme, as CSV or as a workbook."""
    rows = funnel_records(programmes_read_by(person(request)), person(request))
    return _sent("programmes", rows, ending)


@require_safe
@login_required
def programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    """One programme: from referral to lasting work, by starting quarter, whom it reaches."""
    found = visible_programme(request, programme_id)
    funnel = funnels([found], person(request)).get(found.pk)
    is_own = runs(request, found)
    context: dict[str, Any] = {
        "programme": found,
        "funnel": funnel,
        "tables": funnel_tables(funnel, links=is_own) if funnel else None,
        "may_change": is_own,
        "facts": list(_facts(found)),
        "target": _target(request, found, funnel),
    }
    if is_own:
        context |= {
            "may_publish": may_publish_programme(person(request), found),
            "published": published([found]).get(found.pk),
            "obstacle": obstacle(found, today()),
        }
    return render(request, "workforce/programmes/one.html", context)


@require_safe
@login_required
def programme_download(request: HttpRequest, programme_id: int, ending: str) -> HttpResponseBase:
    """The figures of one programme."""
    found = visible_programme(request, programme_id)
    return _sent(f"programme-{found.pk}", funnel_records([found], person(request)), ending)


@both
@login_required
@made_once
def programme_new(request: HttpRequest) -> HttpResponseBase:
    """A programme that is not there yet."""
    runners = _runners(request)
    if not runners.exists():
        raise Http404
    form = ProgrammeForm(
        answers(request),
        institutions=runners,
        offers=_offers(request),
        initial={"institution": runners.first(), "offer": request.GET.get("offer")},
    )
    if form.is_valid():
        runner = form.cleaned_data["institution"]
        system = runner.system_on(timezone.localdate())
        if system is not None:
            made = keep_programme(form.answers | {"system": system}, by=person(request))
            messages.success(request, f"{made.name} is added. Now enter how many people started.")
            return redirect("programme", made.pk)
        form.add_error("institution", f"{runner.name} is in no system today. Ask your integrated care board")
    return form_page(request, form, title="Add a programme", act="Add the programme")


@both
@login_required
def programme_edit(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Correct what a programme is."""
    found = own_programme(request, programme_id)
    form = ProgrammeForm(
        answers(request), institutions=_runners(request), offers=_offers(request), programme=found
    )
    if form.is_valid():
        try:
            keep_programme(form.answers, by=person(request), programme=found, expected=form.expected)
        except ChangedMeanwhile as clash:
            form.tell(clash)
        else:
            messages.success(request, "Your changes are saved.")
            return redirect("programme", found.pk)
    return form_page(request, form, title=f"Change {found.name}", act="Save the changes")


@both
@login_required
def programme_remove(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Take a programme away that was added by mistake, after a question; one that others have seen stays."""
    found = own_programme(request, programme_id)
    if request.method == "POST":
        try:
            drop_programme(found)
        except PublishedError as problem:
            messages.error(request, str(problem))
            return redirect("programme", found.pk)
        messages.success(request, f"{found.name} is removed.")
        return redirect("programmes")
    may = is_removable(found)
    context = {
        "programme": found,
        "title": "Remove this programme" if may else "This programme cannot be removed",
        "words": "It goes with everything that was entered: counts, dated events, candidates. This cannot be undone."
        if may
        else "Its figures have been published, so it stays. Change it and give it the day on which it ended instead.",
        "act": "Remove it" if may else "",
        "back": "Keep it" if may else f"Back to {found.name}",
    }
    return render(request, "workforce/programmes/remove.html", context)


def _sent(name: str, rows: list[dict[str, Any]], ending: str) -> HttpResponseBase:
    values = [[row[column] for column in FUNNEL_COLUMNS] for row in rows]
    if ending == "csv":
        return csv_response(name, FUNNEL_COLUMNS, values)
    if ending == "xlsx":
        title = "Programmes: from referral to lasting work"
        cells = [[_in_cell(row, column) for column in FUNNEL_COLUMNS] for row in rows]
        return workbook_response(name, [
            Sheet("About", title, ("About", "Words"), [*COVER, ("Made on", day(timezone.localdate()))]),
            Sheet("Figures", title, FUNNEL_COLUMNS, cells),
        ])  # fmt: skip
    raise Http404


def _in_cell(row: dict[str, Any], column: str) -> object:
    if row[column] is None and column in ("people", "reached", "out_of", "share"):
        return "Too soon to say" if row["too_soon"] else "Hidden" if row["suppressed"] else None
    return str(row[column]) if isinstance(row[column], bool) else row[column]


def _facts(programme: Programme) -> Any:
    for key, value in (
        ("Sort", programme.get_kind_display()),
        ("Run by", programme.institution.name),
        ("Runs", _days(programme)),
        ("Outcome rule", programme.outcome_rule),
        ("Where the rule is from", programme.rule_source),
        ("Training", f"{programme.training_weeks} weeks, then {programme.search_weeks} weeks to find work"),
        (
            "Guaranteed interviews",
            programme.guaranteed_interviews and f"{programme.guaranteed_interviews:,} a year",
        ),
        ("Reserved posts", programme.reserved_posts and f"{programme.reserved_posts:,} a year"),
    ):
        if value:
            yield {"key": key, "value": value}
    if programme.offer and not programme.offer.is_removed:
        href = reverse("support_offer", args=[programme.offer.pk])
        yield {"key": "In the directory", "value": programme.offer.name, "href": href}


def _target(request: HttpRequest, programme: Programme, funnel: Funnel | None) -> dict[str, Any] | None:
    """The share of starters aimed at beside the present one, and the way to a target on the measure."""
    aimed = programme.deprived_target
    if aimed is None:
        return None
    slug = programme.institution.slug
    new = f"{reverse('target_new', args=[FROM_DEPRIVED])}?institution={slug}&value={aimed * 100:.0f}"
    return {
        "aimed": aimed,
        "now": funnel.reach_of(Group.DEPRIVED) if funnel else None,
        "measure": f"{reverse('measure', args=[FROM_DEPRIVED])}?institution={slug}",
        "new": new if runs(request, programme) else "",
    }


def _days(programme: Programme) -> str:
    """`From 1 April 2025` or `1 April 2025 to 31 March 2027`."""
    first = day(programme.first_day)
    return f"{first} to {day(programme.last_day)}" if programme.last_day else f"From {first}"


def _runners(request: HttpRequest) -> "QuerySet[AnchorInstitution]":
    return AnchorInstitution.objects.filter(pk__in=person(request).institution_ids(contributing=True))


def _offers(request: HttpRequest) -> "QuerySet[SupportOffer]":
    """What the directories of the person's systems hold."""
    found: QuerySet[SupportOffer] = SupportOffer.objects.visible_to(request.user).filter(is_removed=False)
    return found.order_by("name", "provider")


def form_page(request: HttpRequest, form: Any, *, title: str, act: str, words: str = "") -> HttpResponse:
    """A page with one form."""
    context = {"form": form, "title": title, "caption": "Employment programmes", "act": act, "words": words}
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "workforce/programmes/form.html", context, status=status)
