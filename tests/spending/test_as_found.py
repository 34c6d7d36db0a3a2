"""What the publishers' own data brought to light: systems of many bodies, few of which supply; no categories."""

from datetime import date

from anchors.models import AnchorInstitution, Succession, SystemMembership
from procurement.charts import category_finding
from procurement.explorer import SpendFilter, readable_institutions, spend_summary
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
