"""What sources say of sites, put on record; the facts in force follow from the record.

Nothing writes a field of a site but `settle_sites`, which folds its changes: a later day of which a source speaks
wins over an earlier one. So a register of last year, loaded today, changes nothing that a newer one has said.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from anchors.models import AnchorInstitution, Upload, User
from estates.models import Site, SiteChange

SAME_REGISTER = 0.5
"""Of the sites listed before, how many must be listed again for a file to be a newer edition of the same register."""
ROWS_AT_ONCE = 1000
_ATTRIBUTES = [name.removesuffix("_id") for name in Site.FACTS]


@dataclass(frozen=True)
class Origin:
    """Where statements come from: the sort of source, its words, the day it speaks of, the upload or the person."""

    family: str
    source: str
    as_of: date
    upload: Upload | None = None
    by: User | None = None
    is_published: bool = True
    is_sample: bool = False
    why: str = ""


@dataclass(frozen=True)
class SiteStatement:
    """What a source says of one site: `facts` by field of `Site.FACTS`, only what it gives; None takes a fact away."""

    ref: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    row: int | None = None


def state_sites(
    institution: AnchorInstitution, statements: Iterable[SiteStatement], origin: Origin
) -> dict[str, Site]:
    """Put on record what a source says of an institution's sites, and settle them; sites by their code.

    A source that says again what it said before adds nothing: loading a file twice leaves the record as it is.
    """
    wanted = list(statements)
    sites = _sites(institution, wanted, origin)
    said = _said_before(sites.values(), origin) if origin.upload is None else set()
    changes = [_change(sites[each.ref], each, origin) for each in wanted]
    new = [change for change in changes if (change.site_id, _key(change.facts)) not in said]
    SiteChange.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    settle_sites({change.site_id for change in new})
    return sites


def change_site(
    site: Site, facts: Mapping[str, Any], *, source: str, by: User | None, why: str = ""
) -> SiteChange:
    """Put on record what a person says of a site: only the facts given change. `facts` may hold Python values."""
    origin = Origin(SiteChange.Family.FORM, source, timezone.localdate(), by=by, why=why)
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        change = _change(site, SiteStatement(site.ref, facts), origin)
        change.save()
        settle_sites([site.pk])
    site.refresh_from_db()
    return change


def unlist_missing(institution: AnchorInstitution, listed: Iterable[str], origin: Origin) -> list[Site]:
    """Mark the sites that earlier registers of the same sort had and this newer edition does not; gives them.

    A file that lists few of the sites known so far is another register and says nothing of the rest.
    """
    earlier = (
        Site.objects.filter(
            institution=institution, changes__family=origin.family, changes__as_of__lte=origin.as_of
        )
        .exclude(changes__family=origin.family, changes__as_of__gt=origin.as_of)
        .exclude(status__in=Site.GONE)
        .distinct()
    )
    known, refs = list(earlier), set(listed)
    missing = [site for site in known if site.ref not in refs]
    if not missing or len(missing) > (1 - SAME_REGISTER) * len(known):
        return []
    gone = SiteStatement("", {"status": Site.Status.UNLISTED})
    SiteChange.objects.bulk_create([_change(site, gone, origin) for site in missing])
    settle_sites([site.pk for site in missing])
    return missing


def withdraw_sites(upload: Upload) -> None:
    """Take back what an upload said; sites that nobody else spoke of go, unless something of ours rests on them."""
    touched = set(SiteChange.objects.filter(upload=upload).values_list("site_id", flat=True))
    SiteChange.objects.filter(upload=upload).delete()
    bare = Site.objects.filter(pk__in=touched, changes__isnull=True)
    for site in bare:
        try:
            with transaction.atomic():
                site.delete()
        except ProtectedError:
            Site.objects.filter(pk=site.pk).update(status=Site.Status.UNLISTED)
    settle_sites(touched)


def settle_sites(ids: Iterable[int]) -> None:
    """Make each site what its changes say together."""
    sites = Site.objects.in_bulk(list(ids))
    changes: dict[int, list[SiteChange]] = defaultdict(list)
    for change in SiteChange.objects.filter(site__in=sites).order_by("as_of", "pk"):
        changes[change.site_id].append(change)
    for key, said in changes.items():
        _settle(sites[key], said)
    Site.objects.bulk_update([sites[key] for key in changes], _ATTRIBUTES, batch_size=ROWS_AT_ONCE)


def _settle(site: Site, changes: Sequence[SiteChange]) -> None:
    facts: dict[str, Any] = {}
    for change in changes:
        facts |= change.as_facts()
    site.take_facts(facts)


def _sites(
    institution: AnchorInstitution, statements: Sequence[SiteStatement], origin: Origin
) -> dict[str, Site]:
    refs = {each.ref: each for each in statements}
    found = {site.ref: site for site in Site.objects.filter(institution=institution, ref__in=refs)}
    new = [
        Site(institution=institution, ref=ref, name=str(each.facts.get("name") or ref), is_sample=origin.is_sample)
        for ref, each in refs.items()
        if ref not in found
    ]  # fmt: skip
    Site.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    return found | {site.ref: site for site in new}


def _change(site: Site, statement: SiteStatement, origin: Origin) -> SiteChange:
    return SiteChange(
        site=site,
        facts={name: _plain(value) for name, value in statement.facts.items()},
        family=origin.family,
        source=origin.source[:300],
        upload=origin.upload,
        source_row=statement.row,
        as_of=origin.as_of,
        why=origin.why,
        made_by=origin.by,
    )


def _said_before(sites: Iterable[Site], origin: Origin) -> set[tuple[int, tuple[tuple[str, str], ...]]]:
    said = SiteChange.objects.filter(
        site__in=list(sites),
        family=origin.family,
        source=origin.source[:300],
        as_of=origin.as_of,
        upload=None,
    )
    return {(change.site_id, _key(change.facts)) for change in said}


def _key(facts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in facts.items()))


def _plain(value: Any) -> Any:
    """A fact as JSON holds it."""
    if isinstance(value, Decimal | date):
        return str(value)
    return value.pk if isinstance(value, models.Model) else value
