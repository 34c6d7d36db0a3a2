"""The one summary: equal to counting the lines one by one, and the same on page and in files."""

import csv
import io
import re
import zipfile
from collections import defaultdict
from decimal import Decimal
from random import Random

import pytest
from python_calamine import CalamineWorkbook

from anchors.models import Place, User
from anchors.wording import millions
from procurement.analysis import Band, pounds
from procurement.explorer import SpendFilter, SpendSummary, concentration_of, spend_summary, supplier_ranking
from procurement.models import Override, Reason
from procurement.rollup import rebuild_facts
from tests.cast import Cast
from tests.spending.conftest import Browser
from tests.spending.ledger import Ledger, Payment

ALL = "period=2025-01..2026-12"


def band(payment: Payment, cast: Cast) -> Band:
    """Seen from the city and the district, which make up the system."""
    if payment.is_redacted or (payment.place is None and not payment.is_abroad):
        return Band.UNKNOWN
    if payment.is_abroad:
        return Band.ABROAD
    assert payment.place is not None
    if payment.place in (cast.city, cast.district):
        return Band.LOCAL
    return Band.REGION if payment.place.parent == cast.region else Band.UK


def sums(payments: list[Payment], key) -> dict:
    found = defaultdict(int)
    for payment in payments:
        found[key(payment)] += payment.pence
    return dict(found)


def nonzero(figures) -> dict:
    return {key: pence for key, pence in figures.items() if pence}


def agrees(summary: SpendSummary, payments: list[Payment], cast: Cast) -> None:
    assert summary.total == sum(payment.pence for payment in payments)
    assert summary.lines == len(payments)
    assert summary.credit_pence == sum(min(payment.pence, 0) for payment in payments)
    assert nonzero(summary.influence.pence) == nonzero(sums(payments, lambda each: each.reason))
    assert nonzero(summary.places.pence) == nonzero(sums(payments, lambda each: band(each, cast)))
    open_ones = [each for each in payments if each.reason == "OPEN"]
    assert nonzero(summary.influenceable_places.pence) == nonzero(
        sums(open_ones, lambda each: band(each, cast))
    )
    assert {ym: money.total for ym, money in summary.months.items()} == sums(payments, lambda each: each.ym)
    assert summary.redacted_pence == sum(each.pence for each in payments if each.is_redacted)
    by_category = sums(payments, lambda each: each.category.upper() or "NO CATEGORY")
    assert {category.name.upper(): category.part.total for category in summary.categories} == by_category
    unredacted = [each for each in payments if each.decile and not each.is_redacted]
    assert nonzero(summary.deprived_2025.pence) == nonzero(sums(unredacted, lambda each: each.decile))


@pytest.fixture
def beyond(cast: Cast) -> Place:
    return Place.objects.create(code="E06999904", name="Moorside", kind="local_authority", parent=cast.region)


@pytest.fixture
def filled(cast: Cast, ledger: Ledger, beyond: Place) -> Ledger:
    institutions = [cast.board, cast.council, cast.trust]
    return ledger.fill(Random(7), institutions, [cast.city, cast.district, beyond, cast.far_city], 250)


CLOSED = tuple(reason for reason in Reason.values if reason not in ("OPEN", "LOCKED"))


def kept(payments: list[Payment], cast: Cast, **wanted) -> list[Payment]:
    """The payments that a filter lets through."""
    facts = {
        "institution": lambda each: each.institution.slug,
        "category": lambda each: each.category.upper(),
        "reason": lambda each: each.reason,
        "band": lambda each: band(each, cast),
    }
    return [each for each in payments if all(facts[key](each) in values for key, values in wanted.items())]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {}),
        ("&institution=marsh-borough-council", {"institution": ["marsh-borough-council"]}),
        ("&category=ict", {"category": ["ICT"]}),
        ("&category=No+category", {"category": [""]}),
        ("&reason=influenceable", {"reason": ["OPEN"]}),
        ("&reason=not-influenceable", {"reason": CLOSED}),
        ("&reason=PFI&band=uk", {"reason": ["PFI"], "band": [Band.UK]}),
        ("&band=unknown", {"band": [Band.UNKNOWN]}),
        ("&band=local&category=Care", {"band": [Band.LOCAL], "category": ["CARE"]}),
    ],
)
def test_a_summary_equals_counting_its_lines(query: str, wanted, filled: Ledger, cast: Cast) -> None:
    summary = spend_summary(cast.officer, SpendFilter.parse(ALL + query))
    agrees(summary, kept(filled.payments, cast, **wanted), cast)


def test_a_period_takes_its_months_alone(filled: Ledger, cast: Cast) -> None:
    summary = spend_summary(cast.officer, SpendFilter.parse("period=2025-05..2025-07"))
    agrees(summary, [each for each in filled.payments if 202505 <= each.ym <= 202507], cast)


def test_one_supplier_is_all_its_spellings_in_the_institutions_that_one_may_read(
    filled: Ledger, cast: Cast
) -> None:
    ranking = supplier_ranking(spend_summary(cast.officer, SpendFilter.parse(ALL)).view)
    top = ranking.suppliers[0]
    summary = spend_summary(cast.officer, SpendFilter.parse(f"{ALL}&supplier={top.supplier.pk}"))
    named = [each for each in filled.payments if each.supplier.upper() == top.supplier.normalised]
    agrees(summary, named, cast)
    assert top.pence == summary.total


def test_the_ranking_is_every_supplier_by_money_without_redacted_names(filled: Ledger, cast: Cast) -> None:
    view = spend_summary(cast.officer, SpendFilter.parse(ALL)).view
    ranking = supplier_ranking(view, limit=1000)
    expected = sums(
        [each for each in filled.payments if not each.is_redacted], lambda each: each.supplier.upper()
    )
    assert {each.supplier.normalised: each.pence for each in ranking.suppliers} == expected
    assert [each.pence for each in ranking.suppliers] == sorted(expected.values(), reverse=True)
    assert ranking.count == len(expected)
    whole = sum(each.pence for each in filled.payments)
    found = concentration_of(view, whole)
    assert found.pence[10] == sum(sorted(expected.values(), reverse=True)[:10])
    assert found.suppliers == len(expected)


def test_a_search_finds_words_of_a_name_and_signs_stand_for_themselves(cast: Cast, ledger: Ledger) -> None:
    for name in ("Fenby Roofing Ltd", "Fenby 100% Wool", "Brightfold Linen"):
        ledger.pay(cast.council, 100, supplier=name)
    view = spend_summary(cast.contributor, SpendFilter()).view if ledger.settle() else None
    assert view is not None
    found = {
        search: supplier_ranking(view, search=search).count
        for search in ("fenby", "fenby roof", "%", "_", "x")
    }
    assert found == {"fenby": 2, "fenby roof": 1, "%": 1, "_": 0, "x": 0}


def test_an_override_moves_money_from_one_reason_to_another(cast: Cast, ledger: Ledger) -> None:
    line = ledger.pay(cast.council, 500, reason=Reason.PFI)
    ledger.pay(cast.council, 300, supplier="Marsh Printers")
    line.override = Override.objects.create(
        institution=cast.council,
        line_upload=line.upload_id,
        line_row=2,
        reason=Reason.OPEN,
        why="PFI has ended",
    )
    line.save()
    rebuild_facts([cast.council.pk])
    assert spend_summary(cast.contributor, SpendFilter()).influence.pence == {"OPEN": 800}


def test_what_counts_as_local_is_the_readers_choice(filled: Ledger, cast: Cast, beyond: Place) -> None:
    summary = spend_summary(cast.officer, SpendFilter.parse(f"{ALL}&local={beyond.code}"))
    known = [each for each in filled.payments if each.place and not each.is_redacted]
    assert summary.places.of(Band.LOCAL) == sum(each.pence for each in known if each.place == beyond)
    in_system = sum(each.pence for each in known if each.place in (cast.city, cast.district))
    assert summary.places.of(Band.SYSTEM) == in_system


def test_without_any_local_place_there_is_no_local_share(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 100, place=cast.city).institution.refresh_from_db()
    ledger.settle()
    cast.system.areas.all().delete()
    cast.council.home_place = None
    cast.council.save()
    summary = spend_summary(cast.contributor, SpendFilter())
    assert summary.local_share is None
    assert summary.leakage is None


def test_the_usual_period_is_the_latest_12_months_with_data(filled: Ledger, cast: Cast) -> None:
    summary = spend_summary(cast.officer, SpendFilter())
    assert summary.period is not None
    assert summary.period.last == max(each.ym for each in filled.payments)
    assert len(summary.period.months) <= 12


def csv_rows(client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"), "Excel knows UTF-8 by this mark"
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_page_file_and_summary_say_the_same(filled: Ledger, cast: Cast, as_: Browser) -> None:
    client, query = as_(cast.officer), f"?{ALL}&category=Building"
    summary = spend_summary(cast.officer, SpendFilter.parse(query[1:]))
    page = client.get(f"/spending/{query}").content.decode()
    assert f"<strong>{millions(pounds(summary.total))}</strong>" in page
    assert f"<strong>{millions(pounds(summary.influence.influenceable))}</strong>" in page
    places = {
        row["Place"]: row["Amount (£)"] for row in csv_rows(client, f"/spending/download/places.csv{query}")
    }
    assert Decimal(places["All with a known place"]) == pounds(summary.places.known)
    assert Decimal(places["Leakage: outside the wider region"]) == pounds(
        summary.places.known - summary.places.regional
    )
    months = csv_rows(client, f"/spending/download/months.csv{query}")
    assert sum(Decimal(row["Total (£)"]) for row in months if row["Total (£)"]) == pounds(summary.total)
    categories = csv_rows(client, f"/spending/download/categories.csv{query}")
    assert Decimal(categories[-1]["Total (£)"]) == pounds(summary.total)
    reasons = csv_rows(client, f"/spending/download/influenceable.csv{query}")
    by_name = {row["Reason"]: Decimal(row["Amount (£)"]) for row in reasons}
    assert by_name["Influenceable now"] == pounds(summary.influence.influenceable)
    suppliers = csv_rows(client, f"/spending/download/suppliers.csv{query}")
    assert sum(Decimal(row["Total (£)"]) for row in suppliers) == pounds(
        summary.total - summary.redacted_pence
    )


def test_the_workbook_has_a_cover_notes_and_one_table_a_sheet(
    filled: Ledger, cast: Cast, as_: Browser
) -> None:
    answer = as_(cast.officer).get("/spending/download/spending.xlsx")
    assert answer.status_code == 200
    book = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/workbook.xml").decode()
    sheets = [part.split('"')[0] for part in book.split('<sheet name="')[1:]]
    assert sheets[:2] == ["Cover", "Notes"]
    assert {"Places", "Categories", "Months", "Influenceable", "Benchmarks"} <= set(sheets)


def test_money_in_the_workbook_is_written_with_pence_and_read_as_a_number(
    filled: Ledger, cast: Cast, as_: Browser
) -> None:
    answer = as_(cast.officer).get("/spending/download/spending.xlsx")
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    assert 'formatCode="0.0"' in book.read("xl/styles.xml").decode()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("Categories")
    headings, *rows = sheet.to_python()[2:]
    whole = headings.index("Total (£)")
    assert all(isinstance(row[whole], float) for row in rows)


@pytest.mark.parametrize("address", ["/spending/", "/spending/lines/"])
def test_no_address_ends_in_a_bare_question_mark(
    address: str, filled: Ledger, cast: Cast, as_: Browser
) -> None:
    page = as_(cast.officer).get(address).content.decode()
    assert re.findall(r'href="[^"]*\?"', page) == []


def test_a_file_that_does_not_exist_is_not_found(cast: Cast, as_: Browser) -> None:
    assert as_(cast.officer).get("/spending/download/secrets.csv").status_code == 404
    assert as_(cast.officer).get("/spending/download/places.exe").status_code == 404


def people(cast: Cast) -> list[User]:
    return [cast.officer, cast.contributor, cast.reader, cast.outsider]


@pytest.mark.parametrize(
    "address", ["/", "/spending/", "/spending/suppliers/", "/spending/lines/", "/data/supplied/",
                "/spending/agreement/", "/spending/local-places/", "/spending/download/spending.xlsx"],
)  # fmt: skip
def test_every_page_stands_without_any_data(address: str, cast: Cast, as_: Browser) -> None:
    for person in people(cast):
        assert as_(person).get(address).status_code == 200, (person, address)


def test_a_filter_that_makes_no_sense_is_answered_with_its_sentence(cast: Cast, as_: Browser) -> None:
    answer = as_(cast.officer).get("/spending/?reason=because")
    assert answer.status_code == 400
    assert "is not a reason" in answer.content.decode()


def test_where_only_one_band_is_shown_no_share_of_place_is_claimed(
    filled: Ledger, cast: Cast, as_: Browser
) -> None:
    page = as_(cast.officer).get(f"/spending/?{ALL}&band=local").content.decode()
    assert "stays local" not in page
    assert "Beside published analyses" not in page
    assert "can be influenced now" in page
