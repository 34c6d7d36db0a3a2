"""Groups of institutions that are measured as one: all, one with its sums and parts, making, changing, deleting."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from anchors.charts import Column, Table
from anchors.models import User
from anchors.slugs import free_slug
from anchors.wording import plural
from metrics.forms.groups import GroupForm
from metrics.models import Group, Target, readable_institutions, systems_planned_by
from metrics.progress import Gauge, target_words
from metrics.readings import measured_by_institution
from metrics.subjects import Subject, subject_of
from metrics.targeting import SHIFTED
from metrics.views.access import answers, both, person, system_of
from metrics.views.once import made_once
from metrics.views.target_story import target_gauges
from metrics.wording import exact_words, part_words


@require_safe
@login_required
def groups(request: HttpRequest) -> HttpResponse:
    """The groups of the systems that the person belongs to."""
    rows = Group.objects.visible_to(request.user).prefetch_related("institutions")
    may = systems_planned_by(request.user).exists()
    return render(request, "metrics/groups/list.html", {"groups": list(rows), "may_change": may})


@require_safe
@login_required
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in a group; for those who may read all of them, its figures as sums of their parts."""
    found = _visible(request, slug)
    context: dict[str, Any] = {
        "group": found,
        "institutions": list(found.institutions.all()),
        "readable": set(readable_institutions(request.user).values_list("pk", flat=True)),
        "may_change": Group.objects.editable_by(request.user).filter(pk=found.pk).exists(),
        "query": urlencode({"group": found.slug}),
    }
    if (subject := _subject(person(request), found)) is not None:
        context |= _figures(request, subject)
    return render(request, "metrics/groups/one.html", context)


@both
@login_required
@made_once
def group_new(request: HttpRequest) -> HttpResponseBase:
    """Make a group in the system in which the person works."""
    system = system_of(request)
    if not systems_planned_by(request.user).filter(pk=system.pk).exists():
        raise Http404
    form = GroupForm(answers(request), system=system)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            made = Group.objects.create(
                system=system,
                name=given["name"],
                slug=free_slug(
                    Group, given["name"], f"{slugify(system.slug)[:20]}-{Group.objects.count() + 1}"
                ),
                kind=given["kind"],
                made_by=person(request),
            )
            made.institutions.set(given["institutions"])
        messages.success(request, f"The group {made.name} is saved.")
        return redirect("group", made.slug)
    return render(request, "metrics/groups/form.html", {"form": form, "system": system})


@both
@login_required
def group_edit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change a group. Its address stays, so that links keep their meaning."""
    found = _editable(request, slug)
    form = GroupForm(answers(request), system=found.system, group=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            found.name, found.kind = form.cleaned_data["name"], form.cleaned_data["kind"]
            found.save(update_fields=["name", "kind"])
            found.institutions.set(form.cleaned_data["institutions"])
        messages.success(request, f"The group {found.name} is changed.")
        return redirect("group", found.slug)
    return render(request, "metrics/groups/form.html", {"form": form, "system": found.system, "group": found})


@both
@login_required
def group_delete(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Delete a group, once the page that says what goes with it was shown."""
    found = _editable(request, slug)
    held = Target.objects.filter(group=found)
    if request.method == "POST":
        name = found.name
        found.delete()
        messages.success(request, f"The group {name} is deleted. Its institutions and their figures stay.")
        return redirect("groups")
    context = {
        "group": found,
        "targets": [target_words(each) for each in held.standing()],
        "count": held.count(),
    }
    return render(request, "metrics/groups/delete.html", context)


def _visible(request: HttpRequest, slug: str) -> Group:
    found: Group | None = (
        Group.objects.visible_to(request.user).select_related("system").filter(slug=slug).first()
    )
    if found is None:
        raise Http404
    return found


def _editable(request: HttpRequest, slug: str) -> Group:
    found: Group | None = (
        Group.objects.editable_by(request.user).select_related("system").filter(slug=slug).first()
    )
    if found is None:
        raise Http404
    return found


def _subject(user: User, found: Group) -> Subject | None:
    """The group as somebody measured; None for those who may not read each of its institutions."""
    try:
        return subject_of(user, {"group": found.slug})
    except Http404:
        return None


def _figures(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    held = [each for each in target_gauges(person(request), subject) if each.reading is not None]
    if not held:
        return {"subject": subject}
    wanted = (request.GET.get("measure"), SHIFTED)
    by_code = {each.indicator.code: each for each in held}
    chosen = next((by_code[code] for code in wanted if code in by_code), held[0])
    return {
        "subject": subject,
        "gauges": held,
        "parts": _parts(chosen, subject),
        "chosen": chosen,
        "target_words": target_words,
        "targets": f"{reverse('all_targets')}?{urlencode(subject.query)}",
    }


def _parts(gauge: Gauge, subject: Subject) -> Table:
    """The parts of a sum, institution by institution, and the sum."""
    indicator, period, reading = gauge.indicator, gauge.period, gauge.reading
    assert period is not None  # noqa: S101 - there is a reading
    assert reading is not None  # noqa: S101 - it was asked for
    parts = measured_by_institution(indicator, subject.ids, period)

    def cells(name: Any, part: Any) -> tuple[Any, ...]:
        if part is None:
            return (name, None, None, None, None) if indicator.is_ratio else (name, None, None)
        amounts = (part_words(indicator, part.numerator), part_words(indicator, part.denominator))
        value = exact_words(indicator, part.value)
        months = plural(len(part.months), "month")
        return (name, *amounts, value, months) if indicator.is_ratio else (name, value, months)

    rows = tuple(
        cells({"value": each.name, "href": reverse("institution", args=[each.slug])}, parts.get(each.pk))
        for each in subject.institutions
    )
    value = (Column("Value", "count"), Column("Months with data", "count"))
    both_parts = (Column("Numerator", "count"), Column("Denominator", "count"), *value)
    columns = (Column("Institution"), *(both_parts if indicator.is_ratio else value))
    caption = f"{indicator.name} of {subject.name}, {period.label}"
    return Table(caption, columns, rows, cells("Together", reading))
