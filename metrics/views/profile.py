"""The profile of an institution: its measures against targets, what it promised and does, its pledge, its data."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from anchors.models import AnchorInstitution, Upload
from anchors.periods import Period, month_name
from anchors.wording import day, months, plural
from metrics.models import Action, Commitment, Group, Measurement, Plan, Pledge, Status, readable_institutions
from metrics.progress import Gauge, target_words
from metrics.recommendations import Lever
from metrics.registry import indicators
from metrics.subjects import Subject, subject_of
from metrics.targeting import may_aim
from metrics.views.access import person
from metrics.views.target_story import target_gauges


@require_safe
@login_required
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """An institution of the person's systems: its part in the plan, and for those who may read it its figures."""
    found = _visible(request, slug)
    is_readable = readable_institutions(request.user).filter(pk=found.pk).exists()
    today = timezone.localdate()
    commitments, actions = _commitments(request, found), _actions(request, found)
    late = [each for each in actions if each.is_late(today)]
    context: dict[str, Any] = {
        "institution": found,
        "is_readable": is_readable,
        "is_own": found.pk in set(person(request).institution_ids()),
        "facts": _facts(found),
        "today": today,
        "commitments": commitments,
        "late": late,
        "open": [each for each in actions if each.status != Status.COMPLETED and not each.is_late(today)],
        "done": sum(each.status == Status.COMPLETED for each in actions),
        "pledge": _pledge(request, found),
        "groups": list(Group.objects.visible_to(request.user).filter(institutions=found)),
        "target_words": target_words,
        "board": f"{reverse('board')}?{urlencode({'institution': found.slug})}",
    }
    if is_readable:
        context |= _figures(request, found)
    context["lead"] = _lead(found, late, context.get("gauges", []))
    return render(request, "metrics/profile.html", context)


def _visible(request: HttpRequest, slug: str) -> AnchorInstitution:
    """One that the person may read, or a partner in one of their systems; else 404."""
    rows = AnchorInstitution.objects.select_related("home_place").filter(slug=slug)
    partners = AnchorInstitution.objects.partners_of(request.user).values("pk")
    readable = readable_institutions(request.user).values("pk")
    found = rows.filter(pk__in=partners).first() or rows.filter(pk__in=readable).first()
    if found is None:
        raise Http404
    return found


def _figures(request: HttpRequest, found: AnchorInstitution) -> dict[str, Any]:
    """Measures of every lever with their targets, and what they rest on."""
    user = person(request)
    subject = subject_of(user, {"institution": found.slug})
    gauges = target_gauges(user, subject)
    return {
        "gauges": gauges,
        "levers": _levers(gauges),
        "query": urlencode(subject.query),
        "targets": f"{reverse('all_targets')}?{urlencode(subject.query)}",
        "may_aim": may_aim(user, subject),
        "supplied": [_supplied(lever, subject) for lever in Lever if _codes(lever)],
        "uploads": Upload.objects.visible_to(user).filter(institution=found).count(),
        "spending": reverse("institution_spending", args=[found.slug]),
    }


def _levers(gauges: list[Gauge]) -> list[tuple[str, list[Gauge], list[str]]]:
    """By lever: measures with a value or a target, those with a target first; and the names of those without data."""
    found = []
    for lever in Lever:
        of_lever = [each for each in gauges if each.indicator.lever is lever]
        shown = [each for each in of_lever if each.reading is not None or each.target is not None]
        without = [each.indicator.name for each in of_lever if each.reading is None and each.target is None]
        if of_lever:
            found.append((lever.label, sorted(shown, key=lambda each: each.target is None), without))
    return found


def _codes(lever: Lever, *, is_monthly: bool = False) -> list[str]:
    """Of all measures of a lever, or of those alone that are supplied month by month."""
    return [each.code for each in indicators() if each.lever is lever and each.is_monthly >= is_monthly]


def _supplied(lever: Lever, subject: Subject) -> dict[str, str]:
    """From when to when a lever has measurements, and which months between have none of what each month has."""
    rows = Measurement.objects.filter(institution__in=subject.ids, indicator__in=_codes(lever))
    ends = rows.aggregate(first=Min("first"), last=Max("last"))
    if ends["first"] is None:
        return {"key": lever.label, "value": "No data"}
    period = Period(ends["first"], ends["last"])
    spans = rows.filter(indicator__in=_codes(lever, is_monthly=True)).order_by().values_list("first", "last")
    there = {ym for first, last in spans.distinct() for ym in Period(first, last).months}
    note = f"From {month_name(period.first)}."
    if there:
        missing = [ym for ym in Period(min(there), max(there)).months if ym not in there]
        note = f"{plural(len(there), 'month')} from {month_name(min(there))}."
        note += f" Missing between: {months(missing)}." if missing else " None missing between."
    return {"key": lever.label, "value": f"Up to {month_name(period.last)}", "note": note}


def _commitments(request: HttpRequest, found: AnchorInstitution) -> list[Commitment]:
    rows = Commitment.objects.visible_to(request.user).filter(institution=found)
    return list(rows.exclude(plan__state=Plan.State.CLOSED).select_related("target"))


def _actions(request: HttpRequest, found: AnchorInstitution) -> list[Action]:
    rows = Action.objects.visible_to(request.user).filter(owner=found).exclude(plan__state=Plan.State.CLOSED)
    return list(rows.select_related("person").order_by("due", "pk"))


def _pledge(request: HttpRequest, found: AnchorInstitution) -> Pledge | None:
    """Its pledge on the plan that holds, else on a draft."""
    rows = (
        Pledge.objects.visible_to(request.user)
        .filter(institution=found)
        .exclude(plan__state=Plan.State.CLOSED)
    )
    pledge: Pledge | None = rows.select_related("plan").order_by("plan__state", "-plan__first_day").first()
    return pledge


def _lead(found: AnchorInstitution, late: list[Action], gauges: list[Gauge]) -> str:
    aimed = [each for each in gauges if each.target]
    behind = [each for each in aimed if each.standing == "behind"]
    sentences = []
    if behind:
        of = f"{len(behind)} of {plural(len(aimed), 'measure')} with a target"
        sentences.append(f"{of} {'is' if len(behind) == 1 else 'are'} behind plan.")
    elif aimed:
        sentences.append("No measure with a target is behind plan.")
    if late:
        sentences.append(f"{plural(len(late), 'action')} {'is' if len(late) == 1 else 'are'} late.")
    return " ".join(sentences) or f"What {found.name} has promised, does and measures."


def _facts(found: AnchorInstitution) -> list[dict[str, str]]:
    system = found.system_on(timezone.localdate())
    facts = [{"key": "Kind", "value": AnchorInstitution.Kind(found.kind).label}]
    if system:
        facts.append({"key": "System", "value": system.name})
    if found.home_place:
        facts.append({"key": "Home", "value": found.home_place.name})
    codes = {"ODS code": found.ods_code, "GSS code": found.gss_code}
    facts += [{"key": key, "value": code} for key, code in codes.items() if code]
    took_over = found.successions_to.select_related("predecessor")
    followed = found.successions_from.select_related("successor")
    facts += [
        {"key": "Took over from", "value": str(each.predecessor), "note": day(each.on)} for each in took_over
    ]
    facts += [{"key": "Followed by", "value": str(each.successor), "note": day(each.on)} for each in followed]
    return facts


urlpatterns = [path("<slug:slug>/", institution, name="institution")]
