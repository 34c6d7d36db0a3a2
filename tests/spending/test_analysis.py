"""The formulas, on figures that can be checked by hand."""

from decimal import Decimal

from procurement.analysis import (
    Band,
    Concentration,
    DeprivedSpend,
    Influence,
    PlaceSpend,
    is_safe_to_show,
    share,
)

LEEDS = PlaceSpend({Band.LOCAL: 28, Band.SYSTEM: 2, Band.REGION: 1, Band.UK: 60, Band.ABROAD: 9})


def test_leakage_is_what_leaves_the_wider_region_with_the_local_places_in_it() -> None:
    assert (LEEDS.local_share, LEEDS.regional_share, LEEDS.leakage) == (
        Decimal("0.28"), Decimal("0.31"), Decimal("0.69"),
    )  # fmt: skip


def test_shares_of_place_leave_out_what_is_not_known_and_the_range_says_what_it_could_do() -> None:
    spend = PlaceSpend({Band.LOCAL: 30, Band.UK: 70, Band.UNKNOWN: 100})
    assert spend.local_share == Decimal("0.3")
    assert spend.unknown_share == Decimal("0.5")
    assert spend.local_range == (Decimal("0.15"), Decimal("0.65"))


def test_there_is_no_share_where_credits_outweigh_payments() -> None:
    assert share(5, 0) is None
    assert share(5, -10) is None
    assert PlaceSpend({Band.LOCAL: -5}).leakage is None


def test_the_influenceable_part_is_neither_locked_nor_closed() -> None:
    spend = Influence({"OPEN": 50, "LOCKED": 20, "PFI": 25, "TAXPAY": 5})
    assert (spend.total, spend.influenceable, spend.locked, spend.not_influenceable) == (100, 50, 20, 30)
    assert spend.steps(["TAXPAY", "PFI", "LOCKED", "OPEN"]) == (("TAXPAY", 5), ("PFI", 25), ("LOCKED", 20))


def test_the_deprived_share_is_of_money_with_a_known_decile() -> None:
    assert DeprivedSpend({1: 10, 2: 10, 3: 60, 10: 20}).deprived_share == Decimal("0.2")
    assert DeprivedSpend().deprived_share is None


def test_concentration_is_a_share_of_all_spending() -> None:
    assert Concentration(400, {10: 30, 300: 90}, 120).share_of_top(10) == Decimal("0.25")


def test_a_cell_is_safe_with_three_others_of_whom_none_is_nearly_all_of_it() -> None:
    rule = {"least": 3, "most": Decimal("0.85")}
    assert is_safe_to_show([40, 30, 30], **rule)
    assert not is_safe_to_show([50, 50], **rule)
    assert not is_safe_to_show([90, 5, 5], **rule)
    assert is_safe_to_show([0, 0, 0], **rule)
    assert not is_safe_to_show([-90, 5, 5], **rule), "a large credit dominates too"
