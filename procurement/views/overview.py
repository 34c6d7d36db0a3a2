"""The first page: what the money does, what needs you, what the page rests on and what is missing from it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anchors.charts import Column, Table, sparkline
from anchors.models import AnchorInstitution, Upload, User
from anchors.periods import month_name
from anchors.uploads import State
from anchors.views.sample import is_sample_coming, may_add_sample
from anchors.wording import during, millions, month, pence_of_pound, percent, plural
from metrics.alerts import alerts_of
from metrics.views.start import as_rows, left_over, tasks
from procurement import charts
from procurement.analysis import Band, pounds
from procurement.explorer import (
    Coverage,
    SpendSummary,
    SpendView,
    coverage,
    institutions_of,
    missing_from,
    runs_words,
    spend_summary,
    summary_of,
    system_aggregate,
    usual_month,
)
from procurement.explorer.filters import SpendFilter
from procurement.views.asking import asked, person, spending_page

NO_CHANGE = Decimal("0.01")
"""Shares that differ by less than a point are said not to have changed."""

MONTHS_OF_A_TREND = 3
MOST_ALERTS = 4


@dataclass(frozen=True)
class Change:
    """A share against the same months a year before: a direction and what it was."""

    direction: str = ""
    words: str = ""


@spending_page
def overview(request: HttpRequest) -> HttpResponse:
    """The system for its board's officers; for others their own institution, and the system as a whole."""
    user = person(request)
    summary = spend_summary(user, SpendFilter(period=asked(request).period))
    view = summary.view
    supplied = coverage(AnchorInstitution.objects.partners_of(user).filter(pk__in=listed_institutions(view)))
    context: dict[str, Any] = {
        "summary": summary,
        "view": view,
        "title": _title(view),
        "who": charts.who_words(view),
        "needs": needs(user, view, supplied),
        "rests_on": rests_on(view, supplied),
        "left_out": charts.left_out_words(view),
    }
    if summary.has_data:
        context |= {
            "stats": stats(summary),
            "lead": _lead(summary),
            "missing": _missing(summary),
            "institutions": institution_table(summary) if len(view.institutions) > 1 else None,
            "left_over": as_rows(left_over(user)),
        }
    else:
        context |= {
            "tasks": as_rows(tasks(user)) if view.institutions or user.is_staff else [],
            "may_add_sample": may_add_sample(user),
            "is_sample_coming": is_sample_coming(),
        }
    if len(view.institutions) == 1 and view.system is not None:
        context["whole"] = whole_system(view, user)
    return render(request, "procurement/overview.html", context)


def stats(summary: SpendSummary) -> list[dict[str, str]]:
    """At most six figures, each the start of a sentence."""
    explore = reverse("spending")
    query = summary.view.filter.as_query()
    address = f"{explore}{'?' if query else ''}{query}"
    influence, places = summary.influence, summary.places
    found = [
        {
            "figure": millions(pounds(summary.total)),
            "sentence": f"was paid for goods and services {during(summary.period)}",
            "change": f"{plural(summary.lines, 'payment')}, net of credits.",
            "href": address,
            "link": "Where the money goes",
        },
        {
            "figure": pence_of_pound(influence.influenceable_share),
            "sentence": f"of each pound can be influenced now: {millions(pounds(influence.influenceable))}",
            "change": f"Under contract for now: {millions(pounds(influence.locked))}."
            if influence.locked
            else "",
            "href": f"{address}#influenceable",
            "link": "Why the rest cannot",
        },
    ]
    if summary.local_share is not None:
        found += _local_stats(summary, address)
    if summary.deprived_2025.deprived_share is not None:
        found.append({
            "figure": pence_of_pound(summary.deprived_2025.deprived_share),
            "sentence": "of each pound goes to suppliers in the most deprived fifth of areas",
            "change": f"Of {millions(pounds(summary.deprived_2025.known))} with a known area (indices of 2025).",
            "href": f"{address}#deprived",
            "link": "Deprived areas",
        })  # fmt: skip
    known = None if places.unknown_share is None else 1 - places.unknown_share
    found.append({
        "figure": percent(known),
        "sentence": "of the money has a supplier whose place we know",
        "change": "A supplier master file with postcodes raises it." if places.unknown else "",
        "href": reverse("upload_start") if places.unknown else "",
        "link": "Upload one",
    })  # fmt: skip
    return found


def _local_stats(summary: SpendSummary, address: str) -> list[dict[str, str]]:
    """What stays local and what leaves the region, each beside the same months a year before."""
    before = _a_year_before(summary)
    change = _change(summary.local_share, before.local_share if before else None)
    lost = _change(summary.leakage, before.leakage if before else None, less_is_better=True)
    return [
        {
            "figure": pence_of_pound(summary.local_share),
            "sentence": f"of each pound with a known place stays in {charts.local_words(summary.view)}",
            "direction": change.direction,
            "change": change.words
            or f"Of influenceable money it is {percent(summary.influenceable_local_share)}.",
            "href": f"{address}#places",
            "link": "Beside other places",
            "spark": _local_spark(summary),
        },
        {
            "figure": pence_of_pound(summary.leakage),
            "sentence": "of each pound with a known place leaves the wider region",
            "direction": lost.direction,
            "change": lost.words or f"Leakage, of {millions(pounds(summary.places.known))}.",
            "href": f"{address}#beside",
            "link": "Benchmarks",
        },
    ]


def needs(user: User, view: SpendView, supplied: tuple[Coverage, ...]) -> list[dict[str, str]]:
    """What waits for this person: alerts, their uploads, and for a board's officers who lags behind."""
    found = warned_of(user, view)
    acts = {
        State.QUESTION: ("Answer a question about", "upload_question"),
        State.CHECKED: ("Check and add", "upload_review"),
        State.REFUSED: ("See why we could not read", "upload_refused"),
    }
    uploads = Upload.objects.editable_by(user).filter(state__in=acts).select_related("institution")
    for upload in uploads[:5]:
        act, address = acts[State(upload.state)]
        found.append(
            {
                "text": f"{act} {upload.name}",
                "href": reverse(address, args=[upload.pk]),
                "note": str(upload.institution),
            }
        )
    left_out = Upload.objects.editable_by(user).filter(state=State.LOADED, corrections__isnull=True)
    for upload in left_out.exclude(check_result__left_out__lines=0).exclude(check_result=None)[:3]:
        count = int(upload.found.get("left_out", {}).get("lines", 0))
        if count:
            href = reverse("upload_report", args=[upload.pk])
            found.append({"text": f"Correct {plural(count, 'row')} left out of {upload.name}", "href": href})
    newest = usual_month(supplied)
    for each in supplied:
        behind = each.months_behind(newest)
        if len(view.institutions) > 1 and behind:
            found.append({
                "text": f"Ask {each.institution} for its spending",
                "href": reverse("supplied"),
                "late": f"{plural(behind, 'month')} behind the others",
            })  # fmt: skip
        elif len(view.institutions) > 1 and each.last is None and newest:
            text = f"Ask {each.institution} for its spending"
            found.append({"text": text, "href": reverse("supplied"), "late": "Has never supplied any"})
    return found[:8]


def warned_of(user: User, view: SpendView) -> list[dict[str, str]]:
    """What the levers warn of and the person can do something about, worst first."""
    told = alerts_of(user, view.system) if view.system else []
    rows = [
        {"text": each.sentence, "href": each.href, "late": each.severity.value}
        for each in told
        if each.is_mine
    ]
    return rows[:MOST_ALERTS]


def rests_on(view: SpendView, supplied: tuple[Coverage, ...]) -> Table:
    """The newest month of each institution, and which of the page's months are missing."""
    newest = usual_month(supplied)
    rows = []
    for each in supplied:
        behind = each.months_behind(newest)
        last: Any = None if each.last is None else month(each.last, short=True)
        if behind:
            last = {"value": last, "late": f"{plural(behind, 'month')} behind:"}
        elif newest and each.last and each.last > newest:
            last = {
                "value": last,
                "note": f"Months after {month_name(newest)} are shown once half have them.",
            }
        absent = each.missing(view.period) if view.period else ()
        gaps = "None" if not absent else runs_words(absent) if each.last else None
        rows.append((_linked(each.institution, view), last, gaps))
    columns = (Column("Institution"), Column("Spending up to"), Column("Months missing here"))
    return Table("What each institution has supplied", columns, tuple(rows))


def institution_table(summary: SpendSummary) -> Table:
    """The institutions of a view that have spending in it, side by side; the others are told of below."""
    parts = institutions_of(summary.view)
    has_local = summary.local_share is not None
    rows: list[tuple[Any, ...]] = []
    for institution in summary.view.institutions:
        part = parts.get(institution.pk)
        if part is None:
            continue
        name = {"value": institution.name, "href": reverse("institution", args=[institution.slug])}
        local = part.influenceable_local_share if has_local else None
        rows.append((
            name, pounds(part.total), pounds(part.influenceable), {"value": local, "tone": "2"}, part.unknown_share,
        ))  # fmt: skip
    columns = (
        Column("Institution"), Column("Total", "m"), Column("Influenceable now", "m"),
        Column("Local share of it", "share"), Column("Place not known", "percent"),
    )  # fmt: skip
    caption = f"Spending by institution, £ million, {charts.period_words(summary.period)}"
    return Table(caption, columns, tuple(rows))


def whole_system(view: SpendView, user: User) -> dict[str, Any] | None:
    """The system's figures as sentences, as far as the contributor rule lets one see them."""
    whole = system_aggregate(user)
    if whole is None:
        return None
    local = whole.places.local_share if whole.places and view.places.local else None
    return {
        "months": plural(len(whole.months), "month"),
        "left_out": runs_words(whole.left_out),
        "institutions": plural(whole.institutions, "institution"),
        "total": millions(pounds(whole.total)),
        "influenceable": percent(whole.influence.influenceable_share) if whole.influence else "",
        "local": percent(local) if local is not None else "",
        "shown": bool(whole.months),
    }


def _title(view: SpendView) -> str:
    if len(view.institutions) == 1:
        return view.institutions[0].name
    return view.system.name if view.system else "Overview"


def listed_institutions(view: SpendView) -> list[int]:
    """The institutions whose supply is listed: those of the view, or for one of them everybody in its system."""
    if len(view.institutions) != 1 or view.system is None:
        return view.institution_ids
    members = view.system.memberships.values_list("institution_id", flat=True)
    return [*view.institution_ids, *members]


def _lead(summary: SpendSummary) -> str:
    if summary.influence.influenceable_share is None:
        return "Credits are larger than payments in these months, so no shares can be given."
    could = f"{millions(pounds(summary.influence.influenceable))} could go to other suppliers now."
    if summary.influenceable_local_share is None:
        return f"{could} Where it goes today is not known."
    local = summary.influenceable_places.of(Band.LOCAL)
    return f"{could} Local suppliers already have {millions(pounds(local))} of it."


def _missing(summary: SpendSummary) -> list[str]:
    found = charts.missing_words(missing_from(summary), summary)
    places = summary.places
    if places.unknown:
        found.append(
            f"{millions(pounds(places.unknown))} ({percent(places.unknown_share, 1)}) went to suppliers whose place "
            "we do not know. It is left out of the shares of place."
        )
    if summary.redacted_pence:
        part = percent(summary.redacted_share, 1)
        found.append(f"{part} went to redacted names, which are in no supplier or place.")
    return found


def _a_year_before(summary: SpendSummary) -> SpendSummary | None:
    """The same number of months before, only where the same institutions supplied all of both."""
    view = summary.view
    if view.period is None:
        return None
    earlier = summary_of(view.covering(view.period.before()))
    count = len(view.period.months)
    for institution in view.institutions:
        now, then = summary.supplied.get(institution.pk, ()), earlier.supplied.get(institution.pk, ())
        if len(now) != count or len(then) != count:
            return None
    return earlier


def _change(now: Decimal | None, then: Decimal | None, *, less_is_better: bool = False) -> Change:
    if now is None or then is None:
        return Change()
    if abs(now - then) < NO_CHANGE:
        return Change("same", f"It was {pence_of_pound(then)} in the months before.")
    better = (now < then) if less_is_better else (now > then)
    return Change("improving" if better else "worse", f"It was {pence_of_pound(then)} in the months before.")


def _local_spark(summary: SpendSummary) -> Any:
    shares = [summary.months[ym].places.local_share for ym in sorted(summary.months)]
    known = [share for share in shares if share is not None]
    return sparkline(known) if len(known) >= MONTHS_OF_A_TREND else ""


def _linked(institution: AnchorInstitution, view: SpendView) -> Any:
    if any(each.pk == institution.pk for each in view.readable):
        return {"value": institution.name, "href": reverse("institution", args=[institution.slug])}
    return institution.name
