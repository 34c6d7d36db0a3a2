"""NHS bodies from the lists of the Organisation Data Service (ODS): trusts, commissioners, boards."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.conf import settings

from anchors.geography.places import bring_system
from anchors.geography.stage import Change
from anchors.models import AnchorInstitution
from anchors.registers.bodies import Body, bring
from anchors.registers.names import readable_name

Kind = AnchorInstitution.Kind
Cells = Mapping[str, str]
_COMMUNITY = re.compile(r"\b(MENTAL HEALTH|COMMUNITY|PARTNERSHIP|HEALTH AND CARE|LEARNING DISABILITY)\b")
_NO_BODY = re.compile(r"COMMISSIONING HUB|REPORTING ENTITY")


def load_trusts(rows: list[Cells]) -> tuple[Change, str]:
    """Trusts with their kind, dates and system. Trusts outside England are left out."""
    listed = _listed_kinds()
    english = [row for row in rows if row["board"]]
    change, _ = bring(
        _ods_body(row, kind=listed.get(row["code"], trust_kind(row["name"]))) for row in english
    )
    left_out = len(rows) - len(english)
    return change, f"{left_out} trusts that are in no English system left out" if left_out else ""


def trust_kind(name: str) -> str:
    """The kind of a trust by the words of its name (in capitals).

    AMBULANCE says so. MENTAL HEALTH, COMMUNITY, PARTNERSHIP, HEALTH AND CARE and LEARNING DISABILITY make a mental
    health or community trust. The rest are acute. Names that mislead (Oxleas, Mersey Care) are listed by code in
    fixtures/trust_kinds.csv with what says otherwise, mostly the trust type in the ERIC return of 2016-17.
    """
    if re.search(r"\bAMBULANCE\b", name):
        return Kind.AMBULANCE_TRUST
    return Kind.COMMUNITY_TRUST if _COMMUNITY.search(name) else Kind.ACUTE_TRUST


def load_commissioners(rows: list[Cells]) -> tuple[Change, str]:
    """Clinical commissioning groups, past ones and those that are now parts of a board.

    Commissioning hubs and reporting entities are not bodies and are left out.
    """
    bodies = [row for row in rows if not _NO_BODY.search(row["name"].upper())]
    change, _ = bring(_ods_body(row, kind=Kind.CCG) for row in bodies)
    left_out = len(rows) - len(bodies)
    return change, f"{left_out} commissioning hubs and reporting entities left out" if left_out else ""


def load_boards(rows: list[Cells]) -> tuple[Change, str]:
    """Integrated care boards, each with its system."""
    systems = Change()
    for row in rows:
        systems += bring_system(board=row["code"], code=row["place"], name=row["name"], is_final=False)
    change, _ = bring(
        Body(
            name=row["name"],
            kind=Kind.ICB,
            ods_code=row["code"],
            gss_code=row["place"],
            place_code=row["place"],
            board=row["code"],
        )
        for row in rows
    )
    return systems + change, ""


def _ods_body(row: Cells, *, kind: str) -> Body:
    return Body(
        name=readable_name(row["name"]),
        kind=kind,
        ods_code=row["code"],
        postcode=row["postcode"],
        board=row["board"],
        valid_from=_ods_date(row["opened"]),
        valid_to=_ods_date(row["closed"]),
    )


def _ods_date(text: str) -> date | None:
    return datetime.strptime(text, "%Y%m%d").date() if text else None  # noqa: DTZ007 - a day has no time zone


def _listed_kinds() -> dict[str, str]:
    return {row["ods_code"]: row["kind"] for row in fixture_rows("trust_kinds.csv")}


def fixture_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a small data file that ships with the code."""
    with (settings.BASE_DIR / "fixtures" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
