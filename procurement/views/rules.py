"""The rules as they apply to an institution or a system: the list, one rule, its history, the download."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anchors import wording
from anchors.downloads import csv_response
from anchors.models import AnchorInstitution, System, User
from anchors.views.frame import Frame
from procurement.classification import money_by_rule, money_overridden
from procurement.forms import RuleListForm
from procurement.models import Reason, Rule, RuleChange
from procurement.models.scopes import RuleScope, scope_of, today
from procurement.rule_changes import undo_of

SHOWN_PHRASES = 3
NOTHING = (0, 0)
SECTOR_WORDS = {"nhs": "NHS bodies", "council": "Councils"}
CSV_HEADINGS = (
    "order", "rule", "reason code", "reason", "looks at", "how", "phrases", "unless", "made for", "source", "status",
    "made by", "in force from", "why", "payments", "amount",
)  # fmt: skip


@require_safe
@login_required
def rules(request: HttpRequest) -> HttpResponse:
    """The list that the address chooses (`?list=system/slug`, `?institution=slug`), else that of where one works."""
    if wanted := _wanted(request):
        scope = next((each for each in _lists(request) if f"{each.kind}/{each.slug}" == wanted), None)
        if scope is None:
            raise Http404
        return redirect("rules_of", kind=scope.kind, slug=scope.slug)
    institution = Frame(request).institution
    if institution is None:
        raise Http404
    return _list(request, RuleScope(institution=institution))


@require_safe
@login_required
def rules_of(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The list of one institution or system."""
    return _list(request, visible_scope(request, kind, slug))


@require_safe
@login_required
def rule(request: HttpRequest, kind: str, slug: str, rule_id: int) -> HttpResponse:
    """One rule as it applies there: what it looks for, who says so, what it decides, what it replaces."""
    scope = visible_scope(request, kind, slug)
    found = reached_rule(scope, rule_id)
    context = {
        "scope": scope,
        "rule": found,
        "number": next((at for at, each in enumerate(scope.in_force(), 1) if each.pk == found.pk), None),
        "facts": facts_of(found),
        "money": _figure(money_in(request, scope).get(found.pk, NOTHING)),
        "shows_money": scope.shows_money_to(request.user),
        "is_own": scope.owns(found),
        "may_change": scope.is_changeable_by(request.user),
        "can_edit": found.field != Rule.Field.REDACTED and not found.is_switch,
    }
    return render(request, "procurement/rules/rule.html", context)


@require_safe
@login_required
def rule_changes(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Every change that was confirmed, the newest first; an institution's with those of its system."""
    scope = visible_scope(request, kind, slug)
    changes = changes_of(scope).exclude(state=RuleChange.State.PROPOSED)
    shows_money = scope.shows_money_to(request.user)
    shown = list(changes[:500])
    undoable = _undoable(shown, scope) if scope.is_changeable_by(request.user) else set()
    context = {
        "scope": scope,
        "rows": [
            [*_changed(each, scope, shows_money=shows_money), *([_undo(each, undoable)] if undoable else [])]
            for each in shown
        ],
        "may_undo": bool(undoable),
    }
    return render(request, "procurement/rules/changes.html", context)


@require_safe
@login_required
def rules_download(request: HttpRequest, kind: str, slug: str) -> HttpResponseBase:
    """The list with everything that is known of each rule, as CSV."""
    scope = visible_scope(request, kind, slug)
    money = money_in(request, scope)
    rows = [
        _csv_row(number, each, money.get(each.pk, NOTHING)) for number, each in enumerate(scope.in_force(), 1)
    ]
    return csv_response(f"rules-{scope.slug}", CSV_HEADINGS, rows)


def visible_scope(request: HttpRequest, kind: str, slug: str) -> RuleScope:
    """The institution or system if the person may look at its rules; else 404."""
    if kind == "system":
        scope = RuleScope(system=get_object_or_404(System, slug=slug))
    else:
        scope = RuleScope(institution=get_object_or_404(AnchorInstitution, slug=slug))
    if not scope.is_visible_to(request.user):
        raise Http404
    return scope


def changeable_scope(request: HttpRequest, kind: str, slug: str) -> RuleScope:
    """The same for those who may change them; others find nothing."""
    scope = visible_scope(request, kind, slug)
    if not scope.is_changeable_by(request.user):
        raise Http404
    return scope


def reached_rule(scope: RuleScope, rule_id: int) -> Rule:
    """A standing rule of the scope's list."""
    for each in scope.in_force():
        if each.pk == rule_id:
            return each
    raise Http404


def changes_of(scope: RuleScope) -> QuerySet[RuleChange]:
    """Changes that concern the scope."""
    found = RuleChange.objects.filter(scope.changes())
    if scope.institution and (system := scope.institution.system_on(today())):
        found = RuleChange.objects.filter(scope.changes() | RuleScope(system=system).changes())
    return found.select_related("made_by", "system", "institution", "before__replaces")


def pounds(pence: int) -> Decimal:
    """Pence as Decimal pounds."""
    return Decimal(pence) / 100


def looks_for(rule: Rule, most: int = SHOWN_PHRASES) -> str:
    """What it looks for, in a sentence: Supplier name contains “SCCL”, “NHS Supplies” or one of 4 more."""
    if rule.field == Rule.Field.REDACTED:
        return "Supplier name is redacted"
    shown = [f"“{phrase}”" for phrase in rule.phrases[:most]]
    rest = len(rule.phrases) - len(shown)
    words = wording.listed([*shown, f"one of {rest} more"] if rest else shown, "or")
    how = "contains" if rule.is_switch else Rule.Match(rule.match).label
    return f"{Rule.Field(rule.field).label} {how} {words}"


def whose(rule: Rule) -> str:
    """For whom it was made."""
    return str(rule.system or rule.institution or "Everyone")


def facts_of(rule: Rule) -> list[dict[str, Any]]:
    """The rule as a summary list."""
    found: list[dict[str, Any]] = [
        {"key": "Gives the reason", "value": Reason(rule.reason).label},
        {"key": "Looks for", "value": looks_for(rule, most=len(rule.phrases))},
    ]
    if rule.exceptions:
        stops = wording.listed([f"“{phrase}”" for phrase in rule.exceptions], "or")
        found.append({"key": "Unless it contains", "value": stops})
    found += [
        {
            "key": "Made for",
            "value": whose(rule),
            "note": SECTOR_WORDS.get(rule.sector, ""),
        },
        {"key": "Source", "value": rule.source, "note": Rule.Status(rule.status).label},
        {"key": "In force since", "value": wording.day(rule.in_force_from.date())},
    ]
    if rule.made_by:
        found.append({"key": "Made by", "value": rule.made_by.name})
    if rule.why:
        found.append({"key": "Why", "value": rule.why})
    if rule.replaces:
        found.append({"key": "Stands in for", "value": rule.replaces.title, "note": whose(rule.replaces)})
    return found


def person(request: HttpRequest) -> User:
    """Whoever is signed in."""
    return cast("User", request.user)


def money_in(request: HttpRequest, scope: RuleScope) -> dict[int | None, tuple[int, int]]:
    """Lines and pence by rule, empty for those who may not read the scope's totals."""
    return money_by_rule(scope.institutions()) if scope.shows_money_to(request.user) else {}


def _list(request: HttpRequest, scope: RuleScope) -> HttpResponse:
    in_force = scope.in_force()
    money = money_in(request, scope)
    overridden = money_overridden(scope.institutions()) if scope.shows_money_to(request.user) else NOTHING
    context = {
        "scope": scope,
        "rows": [_row(number, each, money.get(each.pk, NOTHING)) for number, each in enumerate(in_force, 1)],
        "count": len([each for each in in_force if not each.is_switch]),
        "unverified": len([each for each in in_force if each.status == Rule.Status.UNVERIFIED]),
        "rest": _figure(money.get(None, NOTHING)),
        "overridden": _figure(overridden),
        "total": pounds(sum(pence for _, pence in money.values()) + overridden[1]),
        "shows_money": scope.shows_money_to(request.user),
        "may_change": scope.is_changeable_by(request.user),
        "chooser": _chooser(request, scope),
        "waiting": changes_of(scope).filter(state=RuleChange.State.CONFIRMED),
    }
    return render(request, "procurement/rules/list.html", context)


def _row(number: int, rule: Rule, money: tuple[int, int]) -> dict[str, Any]:
    return {
        "number": number,
        "rule": rule,
        "looks_for": looks_for(rule),
        "whose": whose(rule),
        "reason": Reason(rule.reason).label,
        "status": Rule.Status(rule.status).label,
    } | _figure(money)


def _changed(change: RuleChange, scope: RuleScope, *, shows_money: bool) -> list[Any]:
    """A row of the history."""
    moved: list[Any] = ["Being applied", "Being applied"]
    if change.lines_moved is not None and change.pence_moved is not None:
        moved = (
            [change.lines_moved, pounds(change.pence_moved)] if shows_money else ["Not shown", "Not shown"]
        )
    wider = change.system.name if change.system and scope.institution else ""
    return [
        {"value": change.summary, "href": reverse("rules_preview", args=[change.pk]), "note": change.why},
        {"value": change.made_by.name if change.made_by else "Not known", "note": wider},
        change.made_at,
        *moved,
    ]


def _undoable(changes: Iterable[RuleChange], scope: RuleScope) -> set[int]:
    """The changes of this very list that can be taken back."""
    in_force = scope.in_force()
    own = (each for each in changes if scope_of(each) == scope)
    return {each.pk for each in own if undo_of(each, in_force) is not None}


def _undo(change: RuleChange, undoable: set[int]) -> Any:
    if change.pk not in undoable:
        return ""
    return {"value": "Undo this change", "href": reverse("rule_undo", args=[change.pk])}


def _wanted(request: HttpRequest) -> str:
    """Which list an address asks for: `institution/slug` or `system/slug`; empty for none, or for several at once."""
    institution = request.GET.get("institution", "").strip()
    if institution and "," not in institution and len(request.GET.getlist("institution")) == 1:
        return f"institution/{institution}"
    return request.GET.get("list", "").strip()


def _lists(request: HttpRequest) -> list[RuleScope]:
    """Lists that the person may look at: systems, then institutions by name."""
    systems = System.objects.visible_to(request.user).order_by("name")
    institutions = AnchorInstitution.objects.visible_to(request.user).order_by("name")
    found = [RuleScope(system=each) for each in systems]
    return found + [RuleScope(institution=each) for each in institutions]


def _chooser(request: HttpRequest, scope: RuleScope) -> RuleListForm | None:
    """A select of the lists, where there is more than one to choose from."""
    lists = _lists(request)
    return RuleListForm(lists, scope) if len(lists) > 1 else None


def _figure(figure: tuple[int, int]) -> dict[str, Any]:
    return {"lines": figure[0], "amount": pounds(figure[1])}


def _csv_row(number: int, rule: Rule, money: tuple[int, int]) -> list[object]:
    lines, pence = money
    return [
        number, rule.title, rule.reason, Reason(rule.reason).label, Rule.Field(rule.field).label,
        Rule.Match(rule.match).label, "; ".join(rule.phrases), "; ".join(rule.exceptions), whose(rule), rule.source,
        Rule.Status(rule.status).label, rule.made_by.name if rule.made_by else "", rule.in_force_from, rule.why, lines,
        pounds(pence),
    ]  # fmt: skip
