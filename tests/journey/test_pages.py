"""The pages of the journey: who may open them, where they lead, and the sentences they say."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anchors.ingest import kind_of_upload
from anchors.jobs import progress, run_here
from anchors.models import Job, Upload, User
from anchors.uploads import confirm_upload, receive_upload, work
from anchors.uploads.files import left_out_text
from anchors.views.uploads.words import duration
from anchors.wording import millions
from tests.cast import Cast
from tests.journey.files import as_file, in_another_layout, payments, troubled

Sent = Callable[..., Upload]
STEPS = (
    "upload", "upload_working", "upload_question", "upload_columns", "upload_review", "upload_refused",
    "upload_throw_away", "upload_report", "upload_rows", "upload_left_out", "upload_undo", "upload_retry",
)  # fmt: skip
STEPS_THAT_CHANGE = ("upload_undo", "upload_throw_away", "upload_review", "upload_retry", "upload_columns")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(response: Any) -> str:
    """What a reader reads of a page."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.fixture
def council(cast: Cast) -> Client:
    return signed_in(cast.contributor)


@pytest.mark.parametrize("step", STEPS)
def test_an_upload_of_another_institution_answers_like_a_number_never_given(
    cast: Cast, loaded: Sent, step: str
) -> None:
    upload = loaded(troubled(), answers={"date_order": "day"})
    for user in (cast.officer, cast.outsider, cast.trust_lead):
        client = signed_in(user)
        theirs, nobodys = (
            client.get(reverse(step, args=[upload.pk])),
            client.get(reverse(step, args=[999999])),
        )
        assert theirs.status_code == nobodys.status_code == 404
        assert _without_token(theirs) == _without_token(nobodys)


@pytest.mark.parametrize("step", [*STEPS, "uploads", "upload_start", "upload_prepare", "upload_file"])
def test_every_page_asks_for_a_sign_in(loaded: Sent, step: str) -> None:
    args = [loaded().pk] if step in STEPS else []
    response = Client().get(reverse(step, args=args))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize("step", STEPS_THAT_CHANGE)
def test_a_reader_sees_the_report_and_can_change_nothing(cast: Cast, loaded: Sent, step: str) -> None:
    upload = loaded()
    reader = signed_in(cast.reader)
    assert "40 payments added" in words_of(reader.get(reverse("upload_report", args=[upload.pk])))
    assert "Undo this upload" not in words_of(reader.get(reverse("upload_report", args=[upload.pk])))
    assert reader.post(reverse(step, args=[upload.pk])).status_code == 404
    upload.refresh_from_db()
    assert upload.state == "loaded"


def test_a_reader_may_not_begin_an_upload(cast: Cast) -> None:
    reader = signed_in(cast.reader)
    assert reader.get(reverse("upload_start")).status_code == 404
    assert "Upload a file" not in words_of(reader.get(reverse("uploads")))


@pytest.mark.parametrize("step", ["upload_prepare", "upload_file"])
def test_a_later_step_opened_without_the_first_leads_to_it(council: Client, step: str) -> None:
    assert council.get(reverse(step))["Location"] == reverse("upload_start")


def test_nobody_uploads_for_an_institution_of_others(cast: Cast, council: Client) -> None:
    address = f"{reverse('upload_file')}?kind=spend&institution={cast.trust.slug}"
    assert council.get(address).status_code == 404
    assert council.post(address, {"file": SimpleUploadedFile("p.csv", payments())}).status_code == 404
    assert not Upload.objects.exists()


def test_an_empty_list_says_what_would_be_there_and_one_way_on(council: Client) -> None:
    words = words_of(council.get(reverse("uploads")))
    assert "No files yet Here you will see each file that Marsh Borough Council sent" in words
    assert "Upload your first file" in words


def test_the_list_says_what_was_added_and_what_waits(council: Client, loaded: Sent, sent: Sent) -> None:
    loaded()
    sent(payments(seed=2))
    words = words_of(council.get(reverse("uploads")))
    assert "40 payments worth" in words
    assert "came from 1 upload. 1 upload waits for you." in words
    assert "Ready to add" in words


def test_the_first_step_asks_what_and_when_and_the_address_carries_the_answers(council: Client) -> None:
    response = council.post(reverse("upload_start"), {"kind": "spend", "period": "2026-27-Q2"})
    assert response["Location"] == (
        f"{reverse('upload_prepare')}?kind=spend&institution=marsh-borough-council&period=2026-27-Q2"
    )
    words = words_of(council.get(response["Location"]))
    assert "You can upload your own export: we will match the columns." in words


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("spend", {"payment_date": "23/07/2026", "amount": "10.00", "supplier": "Fenby Roofing Ltd"}),
        ("suppliers", {"reference": "100", "name": "Fenby Roofing Ltd", "postcode": "NM1 1AA"}),
    ],
)
def test_a_filled_in_template_needs_no_matching(
    council: Client, sent: Sent, kind: str, values: dict[str, str]
) -> None:
    columns = kind_of_upload(kind).columns
    template = council.get(reverse("upload_template", kwargs={"kind": kind, "ending": "csv"})).content
    row = ",".join(values.get(column.code, f"Some {column.code}") for column in columns)
    upload = sent(template + row.encode(), kind=kind)
    assert (upload.state, upload.reason) == ("checked", "")
    assert set(upload.found["columns"]) == {column.code for column in columns}


@pytest.mark.parametrize("kind", ["spend", "suppliers"])
def test_the_excel_template_is_a_file_that_we_can_read(council: Client, sent: Sent, kind: str) -> None:
    template = council.get(reverse("upload_template", kwargs={"kind": kind, "ending": "xlsx"})).content
    upload = sent(template, kind=kind, name="template.xlsx")
    assert "has headings but no" in upload.reason


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "Select a CSV or Excel file"),
        ({"file": SimpleUploadedFile("empty.csv", b"")}, "The selected file is empty"),
    ],
)
def test_the_fixed_sentences_for_a_file_that_cannot_be_taken(
    cast: Cast, council: Client, files: dict[str, Any], sentence: str
) -> None:
    address = f"{reverse('upload_file')}?kind=spend&institution={cast.council.slug}"
    response = council.post(address, files)
    words = words_of(response)
    assert words.startswith("Error: ")
    assert words.count(sentence) >= 2
    assert not Upload.objects.exists()


def test_the_page_for_the_file_begins_without_an_error(cast: Cast, council: Client) -> None:
    response = council.get(f"{reverse('upload_file')}?kind=spend&institution={cast.council.slug}")
    assert "There is a problem" not in words_of(response)


def test_a_file_that_is_too_large_is_refused_with_the_limit(
    cast: Cast, council: Client, settings: Any
) -> None:
    settings.LARGEST_UPLOAD = 1024 * 1024
    address = f"{reverse('upload_file')}?kind=spend&institution={cast.council.slug}"
    large = SimpleUploadedFile("large.csv", b"x" * (1024 * 1024 + 1))
    assert "The selected file must be smaller than 1MB" in words_of(council.post(address, {"file": large}))


def test_a_file_is_kept_with_its_period_and_leads_to_its_own_address(cast: Cast, council: Client) -> None:
    address = f"{reverse('upload_file')}?kind=spend&institution={cast.council.slug}&period=2026-07"
    response = council.post(address, {"file": SimpleUploadedFile("../../p.csv", payments())})
    upload = Upload.objects.get()
    assert response["Location"] == reverse("upload", args=[upload.pk])
    assert (upload.name, upload.period.code, upload.uploaded_by) == ("p.csv", "2026-07", cast.contributor)


def test_the_page_of_a_running_check_says_how_far_it_is_and_that_it_may_be_closed(
    cast: Cast, council: Client
) -> None:
    upload = _waiting(cast)
    job = upload.jobs.get()
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=1, started_at=timezone.now() - timedelta(seconds=20)
    )
    job.refresh_from_db()
    progress(job)(250, 1000)
    response = council.get(reverse("upload", args=[upload.pk]), follow=True)
    words = words_of(response)
    assert "25% of the file read, about 1 minute left." in words
    assert "You can close this page." in words
    assert '<meta http-equiv="refresh" content="3">' in response.content.decode()


def test_a_check_that_does_not_begin_says_so_with_a_reference(cast: Cast, council: Client) -> None:
    upload = _waiting(cast)
    job = upload.jobs.get()
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    words = words_of(council.get(reverse("upload_working", args=[upload.pk])))
    assert "This is taking longer than it should." in words
    assert f"with the reference job {job.pk} ." in words


def test_work_that_failed_says_one_sentence_and_can_be_tried_again(
    cast: Cast, council: Client, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("this is the test's own")

    with monkeypatch.context() as patched:
        patched.setattr(work.ingest, "check", broken)
        upload = sent()
    words = words_of(council.get(reverse("upload", args=[upload.pk]), follow=True))
    job = upload.jobs.get()
    assert "We could not finish checking your file." in words
    assert f"the reference is job {job.pk} ." in words
    assert "RuntimeError" not in words
    with run_here():
        council.post(reverse("upload_retry", args=[upload.pk]))
    upload.refresh_from_db()
    assert upload.state == "checked"


def test_a_question_has_its_own_page_and_its_answer_moves_on(council: Client, sent: Sent) -> None:
    upload = sent(troubled())
    address = reverse("upload_question", args=[upload.pk])
    assert "Does 02/01/2026 mean 2 January 2026 or 1 February 2026?" in words_of(council.get(address))
    assert "Choose an answer" in words_of(council.post(address, {}))
    with run_here():
        council.post(address, {"answer": "day"})
    upload.refresh_from_db()
    assert upload.state == "checked"


def test_a_file_without_dates_asks_for_its_period_from_a_list(council: Client, sent: Sent) -> None:
    upload = sent(b"Supplier name,Amount\nFenby Roofing Ltd,10.00\nNorthvale Timber Co,20.00\n")
    address = reverse("upload_question", args=[upload.pk])
    assert "Which period is it for?" in words_of(council.get(address))
    with run_here():
        council.post(address, {"answer": _some_month()})
    upload.refresh_from_db()
    assert (upload.state, upload.period.code) == ("checked", _some_month())


def test_new_headings_are_shown_with_their_guesses_and_known_ones_are_not(
    council: Client, sent: Sent, loaded: Sent
) -> None:
    upload = sent()
    assert council.get(reverse("upload", args=[upload.pk]))["Location"] == reverse(
        "upload_columns", args=[upload.pk]
    )
    words = words_of(council.get(reverse("upload_columns", args=[upload.pk])))
    assert "We found 6 columns in payments.csv , with headings in row 1, and matched 6 of them." in words
    loaded()
    again = sent(payments(seed=3))
    assert council.get(reverse("upload", args=[again.pk]))["Location"] == reverse(
        "upload_review", args=[again.pk]
    )


def test_two_columns_for_one_field_are_an_error_at_both(council: Client, sent: Sent) -> None:
    upload = sent()
    fields = ["payment_date", "supplier", "amount", "supplier", "category", "department"]
    answers = {f"column-{place}": field for place, field in enumerate(fields)}
    words = words_of(council.post(reverse("upload_columns", args=[upload.pk]), answers))
    assert words.count("Supplier is chosen for columns B and D. Choose one of them") == 4


def test_a_file_without_an_amount_column_is_not_taken(council: Client, sent: Sent) -> None:
    upload = sent()
    answers = {"column-0": "payment_date", "column-1": "supplier"}
    words = words_of(council.post(reverse("upload_columns", args=[upload.pk]), answers))
    assert "Choose the column that holds the amount" in words


def test_the_review_compares_months_and_its_button_names_the_act(
    cast: Cast, council: Client, sent: Sent, loaded: Sent
) -> None:
    loaded(payments(30, start=date(2026, 4, 1), days=60))
    upload = sent(payments(40), period=None)
    words = words_of(council.get(reverse("upload_review", args=[upload.pk])))
    assert "40 payments worth" in words
    assert "For the quarter before you added" in words
    assert "Nothing has been added yet." in words
    assert words.count("Add 40 payments") == 1


def test_a_change_is_not_told_from_months_of_which_some_are_missing(
    council: Client, sent: Sent, loaded: Sent
) -> None:
    loaded(payments(30, start=date(2026, 5, 1), days=20))
    words = words_of(council.get(reverse("upload_review", args=[sent().pk])))
    total = words[words.index("All 40") :]
    assert "No data" in total[:60]


def test_work_that_stopped_is_seen_in_the_list(cast: Cast, council: Client) -> None:
    upload = _waiting(cast)
    upload.jobs.update(state="failed")
    assert "Stopped: try again" in words_of(council.get(reverse("uploads")))


def test_the_review_keeps_the_three_kinds_of_finding_apart(council: Client, sent: Sent) -> None:
    upload = sent(troubled(), answers={"date_order": "day"})
    words = words_of(council.get(reverse("upload_review", args=[upload.pk])))
    assert "Stops the file: nothing" in words
    assert "Left out: 3 rows with a mistake" in words
    assert "Goes in if you confirm: 2 things to check" in words


def test_repeats_are_explained_and_may_be_added_by_choice(council: Client, sent: Sent, loaded: Sent) -> None:
    first = loaded()
    upload = sent(payments() + b"30/09/2026,New Supplier Ltd,12.00,N1,Linen,Place\n")
    address = reverse("upload_review", args=[upload.pk])
    words = words_of(council.get(address))
    assert "40 payments are already here" in words
    assert f"upload {first.pk} (payments.csv," in words
    assert "Add 1 payment " in words
    keeping = council.get(f"{address}?repeats=keep")
    assert "Add 41 payments" in words_of(keeping)
    with run_here():
        council.post(f"{address}?repeats=keep", {"lines": "41", "held": "40"})
    upload.refresh_from_db()
    assert (upload.state, upload.lines_loaded) == ("loaded", 41)


def test_a_button_that_shows_other_counts_than_now_adds_nothing(council: Client, sent: Sent) -> None:
    upload = sent()
    response = council.post(reverse("upload_review", args=[upload.pk]), {"lines": "39"}, follow=True)
    assert "The counts have changed since you saw them." in words_of(response)
    upload.refresh_from_db()
    assert upload.state == "checked"


def test_months_that_the_books_hold_already_are_said_before_anything_is_added(
    council: Client, sent: Sent, loaded: Sent
) -> None:
    first = loaded()
    upload = sent(in_another_layout(payments()), name="other.csv")
    response = council.get(reverse("upload_review", args=[upload.pk]))
    words = words_of(response)
    assert "Already here, so left out 0" in words
    worth = millions(Decimal(first.pence_loaded) / 100)
    assert f"Your books already hold 40 payments worth {worth} for July to September 2026" in words
    assert f"They came from upload {first.pk} (payments.csv," in words
    assert "Adding this file adds to them." in words
    assert f'href="{reverse("upload", args=[first.pk])}"' in response.content.decode()


def test_a_file_that_repeats_all_that_is_held_is_no_cause_for_worry(
    council: Client, sent: Sent, loaded: Sent
) -> None:
    loaded()
    upload = sent(payments() + b"30/09/2026,New Supplier Ltd,12.00,N1,Linen,Place\n")
    words = words_of(council.get(reverse("upload_review", args=[upload.pk])))
    assert "Every one of them is in this file too, and is left out" in words


def test_months_that_nothing_is_held_of_need_no_word(
    cast: Cast, council: Client, sent: Sent, loaded: Sent
) -> None:
    loaded(payments(start=date(2025, 1, 1)))
    loaded(institution=cast.trust)
    first = loaded(troubled(), answers={"date_order": "day"}, institution=cast.council)
    rest = sent(payments(3), rest_of=first)
    for upload in (sent(payments(seed=2, start=date(2027, 1, 1))), rest):
        assert "already hold" not in words_of(council.get(reverse("upload_review", args=[upload.pk])))


def test_a_button_pressed_after_somebody_else_added_the_same_months_adds_nothing(
    council: Client, sent: Sent, loaded: Sent
) -> None:
    upload = sent(in_another_layout(payments()))
    loaded()
    response = council.post(reverse("upload_review", args=[upload.pk]), {"lines": "40"}, follow=True)
    assert "The counts have changed since you saw them." in words_of(response)
    upload.refresh_from_db()
    assert upload.state == "checked"


def test_the_report_says_how_many_rows_were_supplied_since_and_how_many_are_left(
    council: Client, sent: Sent, loaded: Sent
) -> None:
    first = loaded(troubled(), answers={"date_order": "day"})
    report = reverse("upload_report", args=[first.pk])
    headings, *rows = "".join(left_out_text(first)).splitlines(keepends=True)
    sent((headings + rows[0].replace(",,Care", ",20.00,Care")).encode(), rest_of=first)
    assert "3 rows to fix, in 3 groups" in words_of(council.get(report))
    second = loaded((headings + rows[0].replace(",,Care", ",1.00,Care")).encode(), rest_of=first)
    words = words_of(council.get(report))
    assert "1 of those was supplied since, and 2 are still to fix." in words
    assert f"upload {second.pk} ( 1 row added on " in words.replace("(1", "( 1")
    assert "2 rows still to fix" in words
    assert "3 rows to fix" not in words
    rest = headings + rows[1].replace("31/09/2026", "30/09/2026") + rows[2].replace("see PO", "5.00")
    loaded(rest.encode(), rest_of=first)
    words = words_of(council.get(report))
    assert (
        "3 were left out because something in the row needed fixing. All of those were supplied since"
        in words
    )
    assert "still to fix" not in words
    assert "Upload the corrected rows" not in words
    assert "See every row left out" in words


def test_a_refusal_is_a_heading_without_a_full_stop_and_then_what_to_do(council: Client, sent: Sent) -> None:
    page = council.get(reverse("upload_refused", args=[sent(b"%PDF-1.7 x").pk])).content.decode()
    assert re.search(r"<h2[^>]*>The selected file is a PDF document, not a spreadsheet</h2>", page)
    assert re.search(r"<p>[^<]*CSV[^<]*\.</p>", page)
    page = council.get(reverse("upload_refused", args=[sent(b"").pk])).content.decode()
    assert re.search(r"<h2[^>]*>The selected file is empty</h2>", page)


def test_the_report_groups_rows_by_what_to_do_with_row_and_column(council: Client, loaded: Sent) -> None:
    upload = loaded(troubled(), answers={"date_order": "day"})
    words = words_of(council.get(reverse("upload_report", args=[upload.pk])))
    assert "9 of 12 payments added. 3 were left out because something in the row needs fixing." in words
    assert "3 rows to fix, in 3 groups" in words
    assert (
        "Correct the date: 1 row Not a real date: column C (Whn). We expect a date such as 28/02/2026."
        in words
    )
    assert "8 31/09/2026 This is not a real date. Use day/month/year, for example 28/02/2026." in words
    assert "Upload the corrected rows" in words


def test_every_row_left_out_can_be_read_and_downloaded_with_its_reason(council: Client, loaded: Sent) -> None:
    upload = loaded(troubled(), answers={"date_order": "day"})
    words = words_of(council.get(reverse("upload_rows", args=[upload.pk])))
    assert "3 rows to fix." in words
    assert "see PO" in words
    response = council.get(reverse("upload_left_out", args=[upload.pk]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].endswith(",row,result,what_to_fix")
    assert '"Row 8, column C (Whn): ""31/09/2026"" is not a real date.' in text


def test_a_refused_file_says_one_plain_reason_and_the_way_on(council: Client, sent: Sent) -> None:
    upload = sent(b"<!DOCTYPE html><html><body>Sign in</body></html>")
    response = council.get(reverse("upload", args=[upload.pk]), follow=True)
    words = words_of(response)
    assert upload.reason.replace(". ", " ") in words
    assert "Nothing has been added from payments.csv." in words
    assert "Upload another file" in words


def test_undoing_asks_once_and_says_what_goes_with_it(council: Client, sent: Sent, loaded: Sent) -> None:
    first = loaded()
    second = loaded(payments() + b"30/09/2026,New Supplier Ltd,12.00,N1,Linen,Place\n")
    address = reverse("upload_undo", args=[first.pk])
    words = words_of(council.get(address))
    assert "This takes out all 40 payments that payments.csv brought" in words
    assert f"Upload {second.pk} left out rows because this upload had brought them." in words
    with run_here():
        council.post(address)
    words = words_of(council.get(reverse("upload", args=[first.pk]), follow=True))
    assert "This upload was undone. None of its 40 payments count any more." in words


def test_throwing_away_asks_once(council: Client, sent: Sent) -> None:
    upload = sent()
    address = reverse("upload_throw_away", args=[upload.pk])
    assert "Throw this upload away?" in words_of(council.get(address))
    response = council.post(address, follow=True)
    assert f"Upload {upload.pk} was thrown away. Nothing was added." in words_of(response)


def test_a_page_that_is_no_longer_open_leads_to_where_the_upload_stands(
    council: Client, loaded: Sent
) -> None:
    upload = loaded()
    for step in ("upload_review", "upload_question", "upload_working", "upload_throw_away"):
        response = council.get(reverse(step, args=[upload.pk]))
        assert response["Location"] == reverse("upload_report", args=[upload.pk]), step


def test_confirming_twice_from_two_windows_adds_once(cast: Cast, council: Client, sent: Sent) -> None:
    upload = sent()
    address = reverse("upload_review", args=[upload.pk])
    council.get(address)
    confirm_upload(upload, by=cast.contributor)
    council.post(address, {"lines": "40"})
    assert upload.jobs.filter(kind="load").count() == 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "a few seconds"), (18, "about 20 seconds"), (58, "about 1 minute"), (200, "about 3 minutes")],
)
def test_a_wait_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def _without_token(response: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def _waiting(cast: Cast) -> Upload:
    return receive_upload(
        institution=cast.council, kind="spend", file=as_file(payments()), name="p.csv", by=cast.contributor
    )


def _some_month() -> str:
    return f"{timezone.localdate():%Y-%m}"
