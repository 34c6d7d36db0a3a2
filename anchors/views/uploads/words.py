"""What an upload is called on its pages: its kind, its months, its lines, its money."""

import re
from decimal import Decimal

from anchors import ingest, wording
from anchors.models import Upload
from anchors.periods import Period, financial_year, month_name

_SENTENCES = re.compile(r"\. (?=[A-Z])")


def kind_words(code: str) -> str:
    """The kind in words; the code where the lever that knew it is gone."""
    try:
        return ingest.kind_of_upload(code).label
    except KeyError:
        return code


def line_noun(upload: Upload) -> str:
    """What one line of the file is, in the singular: payment."""
    try:
        return ingest.kind_of_upload(upload.kind).line
    except KeyError:
        return "line"


def lines_of(upload: Upload, count: int) -> str:
    """`17,962 payments`."""
    return wording.plural(count, line_noun(upload))


def months_of(upload: Upload) -> Period | None:
    """The months that the upload is about: those declared, else those of its dates."""
    if upload.period:
        return upload.period
    if year := upload.found.get("file_facts", {}).get("year"):
        return financial_year(int(year))
    months = sorted(int(ym) for ym in upload.found.get("by_month", {}))
    return Period(months[0], months[-1]) if months else None


def period_words(upload: Upload) -> str:
    """Those months in words; empty while nobody knows them."""
    period = months_of(upload)
    if period is None:
        return ""
    return month_name(period.first) if period.first == period.last else period.label


def title_of(upload: Upload) -> str:
    """`Spending, July to September 2026`."""
    period = period_words(upload)
    what = kind_words(upload.kind)
    what = what[:1].upper() + what[1:]
    return f"{what}, {period}" if period else what


def parted(reason: str) -> tuple[str, str]:
    """A reason as a heading, which has no full stop, and the sentences after it; empty where there are none."""
    first, *rest = _SENTENCES.split(reason, maxsplit=1)
    return first.removesuffix("."), "".join(rest)


def pounds_of(pence: int) -> Decimal:
    """Pence as pounds."""
    return Decimal(pence) / 100


def duration(seconds: float) -> str:
    """`about 20 seconds`, `about 3 minutes`: rounded as people round a wait."""
    if seconds < 5:
        return "a few seconds"
    if seconds < 55:
        return f"about {round(seconds / 5) * 5} seconds"
    return f"about {wording.plural(max(1, round(seconds / 60)), 'minute')}"
