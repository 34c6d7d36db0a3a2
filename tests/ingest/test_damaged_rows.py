# ruff: noqa: ARG005 - every damage takes the whole line
"""Rows as extraction from PDFs leaves them: cells lost, slid, cut in two or run together."""

from decimal import Decimal

import pytest

from tests.ingest.accepted import accepted, checked_into

HEADING = "Department,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount"
LINES = [
    (
        f"{1 + i % 28:02d}/06/2020",
        "Drugs",
        "Pharmacy",
        f"Supplier {i} Ltd",
        str(792100 + i),
        f"{25000 + i * 37.13:.2f}",
    )
    for i in range(60)
]
DAMAGED = (5, 15, 25)
TOTAL = sum(Decimal(line[-1]) for line in LINES)
DAMAGE = {
    "a cell lost near the start": (lambda d, t, a, s, n, p: ["DH", d, t, a, s, n, p, ""], "realigned"),
    "an empty cell put in": (lambda d, t, a, s, n, p: ["DH", "", "Trust", d, t, a, s, n, p], "realigned"),
    "an empty cell before the supplier": (
        lambda d, t, a, s, n, p: ["DH", "Trust", d, t, a, "", s, n, p],
        "realigned",
    ),
    "no reference, so the amount slid left": (
        lambda d, t, a, s, n, p: ["DH", "Trust", d, t, a, s, p, ""],
        "realigned",
    ),
    "the amount glued to the reference": (
        lambda d, t, a, s, n, p: ["DH", "Trust", d, t, a, s, f"{n} {p}", ""],
        "realigned",
    ),
    "the next cell glued to the amount": (
        lambda d, t, a, s, n, p: ["DH", "Trust", d, t, a, s, n, f"{p} Department of Health"],
        "realigned",
    ),
    "date and type glued": (
        lambda d, t, a, s, n, p: ["DH", "Trust", f"{d} {t}", "", a, s, n, p],
        "realigned",
    ),
    "all but the amount lost": (lambda d, t, a, s, n, p: [""] * 7 + [p], "no_date_or_name"),
    "the whole line in one cell": (
        lambda d, t, a, s, n, p: [f"DH Trust {d} {t} {a} {s} {n} {p}"],
        "moved_cells",
    ),
    "an unquoted comma in the name": (
        lambda d, t, a, s, n, p: ["DH", "Trust", d, t, a, s, " Holdings", n, p],
        "realigned",
    ),
}


def checked(rows, tmp_path):
    file = tmp_path / "spend.csv"
    file.write_text("\n".join([HEADING, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return checked_into(tmp_path, file)


@pytest.mark.parametrize("name", DAMAGE)
def test_no_damaged_line_is_lost_and_none_counts_twice(name, tmp_path):
    damage, code = DAMAGE[name]
    rows = [damage(*line) if i in DAMAGED else ["DH", "Trust", *line] for i, line in enumerate(LINES)]
    found = checked(rows, tmp_path).findings
    assert found.accepted.lines + found.left_out.lines == len(LINES)
    assert Decimal(found.accepted.pence + found.left_out.pence) / 100 == TOTAL
    assert found.problems[code].count == len(DAMAGED)


def test_a_line_put_back_keeps_its_own_date_and_name(tmp_path):
    rows = [["DH", *line, ""] if i == 5 else ["DH", "Trust", *line] for i, line in enumerate(LINES)]
    checked(rows, tmp_path)
    (line,) = [line for line in accepted(tmp_path) if line["source_row"] == "7"]
    assert (line["payment_date"], line["amount_pence"], line["supplier"]) == (
        "2020-06-06", "2518565", "Supplier 5 Ltd",
    )  # fmt: skip


def test_a_line_cut_over_two_rows_is_joined(tmp_path):
    cut = [
        ["DH", "Trust", "18/06/2020", "Agency", "Nursing", "North East London", "", ""],
        ["", "", "", "", "", "NHS Trust", "792999", "10.00"],
    ]
    found = checked([*(["DH", "Trust", *line] for line in LINES), *cut], tmp_path).findings
    assert found.problems["joined_rows"].count == 1
    assert (found.accepted.lines, found.left_out.lines) == (len(LINES) + 1, 0)
    assert "North East London NHS Trust" in {line["supplier"] for line in accepted(tmp_path)}


def test_a_reference_that_slid_into_the_amount_is_no_money(tmp_path):
    slid = ["DH", "Trust", "18/06/2020", "Agency", "", "Nursing", "Acme Ltd", "792999"]
    found = checked([*(["DH", "Trust", *line] for line in LINES), slid], tmp_path).findings
    assert found.problems["reference_as_amount"].count == 1
    assert Decimal(found.accepted.pence) / 100 == TOTAL
