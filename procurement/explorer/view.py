"""Who may read what, and what a filter means for them: the gate in front of every figure of spending.

An institution's people read its figures in full. Officers of an integrated care board also read the aggregates of
every member of its system, and of the bodies those members took over from. Nobody else reads anything; what is not
theirs answers exactly as what does not exist. Payment lines are a different matter: see `procurement.explorer.lines`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone

from anchors.models import AnchorInstitution, Place, Succession, System, User
from anchors.periods import MONTHS_IN_YEAR, Period, months_earlier, usual_end
from procurement.explorer.filters import NO_CATEGORY, SpendFilter
from procurement.explorer.months import SuppliedMonths, supplied_months
from procurement.explorer.places import PlaceBands, PlaceTree
from procurement.models import Category, SpendFact, Supplier


@dataclass(frozen=True)
class SpendView:
    """A filter as one person may use it, everything left open filled in. `period` is None where there is no data."""

    filter: SpendFilter
    system: System | None
    institutions: tuple[AnchorInstitution, ...]
    readable: tuple[AnchorInstitution, ...]
    own: frozenset[int]
    period: Period | None
    places: PlaceBands
    choices_of_place: tuple[Place, ...]
    supplied: Mapping[int, SuppliedMonths]
    category_ids: tuple[int, ...] | None = None
    supplier: Supplier | None = None
    supplier_ids: tuple[int, ...] | None = None

    @property
    def institution_ids(self) -> list[int]:
        """Whose money is in."""
        return [institution.pk for institution in self.institutions]

    @property
    def is_whole_system(self) -> bool:
        """Whether it covers all that the person may read, and that is more than one institution."""
        return len(self.institutions) > 1 and len(self.institutions) == len(self.readable)

    @property
    def settled(self) -> SpendFilter:
        """The filter with all that was left open written out, so that its address means the same next month."""
        return self.filter.but(
            period=self.period,
            institutions=tuple(sorted(institution.slug for institution in self.institutions)),
            local=tuple(sorted(place.code for place in self.places.local)),
        )

    @property
    def values(self) -> dict[str, Any]:
        """What the SQL of this package asks for."""
        reasons = self.filter.reasons
        return self.places.values | {
            "institutions": self.institution_ids,
            "first": self.period.first if self.period else 0,
            "last": self.period.last if self.period else 0,
            "categories": None if self.category_ids is None else list(self.category_ids),
            "reasons": None if reasons is None else list(reasons),
            "suppliers": None if self.supplier_ids is None else list(self.supplier_ids),
            "band": self.filter.band,
        }

    def covering(self, period: Period) -> "SpendView":
        """The same view of another period."""
        return replace(self, period=period, filter=self.filter.but(period=period))


def spend_view(user: User, spend_filter: SpendFilter) -> SpendView:
    """What the person may see of what they ask for. Http404 for what they may not see; FilterError for nonsense.

    A supplier whom nobody in the usual view has paid is seen at the institution that did.
    """
    readable, default, system = _scope(user)
    supplier = _supplier(spend_filter.supplier, readable)
    if spend_filter.institutions:
        chosen = _chosen(spend_filter.institutions, readable)
    else:
        chosen = default if supplier is None or supplier.institution in default else [supplier.institution]
    if chosen is not default and len(chosen) == 1:
        system = chosen[0].system_on(timezone.localdate()) or system
    tree = PlaceTree()
    members = list(system.local_authorities(timezone.localdate())) if system else []
    usual = members or [place for each in chosen if (place := tree.by_id.get(each.home_place_id or 0))]
    local = tree.named(spend_filter.local) if spend_filter.local else usual
    ids = [institution.pk for institution in chosen]
    supplied = supplied_months(ids)
    return SpendView(
        filter=spend_filter,
        system=system,
        institutions=tuple(chosen),
        readable=tuple(readable),
        own=frozenset(user.institution_ids()),
        period=spend_filter.period or latest_period(supplied),
        places=tree.bands(local, members),
        choices_of_place=tree.authorities_in(usual),
        supplied=supplied,
        category_ids=_category_ids(spend_filter.category, ids) if spend_filter.category else None,
        supplier=supplier,
        supplier_ids=_spellings(supplier, ids) if supplier else None,
    )


def readable_institutions(user: User) -> list[AnchorInstitution]:
    """The institutions whose aggregates the person may read in full, by name."""
    return _scope(user)[0]


def latest_period(supplied: Mapping[int, SuppliedMonths]) -> Period | None:
    """Up to 12 months: to the newest that at least half supplied, from the oldest that anybody did in those 12."""
    months = {ym for each in supplied.values() for ym in each.months}
    if not months:
        return None
    last = usual_end(max(each.months) for each in supplied.values() if each.months)
    return Period(min(ym for ym in months if ym >= months_earlier(last, MONTHS_IN_YEAR - 1)), last)


def category_names(view: SpendView, most: int = 400) -> list[str]:
    """Names of categories to choose from, spellings in upper and lower case as one, by name."""
    names = (
        Category.objects.filter(institution__in=view.institutions).values_list("name", flat=True).distinct()
    )
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.strip().upper(), name.strip() or NO_CATEGORY)
    return sorted(found.values(), key=str.lower)[:most]


def _scope(user: User) -> tuple[list[AnchorInstitution], list[AnchorInstitution], System | None]:
    """All that the person may read, what they see first, and their system: by the institution they work as now."""
    today = timezone.localdate()
    own = list(AnchorInstitution.objects.visible_to(user))
    working = next((each for each in own if each.pk == user.working_as_id), own[0] if own else None)
    if working is None:
        return [], [], None
    by_board = {each.pk: _members(each, today) for each in own if each.kind == AnchorInstitution.Kind.ICB}
    readable = {each.pk: each for group in (own, *by_board.values()) for each in group}
    default = by_board.get(working.pk) or [working]
    ordered = sorted(readable.values(), key=lambda institution: institution.name)
    return ordered, default, working.system_on(today)


def _members(board: AnchorInstitution, today: date) -> list[AnchorInstitution]:
    """A board's system: its members today, the board itself, and bodies they took over from that left spending."""
    system = board.system_on(today)
    if system is None:
        return [board]
    members = Q(pk__in=AnchorInstitution.objects.in_system(system, today).values("pk")) | Q(pk=board.pk)
    present = AnchorInstitution.objects.filter(members)
    left_spending = Exists(SpendFact.objects.filter(institution=OuterRef("predecessor")))
    before = Succession.objects.filter(left_spending, successor__in=present).values("predecessor")
    return list(AnchorInstitution.objects.filter(members | Q(pk__in=before)))


def _chosen(slugs: Iterable[str], readable: Iterable[AnchorInstitution]) -> list[AnchorInstitution]:
    by_slug = {institution.slug: institution for institution in readable}
    if not by_slug.keys() >= set(slugs):
        raise Http404
    return [by_slug[slug] for slug in slugs]


def _category_ids(name: str, institution_ids: list[int]) -> tuple[int, ...]:
    wanted = "" if name == NO_CATEGORY else name
    found = Category.objects.filter(institution__in=institution_ids, name__iexact=wanted)
    return tuple(found.values_list("pk", flat=True))


def _supplier(number: int | None, readable: list[AnchorInstitution]) -> Supplier | None:
    """A supplier of institutions that the person may read. A redacted name has no page."""
    if number is None:
        return None
    suppliers = Supplier.objects.filter(institution__in=readable, is_redacted=False)
    supplier = suppliers.select_related("institution").filter(pk=number).first()
    if supplier is None:
        raise Http404
    return supplier


def _spellings(supplier: Supplier, institution_ids: list[int]) -> tuple[int, ...]:
    """Every spelling of a supplier that differs in form only."""
    same = Supplier.objects.filter(
        institution__in=institution_ids, normalised=supplier.normalised, is_redacted=False
    )
    return tuple(same.values_list("pk", flat=True))
