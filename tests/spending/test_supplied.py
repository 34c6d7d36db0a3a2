"""Who has supplied what, what is missing, and what that does to the numbers."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.explorer import (
    SpendFilter,
    agreement,
    coverage,
    lines_view,
    missing_from,
    runs_words,
    spend_summary,
)
from procurement.explorer.months import sorted_out
from tests.cast import Cast, _institution
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


@pytest.mark.parametrize(
    ("lines", "months"),
    [
        ({202601: 100, 202602: 90, 202603: 110}, {202601, 202602, 202603}),
        ({199902: 1, 202601: 100, 202602: 90, 203001: 2}, {202601, 202602}),
        ({202601: 100, 202602: 5, 202603: 4}, {202601, 202602}),
        ({202601: 1}, {202601}),
        ({}, set()),
    ],
)
def test_a_month_counts_when_it_has_a_fair_part_of_a_usual_months_payments(lines, months) -> None:
    found = sorted_out(lines, Decimal("0.05"))
    assert found.months == months
    assert found.stray == lines.keys() - months


def test_however_many_stray_months_there_are_they_do_not_become_usual() -> None:
    stray = {1000 * 100 + ym: 1 for ym in range(200)}
    assert sorted_out(stray | {202601: 500, 202602: 400}, Decimal("0.05")).months == {202601, 202602}


def stray_and_usual(cast: Cast, ledger: Ledger) -> None:
    """A council with two usual months, one payment of 1999 and one of 2031."""
    for month in (4, 5):
        for _ in range(30):
            ledger.pay(cast.council, 100, day=date(2026, month, 1))
    ledger.pay(cast.council, 7, day=date(1999, 3, 1))
    ledger.pay(cast.council, 9, day=date(2031, 3, 1))
    ledger.settle()


def test_one_payment_of_another_year_stretches_neither_coverage_nor_the_usual_period(
    cast: Cast, ledger: Ledger
) -> None:
    stray_and_usual(cast, ledger)
    (found,) = coverage([cast.council])
    assert (found.first, found.last, found.gaps, found.stray) == (202604, 202605, (), {199903, 203103})
    summary = spend_summary(cast.contributor, SpendFilter())
    assert summary.period is not None
    assert summary.period.code == "2026-04..2026-05"
    assert not missing_from(summary)
    every = spend_summary(cast.contributor, SpendFilter.parse("period=1999-01..2031-12"))
    assert every.total == 6016, "stray payments are in the totals of their months"


def test_the_page_lists_stray_months_and_says_what_counts(cast: Cast, ledger: Ledger, as_: Browser) -> None:
    stray_and_usual(cast, ledger)
    page = " ".join(as_(cast.officer).get("/data/supplied/").content.decode().split())
    assert "at least 5% of the payments that the institution makes in a usual month" in page
    assert "Stray months" in page
    assert "March 1999 and March 2031" in page


def test_institutions_without_data_in_the_usual_period_are_named_with_a_way_to_see_them(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    ledger.pay(cast.trust, 1000_00, day=date(2026, 6, 1))
    ledger.pay(cast.council, 600_00, day=date(2024, 3, 1))
    ledger.settle()
    client = as_(cast.officer)
    for address in ("/", "/spending/", "/spending/suppliers/"):
        page = " ".join(client.get(address).content.decode().split())
        assert (
            "1 institution has no data in these months: Marsh Borough Council (up to March 2024)." in page
        ), address
        assert "?period=2023-04..2026-06" in page, address
    page = client.get("/spending/?period=2023-04..2026-06").content.decode()
    assert "has no data in these months" not in page


def test_the_link_to_the_exact_view_gives_the_same_figures_when_more_data_has_come(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    ledger.pay(cast.trust, 1000_00, day=date(2026, 6, 1), place=cast.city)
    ledger.settle()
    summary = spend_summary(cast.officer, SpendFilter())
    exact = summary.view.settled.as_query()
    assert f"?{exact}".replace("&", "&amp;") in as_(cast.officer).get("/spending/").content.decode()
    ledger.pay(cast.trust, 5_00, day=date(2026, 7, 1), place=cast.city)
    newcomer = _institution(cast.system, "New Trust", "acute_trust", cast.city, ods="RNEW")
    ledger.pay(newcomer, 9_00, day=date(2026, 6, 1), place=cast.city)
    ledger.settle()
    assert spend_summary(cast.officer, SpendFilter.parse(exact)).total == summary.total
    assert spend_summary(cast.officer, SpendFilter()).total != summary.total


def test_a_release_of_the_indices_that_nobody_has_a_decile_of_takes_no_row(
    cast: Cast, ledger: Ledger
) -> None:
    from procurement.charts import deprived_figure

    ledger.pay(cast.council, 100, place=cast.district, decile=1)
    ledger.settle()
    rows = deprived_figure(spend_summary(cast.contributor, SpendFilter())).table.rows
    assert [row[0] for row in rows] == ["2025"]
    none = deprived_figure(spend_summary(cast.contributor, SpendFilter(reason="PFI"))).table.rows
    assert none == (("2025", None, None, None),)
