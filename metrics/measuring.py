"""Measuring: from the levers' data to measurements, with what they were before as history.

Levers ask for it in the transaction that changes their books (`request_measuring`), and a job does it once that has
committed: nothing is measured for work that was rolled back, no request is lost, and a load takes no longer.
Running twice changes nothing.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from anchors import wording
from anchors.jobs import effect, handles, request_job
from anchors.models import AnchorInstitution, Job, Upload, User
from anchors.periods import months_earlier
from metrics.models import FormerMeasurement, Measurement
from metrics.registry import Asked, Indicator, IndicatorError, indicators, source_versions

logger = logging.getLogger(__name__)
NEW_VERSION = "a new version of Anchors"
_KIND = "measure"
_LOCK_SPACE = 0x4A0C
_SETTLING = 0
_PLACES = Decimal("0.0001")
_ROWS_AT_ONCE = 2000
_IDENTITY = ("indicator", "institution", "place", "first", "last")
_FIGURES = ("numerator", "denominator", "source_version", "computed_at")


class Identity(NamedTuple):
    """What tells two measurements apart: exactly one of institution and place."""

    indicator: str
    institution: int | None
    place: int | None
    first: int
    last: int


class Figures(NamedTuple):
    """What a measurement says, and from which data and rules."""

    numerator: Decimal
    denominator: Decimal | None
    source_version: str


@dataclass(frozen=True)
class Measuring:
    """How many measurements came, changed and went."""

    added: int = 0
    restated: int = 0
    removed: int = 0

    def __add__(self, other: "Measuring") -> "Measuring":
        """Together."""
        return Measuring(
            self.added + other.added, self.restated + other.restated, self.removed + other.removed
        )


def measure(
    institutions: Iterable[int],
    months: Iterable[int] | None = None,
    *,
    reason: str,
    codes: Iterable[str] | None = None,
) -> Measuring:
    """Measure every lever's indicators, or those named, for institutions and months (None: all) from the data as it is.

    `reason` completes "restated after …" and is kept with each measurement that changed or went: "upload 12",
    "rules of 3 May 2026". Those that stay the same are not touched, nor are those of an indicator whose function fails:
    that is logged, and everything else is measured.
    """
    wanted = [each for each in indicators() if codes is None or each.code in set(codes)]
    asked = Asked(tuple(sorted(set(institutions))), None if months is None else tuple(sorted(set(months))))
    with transaction.atomic():
        _hold(asked.institutions)
        parts = {each.code: _parts_or_none(each, asked) for each in wanted}
        found = {key: figures for given in parts.values() for key, figures in (given or {}).items()}
        standing = Measurement.objects.filter(
            indicator__in=[code for code, given in parts.items() if given is not None],
            institution__in=asked.institutions,
        )
        if asked.months is not None:
            standing = standing.filter(last__in=asked.months)
        return _settle(standing, found, reason)


def record(figures: Mapping[Identity, Figures | None], *, reason: str) -> Measuring:
    """Write measurements that no lever makes, such as approved submissions; None takes one away. History as above."""
    with transaction.atomic():
        _hold(sorted({key.institution for key in figures if key.institution is not None}))
        standing = Measurement.objects.filter(
            indicator__in={key.indicator for key in figures},
            first__in={key.first for key in figures},
            last__in={key.last for key in figures},
        )
        named = [row.pk for row in standing if _identity(row) in figures]
        there = {key: value for key, value in figures.items() if value is not None}
        return _settle(Measurement.objects.filter(pk__in=named), there, reason)


def request_measuring(
    institutions: Iterable[int],
    months: Iterable[int] | None = None,
    *,
    reason: str,
    by: User | None = None,
    upload: Upload | None = None,
) -> Job:
    """Have `measure` done in the background once the caller's transaction has committed."""
    return request_job(
        _KIND,
        by=by,
        upload=upload,
        institutions=sorted(set(institutions)),
        months=None if months is None else sorted(set(months)),
        reason=reason,
    )


@handles(_KIND)
def measure_for(job: Job) -> None:
    """Do what `request_measuring` asked for; with no institutions named, for all."""
    asked = job.arguments
    with effect(job):
        measure(asked["institutions"] or _everybody(), asked["months"], reason=asked["reason"])


def measure_after_migration(**_signal: Any) -> None:
    """Have everything measured by the next worker, so that changed definitions and new indicators take effect."""
    if "metrics_measurement" in connection.introspection.table_names() and AnchorInstitution.objects.exists():
        _request_all(NEW_VERSION)


def measure_after_reference_load(**_signal: Any) -> None:
    """Have everything measured again: which places are local follows from boundaries and from who is in what system."""
    if Measurement.objects.exists():
        _request_all(f"new boundaries or registers of {wording.day(timezone.localdate())}")


def _request_all(reason: str) -> None:
    """Once, however often it is asked for; the sweeper sends it, for there may be no queue where this runs."""
    arguments = {"institutions": None, "months": None, "reason": reason}
    if not Job.objects.filter(kind=_KIND, state=Job.State.WAITING, arguments=arguments).exists():
        Job.objects.create(kind=_KIND, arguments=arguments)


def _everybody() -> list[int]:
    return list(AnchorInstitution.objects.values_list("pk", flat=True))


def _hold(institutions: Sequence[int]) -> None:
    """One measuring of an institution at a time, until this transaction ends; uploads and readers are not held up."""
    _take_lock(*institutions)


def _take_lock(*numbers: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, id) FROM unnest(%s::int[]) AS institution (id)",
            [_LOCK_SPACE, list(numbers)],
        )


def _parts_or_none(indicator: Indicator, asked: Asked) -> Mapping[Identity, Figures] | None:
    """None where the function fails on these data: one lever's mistake must not stop what the others measure."""
    try:
        with transaction.atomic():
            return dict(_parts(indicator, asked))
    except (
        InterfaceError,
        OperationalError,
        SoftTimeLimitExceeded,
    ):  # no fault of the function: the job tries again
        raise
    except Exception:
        logger.exception(
            'The indicator "%s" cannot be measured: what was measured before stays.', indicator.code
        )
        return None


def _parts(indicator: Indicator, asked: Asked) -> Iterable[tuple[Identity, Figures]]:
    """What the indicator's function gives, each institution and month once."""
    assert indicator.parts is not None  # noqa: S101 - lever indicators are made by the decorator
    versions = source_versions(indicator, asked)
    seen: set[Identity] = set()
    for part in indicator.parts(asked):
        first = months_earlier(part.ym, indicator.covers - 1)
        key = Identity(indicator.code, part.institution, None, first, part.ym)
        if key in seen:
            message = (
                f'The indicator "{indicator.code}" gave institution {part.institution} twice for {part.ym}.'
            )
            raise IndicatorError(message)
        if (part.denominator is not None) != indicator.is_ratio:
            has = "no denominator" if indicator.is_ratio else "a denominator"
            raise IndicatorError(f'The indicator "{indicator.code}" gave {has}, unlike its definition.')
        seen.add(key)
        if indicator.is_ratio and not part.numerator and not part.denominator:
            continue  # nothing of nothing is no data, and no data is never kept as 0
        denominator = None if part.denominator is None else _exact(part.denominator)
        yield key, Figures(_exact(part.numerator), denominator, versions.get(part.institution, ""))


def _settle(standing: Any, found: Mapping[Identity, Figures], reason: str) -> Measuring:
    """Make the standing rows what was found; what differs goes into history first.

    One after another, so that what is committed later is also computed later: versions for caches rest on that.
    """
    _take_lock(_SETTLING)
    now = timezone.now()
    before = {_identity(row): row for row in standing}
    new = [key for key in found if key not in before]
    changed = [key for key, figures in found.items() if key in before and _differs(before[key], figures)]
    gone = [key for key in before if key not in found]
    FormerMeasurement.objects.bulk_create(
        [_former(before[key], now, reason, is_gone=key not in found) for key in (*changed, *gone)],
        batch_size=_ROWS_AT_ONCE,
    )
    Measurement.objects.filter(pk__in=[before[key].pk for key in gone]).delete()
    Measurement.objects.bulk_create(
        [_row(key, found[key], now) for key in (*new, *changed)],
        batch_size=_ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=_IDENTITY,
        update_fields=_FIGURES,
    )
    return Measuring(len(new), len(changed), len(gone))


def _identity(row: Measurement) -> Identity:
    return Identity(row.indicator, row.institution_id, row.place_id, row.first, row.last)


def _differs(row: Measurement, figures: Figures) -> bool:
    return (row.numerator, row.denominator) != (figures.numerator, figures.denominator)


def _row(key: Identity, figures: Figures, now: datetime) -> Measurement:
    return Measurement(
        indicator=key.indicator,
        institution_id=key.institution,
        place_id=key.place,
        first=key.first,
        last=key.last,
        numerator=figures.numerator,
        denominator=figures.denominator,
        source_version=figures.source_version,
        computed_at=now,
    )


def _former(row: Measurement, now: datetime, reason: str, *, is_gone: bool) -> FormerMeasurement:
    return FormerMeasurement(
        indicator=row.indicator,
        institution_id=row.institution_id,
        place_id=row.place_id,
        first=row.first,
        last=row.last,
        numerator=row.numerator,
        denominator=row.denominator,
        source_version=row.source_version,
        computed_at=row.computed_at,
        replaced_at=now,
        reason=reason[:300],
        is_gone=is_gone,
    )


def _exact(number: int | Decimal) -> Decimal:
    return Decimal(number).quantize(_PLACES)
