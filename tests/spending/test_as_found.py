"""What the publishers' own data brought to light: systems of many bodies, few of which supply; no categories."""

from datetime import date

from anchors.models import AnchorInstitution, Membership, Succession, SystemMembership
from procurement.charts import category_finding, months_figure
from procurement.explorer import SpendFilter, readable_institutions, spend_summary
from procurement.models import Supplier
from tests.cast import Cast
from tests.spending.conftest import Browser
from tests.spending.ledger import Ledger

JULY_2022 = date(2022, 7, 1)


def body(cast: Cast, name: str, *, is_member: bool = True) -> AnchorInstitution:
    found = AnchorInstitution.objects.create(name=name, slug=name.lower().replace(" ", "-"), kind="ccg")
    if is_member:
        SystemMembership.objects.create(system=cast.system, institution=found)
    return found


def test_a_body_that_ended_is_listed_only_where_it_left_spending(cast: Cast, ledger: Ledger) -> None:
    for name in ("NHS Marsh CCG", "NHS Fen CCG"):
        past = body(cast, name, is_member=False)
        Succession.objects.create(predecessor=past, successor=cast.board, on=JULY_2022)
    ledger.pay(AnchorInstitution.objects.get(name="NHS Marsh CCG"), 100_00, day=date(2021, 3, 31))
    ledger.settle()
    names = {institution.name for institution in readable_institutions(cast.officer)}
    assert "NHS Marsh CCG" in names
    assert "NHS Fen CCG" not in names


def test_many_that_supplied_nothing_are_counted_and_not_named(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    for number in range(5):
        body(cast, f"NHS Trust {number}")
    ledger.pay(cast.trust, 1000_00)
    ledger.settle()
    page = " ".join(as_(cast.officer).get("/data/supplied/").content.decode().split())
    assert "7 institutions have supplied nothing for June 2026." in page


def test_the_overview_sets_side_by_side_those_that_have_spending(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    ledger.pay(cast.trust, 1000_00)
    ledger.settle()
    page = as_(cast.officer).get("/").content.decode()
    beside = page.split("Spending by institution, £ million", 1)[1].split("</table>", 1)[0]
    assert cast.trust.name in beside
    assert cast.council.name not in beside


def test_payments_without_a_category_are_not_said_to_be_none(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 100_00, category="")
    ledger.settle()
    finding = category_finding(spend_summary(cast.officer, SpendFilter()))
    assert finding == "Payments without a category have the most left to move"


def test_where_nothing_is_called_local_the_explorer_asks_for_places(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    cast.system.areas.all().delete()
    AnchorInstitution.objects.update(home_place=None)
    ledger.pay(cast.council, 100_00)
    ledger.settle()
    page = as_(cast.contributor).get("/spending/").content.decode()
    assert "No place is called local here yet." in page


def test_a_supplier_of_ones_other_institution_is_seen_there(cast: Cast, ledger: Ledger, as_: Browser) -> None:
    Membership.objects.create(user=cast.contributor, institution=cast.trust, role="reader")
    ledger.pay(cast.council, 100_00)
    line = ledger.pay(cast.trust, 250_00, supplier="Fen Linen Ltd")
    ledger.settle()
    page = as_(cast.contributor).get(f"/spending/suppliers/{line.key.supplier_id}/").content.decode()
    assert "<strong>£250</strong>" in page


def test_an_old_payment_names_its_supplier_and_leads_to_its_page(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    line = ledger.pay(cast.council, -150_00, day=date(2019, 3, 5), supplier="Fen Linen Ltd")
    ledger.pay(cast.council, 100_00)
    ledger.settle()
    browser = as_(cast.contributor)
    page = browser.get(f"/spending/lines/{line.pk}/").content.decode()
    assert "−£150.00 from Fen Linen Ltd" in page
    address = f"/spending/suppliers/{line.key.supplier_id}/"
    assert f'href="{address}?period=2019-03"' in page
    assert page.split("Names seen", 1)[1].count("Fen Linen Ltd") == 1
    usual = browser.get(address).content.decode()
    assert f'href="{address}?period=2019-03"' in usual
    assert "<strong>−£150</strong>" in browser.get(f"{address}?period=2019-03").content.decode()


def test_a_name_with_and_without_a_place_is_overridden_in_one_go(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    line = ledger.pay(cast.council, 100_00, supplier="Fen Linen Ltd", place=cast.far_city)
    other = ledger.pay(cast.council, 250_00, supplier="FEN LINEN LTD").key.supplier
    Supplier.objects.filter(pk=other.pk).update(name="Fen Linen Ltd", reference="S2")
    ledger.settle()
    browser = as_(cast.contributor)
    page = browser.get(f"/spending/suppliers/{line.key.supplier_id}/").content.decode()
    assert page.count("Override the rules</a>") == 1
    assert f"{cast.far_city.name}: rest of the UK" in page
    story = browser.get(f"/spending/lines/{line.pk}/").content.decode()
    assert story.split("Names seen", 1)[1].count("Fen Linen Ltd") == 1


def test_months_have_a_column_for_contracts_only_where_something_is_under_contract(
    cast: Cast, ledger: Ledger
) -> None:
    ledger.pay(cast.council, 100_00)
    ledger.settle()
    table = months_figure(spend_summary(cast.contributor, SpendFilter())).table
    assert "Under contract" not in [column.heading for column in table.columns]
    assert {len(row) for row in table.rows} == {len(table.columns)}
    ledger.pay(cast.council, 50_00, reason="LOCKED", supplier="Fen Linen Ltd")
    ledger.settle()
    table = months_figure(spend_summary(cast.contributor, SpendFilter())).table
    assert "Under contract" in [column.heading for column in table.columns]
    assert {len(row) for row in table.rows} == {len(table.columns)}
