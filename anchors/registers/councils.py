"""English councils from the register of local authorities, with what replaced them."""

from collections.abc import Mapping
from datetime import date, timedelta

from anchors.geography.stage import Change
from anchors.models import AnchorInstitution, Succession
from anchors.registers.bodies import Body, bring

Kind = AnchorInstitution.Kind
Cells = Mapping[str, str]
_KINDS = {
    "UA": Kind.UNITARY,
    "CTY": Kind.COUNTY,
    "NMD": Kind.DISTRICT,
    "MD": Kind.METROPOLITAN,
    "LBO": Kind.LONDON_BOROUGH,
    "CC": Kind.LONDON_BOROUGH,  # the City of London Corporation
    "COMB": Kind.COMBINED_AUTHORITY,
    "SRA": Kind.COMBINED_AUTHORITY,  # the Greater London Authority
}
_SOURCE = "Register of United Kingdom local authorities (mySociety)"


def load_councils(rows: list[Cells]) -> tuple[Change, str]:
    """Councils with kind, dates and place; a council that was replaced points at its successors."""
    english = [row for row in rows if row["nation"] == "England" and row["type"] in _KINDS and row["code"]]
    starts = {row["register_code"]: row["started"] for row in english}
    change, found = bring(_council(row, starts) for row in english)
    institutions = {body.register_code: institution for body, institution in found.items()}
    added = 0
    for row in english:
        for code in filter(None, row["replaced_by"].split(",")):
            if code in institutions:
                added += _succeed(institutions[row["register_code"]], institutions[code])
    left_out = len(rows) - len(english)
    note = f"{left_out} local authorities outside England left out" if left_out else ""
    return change + Change(added=added), note


def load_old_councils(rows: list[Cells]) -> tuple[Change, str]:
    """Start dates that the newer register does not have, for councils by the same official name."""
    councils = AnchorInstitution.objects.filter(
        kind__in=AnchorInstitution.COUNCIL_KINDS, gss_code__isnull=False, valid_from=None
    )
    undated = {council.name.casefold(): council for council in councils}
    changed = 0
    for row in rows:
        council = undated.get(row["official_name"].casefold())
        started = _started(row["started"])
        if council and started:
            council.valid_from = started
            council.save(update_fields=["valid_from"])
            changed += 1
    return Change(changed=changed, unchanged=len(rows) - changed), ""


def _council(row: Cells, starts: Mapping[str, str]) -> Body:
    ended = _day(row["ended"])
    if ended and row["ended"] == starts.get(row["replaced_by"].partition(",")[0]):
        # The register gives some councils the day on which their successor started as their last.
        ended -= timedelta(days=1)
    return Body(
        name=row["official_name"],
        kind=_KINDS[row["type"]],
        gss_code=row["code"],
        place_code=row["code"],
        valid_from=_started(row["started"]),
        valid_to=ended,
        register_code=row["register_code"],
    )


def _succeed(predecessor: AnchorInstitution, successor: AnchorInstitution) -> int:
    if predecessor.valid_to is None:
        return 0
    on = predecessor.valid_to + timedelta(days=1)
    _, is_new = Succession.objects.get_or_create(
        predecessor=predecessor, successor=successor, defaults={"on": on, "source": _SOURCE}
    )
    return int(is_new)


def _started(text: str) -> date | None:
    """When a council began. Days in June 1905 or 2005 are years (1986, 2000) that a spreadsheet took for dates."""
    return None if text.startswith(("1905-06", "2005-06")) else _day(text)


def _day(text: str) -> date | None:
    """A whole date; a year or month alone is not one."""
    return date.fromisoformat(text) if len(text) == len("2026-04-01") else None
