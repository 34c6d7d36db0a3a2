"""Whose measurements a person may read: the rule of the spend pages, for single institutions and for sums."""

from random import Random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from anchors.models import SystemMembership, User
from metrics.measuring import measure
from metrics.models import Group, Measurement, readable_institutions
from metrics.registry import indicator_of
from metrics.subjects import subject_of, subjects_of
from procurement.explorer import readable_institutions as readable_on_spend_pages
from procurement.explorer import system_aggregate
from tests.cast import Cast, _institution
from tests.spending.ledger import Ledger
from tests.spending.test_partners import crowd


@pytest.fixture
def merged(cast: Cast, ledger: Ledger) -> Cast:
    """Everybody has paid somebody, and the trust has taken over from an older one."""
    old = _institution(cast.system, "Old Marsh Trust", "acute_trust", cast.district, ods="ROLD")
    SystemMembership.objects.filter(institution=old).delete()
    old.successions_from.create(successor=cast.trust, on="2026-04-01")
    everybody = [cast.board, cast.council, cast.trust, cast.foreign_council, old]
    ledger.fill(Random(1), everybody, [cast.city, cast.far_city], 80)
    measure([each.pk for each in everybody], reason="a test")
    return cast


@pytest.mark.parametrize("who", ["officer", "contributor", "reader", "trust_lead", "outsider"])
def test_people_read_the_measurements_of_those_whose_spending_they_read(merged: Cast, who: str) -> None:
    user: User = getattr(merged, who)
    allowed = {each.pk for each in readable_on_spend_pages(user)}
    assert {each.pk for each in readable_institutions(user)} == allowed
    assert set(Measurement.objects.visible_to(user).values_list("institution", flat=True)) == allowed


def test_nobody_reads_without_an_account_and_nobody_edits(merged: Cast) -> None:
    assert not Measurement.objects.visible_to(AnonymousUser()).exists()
    assert not Measurement.objects.editable_by(merged.officer).exists()


def test_officers_begin_with_their_system_and_others_with_their_institution(merged: Cast) -> None:
    whole = subject_of(merged.officer, {})
    assert (whole.kind, whole.key) == ("system", merged.system.slug)
    assert {each.name for each in whole.institutions} >= {"Old Marsh Trust", merged.board.name}
    own = subject_of(merged.contributor, {})
    assert own.institutions == (merged.council,)


def test_a_place_counts_the_institutions_seated_there(merged: Cast) -> None:
    district = subject_of(merged.officer, {"place": merged.district.code})
    assert {each.name for each in district.institutions} == {merged.council.name, "Old Marsh Trust"}
    region = subject_of(merged.officer, {"place": merged.region.code})
    assert set(region.ids) == set(subject_of(merged.officer, {}).ids)


@pytest.mark.parametrize(
    "query",
    [
        {"system": "northvale-and-marsh"},
        {"place": "E12999901"},
        {"group": "pair"},
        {"institution": "northvale-hospitals-nhs-foundation-trust"},
        {"institution": "marsh-borough-council,northvale-and-marsh-icb"},
        {"institution": "farport-city-council"},
        {"institution": "nobody"},
        {"place": "X00000000"},
        {"group": "nothing"},
        {"system": "farport-and-coast"},
    ],
)
def test_sums_over_partners_answer_an_institutions_people_like_what_does_not_exist(
    merged: Cast, query: dict[str, str]
) -> None:
    group = Group.objects.create(system=merged.system, name="Pair", slug="pair")
    group.institutions.set([merged.council, merged.trust])
    for user in (merged.contributor, merged.outsider):
        if user == merged.outsider and query in (
            {"institution": "farport-city-council"},
            {"system": "farport-and-coast"},
        ):
            continue
        with pytest.raises(Http404):
            subject_of(user, query)


def test_choices_are_what_can_be_read(merged: Cast) -> None:
    group = Group.objects.create(system=merged.system, name="Pair", slug="pair")
    group.institutions.set([merged.council, merged.trust])
    for user in (merged.officer, merged.contributor, merged.outsider):
        for each in subjects_of(user):
            assert subject_of(user, each.query) == each
    assert [each.key for each in subjects_of(merged.officer)][:2] == [merged.system.slug, "pair"]
    assert [each.key for each in subjects_of(merged.contributor)] == [merged.council.slug]


def test_what_is_shared_of_the_system_is_what_the_spend_pages_share(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 50_000_00, place=cast.district)
    crowd(cast, ledger, 3)
    ledger.settle()
    page = system_aggregate(cast.contributor)
    assert page is not None
    assert page.places is not None
    local = indicator_of("local-share-of-spend")
    assert local.shared is not None
    shared = local.shared(cast.contributor)
    assert local.value(shared.numerator, shared.denominator) == page.places.local_share
    assert indicator_of("leakage").shared is None


def test_with_too_few_partners_nothing_is_shared(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 50_000_00, place=cast.district)
    ledger.pay(cast.trust, 50_000_00, place=cast.district)
    ledger.settle()
    total = indicator_of("total-spend")
    assert total.shared is not None
    hidden = total.shared(cast.contributor)
    assert (hidden.numerator, hidden.denominator, hidden.months) == (None, None, ())
