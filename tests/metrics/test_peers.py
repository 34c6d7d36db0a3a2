"""Whom a measure is read beside, who is left out and why, and what missing months do."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from anchors.models import AnchorInstitution
from anchors.periods import Period
from metrics.gaps import missing
from metrics.measuring import measure
from metrics.peers import Peers, benchmarks, peers_of
from metrics.registry import indicator_of
from metrics.subjects import subject_of
from procurement.benchmarks import load_benchmarks
from tests.cast import Cast, _institution, person
from tests.spending.ledger import Ledger

QUARTER = Period(202604, 202606)
SHARE = "local-share-of-spend"


def paid(
    ledger: Ledger, cast: Cast, institution: AnchorInstitution, local: int, months: Iterable[int] = (4, 5, 6)
) -> None:
    """Each month 100 pounds, so many of them in the district."""
    for month in months:
        day = date(2026, month, 1)
        ledger.pay(institution, local * 100, day=day, supplier="Near", place=cast.district)
        ledger.pay(institution, (100 - local) * 100, day=day, supplier="Far", place=cast.far_city)


def read(cast: Cast, ledger: Ledger, code: str, **query: str) -> Peers:
    ledger.settle()
    measure(AnchorInstitution.objects.values_list("pk", flat=True), reason="a test")
    return peers_of(cast.officer, subject_of(cast.officer, query), indicator_of(code), QUARTER)


@pytest.fixture
def second(cast: Cast) -> AnchorInstitution:
    return _institution(cast.system, "Aldmoor District Council", "district", cast.city, gss="E07999909")


def test_an_institution_is_read_beside_those_of_its_kind(
    cast: Cast, ledger: Ledger, second: AnchorInstitution
):
    for institution, local in ((cast.council, 30), (second, 50), (cast.trust, 90)):
        paid(ledger, cast, institution, local)
    peers = read(cast, ledger, SHARE, institution=cast.council.slug)
    assert [each.institution for each in peers.rows] == [second, cast.council]
    assert [each.is_own for each in peers.rows] == [False, True]
    assert "other district councils" in peers.rule


def test_peers_of_an_earlier_day_have_the_figures_of_that_day_and_say_so(
    cast: Cast, ledger: Ledger, second: AnchorInstitution
):
    paid(ledger, cast, cast.council, 30)
    paid(ledger, cast, second, 50)
    read(cast, ledger, SHARE, institution=cast.council.slug)
    then = timezone.now()
    ledger.pay(second, 150_00, day=date(2026, 4, 2), supplier="Near", place=cast.district)
    now = read(cast, ledger, SHARE, institution=cast.council.slug)
    subject = subject_of(cast.officer, {"institution": cast.council.slug})
    past = peers_of(cast.officer, subject, indicator_of(SHARE), QUARTER, as_at=then)
    assert [each.value for each in now.rows] == [Decimal(300) / 450, Decimal("0.3")]
    assert [each.value for each in past.rows] == [Decimal("0.5"), Decimal("0.3")]
    assert "Their figures, too, are as known on" in past.rule
    assert "as known" not in now.rule


def test_what_looks_the_same_is_ordered_by_name(cast: Cast, ledger: Ledger, second: AnchorInstitution):
    paid(ledger, cast, cast.council, 30)
    paid(ledger, cast, second, 30)
    ledger.pay(cast.council, 10, day=date(2026, 4, 2), supplier="Near", place=cast.district)
    peers = read(cast, ledger, SHARE, institution=cast.council.slug)
    assert [each.institution.name for each in peers.rows] == [second.name, cast.council.name]
    assert peers.rows[0].value < peers.rows[1].value, "shown, both are 30%"


def test_without_one_of_the_same_kind_the_nearest_kinds_are_taken_and_named(cast: Cast, ledger: Ledger):
    other = _institution(cast.system, "Marsh Community Trust", "community_trust", cast.district, ods="RYY")
    for institution in (cast.trust, other, cast.council):
        paid(ledger, cast, institution, 40)
    peers = read(cast, ledger, SHARE, institution=cast.trust.slug)
    assert {each.institution for each in peers.rows} == {cast.trust, other}
    assert peers.rule.startswith(
        "No other acute trust has data that you may read, so the peers are other NHS trusts"
    )


def test_an_amount_is_not_compared_over_fewer_months(cast: Cast, ledger: Ledger, second: AnchorInstitution):
    third = _institution(cast.system, "Bexmoor District Council", "district", cast.city, gss="E07999908")
    paid(ledger, cast, cast.council, 30)
    paid(ledger, cast, third, 30)
    paid(ledger, cast, second, 30, months=[4])
    amounts = read(cast, ledger, "total-spend", institution=cast.council.slug)
    assert second not in [each.institution for each in amounts.rows]
    assert amounts.left_out[0].startswith(f"{second.name} did not supply all of these months")
    shares = peers_of(
        cast.officer,
        subject_of(cast.officer, {"institution": cast.council.slug}),
        indicator_of(SHARE),
        QUARTER,
    )
    assert second in [each.institution for each in shares.rows]


def test_people_of_one_institution_are_told_why_there_are_no_peers(
    cast: Cast, ledger: Ledger, second: AnchorInstitution
):
    paid(ledger, cast, cast.council, 30)
    paid(ledger, cast, second, 77)
    read(cast, ledger, SHARE)
    peers = peers_of(cast.contributor, subject_of(cast.contributor, {}), indicator_of(SHARE), QUARTER)
    assert not peers.rows
    assert "1 other institution of this kind is in your system" in peers.left_out[0]
    assert "77" not in str(peers)


def test_a_system_shows_its_own_institutions(cast: Cast, ledger: Ledger):
    paid(ledger, cast, cast.council, 30)
    paid(ledger, cast, cast.trust, 60)
    peers = read(cast, ledger, SHARE)
    assert peers.is_within
    assert [each.institution for each in peers.rows] == [cast.trust, cast.council]
    assert peers.left_out == (f"No data for these months: {cast.board.name}.",)


def test_somebody_of_two_councils_compares_them(cast: Cast, ledger: Ledger, second: AnchorInstitution):
    both = person("Bea Both", cast.council, "reader")
    both.memberships.create(institution=second, role="reader")
    paid(ledger, cast, cast.council, 30)
    paid(ledger, cast, second, 50)
    read(cast, ledger, SHARE)
    peers = peers_of(both, subject_of(both, {"institution": second.slug}), indicator_of(SHARE), QUARTER)
    assert len(peers.rows) == 2


def test_published_values_come_from_the_lever_with_their_source(cast: Cast):
    load_benchmarks()
    local = benchmarks(indicator_of(SHARE), date(2026, 9, 1))
    leaks = benchmarks(indicator_of("leakage"), date(2026, 9, 1))
    assert local[0].value == Decimal("0.36")
    assert leaks[0].value == Decimal("0.37")
    assert all("Health Foundation" in each.source for each in local[:2])
    assert not benchmarks(indicator_of("total-spend"), date(2026, 9, 1))


def test_a_missing_month_is_taken_to_be_like_the_others_of_its_institution(cast: Cast, ledger: Ledger):
    paid(ledger, cast, cast.trust, 40)
    paid(ledger, cast, cast.council, 70, months=(4, 5))
    read(cast, ledger, SHARE)
    wanted = [indicator_of(code) for code in (SHARE, "total-spend", "supplier-concentration")]
    gaps = {gap.institution: gap for gap in missing(wanted, [cast.trust, cast.council, cast.board], QUARTER)}
    assert gaps[cast.council].months == (202606,)
    effects = {each.indicator.code: each for each in gaps[cast.council].effects}
    assert effects.keys() == {SHARE, "total-spend"}, "what is no sum of parts is not estimated"
    assert (effects["total-spend"].value, effects["total-spend"].with_them) == (500, 600)
    assert effects[SHARE].value == Decimal(260) / 500
    assert effects[SHARE].with_them == Decimal(330) / 600
    assert gaps[cast.board].effects == (), "nothing to go by is not nothing"
    assert cast.trust not in gaps


def test_a_lever_can_say_which_months_are_missing(cast: Cast, ledger: Ledger):
    paid(ledger, cast, cast.trust, 40)
    read(cast, ledger, SHARE)
    gaps = missing([indicator_of("total-spend")], [cast.trust], QUARTER, absent={cast.trust.pk: (202604,)})
    assert gaps[0].months == (202604,)
    assert gaps[0].effects[0].with_them == 400
