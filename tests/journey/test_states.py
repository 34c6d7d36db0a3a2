"""The states of an upload: what leads from one to the next, and the sentences when a step is not open."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anchors.jobs import run_here, run_job
from anchors.models import SavedMapping, Upload
from anchors.periods import period_of
from anchors.uploads import (
    UploadError,
    answer_upload,
    confirm_upload,
    receive_upload,
    undo_upload,
    withdraw_upload,
    work,
)
from anchors.uploads.files import harmless, left_out_text, remove_strays
from tests.cast import Cast
from tests.journey.books import totals_of
from tests.journey.files import as_file, payments, troubled

Sent = Callable[..., Upload]


def test_a_file_is_received_checked_confirmed_and_loaded(cast: Cast, sent: Sent) -> None:
    upload = sent()
    assert upload.state == "checked"
    assert totals_of(cast.council.pk) == (0, 0)
    with run_here():
        confirm_upload(upload, by=cast.contributor)
    upload.refresh_from_db()
    assert upload.state == "loaded"
    assert totals_of(cast.council.pk) == (40, upload.pence_loaded)
    assert upload.confirmed_by == cast.contributor


def test_a_page_that_calls_itself_csv_is_refused_whole_with_one_reason(cast: Cast, sent: Sent) -> None:
    upload = sent(b"<!DOCTYPE html><html><body>Sign in</body></html>")
    assert upload.state == "refused"
    assert upload.reason
    assert not upload.left_out_path.exists() or not upload.left_out_path.read_bytes()


def test_a_question_keeps_the_file_waiting_until_its_last_answer(cast: Cast, sent: Sent) -> None:
    upload = sent(troubled())
    assert upload.state == "question"
    assert [each["code"] for each in upload.found["questions"]] == ["date_order"]
    with pytest.raises(UploadError, match="has a question that needs an answer first"):
        confirm_upload(upload, by=cast.contributor)
    with run_here():
        answer_upload(upload, by=cast.contributor, answers={"date_order": "day"})
    upload.refresh_from_db()
    assert upload.state == "checked"
    assert upload.found["accepted"] == {"lines": 9, "amount": "16418.84"}


def test_an_answer_that_does_not_fit_is_asked_for_again(cast: Cast, sent: Sent) -> None:
    upload = sent(troubled(), answers={"date_order": "backwards"})
    assert upload.state == "question"
    assert upload.answers == {}


def test_a_period_may_be_given_as_an_answer(cast: Cast, sent: Sent) -> None:
    upload = sent(b"Supplier name,Amount\nFenby Roofing Ltd,10.00\nNorthvale Timber Co,20.00\n")
    assert [each["code"] for each in upload.found["questions"]] == ["period"]
    with pytest.raises(UploadError, match='"soon" is not a period'):
        answer_upload(upload, by=cast.contributor, answers={"period": "soon"})
    with run_here():
        answer_upload(upload, by=cast.contributor, answers={"period": "2026-07"})
    upload.refresh_from_db()
    assert (upload.state, upload.period) == ("checked", period_of("2026-07"))


def test_columns_left_as_they_were_found_are_not_checked_again(cast: Cast, sent: Sent) -> None:
    upload = sent()
    answer_upload(upload, by=cast.contributor, mapping=upload.found["columns"])
    upload.refresh_from_db()
    assert upload.state == "checked"
    assert upload.jobs.count() == 1


def test_columns_that_the_person_changed_are_followed_and_remembered(cast: Cast, sent: Sent) -> None:
    upload = sent()
    mapping = upload.found["columns"] | {"category": "Department"}
    mapping.pop("department")
    with run_here():
        answer_upload(upload, by=cast.contributor, mapping=mapping)
        confirm_upload(upload, by=cast.contributor)
    assert SavedMapping.objects.get().mapping == mapping
    again = sent(payments(seed=2))
    assert again.found["columns"] == mapping


def test_the_same_content_twice_is_refused_with_where_it_is(cast: Cast, sent: Sent, loaded: Sent) -> None:
    first = loaded()
    upload = sent(name="another name.csv")
    assert upload.state == "refused"
    assert upload.reason.startswith(
        f"This file is already here: it has the same content as upload {first.pk} ("
    )


def test_the_same_content_confirmed_by_two_people_at_once_is_added_once(cast: Cast, sent: Sent) -> None:
    uploads = [sent(), sent()]
    said: list[str] = []

    def confirm(upload: Upload) -> None:
        try:
            confirm_upload(upload, by=cast.contributor)
            said.append("asked")
        except UploadError as problem:
            said.append(str(problem))
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=[upload]) for upload in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("asked") == 1
    assert any("already here" in sentence for sentence in said)


def test_lines_that_another_upload_brought_are_counted_and_left_out(
    cast: Cast, sent: Sent, loaded: Sent
) -> None:
    first = loaded(payments(40))
    upload = sent(payments(40) + b"30/09/2026,New Supplier Ltd,12.00,N1,Linen,Place\n")
    assert upload.repeats == {"lines": 40, "pence": first.pence_loaded, "uploads": [first.pk]}
    with run_here():
        confirm_upload(upload, by=cast.contributor)
    upload.refresh_from_db()
    assert (upload.lines_loaded, upload.pence_loaded) == (1, 1200)
    assert totals_of(cast.council.pk)[0] == 41


def test_repeated_lines_are_added_when_the_person_says_so(cast: Cast, loaded: Sent) -> None:
    loaded(payments(40))
    upload = loaded(payments(40) + b"\n", keep_repeats=True)
    assert upload.lines_loaded == 40
    assert totals_of(cast.council.pk)[0] == 80


def test_identical_lines_of_one_file_are_real_and_are_kept(cast: Cast, loaded: Sent) -> None:
    line = b"23/07/2026,Fenby Roofing Ltd,10.00,T1,Repairs,Place\n"
    upload = loaded(b"Date paid,Supplier name,Amount,Transaction number,Category,Department\n" + 3 * line)
    assert (upload.lines_loaded, upload.pence_loaded) == (3, 3000)


def test_counts_that_changed_since_they_were_seen_are_shown_again_before_anything_is_added(
    cast: Cast, sent: Sent, loaded: Sent
) -> None:
    upload = sent(payments(40) + b"\n")
    assert upload.repeats["lines"] == 0
    confirm_upload(upload, by=cast.contributor)
    loaded(payments(40))
    with run_here():
        run_job(upload.jobs.get(kind="load").pk)
    upload.refresh_from_db()
    assert upload.state == "checked"
    assert upload.repeats["lines"] == 40
    assert upload.reason == work.CHANGED_MEANWHILE


def test_undoing_takes_everything_out_and_twice_does_no_more(cast: Cast, loaded: Sent) -> None:
    upload = loaded()
    with run_here():
        undo_upload(upload, by=cast.contributor)
        undo_upload(upload, by=cast.contributor)
    upload.refresh_from_db()
    assert (upload.state, upload.undone_by) == ("undone", cast.contributor)
    assert totals_of(cast.council.pk) == (0, 0)
    assert upload.jobs.filter(kind="undo").count() == 1


def test_a_file_that_was_undone_may_be_added_again(cast: Cast, loaded: Sent) -> None:
    upload = loaded()
    with run_here():
        undo_upload(upload, by=cast.contributor)
    assert loaded().state == "loaded"


def test_corrected_rows_belong_to_the_first_upload_and_are_undone_with_it(cast: Cast, loaded: Sent) -> None:
    first = loaded(troubled(), answers={"date_order": "day"})
    rows = "".join(left_out_text(first)).replace("31/09/2026", "30/09/2026").replace("see PO", "55.00")
    second = loaded(rows.encode(), rest_of=first)
    assert (second.lines_loaded, second.found["left_out_rows"]) == (2, 1)
    third = loaded("".join(left_out_text(second)).replace(",,Care", ",1.00,Care").encode(), rest_of=second)
    assert third.rest_of == first
    assert totals_of(cast.council.pk)[0] == 12
    with run_here():
        undo_upload(first, by=cast.contributor)
    assert totals_of(cast.council.pk) == (0, 0)
    assert set(Upload.objects.values_list("state", flat=True)) == {"undone"}


def test_corrected_rows_of_an_upload_that_is_gone_are_not_added(cast: Cast, sent: Sent, loaded: Sent) -> None:
    first = loaded(troubled(), answers={"date_order": "day"})
    rows = "".join(left_out_text(first)).replace("see PO", "55.00").encode()
    second = sent(rows, rest_of=first)
    with run_here():
        undo_upload(first, by=cast.contributor)
    with pytest.raises(UploadError, match="which has been undone since"):
        confirm_upload(second, by=cast.contributor)


def test_a_file_thrown_away_while_it_is_checked_stays_thrown_away(cast: Cast) -> None:
    upload = receive_upload(
        institution=cast.council, kind="spend", file=as_file(payments()), name="p.csv", by=cast.contributor
    )
    withdraw_upload(upload, by=cast.contributor)
    assert run_job(upload.jobs.get().pk)
    upload.refresh_from_db()
    assert upload.state == "withdrawn"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("received", "is still being checked"),
        ("refused", "could not be read"),
        ("withdrawn", "has been thrown away"),
    ],
)
def test_a_step_that_is_not_open_says_where_the_upload_stands(
    cast: Cast, sent: Sent, state: str, words: str
) -> None:
    upload = sent()
    Upload.objects.filter(pk=upload.pk).update(state=state, reason="because")
    with pytest.raises(UploadError, match=f"This upload {words}, so this step is not open."):
        confirm_upload(upload, by=cast.contributor)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@cmd", "'@cmd"),
        ("+cmd|x", "'+cmd|x"),
        ("-310.00", "-310.00"),
        ("+£1,000", "+£1,000"),
    ],
)
def test_the_rows_left_out_cannot_run_in_a_spreadsheet_and_numbers_stay_numbers(
    cell: str, written: str
) -> None:
    assert harmless(cell) == written


def test_folders_that_no_upload_owns_are_removed_after_a_day(cast: Cast, sent: Sent, settings: Any) -> None:
    upload = sent()
    stray, part = Path(settings.MEDIA_ROOT) / "uploads" / "1" / "stray", upload.folder / "clean.1-1.part"
    stray.mkdir(parents=True)
    part.touch()
    for old in (stray, part, upload.folder):
        os.utime(old, (0, 0))
    assert remove_strays() == 2
    assert not stray.exists()
    assert not part.exists()
    assert upload.clean_path.exists()
