"""Who has supplied what, what is missing, and what that does to the numbers."""

from datetime import date
from decimal import Decimal

from procurement.explorer import (
    SpendFilter,
    agreement,
    coverage,
    lines_view,
    missing_from,
    runs_words,
    spend_summary,
)
from tests.cast import Cast
from tests.spending.conftest import Browser
from tests.spending.ledger import Ledger


def test_months_are_told_as_runs() -> None:
    assert runs_words([202604, 202605, 202606, 202609]) == "April to June 2026 and September 2026"
    assert runs_words([202612, 202701]) == "December 2026 to January 2027"
    assert runs_words([]) == ""


def test_coverage_knows_each_institutions_months_and_gaps(cast: Cast, ledger: Ledger) -> None:
    for month in (1, 2, 5):
        ledger.pay(cast.council, 100, day=date(2026, month, 1))
    ledger.pay(cast.trust, 100, day=date(2026, 6, 1))
    ledger.settle()
    found = {each.institution: each for each in coverage([cast.council, cast.trust, cast.board])}
    assert (found[cast.council].first, found[cast.council].last) == (202601, 202605)
    assert found[cast.council].gaps == (202603, 202604)
    assert found[cast.council].months_behind(202606) == 1
    assert (found[cast.board].last, found[cast.board].months_behind(202606)) == (None, None)


def test_a_missing_month_is_worth_the_mean_of_the_others(cast: Cast, ledger: Ledger) -> None:
    for month in (4, 5, 6):
        ledger.pay(cast.trust, 1000, day=date(2026, month, 1), supplier="Far", place=cast.far_city)
    for month in (4, 5):
        ledger.pay(cast.council, 600, day=date(2026, month, 1), place=cast.district)
    ledger.settle()
    summary = spend_summary(cast.officer, SpendFilter())
    gaps = {gap.institution: gap for gap in missing_from(summary)}
    assert gaps[cast.council].months == (202606,)
    assert gaps[cast.council].estimate == 600
    assert gaps[cast.council].local_share == Decimal(1800) / 4800
    assert gaps[cast.board].estimate is None, "nothing to go by is not nothing"
    assert cast.trust not in gaps


def test_the_page_says_who_is_behind_and_what_it_changes(cast: Cast, ledger: Ledger, as_: Browser) -> None:
    for month in (4, 5, 6):
        ledger.pay(cast.trust, 1000_00, day=date(2026, month, 1))
    ledger.pay(cast.council, 600_00, day=date(2026, 4, 1))
    ledger.settle()
    page = " ".join(as_(cast.officer).get("/data/supplied/").content.decode().split())
    assert "1 of 3 institutions has supplied spending up to June 2026." in page
    assert "2 months behind:" in page
    assert "Marsh Borough Council has not supplied May to June 2026" in page
    assert "Northvale and Marsh ICB has supplied nothing" in page


def test_a_months_column_without_payments_is_nought_where_data_was_supplied(
    cast: Cast, ledger: Ledger
) -> None:
    from procurement.charts import months_figure

    ledger.pay(cast.council, 100_00, day=date(2026, 4, 1), category="ICT")
    ledger.pay(cast.council, 100_00, day=date(2026, 5, 1), category="Care")
    ledger.pay(cast.council, 100_00, day=date(2026, 7, 1), category="ICT")
    ledger.settle()
    rows = months_figure(spend_summary(cast.contributor, SpendFilter(category="ICT"))).table.rows
    assert [row[1] for row in rows] == [100, 0, None, 100], "nothing in May, no data in June"


def test_a_publishers_own_classes_are_compared_with_our_rules(cast: Cast, ledger: Ledger) -> None:
    said_no, said_yes = "NON INFLUENCIBLE.PUBLIC SECTOR", "CATERING.FOOD"
    ledger.pay(cast.council, 100, supplier="A", reason="NHSBODY", procurement_class=said_no)
    ledger.pay(cast.council, 300, supplier="B", reason="OPEN", procurement_class=said_no)
    ledger.pay(cast.council, 500, supplier="C", reason="OPEN", procurement_class=said_yes)
    ledger.pay(cast.council, 700, supplier="D", reason="OPEN")
    ledger.settle()
    found = agreement(cast.contributor, lines_view(cast.contributor, SpendFilter()))
    assert found is not None
    assert (found.lines, found.pence, found.unclassed_lines, found.unclassed_pence) == (3, 900, 1, 700)
    assert found.cell(theirs=False, ours=True) == (300, 1)
    assert found.share_of_money == Decimal(600) / 900
    assert found.classes[0].name == said_no, "where we differ most comes first"


def test_files_without_such_classes_are_not_compared(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 100, procurement_class="CATERING.FOOD")
    ledger.settle()
    assert agreement(cast.contributor, lines_view(cast.contributor, SpendFilter())) is None
