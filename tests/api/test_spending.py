"""Spending by program: the figures of the pages, whoever asks."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from anchors.models import AnchorInstitution, Upload
from procurement.explorer.filters import SpendFilter
from procurement.explorer.summary import spend_summary
from procurement.models import Reason, SpendLine
from procurement.overrides import override_supplier
from tests.api.conftest import Program
from tests.cast import Cast
from tests.leeds import leeds, loaded, spend_file

SPENDING = "/api/v1/spending/"
LINES = "/api/v1/spending/lines/"
SUPPLIERS = "/api/v1/spending/suppliers/"


@pytest.fixture
def upload(cast: Cast) -> Upload:
    return leeds(cast)


@pytest.fixture
def trust_upload(cast: Cast) -> Upload:
    row = ("23/02/2025", "Ward Supplies Ltd", "AA1 1AA", "Dressings", "Surgery", "", "77", "250.00")
    return loaded(cast.trust, cast.trust_lead, spend_file([row]), "trust.csv")


def rows_of(answer: Any) -> list[dict[str, str]]:
    """The rows of a CSV answer."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_council_whose_shares_are_those_of_leeds_shows_exactly_these(
    as_: Program, cast: Cast, upload: Upload
):
    found = as_(cast.contributor).get(SPENDING).json()
    places = found["places"]
    assert found["amount"] == "482000000.00"
    assert found["period"]["code"] == "2025-01..2025-12"
    assert found["geography"]["local"] == ["E07999902", "E08999901"]
    assert (places["local_share"], places["regional_share"], places["leakage"]) == (0.28, 0.31, 0.69)
    assert (places["known"], places["unknown"], places["unknown_share"]) == ("482000000.00", "0.00", 0.0)
    assert {each["band"]: each["amount"] for each in places["by_band"]} == {
        "local": "134960000.00", "system": "0.00", "region": "14460000.00", "uk": "332580000.00",
        "abroad": "0.00", "unknown": "0.00",
    }  # fmt: skip


def test_the_summary_as_csv_shows_the_same_shares(as_: Program, cast: Cast, upload: Upload):
    answer = as_(cast.contributor).get(SPENDING, {"format": "csv"})
    shares = {row["code"]: row["share"] for row in rows_of(answer) if row["measure"] == "places"}
    assert (shares["local_share"], shares["regional_share"], shares["leakage"]) == ("0.28", "0.31", "0.69")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "period=2025-03",
        "category=Catering",
        "band=uk",
        "reason=influenceable",
        "local=E08999901",
        "local=E06999904&period=2025-26",
    ],
)
def test_the_api_and_the_explorer_give_the_same_figures(as_: Program, cast: Cast, upload: Upload, query: str):
    found = as_(cast.contributor).get(f"{SPENDING}?{query}").json()
    summary = spend_summary(cast.contributor, SpendFilter.parse(query))
    assert Decimal(found["amount"]) * 100 == summary.total
    assert found["lines"] == summary.lines
    assert Decimal(found["influence"]["influenceable"]) * 100 == summary.influence.influenceable
    local = next(each for each in found["places"]["by_band"] if each["band"] == "local")
    assert Decimal(local["amount"]) * 100 == summary.places.pence.get("local", 0)
    assert sum(Decimal(each["amount"]) for each in found["by_month"]) == Decimal(found["amount"])
    assert sum(Decimal(each["amount"]) for each in found["by_category"]) == Decimal(found["amount"])


def test_the_query_of_a_summary_gives_the_same_summary(as_: Program, cast: Cast, upload: Upload):
    program = as_(cast.contributor)
    found = program.get(SPENDING).json()
    assert program.get(f"{SPENDING}?{found['query']}").json() == found


def test_with_no_data_there_is_no_share(as_: Program, cast: Cast):
    found = as_(cast.contributor).get(SPENDING).json()
    assert found["period"] is None
    assert found["places"]["local_share"] is None
    assert found["influence"]["influenceable_share"] is None


def test_a_misspelt_filter_is_an_error(as_: Program, cast: Cast):
    answer = as_(cast.contributor).get(SPENDING, {"perod": "2025-03"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "perod"


@pytest.mark.parametrize(
    ("key", "value"),
    [("period", "2025-13"), ("band", "moon"), ("local", "Leeds"), ("local", "E99999999"), ("supplier", "x")],
)
def test_a_filter_that_makes_no_sense_says_so(as_: Program, cast: Cast, key: str, value: str):
    answer = as_(cast.contributor).get(SPENDING, {key: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == key
    assert value.upper() in answer.json()["detail"].upper()


def test_lines_are_all_of_the_money(as_: Program, cast: Cast, upload: Upload):
    program, amounts, address = as_(cast.contributor), [], f"{LINES}?limit=140"
    while address:
        page = program.get(address).json()
        amounts += [Decimal(line["amount"]) for line in page["items"]]
        address = page["next"]
    assert len(amounts) == upload.lines_loaded == 300
    assert sum(amounts) == Decimal("482000000.00")


def test_lines_come_newest_first_each_once(as_: Program, cast: Cast, upload: Upload):
    program, seen, address = as_(cast.contributor), [], f"{LINES}?limit=7&period=2025-03"
    while address:
        answer = program.get(address)
        seen += [(line["payment_date"], line["id"]) for line in answer.json()["items"]]
        address = answer.json()["next"]
        assert (f'<{address}>; rel="next"' in answer["Link"]) == bool(address)
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == SpendLine.objects.filter(ym=202503).count()


def test_every_line_says_its_reason_and_rule(as_: Program, cast: Cast, upload: Upload):
    supplier = SpendLine.objects.select_related("key__supplier").first().key.supplier
    override_supplier(supplier, reason=Reason.GRANT, why="A grant by another name", by=cast.contributor)
    lines = as_(cast.contributor).get(LINES, {"supplier": supplier.pk}).json()["items"]
    assert {line["reason"] for line in lines} == {"GRANT"}
    assert {line["overridden_because"] for line in lines} == {"A grant by another name"}
    assert {line["overridden_by"] for line in lines} == {cast.contributor.name}


def test_lines_as_csv_are_all_lines(as_: Program, cast: Cast, upload: Upload):
    answer = as_(cast.contributor).get(LINES, HTTP_ACCEPT="text/csv")
    found = rows_of(answer)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(found) == 300
    assert sum(Decimal(row["amount"]) for row in found) == Decimal("482000000.00")
    assert {row["reason_label"] for row in found} == {"Influenceable"}


def test_a_formula_in_a_ledger_stays_text_in_csv_and_itself_in_json(as_: Program, cast: Cast):
    row = ("23/02/2025", "=HYPERLINK(1)", "", "+Catering", "-", "@SUM(A1)", "1", "-12.50")
    loaded(cast.council, cast.contributor, spend_file([row]), "formula.csv")
    program = as_(cast.contributor)
    (line,) = rows_of(program.get(LINES, {"format": "csv"}))
    assert (line["supplier"], line["description"], line["amount"]) == (
        "'=HYPERLINK(1)",
        "'@SUM(A1)",
        "-12.50",
    )
    assert program.get(LINES).json()["items"][0]["supplier"] == "=HYPERLINK(1)"


def test_an_officer_of_the_board_reads_a_trusts_sums(as_: Program, cast: Cast, trust_upload: Upload):
    found = as_(cast.officer).get(SPENDING, {"institution": cast.trust.slug}).json()
    assert found["amount"] == "250.00"


def test_an_officer_of_the_board_reads_no_line_of_a_trust(as_: Program, cast: Cast, trust_upload: Upload):
    program = as_(cast.officer)
    assert program.get(LINES).json()["items"] == []
    assert program.get(LINES, {"institution": cast.trust.slug}).status_code == 404


def test_a_council_reads_nothing_of_a_trust(as_: Program, cast: Cast, trust_upload: Upload):
    program = as_(cast.contributor)
    for address in (SPENDING, LINES, SUPPLIERS):
        theirs = program.get(address, {"institution": cast.trust.slug})
        made_up = program.get(address, {"institution": "no-such-trust"})
        assert theirs.status_code == 404
        assert theirs.content == made_up.content


def test_suppliers_come_with_the_most_money_first(as_: Program, cast: Cast, upload: Upload):
    program, found, address = as_(cast.contributor), [], f"{SUPPLIERS}?limit=25"
    while address:
        page = program.get(address).json()
        found += page["items"]
        address = page["next"]
    amounts = [Decimal(each["amount"]) for each in found]
    assert [each["rank"] for each in found] == list(range(1, len(found) + 1))
    assert amounts == sorted(amounts, reverse=True)
    assert sum(amounts) == Decimal("482000000.00")
    as_csv = rows_of(program.get(SUPPLIERS, {"format": "csv"}))
    assert [row["name"] for row in as_csv] == [each["name"] for each in found]


def test_the_rules_in_force_are_those_of_the_institutions_sector(as_: Program, cast: Cast):
    found = as_(cast.contributor).get("/api/v1/spending/rules/", {"institution": cast.council.slug}).json()
    assert {rule["sector"] for rule in found["items"]} <= {"", "council"}
    positions = [rule["position"] for rule in found["items"]]
    assert positions == sorted(positions)


def test_a_summary_is_answered_once_until_something_changes(as_: Program, cast: Cast, upload: Upload):
    program = as_(cast.contributor)
    etag = program.get(SPENDING)["ETag"]
    again = program.get(SPENDING, HTTP_IF_NONE_MATCH=etag)
    assert (again.status_code, again.content) == (304, b"")
    supplier = SpendLine.objects.select_related("key__supplier").first().key.supplier
    override_supplier(supplier, reason=Reason.GRANT, why="A grant", by=cast.contributor)
    changed = program.get(SPENDING, HTTP_IF_NONE_MATCH=etag)
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_a_version_costs_few_queries(
    as_: Program, cast: Cast, upload: Upload, django_assert_max_num_queries: Any
):
    program = as_(cast.contributor)
    etag = program.get(SPENDING)["ETag"]
    with django_assert_max_num_queries(22):
        assert program.get(SPENDING, HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_nobody_without_an_institution_sees_a_figure(as_: Program, cast: Cast, upload: Upload):
    cast.contributor.memberships.all().delete()
    found = as_(cast.contributor).get(SPENDING).json()
    assert (found["amount"], found["institutions"]) == ("0.00", [])
    assert as_(cast.contributor).get(LINES).status_code == 404
    assert AnchorInstitution.objects.visible_to(cast.contributor).count() == 0
