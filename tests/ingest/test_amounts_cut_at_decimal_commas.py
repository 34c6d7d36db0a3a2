"""Amounts with a decimal comma that a comma-separated file cut in two: told, never read as something else."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anchors.ingest import check
from procurement.ingest import SPEND

LEDGER = "Department,Date,Type,Supplier,Number,Amount"
LEDGER_LINES = [f"Health,{n:02d}/04/2023,Drugs,Alder Ltd,{51000 + n},{n}.50" for n in range(1, 20)]
SHORT = "Date,Supplier,Amount,Description"
SHORT_LINES = [f"{n:02d}/04/2023,Alder Ltd,{n}.50,Rent" for n in range(1, 20)]
TOTAL = "199.50"
"""Pounds of the lines that are right."""


@pytest.fixture
def found(tmp_path):
    """Check rows as one CSV file."""

    def read(*rows):
        path = tmp_path / "spend.csv"
        path.write_bytes("\r\n".join(rows).encode())
        return check(path, SPEND, name="spend.csv").as_json()

    return read


def told(outcome):
    """Sentences of the rows left out because of a decimal comma."""
    return [
        example["message"]
        for problem in outcome["problems"]
        if problem["code"] == "european_amount"
        for example in problem["examples"]
    ]


@pytest.mark.parametrize("number", ["51", "INV-"])
@pytest.mark.parametrize(
    ("cut", "pounds"),
    [
        ("£2.500,00", "2500.00"),
        ("2.500,00", "2500.00"),
        ("1.234.567,89", "1234567.89"),
        ("-2.500,75", "-2500.75"),
        ("(2.500,75)", "-2500.75"),
        ("500,25", "500.25"),
        ("£500,5", "500.50"),
        ("2.500,00,", "2500.00"),
        ("2.500,00,,see note", "2500.00"),
    ],
)
def test_an_amount_cut_in_the_last_column_is_left_out_with_what_it_most_likely_is(found, cut, pounds, number):
    rows = [row.replace(",51", f",{number}") for row in LEDGER_LINES]
    outcome = found(LEDGER, *rows, f"Health,28/04/2023,Rent,Elm Ltd,{number}099,{cut}")
    assert outcome["accepted"] == {"lines": 19, "amount": TOTAL}
    assert outcome["left_out"] == {"lines": 1, "amount": pounds}


def test_the_sentence_says_where_what_was_found_and_what_to_do(found):
    outcome = found(LEDGER, *LEDGER_LINES, "Health,28/04/2023,Rent,Elm Ltd,51099,£2.500,00")
    (sentence,) = told(outcome)
    assert sentence == (
        'Row 21, column F (Amount): "£2.500,00" uses a comma for the decimal point, which cut it in two. '
        "Use a point, for example 1234.56."
    )


@pytest.mark.parametrize("cut", ["£2.500,00", "2500,00", "£2.500,00,", "2500,00,"])
def test_an_amount_cut_before_other_columns_is_left_out(found, cut):
    for rest in ("Rates", "", "Rates, water"):
        outcome = found(SHORT, *SHORT_LINES, f"28/04/2023,Elm Ltd,{cut},{rest}")
        assert outcome["accepted"] == {"lines": 19, "amount": TOTAL}, rest


def test_several_amounts_cut_in_one_row_are_put_together_before_it_is_told(found):
    rows = [f"{n:02d}/04/2023,Alder Ltd,{100 + n}.00,20.00,{120 + n}.00" for n in range(1, 20)]
    outcome = found("Date,Supplier,Net,VAT,Gross", *rows, "28/04/2023,Elm Ltd,1.000,00,200,00,1.200,00")
    assert (outcome["accepted"]["lines"], outcome["left_out"]) == (19, {"lines": 1, "amount": "1000.00"})


def test_money_out_and_money_back_cut_in_two_are_told(found):
    rows = [f"{n:02d}/04/2023,Alder Ltd,{n}.50," for n in range(1, 20)]
    headings = "Date,Supplier,Debit,Credit"
    for cut, pounds in ((",2.500,00", "-2500.00"), ("2.500,00,", "2500.00"), ("2.500,00", "2500.00")):
        outcome = found(headings, *rows, "27/04/2023,Oak Ltd,,1.50", f"28/04/2023,Elm Ltd,{cut},")
        assert outcome["accepted"] == {"lines": 20, "amount": "198.00"}, cut
        assert outcome["left_out"] == {"lines": 1, "amount": pounds}, cut


@pytest.mark.parametrize("whole", ["2.5{n:02d},{n:02d}", "£5{n:02d},{n:02d}"])
@pytest.mark.parametrize(
    ("headings", "line"),
    [
        ("Date,Supplier,Amount", "{n:02d}/04/2023,Alder {n} Ltd,{cut}"),
        ("Date,Supplier,Amount,", "{n:02d}/04/2023,Alder {n} Ltd,{cut}"),
        (SHORT, "{n:02d}/04/2023,Alder {n} Ltd,{cut},Rent"),
        ("Date,Number,Amount,Supplier", "{n:02d}/04/2023,{n}1,{cut},Alder {n} Ltd"),
    ],
)
def test_a_file_whose_amounts_are_all_cut_is_told_row_by_row(found, headings, line, whole):
    outcome = found(headings, *[line.format(n=n, cut=whole.format(n=n)) for n in range(1, 20)])
    assert (outcome["accepted"]["lines"], outcome["left_out"]["lines"]) == (0, 19)
    each = 2500 if whole.startswith("2") else 500
    assert Decimal(outcome["left_out"]["amount"]) == sum(each + n + Decimal(n) / 100 for n in range(1, 20))


@pytest.mark.parametrize(
    ("headings", "rows", "last", "pounds"),
    [
        (LEDGER, LEDGER_LINES, "Health,28/04/2023,Rent,Elm, Ltd,51099,25", "25.00"),
        (SHORT, SHORT_LINES, "28/04/2023,Elm Ltd,500,12, High Street", "500.00"),
        (SHORT, SHORT_LINES, "28/04/2023,Elm Ltd,500.00,12,High Street", "500.00"),
        (SHORT, SHORT_LINES, "28/04/2023,Elm Ltd,1,250.50,Rates", "1250.50"),
        (SHORT, SHORT_LINES, "28/04/2023,Elm Ltd,2.500,Rates,", "2.50"),
    ],
)
def test_other_commas_without_quotation_marks_are_read_as_before(found, headings, rows, last, pounds):
    outcome = found(headings, *rows, last)
    assert outcome["accepted"] == {"lines": 20, "amount": str(Decimal(TOTAL) + Decimal(pounds))}


def test_a_row_with_a_comma_in_a_name_or_in_its_amount_is_not_guessed_at(found):
    outcome = found(LEDGER, *LEDGER_LINES, "Health,28/04/2023,Rent,Elm,Oak and Ash,51099,25")
    (problem,) = [each for each in outcome["problems"] if each["severity"] == "out"]
    assert (outcome["accepted"]["amount"], problem["code"], problem["count"]) == (TOTAL, "moved_cells", 1)


def test_whole_pounds_before_a_column_of_short_numbers_are_no_cut_amounts(found):
    rows = [f"{n:02d}/04/2023,Alder {n} Ltd,{n}00,{n % 7 + 10},," for n in range(1, 20)]
    outcome = found("Date,Supplier,Amount,Quantity", *rows, ",,,,", "28/04/2023,Elm Ltd,500,25,,")
    assert outcome["accepted"] == {"lines": 20, "amount": "19500.00"}


def cut_amount(whole_pence, *, is_grouped, has_pound):
    """An amount as a decimal comma writes it: 2.500,00 or 2500,00."""
    pounds, rest = divmod(whole_pence, 100)
    text = f"{pounds:,}".replace(",", ".") if is_grouped else str(pounds)
    return f"{'£' if has_pound else ''}{text},{rest:02d}"


CELLS = {
    "Date": lambda n: f"{n:02d}/04/2023",
    "Supplier": lambda n: f"Alder {n} Ltd",
    "Amount": lambda n: f"{n * 37}.50",
    "Description": lambda n: ("Rent", "Rates", "Drugs and dressings")[n % 3],
    "Transaction number": lambda n: str(510000 + n),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headings=st.permutations(sorted(CELLS)),
    cut=st.lists(st.integers(100, 10**9), min_size=1, max_size=20),
    is_grouped=st.booleans(),
    has_pound=st.booleans(),
    lines=st.integers(3, 20),
    ends=st.sampled_from(["", ",", ",,"]),
)  # fmt: skip
def test_no_amount_that_a_comma_cut_is_ever_accepted(
    found, headings, cut, is_grouped, has_pound, lines, ends
):
    right = [",".join(CELLS[heading](n) for heading in headings) for n in range(1, lines + 1)]
    wrong = [
        ",".join(
            cut_amount(pence, is_grouped=is_grouped, has_pound=has_pound)
            if heading == "Amount"
            else CELLS[heading](21 + n % 9)
            for heading in headings
        )
        for n, pence in enumerate(cut)
    ]
    outcome = found(",".join(headings) + ends, *[row + ends for row in (*right, *wrong)])
    assert outcome["accepted"]["lines"] == lines
    assert Decimal(outcome["accepted"]["amount"]) == sum(n * 37 + Decimal("0.5") for n in range(1, lines + 1))
    assert (outcome["left_out"]["lines"], outcome["left_out"]["amount"]) == (
        len(cut),
        f"{Decimal(sum(cut)) / 100:.2f}",
    )
