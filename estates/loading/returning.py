"""What sources say of yearly returns, put on record; the figures in force follow from the record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from anchors.models import AnchorInstitution, Upload
from estates.loading.stating import ROWS_AT_ONCE, Origin
from estates.models import EstateReturn, ReturnSource, Site
from estates.returns import FIGURES

_CODES = [figure.code for figure in FIGURES]


@dataclass(frozen=True)
class ReturnStatement:
    """What a source says of a year, of a site or (None) of the whole institution: figures as decimal strings."""

    year: int
    site: Site | None
    figures: Mapping[str, str | None] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    row: int | None = None


def state_returns(
    institution: AnchorInstitution, statements: Iterable[ReturnStatement], origin: Origin
) -> int:
    """Put on record what a source says of an institution's returns, and settle them; how many were new."""
    wanted = list(statements)
    rows = _returns(institution, wanted, origin)
    said = _said_before(rows.values(), origin) if origin.upload is None else set()
    sources = [
        ReturnSource(
            estate_return=rows[each.year, each.site.pk if each.site else None],
            figures=dict(each.figures),
            left_out=dict(each.left_out),
            source=origin.source[:300],
            source_row=each.row,
            upload=origin.upload,
            made_by=origin.by,
        )
        for each in wanted
    ]
    new = [each for each in sources if (each.estate_return_id, _key(each.figures)) not in said]
    ReturnSource.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    settle_returns({each.estate_return_id for each in new})
    return len(new)


def withdraw_returns(upload: Upload) -> None:
    """Take back what an upload said; a return of which nobody else spoke goes."""
    touched = set(ReturnSource.objects.filter(upload=upload).values_list("estate_return_id", flat=True))
    ReturnSource.objects.filter(upload=upload).delete()
    EstateReturn.objects.filter(pk__in=touched, sources__isnull=True).delete()
    settle_returns(touched)


def settle_returns(ids: Iterable[int]) -> None:
    """Make each return what its sources say together: later ones win, figure by figure."""
    rows = EstateReturn.objects.in_bulk(list(ids))
    figures: dict[int, dict[str, str | None]] = defaultdict(dict)
    for source in ReturnSource.objects.filter(estate_return__in=rows).order_by("pk"):
        figures[source.estate_return_id].update(source.figures)
    for key, row in rows.items():
        for code in _CODES:
            text = figures[key].get(code)
            setattr(row, code, None if text is None else Decimal(text))
    EstateReturn.objects.bulk_update(rows.values(), _CODES, batch_size=ROWS_AT_ONCE)


def _returns(
    institution: AnchorInstitution, statements: Sequence[ReturnStatement], origin: Origin
) -> dict[tuple[int, int | None], EstateReturn]:
    years = {each.year for each in statements}
    found = {
        (row.year, row.site_id): row
        for row in EstateReturn.objects.filter(institution=institution, year__in=years)
    }
    new = {
        (each.year, each.site.pk if each.site else None): EstateReturn(
            institution=institution,
            site=each.site,
            year=each.year,
            is_published=origin.is_published,
            is_sample=origin.is_sample,
        )
        for each in statements
        if (each.year, each.site.pk if each.site else None) not in found
    }
    EstateReturn.objects.bulk_create(new.values(), batch_size=ROWS_AT_ONCE)
    return found | new


def _said_before(
    rows: Iterable[EstateReturn], origin: Origin
) -> set[tuple[int, tuple[tuple[str, str | None], ...]]]:
    said = ReturnSource.objects.filter(estate_return__in=list(rows), source=origin.source[:300], upload=None)
    return {(each.estate_return_id, _key(each.figures)) for each in said}


def _key(figures: Mapping[str, str | None]) -> tuple[tuple[str, str | None], ...]:
    return tuple(sorted(figures.items()))
