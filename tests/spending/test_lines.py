"""Payment lines: every one reachable, each with its reason, and safe in a spreadsheet."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procurement.models import Override, Reason, Rule
from tests.cast import Cast
from tests.spending.conftest import Browser
from tests.spending.ledger import Ledger


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/spending/lines/export.csv{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_pages_hold_every_line_once_newest_first(cast: Cast, ledger: Ledger, as_: Browser) -> None:
    for number in range(123):
        ledger.pay(
            cast.council, number, day=date(2026, 1, 1) + timedelta(number % 40), supplier=f"S{number % 7}"
        )
    ledger.settle()
    client, address, seen = as_(cast.contributor), "/spending/lines/", []
    while address:
        page = client.get(address).content.decode()
        seen += [int(found) for found in re.findall(r'href="/spending/lines/(\d+)/"', page)]
        following = re.search(r'href="(\?[^"]*after=[^"]+)" rel="next"', page)
        address = f"/spending/lines/{following[1].replace('&amp;', '&')}" if following else ""
    assert len(seen) == len(set(seen)) == 123


def test_a_page_that_does_not_exist_is_answered_with_a_sentence(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    ledger.pay(cast.council, 1)
    ledger.settle()
    answer = as_(cast.contributor).get("/spending/lines/?after=yesterday")
    assert answer.status_code == 400
    assert "Start again from the first page" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?search=linen", ["Brightfold Linen"]),
        ("?reason=PFI", ["Marsh PFI"]),
        ("?reason=influenceable", ["Brightfold Linen", "Farport Paint", "Nowhere Ltd", "Paris Paper"]),
        ("?band=local", ["Brightfold Linen", "Marsh PFI"]),
        ("?band=uk", ["Farport Paint"]),
        ("?band=unknown", ["Nowhere Ltd"]),
        ("?band=abroad", ["Paris Paper"]),
        ("?category=Laundry", ["Brightfold Linen"]),
        ("?period=2026-05", ["Nowhere Ltd"]),
        ("?search=linen&band=uk", []),
    ],
)
def test_every_filter_of_the_figures_works_on_lines(
    query: str, names: list[str], cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    ledger.pay(cast.council, 100, supplier="Brightfold Linen", category="Laundry", place=cast.city)
    ledger.pay(cast.council, 100, supplier="Marsh PFI", reason="PFI", place=cast.district)
    ledger.pay(cast.council, 100, supplier="Farport Paint", place=cast.far_city)
    ledger.pay(cast.council, 100, supplier="Nowhere Ltd", day=date(2026, 5, 3))
    ledger.pay(cast.council, 100, supplier="Paris Paper", is_abroad=True)
    ledger.settle()
    found = exported(as_(cast.contributor), query)
    assert sorted(row["Supplier"] for row in found) == names


def test_the_export_holds_reason_rule_override_place_and_basis(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    rule = Rule.objects.create(
        title="Charges of the old hospital", position=1, reason=Reason.PFI, field="supplier", match="words",
        phrases=["hospital partners"], source="Test", institution=cast.council,
    )  # fmt: skip
    first = ledger.pay(cast.council, 1234_56, supplier="Hospital Partners", reason="PFI", place=cast.district)
    first.key.rule = rule
    first.key.save()
    second = ledger.pay(cast.council, -5_00, supplier="Marsh Paper")
    second.override = Override.objects.create(
        institution=cast.council, line_upload=second.upload_id, line_row=3, reason=Reason.GRANT, why="It was a grant",
        made_by=cast.contributor,
    )  # fmt: skip
    second.save()
    ledger.settle()
    rows = {row["Supplier"]: row for row in exported(as_(cast.reader))}
    row = rows["Hospital Partners"]
    assert (row["Amount (£)"], row["Reason code"], row["Rule"]) == (
        "1234.56",
        "PFI",
        "Charges of the old hospital",
    )
    assert (row["Place"], row["Place code"], row["Where it is for us"]) == (
        "Marsh",
        "E07999902",
        "Local places",
    )
    assert row["How we know the place"] == "Postcode in the payment file"
    row = rows["Marsh Paper"]
    assert (row["Amount (£)"], row["Reason code"], row["Rule"]) == ("-5.00", "GRANT", "")
    assert (row["Overridden by"], row["Why it was overridden"]) == ("Tom Contributor", "It was a grant")


@pytest.mark.parametrize("name", ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_of_the_export_runs_as_a_formula(name: str, cast: Cast, ledger: Ledger, as_: Browser) -> None:
    ledger.pay(cast.council, 100, supplier=name)
    ledger.settle()
    assert exported(as_(cast.contributor))[0]["Supplier"] == f"'{name}"


def test_the_export_asks_as_many_questions_for_many_lines_as_for_few(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    client = as_(cast.contributor)
    counts = []
    for _ in range(2):
        for number in range(30):
            ledger.pay(cast.council, number, supplier=f"Supplier {number} {len(counts)}")
        ledger.settle()
        with CaptureQueriesContext(connection) as asked:
            assert len(exported(client)) == 30 * (len(counts) + 1)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_story_of_a_payment_gives_the_verdict_and_the_rules(
    cast: Cast, ledger: Ledger, as_: Browser
) -> None:
    line = ledger.pay(cast.council, 38_412_60, supplier="Brightfold Linen", place=cast.district)
    ledger.settle()
    page = " ".join(as_(cast.reader).get(f"/spending/lines/{line.pk}/").content.decode().split())
    assert "£38,412.60 to Brightfold Linen" in page
    assert "Influenceable now" in page
    assert "How the rules decided" in page
    assert "Override the rules" not in page, "readers decide nothing"
    page = as_(cast.contributor).get(f"/spending/lines/{line.pk}/").content.decode()
    assert f"/spending/rules/overrides/payment/{line.pk}/" in page
