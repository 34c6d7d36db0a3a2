"""The two files in which a check leaves accepted lines for the database."""

from anchors.ingest import writing
from tests.ingest.accepted import accepted, checked_into

HEADING = "Date,Supplier,Expense Type,Amount,Transaction Number,Description\n"


def file_of(folder, lines):
    path = folder / "spend.csv"
    path.write_text(HEADING + "".join(lines), encoding="utf-8")
    return path


def test_what_lines_share_is_written_once(tmp_path):
    lines = [f"0{day}/04/2020,A Ltd,Paper,1.00,{day},Note {day}\n" for day in range(1, 8)]
    checked_into(tmp_path, file_of(tmp_path, lines))
    assert (tmp_path / "combinations").read_text().count("\n") == 1
    assert [line["description"] for line in accepted(tmp_path)] == [f"Note {day}" for day in range(1, 8)]
    assert {line["supplier"] for line in accepted(tmp_path)} == {"A Ltd"}


def test_backslashes_reach_the_database_as_they_are(tmp_path):
    checked_into(tmp_path, file_of(tmp_path, ["13/04/2020,A\\B Ltd,Paper,1.00,x\\n1,\\N\n"]))
    (line,) = accepted(tmp_path)
    assert (line["supplier"], line["transaction_number"], line["description"]) == ("A\\B Ltd", "x\\n1", "\\N")


def test_more_combinations_than_are_remembered_lose_none(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "MOST_REMEMBERED", 3)
    names = [f"Supplier {number % 7} Ltd" for number in range(40)]
    checked_into(tmp_path, file_of(tmp_path, [f"13/04/2020,{name},Paper,1.00,,\n" for name in names]))
    assert [line["supplier"] for line in accepted(tmp_path)] == names
