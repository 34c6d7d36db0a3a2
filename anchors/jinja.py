"""The Jinja environment: the NHS macros beside our own, and the few filters that pages write figures with.

Filters (contracts in `anchors.wording`; all write "No data" for a figure that nobody supplied):

| filter | gives |
|---|---|
| `money`, `money(pence=True)` | £1,234,567 · £38,412.60 |
| `millions` | £1.2 million, for prose |
| `millions_short` | £271.8m, for labels |
| `m` | 98.7, for a column headed "£ million" |
| `percent`, `change`, `pence_of_pound` | 31% · +3% · 31p, from a share of 0 to 1 |
| `count`, `plural("row")`, `noun("row")` | 17,962 · 41 rows · rows |
| `date`, `moment`, `period` | 3 March 2026 · 3 March 2026 at 2:14pm · July to September 2026 |
| `during` | from July to September 2026 · in September 2026, behind a verb |
| `month`, `month(short=True)` | September 2026 · Sep 2026 |
| `size`, `listed` | 31 KB · C, G, I and J |

Globals: `static(path)`, `url(name, *args, **kwargs)`, `query(request, key=value, …)` for the present address
with some of its filters changed (None removes one), `unique_id(text)` for an element's id, `one_time_key()` for a form.
"""

import os
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import is_aware, localtime
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    Undefined,
)

from anchors import wording
from anchors.charts.palette import TONES
from anchors.charts.table import NUMERIC, written

NHS_LOADERS = (
    PackageLoader("nhsuk_frontend_jinja"),
    PackageLoader("nhsuk_frontend_jinja", "templates/nhsuk/components"),
    PackageLoader("nhsuk_frontend_jinja", "templates/nhsuk/macros"),
)


DIRECTIONS = {
    "improving": "Improving",
    "worse": "Getting worse",
    "same": "No clear change",
    "met": "Target met",
    "behind": "Behind plan",
    "none": "No data",
    "up": "Up",
    "down": "Down",
}
"""The words beside the icon of a direction. Up and down are for figures that are neither good nor bad."""


def environment(**options: Any) -> Environment:
    """The environment that Django's Jinja2 backend asks for; `options` are the backend's."""
    loader = ChoiceLoader([options.pop("loader"), *NHS_LOADERS])
    options |= {"undefined": ChainableUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options.setdefault("bytecode_cache", _kept_templates())
    jinja = Environment(loader=loader, extensions=["jinja2.ext.do"], **options)  # noqa: S701 - Django passes autoescape
    jinja.globals.update(static=static, url=url, query=query, unique_id=unique_id, bar_width=bar_width)
    jinja.globals["one_time_key"] = lambda: uuid4().hex
    jinja.globals.update(
        tones=TONES, direction_words=DIRECTIONS, numeric_kinds=NUMERIC, no_number=wording.NO_NUMBER
    )
    jinja.filters.update(_filters())
    return jinja


def _kept_templates() -> FileSystemBytecodeCache | None:
    """Templates as they were compiled last time: a page of 30 of them then opens a second sooner after a start.

    None where nothing can be written; each process then compiles for itself.
    """
    folder = settings.HOME / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def query(request: HttpRequest, **changes: Any) -> str:
    """The query string of the present page with some keys changed, `?period=2026-27-Q2&sort=total`.

    A key given None goes; a list repeats its key. Always starts with "?", so that it replaces what is there.
    """
    keys = request.GET.copy()
    for key, value in changes.items():
        if value is None or isinstance(value, Undefined):
            keys.pop(key, None)
        else:
            keys.setlist(key, [str(item) for item in (value if isinstance(value, list | tuple) else [value])])
    return f"?{keys.urlencode()}"


def unique_id(text: object) -> str:
    """An element's id made of its words: "Spending by month" to `spending-by-month`."""
    return slugify(str(text)) or "part"


def bar_width(share: Decimal | float) -> str:
    """A share of 0 to 1 as the per cent of a bar's full width; nothing sticks out at either end."""
    return f"{min(max(share, 0), 1) * 100:.1f}"


def _filters() -> dict[str, Any]:
    return {
        "money": wording.money,
        "millions": wording.millions,
        "millions_short": wording.millions_short,
        "m": wording.in_millions,
        "percent": wording.percent,
        "change": wording.change,
        "pence_of_pound": wording.pence_of_pound,
        "count": wording.count,
        "plural": wording.plural,
        "noun": wording.noun,
        "date": _day,
        "moment": _moment,
        "month": wording.month,
        "period": wording.period,
        "during": wording.during,
        "size": wording.size,
        "listed": wording.listed,
        "written": _written,
    }


def _written(value: object, kind: str | Undefined = "") -> str:
    here = _here(value) if isinstance(value, datetime) else value
    return written(here, "text" if isinstance(kind, Undefined) else kind)


def _day(value: date | None) -> str:
    return wording.day(_here(value) if isinstance(value, datetime) else value)


def _moment(value: datetime | None) -> str:
    return wording.moment(None if value is None else _here(value))


def _here(value: datetime) -> datetime:
    return localtime(value) if is_aware(value) else value
