"""Any spend table, written in any of the ways publishers write them, comes back line for line and to the penny."""

import csv
import io
from collections import Counter
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anchors.ingest.amounts import pounds
from tests.ingest.accepted import accepted, checked_into

names = st.sampled_from(
    [
        "Alloga UK Ltd",
        "Total Gas & Power Ltd",
        "Smith, Jones & Co",
        'The "Old" Mill',
        "O’Neill Café",
        "REDACTED PERSONAL DATA",
        "London Borough of Brent",
        "A|B Services",
        "Semi; Colon plc",
        "Amount Recovery Ltd",
        "Date Palm Foods",
    ],
)
lines = st.tuples(
    st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    names,
    st.integers(-(10**9), 10**10).filter(bool),
    st.sampled_from(["Pharmacy", "Estates", "Adult Services", "ICT"]),
    st.integers(100000, 999999),
)
amount_styles = {
    "plain": pounds,
    "commas": lambda p: f"{p / 100:,.2f}" if abs(p) < 10**15 else pounds(p),
    "pound sign": lambda p: f"{'-' if p < 0 else ''}£{abs(p) / 100:,.2f}",
    "brackets": lambda p: f"({abs(p) / 100:,.2f})" if p < 0 else f"{p / 100:,.2f}",
    "trailing": lambda p: f"{abs(p) / 100:,.2f}-" if p < 0 else f" {p / 100:,.2f} ",
    "credit": lambda p: f"{abs(p) / 100:.2f} CR" if p < 0 else f"{p / 100:.2f}",
}
date_styles = ["%d/%m/%Y", "%Y-%m-%d", "%d-%b-%y", "%d %B %Y", "%d.%m.%Y", "%Y%m%d", "%d/%m/%Y 00:00"]
headings = st.sampled_from([
    ("Date", "Supplier", "Amount", "Expense Area", "Transaction Number"),
    ("Payment Date", "Beneficiary Name", "Net Amount (£)", "Directorate", "Ref"),
    ("DatePaid", "VendorName", "Amount_Exc_VAT", "CostCentre", "DocumentNo"),
    ("TRANSACTION DATE", "PAYEE", "VALUE", "DEPARTMENT", "VOUCHER NO"),
])  # fmt: skip
encodings = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.lists(lines, min_size=4, max_size=40), heading=headings, encoding=encodings, data=st.data(),
    separator=st.sampled_from([",", ";", "\t", "|"]), end=st.sampled_from(["\n", "\r\n", "\r"]),
    amount_style=st.sampled_from(sorted(amount_styles)), date_style=st.sampled_from(date_styles),
    titles=st.integers(0, 4), total=st.sampled_from(["none", "labelled", "bare"]), order=st.permutations(range(5)),
    blanks=st.booleans(), footnote=st.booleans(), repeats=st.booleans(),
)  # fmt: skip
def test_every_line_comes_back_whatever_stands_around_it(  # noqa: PLR0917 - each is one way of writing
    tmp_path,
    table,
    heading,
    encoding,
    data,
    separator,
    end,
    amount_style,
    date_style,
    titles,
    total,
    order,
    blanks,
    footnote,
    repeats,
):
    write_amount = amount_styles[amount_style]
    rows = [["Payments over £500"], [], ["Published by the finance team", "", ""], []][:titles]
    rows.append([heading[i] for i in order])
    for number, (day, name, pence, area, reference) in enumerate(table):
        cells = (day.strftime(date_style), name, write_amount(pence), area, str(reference))
        rows.append([cells[i] for i in order])
        if blanks and number % 3 == 0:
            rows.append([""] * 5)
        if repeats and number == 5:
            rows.append([heading[i] for i in order])
    whole = sum(line[2] for line in table)
    if total != "none":
        cells = ("", "", write_amount(whole), "", "Total" if total == "labelled" else "")
        rows.append([cells[i] for i in order])
    if footnote:
        rows += [[], ["* Names withheld under section 40"]]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    file = tmp_path / "spend.csv"
    file.write_bytes(text.getvalue().encode(encoding))

    found = checked_into(tmp_path, file, answers={"date_order": "day"})

    assert found.state == "checked", found.reason
    assert (found.findings.accepted.lines, found.findings.accepted.pence) == (len(table), whole)
    assert found.findings.left_out.lines == 0
    written = Counter(
        (line["payment_date"], int(line["amount_pence"]), line["supplier"]) for line in accepted(tmp_path)
    )
    assert written == Counter((line[0].isoformat(), line[2], line[1]) for line in table)
