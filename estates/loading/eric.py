"""Returns of NHS estates (ERIC) into sites and figures: an institution's own upload, or all of England as reference.

A file holds all trusts. An institution takes the rows of its own ODS code; rows of a body that it took over stay
that body's, and the report says so. `load_eric` gives every institution that exists its own rows.
"""

import csv
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from anchors.geography.postcodes import normal_postcode
from anchors.ingest import check_list
from anchors.models import AnchorInstitution, Succession, Upload
from anchors.periods import Period
from anchors.registers.names import readable_name
from anchors.uploads import Loaded, Repeats, register_loader
from anchors.wording import day as day_words
from anchors.wording import plural
from estates.ingest import ERIC
from estates.ingest.eric import SCHEME, SITE, TRUST
from estates.loading.locating import located
from estates.loading.returning import ReturnStatement, state_returns, withdraw_returns
from estates.loading.stating import Origin, SiteStatement, state_sites, unlist_missing, withdraw_sites
from estates.models import EstateReturn, Site
from estates.returns import BY_CODE, FIGURES, FIRST_YEAR, year_words
from metrics.measuring import request_measuring

MOST_TOLD = 5
Row = Mapping[str, str]
Kind = Site.Kind
KINDS: Sequence[tuple[str, str]] = (
    ("aggregate", Kind.AGGREGATE), ("unreported", Kind.AGGREGATE), ("acute", Kind.ACUTE), ("specialist", Kind.ACUTE),
    ("mental", Kind.MENTAL_HEALTH), ("learning", Kind.MENTAL_HEALTH), ("mixed", Kind.MIXED),
    ("multi", Kind.MIXED), ("community", Kind.COMMUNITY), ("long stay", Kind.COMMUNITY),
    ("non inpatient", Kind.CLINIC), ("non hospital", Kind.CLINIC), ("support", Kind.SUPPORT),
)  # fmt: skip
"""Words of published site types, the first that is found decides."""


@dataclass
class EricReport:
    """What loading a file for everybody did, or why it was refused."""

    year: str = ""
    institutions: int = 0
    returns: int = 0
    added: int = 0
    not_here: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    refusal: str = ""


def whose(upload: Upload) -> Callable[[str], str | None]:
    """Tells the institution's own rows, by ODS code; says of a body that it took over why its rows stay there."""
    institution = upload.institution
    taken = Succession.objects.filter(successor=institution).select_related("predecessor")
    before = {each.predecessor.ods_code: each for each in taken if each.predecessor.ods_code}

    def judge(code: str) -> str | None:
        if code.upper() == (institution.ods_code or "").upper():
            return None
        if succession := before.get(code.upper()):
            return (
                f"{succession.predecessor} became part of {institution} on {day_words(succession.on)}. Its figures "
                "stay its own, so that no year is counted twice."
            )
        return ""

    return judge


def replaces(upload: Upload) -> str:
    """What the file would change of the returns on record: of the whole figure by figure, of sites how many."""
    rows = [row for row in _rows(upload.clean_path) if row["record"] in (TRUST, SITE) and row["year"]]
    held = {
        (each.year, each.site.ref if each.site else ""): each
        for each in EstateReturn.objects.filter(
            institution=upload.institution, year__in={int(row["year"]) for row in rows}
        ).select_related("site")
    }
    told, sites = [], 0
    for row in rows:
        before = held.get((int(row["year"]), row["site_ref"] if row["record"] == SITE else ""))
        changes = _changes(before, _figures(row)) if before else []
        sites += bool(changes and row["record"] == SITE)
        told += changes if row["record"] == TRUST else []
    if not told and not sites:
        return ""
    parts = [*told[:MOST_TOLD], *([f"{len(told) - MOST_TOLD} more figures"] if len(told) > MOST_TOLD else [])]
    parts += [f"figures of {plural(sites, 'site')}"] if sites else []
    return (
        f"A return of {year_words(_year(rows))} is on record already. This file changes {'; '.join(parts)}."
    )


def _changes(before: EstateReturn, figures: Mapping[str, str | None]) -> list[str]:
    """`Gross internal floor area from 64,158 to 70,000 m²` for each figure that differs."""
    changes = []
    for code, text in figures.items():
        figure, was, now = BY_CODE[code], getattr(before, code), Decimal(text or 0)
        if was is not None and was != now.quantize(was):
            of = Decimal(100) if figure.unit == "share" else Decimal(1)
            unit = "%" if figure.unit == "share" else f" {figure.unit}" if figure.unit != "count" else ""
            changes.append(f"{figure.label} from {_plain(was * of)} to {_plain(now * of)}{unit}")
    return changes


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


class EricLoader:
    """What loading an estates return means; see `anchors.uploads.Loader`."""

    def repeats(self, upload: Upload) -> Repeats:
        """Never any: a newer file says its figures again."""
        return Repeats(0, 0, ())

    def load(self, upload: Upload) -> Loaded:
        """Put the returns and sites on record."""
        rows = list(_rows(upload.clean_path))
        origin = Origin("eric", f"{_year_source(rows)}, upload {upload.pk}: {upload.name}", _as_of(rows),
                        upload=upload, by=upload.confirmed_by, is_sample=upload.is_sample)  # fmt: skip
        _state(upload.institution, rows, origin)
        if upload.rest_of is None:
            _unlist(upload.institution, rows, origin)
        request_measuring(
            [upload.institution_id], reason=f"estates return, upload {upload.pk}", upload=upload
        )
        return Loaded(len(rows), 0)

    def unload(self, upload: Upload) -> None:
        """Take back what it said."""
        withdraw_returns(upload)
        withdraw_sites(upload)
        request_measuring([upload.institution_id], reason=f"undoing upload {upload.pk}", upload=upload)

    def months(self, institution: AnchorInstitution, period: Period) -> dict[int, Loaded]:
        """Returns are of years."""
        return {}


def load_eric(path: Path, *, year: int | None = None) -> EricReport:
    """Load a published file for every institution that exists, as reference data; loading it twice changes nothing."""
    period = Period(year * 100 + 4, (year + 1) * 100 + 3) if year else None
    with tempfile.TemporaryDirectory() as folder:
        clean, left_out = Path(folder) / "accepted", Path(folder) / "left_out"
        found = check_list(path, ERIC, period=period, clean=clean, left_out=left_out)
        if found.state != "checked":
            asked = f"{found.questions[0].text} Say it with --year." if found.questions else ""
            return EricReport(refusal=found.reason or asked)
        rows = list(_rows(clean))
    remarks = [
        f"{problem.title} ({problem.count}): {problem.examples[0]['message']}"
        for problem in found.findings.problems.values()
    ]
    report = EricReport(year=_year_source(rows), remarks=remarks)
    with transaction.atomic():
        _load_bodies(rows, path.name, report)
    return report


def _load_bodies(rows: Sequence[Row], name: str, report: EricReport) -> None:
    bodies: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        bodies[row["body"].upper()].append(row)
    institutions = {each.ods_code: each for each in AnchorInstitution.objects.filter(ods_code__in=bodies)}
    changed = []
    for code, own in bodies.items():
        if code not in institutions:
            report.not_here.append(code)
            continue
        origin = Origin("eric", f"{report.year}, {name}", _as_of(rows))
        added = _state(institutions[code], own, origin)
        report.institutions += 1
        report.returns += len(own)
        report.added += added
        changed += [institutions[code].pk] if added else []
    if changed:
        request_measuring(changed, reason=f"{report.year}, {name}")


def _state(institution: AnchorInstitution, rows: Sequence[Row], origin: Origin) -> int:
    """Sites first, then the returns of sites and of the whole; how many returns were new to the record."""
    statements = list(_site_statements(rows))
    sites = state_sites(institution, statements, origin)
    returns = [
        ReturnStatement(
            int(row["year"]),
            sites[row["site_ref"]] if row["record"] == SITE else None,
            _figures(row),
            json.loads(row["left_out"]),
            int(row["source_row"]),
        )
        for row in rows
        if row["record"] in (TRUST, SITE)
    ]
    return state_returns(institution, returns, origin)


def _unlist(institution: AnchorInstitution, rows: Sequence[Row], origin: Origin) -> None:
    listed = [row["site_ref"] for row in rows if row["record"] == SITE]
    if listed:
        unlist_missing(institution, listed, origin)


def _site_statements(rows: Sequence[Row]) -> Iterator[SiteStatement]:
    """One a site: what its row says, and its PFI schemes."""
    schemes: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["record"] == SCHEME and row["site_ref"]:
            schemes[row["site_ref"]].append(row)
    places = located(row["postcode"] for each in schemes.values() for row in each)
    own = {row["site_ref"]: row for row in rows if row["record"] == SITE}
    for ref in dict.fromkeys([*own, *schemes]):
        row = own.get(ref) or schemes[ref][0]
        facts = _facts(row) | (_scheme_facts(schemes[ref], places) if ref in schemes else {})
        yield SiteStatement(ref, facts, int(row["source_row"]))


def _facts(row: Row) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": readable_name(row["name"] or row["site_ref"]),
        "kind": _kind(row["site_kind"]),
        "published_kind": row["site_kind"],
        "status": Site.Status.IN_USE,
        "is_published": True,
    }
    if row["floor_m2"]:
        facts["floor_m2"] = row["floor_m2"]
    if land := row["land_owned_ha"] or row["site_land_ha"]:
        facts["land_ha"] = land
    return facts


def _scheme_facts(schemes: Sequence[Row], places: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    postcode = next((row["postcode"] for row in schemes if row["postcode"]), "")
    names = dict.fromkeys(row["scheme"] for row in schemes if row["scheme"])
    facts = {"terms": Site.Terms.PFI, "terms_name": ", ".join(names)[:200]}
    if postcode:
        facts["postcode"] = (normal_postcode(postcode) or postcode)[:8]
    return facts | dict(places.get(postcode, {}))


def _kind(words: str) -> str:
    lower = words.lower().replace("-", " ")
    return next((kind for word, kind in KINDS if word in lower), Kind.OTHER)


def _figures(row: Row) -> dict[str, str | None]:
    """The figures that the row has; percentages become shares."""
    return {
        figure.code: str(Decimal(row[figure.code]) / 100)
        if BY_CODE[figure.code].unit == "share"
        else row[figure.code]
        for figure in FIGURES
        if row[figure.code]
    }


def _rows(path: Path) -> Iterable[Row]:
    csv.field_size_limit(1_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _year_source(rows: Sequence[Row]) -> str:
    return f"ERIC {year_words(_year(rows))}" if _year(rows) else "ERIC"


def _year(rows: Sequence[Row]) -> int:
    return max((int(row["year"]) for row in rows if row["year"]), default=0)


def _as_of(rows: Sequence[Row]) -> date:
    """The last day of the financial year."""
    return date((_year(rows) or FIRST_YEAR) + 1, 3, 31)


register_loader("eric", EricLoader(), whose=whose, replaces=replaces)
