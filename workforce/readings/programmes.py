"""Programmes as rows: what their pages, files and endpoints say alike."""

from collections.abc import Iterable
from typing import Any

from anchors.models import User
from workforce.funnel import Funnel, StageRow, funnel_of
from workforce.models import Group, Programme, Publication, Stage
from workforce.publishing import counted, counted_in, note_of, published

FUNNEL_COLUMNS = (
    "programme", "starting", "stage", "group", "people", "reached", "out_of", "of", "share", "too_soon", "suppressed",
    "published_on",
)  # fmt: skip
EVERYBODY = "All starts"


def programmes_read_by(user: User) -> Iterable[Programme]:
    """The programmes of the person's systems, with who runs them."""
    found: Iterable[Programme] = Programme.objects.visible_to(user).select_related("institution", "system")
    return found


def programme_record(programme: Programme, publication: Publication | None) -> dict[str, Any]:
    """What a programme is, and when its figures were published last."""
    target = programme.deprived_target
    return {
        "id": programme.pk,
        "name": programme.name,
        "institution": programme.institution.slug,
        "kind": programme.kind,
        "purpose": programme.purpose,
        "outcome_rule": programme.outcome_rule,
        "rule_source": programme.rule_source,
        "starts": programme.first_day,
        "ends": programme.last_day,
        "training_weeks": programme.training_weeks,
        "search_weeks": programme.search_weeks,
        "guaranteed_interviews": programme.guaranteed_interviews,
        "reserved_posts": programme.reserved_posts,
        "deprived_target": None if target is None else str(target),
        "support": programme.offer_id,
        "published_on": publication and publication.made_on,
    }


def funnels(programmes: Iterable[Programme], user: User) -> dict[int, Funnel]:
    """The funnels of programmes as the person sees them: true counts where they work on them, else as published.

    A programme of which nothing has been published for them is absent.
    """
    asked = list(programmes)
    own = set(user.institution_ids(contributing=True))
    found = {each.pk: funnel_of(counted(each)) for each in asked if each.institution_id in own}
    shown = published(each for each in asked if each.pk not in found)
    return found | {pk: published_funnel(each) for pk, each in shown.items()}


def published_funnel(publication: Publication) -> Funnel:
    """What a publication says, or would say."""
    return funnel_of(counted_in(publication), published_on=publication.made_on, note=note_of(publication))


def funnel_records(programmes: Iterable[Programme], user: User) -> list[dict[str, Any]]:
    """Every figure of some programmes, as the person sees them; nothing of those that published nothing for them."""
    asked = list(programmes)
    found = funnels(asked, user)
    return [row for each in asked if each.pk in found for row in _records(each.name, found[each.pk])]


def count_records(programme: Programme) -> list[dict[str, Any]]:
    """True counts of a programme, one row a starting quarter and group: for people of the institution that runs it."""
    rows: list[dict[str, Any]] = []
    for cohort in programme.cohorts.prefetch_related("counts"):
        for group in Group:
            people = {each.stage: each.people for each in cohort.counts.all() if each.group == group}
            if people:
                rows.append(
                    {"quarter": cohort.started.code, "as_at": cohort.as_at, "group": str(group)}
                    | {"source": cohort.source, "basis": cohort.basis}
                    | {str(stage): people.get(stage) for stage in Stage}
                )
    return rows


def _records(name: str, funnel: Funnel) -> list[dict[str, Any]]:
    """The funnel, then each starting quarter, then whom it reaches."""
    head = {"programme": name, "group": "all", "published_on": funnel.published_on}
    rows = [head | _stage(row, EVERYBODY) for row in funnel.rows if row.is_given or row.is_too_soon]
    rows += [head | _stage(row, EVERYBODY) for row in funnel.kept_on if row.is_given and row.has_base]
    rows += [head | each for each in _by_quarter(funnel)]
    rows += [
        _empty(EVERYBODY, reach.of)
        | head
        | {
            "group": str(reach.group),
            "people": reach.people,
            "reached": reach.people,
            "out_of": reach.out_of,
            "of": reach.of.label.lower(),
            "share": reach.share,
            "suppressed": reach.people is None,
        }
        for reach in funnel.reach
    ]
    return rows


def _stage(row: StageRow, starting: str) -> dict[str, Any]:
    return _empty(starting, row.stage) | {
        "people": row.people,
        "reached": row.reached,
        "out_of": row.out_of,
        "of": row.base,
        "share": row.share,
        "too_soon": row.is_too_soon,
        "suppressed": row.is_given and row.people is None,
    }


def _by_quarter(funnel: Funnel) -> Iterable[dict[str, Any]]:
    for cohort in funnel.cohorts:
        for stage, outcome in cohort.outcomes.items():
            if outcome.is_given or outcome.is_too_soon:
                yield _empty(cohort.started.label, stage) | {
                    "people": None if outcome.is_too_soon else outcome.people,
                    "share": outcome.share,
                    "of": "who started" if outcome.share is not None else "",
                    "too_soon": outcome.is_too_soon,
                    "suppressed": outcome.is_given and not outcome.is_too_soon and outcome.people is None,
                }


def _empty(starting: str, stage: Stage) -> dict[str, Any]:
    return {
        "starting": starting, "stage": str(stage), "people": None, "reached": None, "out_of": None, "of": "",
        "share": None, "too_soon": False, "suppressed": False,
    }  # fmt: skip
