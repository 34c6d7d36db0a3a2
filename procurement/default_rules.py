"""The rules that ship: `fixtures/default_rules.toml` and its way into the table of rules."""

import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from anchors.jobs import request_job
from anchors.models import AnchorInstitution
from procurement.models import Rule, SpendKey

STEP = 1_000_000
"""Room between two shipped rules, for others to be put in between."""

_WORDS = ("phrases", "exceptions")
_COMPARED = ("title", "position", "reason", "field", "match", *_WORDS, "sector", "source", "status")


def default_rules() -> dict[str, dict[str, Any]]:
    """The shipped rules by code, as fields of `Rule`, in the order of the file."""
    path = Path(settings.BASE_DIR) / "fixtures" / "default_rules.toml"
    with path.open("rb") as file:
        entries = tomllib.load(file)["rule"]
    return {entry["code"]: _fields(entry, place) for place, entry in enumerate(entries, start=1)}


@transaction.atomic
def load_default_rules() -> int:
    """Bring the shipped rules up to date; gives how many came, changed or went.

    A rule that changed is withdrawn and written anew, so that past decisions keep the rule that made them. Of the
    order only who comes before whom matters: a rule put in between two others leaves both as they are.
    Institutions that have spending are then decided again in the background.
    """
    standing = {rule.code: rule for rule in Rule.objects.standing().exclude(code="")}
    wanted = _placed(default_rules(), {code: rule.position for code, rule in standing.items()})
    gone = [rule for code, rule in standing.items() if not _is_same(rule, wanted.get(code))]
    kept = standing.keys() - {rule.code for rule in gone}
    new = [Rule(code=code, **fields) for code, fields in wanted.items() if code not in kept]
    Rule.objects.filter(pk__in=[rule.pk for rule in gone]).update(withdrawn_at=timezone.now())
    Rule.objects.bulk_create(new)
    if gone or new:
        for institution in AnchorInstitution.objects.filter(pk__in=SpendKey.objects.values("institution")):
            request_job("reclassify", by=None, institution=institution)
    return len(gone) + len([rule for rule in new if rule.code not in standing])


def rules_after_migration(**_signal: Any) -> None:
    """Every database has the shipped rules, from its first migration on, while it has a table for them."""
    if "procurement_rule" in connection.introspection.table_names():
        load_default_rules()


def _placed(
    wanted: Mapping[str, dict[str, Any]], positions: Mapping[str, int]
) -> Mapping[str, dict[str, Any]]:
    """The wanted rules, in places that leave as many as possible where they stand (`positions` by code)."""
    known = [code for code in wanted if code in positions]
    kept = {known[at] for at in _longest_run([positions[code] for code in known])}
    found: dict[str, int] = {}
    before = 0
    runs = [(stays, list(codes)) for stays, codes in groupby(wanted, key=kept.__contains__)]
    for at, (stays, codes) in enumerate(runs):
        if stays:
            found |= {code: positions[code] for code in codes}
            before = positions[codes[-1]]
            continue
        after = positions[runs[at + 1][1][0]] if at + 1 < len(runs) else before + (len(codes) + 1) * STEP
        if after - before <= len(codes):
            return wanted  # no room: everything is numbered anew
        found |= {
            code: before + (after - before) * number // (len(codes) + 1)
            for number, code in enumerate(codes, start=1)
        }
    return {code: fields | {"position": found[code]} for code, fields in wanted.items()}


def _longest_run(numbers: Sequence[int]) -> list[int]:
    """Where in a list the longest strictly rising series of its numbers stands."""
    tops: list[int] = []
    ends: list[int] = []
    earlier: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(tops, number)
        earlier.append(ends[length - 1] if length else -1)
        tops[length:] = [number, *tops[length + 1 :]]
        ends[length:] = [at, *ends[length + 1 :]]
    found: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = earlier[at]
    return found[::-1]


def _fields(entry: dict[str, Any], place: int) -> dict[str, Any]:
    return {
        "title": entry["title"],
        "position": place * STEP,
        "reason": entry["reason"],
        "field": entry["field"],
        "match": entry["match"],
        "phrases": entry.get("phrases", []),
        "exceptions": entry.get("unless", []),
        "sector": entry.get("sector", ""),
        "source": entry["source"],
        "status": entry["status"],
    }


def _is_same(rule: Rule, fields: dict[str, Any] | None) -> bool:
    return fields is not None and all(getattr(rule, name) == fields[name] for name in _COMPARED)
