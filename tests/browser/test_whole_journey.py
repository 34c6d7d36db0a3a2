"""The main job in a browser: a dirty file in, answered, matched, reviewed, added, corrected, seen, undone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from anchors.models import Upload
from tests.cast import Cast
from tests.journey.books import totals_of
from tests.journey.files import troubled


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "AP payments 2026.csv"
    path.write_bytes(troubled())
    return path


@pytest.mark.slow
def test_a_dirty_file_becomes_figures_that_an_officer_sees_and_can_be_undone(
    cast: Cast, visitor: Callable[..., Any], file: Path, tmp_path: Path
) -> None:
    tom = visitor(cast.contributor.email)
    tom.go("/data/")
    tom.look("no uploads yet")
    _send(tom, file)
    tom.arrive("columns")
    tom.page.select_option("[name=column-6]", "supplier")
    tom.press("Check the file")
    assert "Supplier is chosen for columns B and G" in tom.words()
    tom.look("columns with an error")
    tom.page.select_option("[name=column-6]", "description")
    tom.press("Check the file")
    tom.arrive("question")
    tom.press("Continue")
    tom.look("question with an error")
    tom.page.get_by_label("day first").check()
    tom.press("Continue")
    tom.arrive("review")
    assert "Left out: 3 rows with a mistake" in tom.words()
    tom.press("Add 9 payments")
    tom.arrive("report")
    assert "9 of 12 payments added." in tom.words()
    report = tom.page.url

    tom.follow("See every row left out")
    tom.arrive("rows")
    tom.page.goto(report)
    corrected = _corrected(tom, tmp_path)
    tom.press("Upload the corrected rows")
    tom.look("corrected rows")
    tom.page.set_input_files("input[type=file]", str(corrected))
    tom.press("Upload and check")
    tom.arrive("review", "review of corrections")
    tom.press("Add 2 payments")
    tom.arrive("report", "report of corrections")
    assert totals_of(cast.council.pk)[0] == 11

    amina = visitor(cast.officer.email)
    amina.go("/spending/?institution=marsh-borough-council")
    amina.look("explorer")
    assert "£16,784" in amina.words() or "16,784" in amina.words()

    tom.go("/data/")
    tom.look("uploads")
    tom.page.goto(report)
    tom.follow("Undo this upload")
    tom.look("undo")
    tom.press("Undo and take out 9 payments")
    tom.page.wait_for_selector("text=This upload was undone.")
    tom.look("undone")
    assert totals_of(cast.council.pk) == (0, 0)
    assert tom.faults + amina.faults == []


@pytest.mark.slow
def test_the_whole_journey_works_without_javascript(
    cast: Cast, visitor: Callable[..., Any], file: Path
) -> None:
    tom = visitor(cast.contributor.email, scripts=False)
    tom.go("/data/")
    _send(tom, file)
    tom.arrive("columns")
    tom.press("Check the file")
    tom.arrive("question")
    tom.page.get_by_label("day first").check()
    tom.press("Continue")
    tom.arrive("review")
    tom.press("Add 9 payments")
    tom.arrive("report")
    tom.follow("Undo this upload")
    tom.press("Undo and take out 9 payments")
    tom.page.wait_for_selector("text=This upload was undone.")
    assert Upload.objects.get().state == "undone"


def _send(tom: Any, file: Path) -> None:
    tom.follow("Upload your first file")
    tom.look("start")
    tom.press("Continue")
    tom.look("prepare")
    tom.press("Continue")
    tom.look("file")
    tom.press("Upload and check")
    assert "Select a CSV or Excel file" in tom.words()
    tom.look("file with an error")
    tom.page.set_input_files("input[type=file]", str(file))
    tom.press("Upload and check")


def _corrected(tom: Any, folder: Path) -> Path:
    """The rows left out, downloaded and put right but for one."""
    with tom.page.expect_download() as download:
        tom.press("Download the rows we left out")
    path = folder / "left out.csv"
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(
        text.replace("31/09/2026,D5", "30/09/2026,D5").replace("see PO,Repairs", "55.00,Repairs"), "utf-8"
    )
    return path
