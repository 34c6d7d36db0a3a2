"""`import_spend`: the whole journey in one command, without a worker or Redis."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from anchors.models import Upload
from tests.cast import Cast
from tests.journey.books import totals_of
from tests.journey.files import in_another_layout, payments, troubled
from tests.journey.processes import CHECKOUT, environment


def _run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_spend", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "payments.csv"
    path.write_bytes(payments())
    return path


@pytest.mark.parametrize("code", ["E07999902", "e07999902", "marsh-borough-council"])
def test_a_file_goes_through_the_whole_journey(cast: Cast, file: Path, code: str) -> None:
    assert "40 payments added, £" in _run(str(file), "--institution", code)
    assert totals_of(cast.council.pk)[0] == 40


@pytest.mark.parametrize("path", ["nothing.csv", "."])
def test_a_path_without_a_file_is_said_plainly(cast: Cast, tmp_path: Path, path: str) -> None:
    with pytest.raises(CommandError, match=r'There is no file ".+"\. Give the path of a ledger extract\.'):
        _run(str(tmp_path / path), "--institution", "RZZ")


def test_an_ods_code_names_a_trust(cast: Cast, file: Path) -> None:
    _run(str(file), "--institution", "RZZ")
    assert Upload.objects.get().institution == cast.trust


def test_one_json_object_says_what_happened(cast: Cast, file: Path) -> None:
    found = json.loads(_run(str(file), "--institution", "RZZ", "--json"))
    assert (found["state"], found["added"]["lines"], found["left_out"]["lines"]) == ("loaded", 40, 0)
    assert found["accepted"]["amount"] == found["added"]["amount"]


def test_months_that_the_books_held_before_are_said(cast: Cast, file: Path, tmp_path: Path) -> None:
    assert "held" not in _run(str(file), "--institution", "RZZ")
    other = tmp_path / "other.csv"
    other.write_bytes(in_another_layout(payments()))
    assert "The books held 40 payments worth £" in _run(str(other), "--institution", "RZZ")
    more = tmp_path / "more.csv"
    more.write_bytes(payments(seed=2))
    found = json.loads(_run(str(more), "--institution", "RZZ", "--json"))
    assert found["already_held"]["lines"] == 80
    assert found["already_held"]["months"] == ["2026-07", "2026-08", "2026-09"]


def test_a_question_ends_in_its_sentence_and_can_be_answered(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(troubled())
    with pytest.raises(
        CommandError, match=r"Run it again with --answer date_order=day or date_order=month\."
    ) as raised:
        _run(str(path), "--institution", "RZZ")
    assert raised.value.returncode == 2
    assert Upload.objects.get().state == "withdrawn"
    assert "9 payments added" in _run(str(path), "--institution", "RZZ", "--answer", "date_order=day")


def test_a_file_without_dates_takes_the_period_given(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(b"Supplier name,Amount\nFenby Roofing Ltd,10.00\nNorthvale Timber Co,20.00\n")
    with pytest.raises(CommandError, match="Which period is it for"):
        _run(str(path), "--institution", "RZZ")
    _run(str(path), "--institution", "RZZ", "--period", "2026-07")
    assert totals_of(cast.trust.pk) == (2, 3000)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--institution", "NOBODY"], 'No institution has the code "NOBODY"'),
        (["--institution", "RZZ", "--period", "soon"], '"soon" is not a period'),
        (["--institution", "RZZ", "--answer", "yes"], '"yes" is not an answer'),
    ],
)
def test_what_cannot_be_understood_is_said_in_a_sentence(
    cast: Cast, file: Path, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        _run(str(file), *arguments)
    assert not Upload.objects.exists()


def test_the_same_file_twice_is_refused_unless_it_was_undone(cast: Cast, file: Path) -> None:
    _run(str(file), "--institution", "RZZ")
    with pytest.raises(CommandError, match="This file is already here"):
        _run(str(file), "--institution", "RZZ")


def test_it_works_without_redis_and_its_exit_code_says_how_it_went(cast: Cast, file: Path) -> None:
    nowhere = environment() | {"REDIS_URL": "redis://127.0.0.1:1"}
    command = [sys.executable, "manage.py", "import_spend", str(file), "--institution", "RZZ"]
    first, second = (
        subprocess.run(command, check=False, cwd=CHECKOUT, env=nowhere, capture_output=True, text=True)
        for _ in "12"
    )
    assert (first.returncode, second.returncode) == (0, 1), first.stderr
    assert "40 payments added" in first.stdout
    assert "Traceback" not in second.stderr
    assert totals_of(cast.trust.pk)[0] == 40
