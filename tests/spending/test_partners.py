"""The contributor rule: a system's total never gives away one partner's figure."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.analysis import pounds
from procurement.explorer import SpendFilter, spend_summary, system_aggregate
from procurement.explorer.partners import LEVELS, Cells, safe_level
from tests.cast import Cast, _institution, person
from tests.spending.conftest import Browser
from tests.spending.ledger import Ledger

LEAST, MOST = 3, Decimal("0.85")
CELLS = sorted(cell for group in LEVELS[-1] for cell in group)
figures = st.dictionaries(st.sampled_from(CELLS), st.integers(-1000, 100_000) | st.sampled_from([0, 10**8]))
books = st.dictionaries(st.integers(202601, 202604), st.dictionaries(st.integers(1, 7), figures), min_size=1)


def group_sum(mine: dict, group: frozenset) -> int:
    return sum(mine.get(cell, 0) for cell in group)


@given(books, st.sets(st.integers(1, 7), max_size=2))
def test_no_shown_figure_less_ones_own_is_one_partners(cells: Cells, own: set[int]) -> None:
    """Whatever months and parts are added up, what is left after one's own is several others', none nearly all."""
    level, months = safe_level(cells, own, least=LEAST, most=MOST)
    for group in LEVELS[level]:
        left: dict[int, int] = {}
        for ym in months:
            others = {key: group_sum(mine, group) for key, mine in cells[ym].items() if key not in own}
            assert len(others) >= LEAST
            whole = sum(abs(pence) for pence in others.values())
            assert all(abs(pence) <= MOST * whole for pence in others.values())
            for key, pence in others.items():
                left[key] = left.get(key, 0) + abs(pence)
        assert all(pence <= MOST * sum(left.values()) for pence in left.values())
        assert sum(1 for pence in left.values() if pence) != 1, "one partner's figure alone"


def crowd(cast: Cast, ledger: Ledger, count: int, pence: int = 100_000_00) -> None:
    """More trusts in the system, all paying alike."""
    for number in range(count):
        trust = _institution(cast.system, f"Trust {number}", "acute_trust", cast.city, ods=f"RX{number}")
        for supplier, place, reason in (
            ("Local", cast.city, "OPEN"), ("Far", cast.far_city, "OPEN"), ("Nowhere", None, "OPEN"),
            ("Local tax", cast.city, "TAXPAY"), ("Far tax", cast.far_city, "TAXPAY"), ("Tax", None, "TAXPAY"),
        ):  # fmt: skip
            ledger.pay(trust, pence + number, supplier=supplier, place=place, reason=reason)


def test_an_institution_sees_the_system_when_enough_others_supplied(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 50_000_00, place=cast.district)
    crowd(cast, ledger, 3)
    ledger.settle()
    whole = system_aggregate(cast.contributor)
    assert whole is not None
    assert whole.total == sum(each.pence for each in ledger.payments)
    assert whole.places is not None
    assert whole.influence is not None
    assert whole.institutions == 4
    assert spend_summary(cast.contributor, SpendFilter()).total == 50_000_00


def test_two_others_are_too_few(cast: Cast, ledger: Ledger, as_: Browser) -> None:
    ledger.pay(cast.council, 50_000_00, place=cast.district)
    crowd(cast, ledger, 2)
    ledger.settle()
    whole = system_aggregate(cast.contributor)
    assert whole is not None
    assert (whole.months, whole.total, whole.left_out) == ((), 0, (202606,))
    page = as_(cast.contributor).get("/").content.decode()
    assert "The system’s figures cannot be shown yet" in page


def test_a_part_that_one_partner_dominates_is_not_divided(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 50_000_00, place=cast.district)
    crowd(cast, ledger, 3)
    ledger.pay(cast.trust, 9_000_000_00, supplier="Unknown giant", reason="OPEN")
    ledger.pay(cast.trust, 100_00, supplier="Small", reason="TAXPAY")
    ledger.settle()
    whole = system_aggregate(cast.contributor)
    assert whole is not None
    assert whole.places is None
    assert whole.influence is None
    assert whole.total == sum(each.pence for each in ledger.payments), (
        "of the whole the giant has only five sixths"
    )


def test_the_page_shows_the_systems_total(cast: Cast, ledger: Ledger, as_: Browser) -> None:
    crowd(cast, ledger, 4)
    ledger.pay(cast.council, 1_00, place=cast.district)
    ledger.settle()
    page = as_(cast.contributor).get("/").content.decode()
    assert "The system as a whole" in page
    assert "together paid £2.4 million in 1 month" in " ".join(page.split())
    assert pounds(ledger.payments[0].pence) not in (None, 0)


def test_a_reader_of_two_institutions_knows_both(cast: Cast, ledger: Ledger) -> None:
    """What one may subtract is everything that one may read."""
    crowd(cast, ledger, 3)
    ledger.settle()
    both = person("Bea Both", cast.council, "reader")
    from anchors.models import AnchorInstitution, Membership

    Membership.objects.create(
        user=both, institution=AnchorInstitution.objects.get(name="Trust 0"), role="reader"
    )
    whole = system_aggregate(both)
    assert whole is not None
    assert whole.months == ()


def asked_of_the_api(browser, query: str = ""):
    return browser.get(f"/api/v1/spending/system/{query}")


def test_the_api_gives_the_systems_agreed_totals_that_the_page_shows(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    ledger.pay(cast.council, 50_000_00, place=cast.district)
    crowd(cast, ledger, 3)
    ledger.settle()
    for somebody in (cast.contributor, cast.officer):
        whole, found = system_aggregate(somebody), asked_of_the_api(as_(somebody)).json()
        assert whole is not None
        assert whole.places is not None
        assert whole.influence is not None
        assert found["amount"] == str(pounds(whole.total))
        assert found["influenceable"] == str(pounds(whole.influence.influenceable))
        assert found["places"]["local_share"] == round(float(whole.places.local_share or 0), 6)
        assert (found["institutions"], found["months"], found["left_out"]) == (4, ["2026-06"], [])
        assert found["suppressed"] is False


def test_the_api_hides_what_the_page_hides(cast: Cast, ledger: Ledger, as_: Browser) -> None:
    ledger.pay(cast.council, 50_000_00, place=cast.district)
    crowd(cast, ledger, 2)
    ledger.settle()
    found = asked_of_the_api(as_(cast.contributor)).json()
    assert found["suppressed"] is True
    assert (found["months"], found["left_out"]) == ([], ["2026-06"])
    hidden = ("amount", "influenceable", "influenceable_share", "places", "influenceable_places")
    assert {found[key] for key in hidden} == {None}


def test_the_systems_totals_take_no_filter_and_are_of_ones_own_system(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    crowd(cast, ledger, 4)
    ledger.settle()
    assert asked_of_the_api(as_(cast.contributor), "?period=2026-06").status_code == 400
    found = asked_of_the_api(as_(cast.outsider)).json()
    assert (found["period"], found["amount"], found["institutions"]) == (None, None, 0)
