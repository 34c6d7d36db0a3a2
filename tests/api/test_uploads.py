"""Uploads by program: the whole journey, its steps in their order, and nothing of anybody else's."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from rest_framework.test import APIClient

from anchors.api.uploads import Uploads
from anchors.models import Upload
from procurement.models import SpendLine
from tests.api.conftest import Program
from tests.cast import Cast
from tests.leeds import spend_file, work

UPLOADS = "/api/v1/uploads/"
GOOD = ("23/02/2025", "Northvale Laundry Ltd", "", "Laundry", "Leisure", "Towels", "1", "1250.00")
NO_SUCH_DAY = ("31/02/2025", "Northvale Laundry Ltd", "", "Laundry", "Leisure", "", "2", "50.00")
EITHER_ORDER = ("03/02/2025", "Northvale Laundry Ltd", "", "Laundry", "Leisure", "", "3", "10.00")


def sent(program: APIClient, cast: Cast, *rows: tuple[str, ...], **more: Any) -> Any:
    """The answer to a file of these rows."""
    key = {"HTTP_IDEMPOTENCY_KEY": more.pop("key")} if "key" in more else {}
    file = more.pop("file", None) or SimpleUploadedFile("spend.csv", spend_file(list(rows)))
    given = {"file": file, "kind": "spend", "institution": cast.council.slug} | more
    return program.post(UPLOADS, given, format="multipart", **key)


@pytest.fixture
def program(as_: Program, cast: Cast) -> APIClient:
    return as_(cast.contributor)


def test_a_file_goes_from_received_to_loaded(program: APIClient, cast: Cast):
    answer = sent(program, cast, GOOD, NO_SUCH_DAY, period="2025-02")
    assert answer.status_code == 202
    assert answer.json()["state"] == "received"
    assert answer.json()["working"] is True
    address = answer["Location"]
    work()
    checked = program.get(address).json()
    assert (checked["state"], checked["accepted"]) == ("checked", {"lines": 1, "amount": "1250.00"})
    assert checked["left_out"]["lines"] == 1
    assert checked["columns"]["supplier"] == "Supplier Name"
    assert program.post(checked["links"]["confirm"]).json()["state"] == "confirmed"
    work()
    loaded = program.get(address).json()
    assert (loaded["state"], loaded["lines_loaded"], loaded["amount_loaded"]) == ("loaded", 1, "1250.00")
    assert program.post(loaded["links"]["undo"]).status_code == 202
    work()
    assert program.get(address).json()["state"] == "undone"
    assert not SpendLine.objects.exists()


def test_what_the_books_hold_for_its_months_is_said_until_it_is_confirmed(program: APIClient, cast: Cast):
    first = sent(program, cast, GOOD).json()
    work()
    assert program.get(f"{UPLOADS}{first['id']}/").json()["already_held"] is None
    program.post(f"{UPLOADS}{first['id']}/confirm/")
    work()
    other = ("24/02/2025", *GOOD[1:])
    second = sent(program, cast, other).json()
    work()
    assert program.get(f"{UPLOADS}{second['id']}/").json()["already_held"] == {
        "lines": 1, "amount": "1250.00", "months": ["2025-02"], "uploads": [first["id"]],
    }  # fmt: skip
    assert program.get(f"{UPLOADS}{first['id']}/").json()["already_held"] is None


def test_a_question_is_asked_and_its_answer_understood(program: APIClient, cast: Cast):
    address = sent(program, cast, EITHER_ORDER)["Location"]
    work()
    asked = program.get(address).json()
    (question,) = asked["questions"]
    assert (asked["state"], question["code"]) == ("question", "date_order")
    answers = {"answers": {"date_order": question["choices"][0]["value"]}}
    assert program.post(asked["links"]["answers"], answers, format="json").status_code == 202
    work()
    found = program.get(address).json()
    assert (found["state"], found["first_date"], found["questions"]) == ("checked", "2025-02-03", [])


def test_answers_can_come_with_the_file(program: APIClient, cast: Cast):
    answers = json.dumps({"date_order": "month"})
    address = sent(program, cast, EITHER_ORDER, answers=answers)["Location"]
    work()
    assert program.get(address).json()["first_date"] == "2025-03-02"


def test_rows_left_out_can_be_fetched_corrected_and_sent_as_the_rest(program: APIClient, cast: Cast):
    first = sent(program, cast, GOOD, NO_SUCH_DAY)
    work()
    links = program.get(first["Location"]).json()["links"]
    answer = program.get(links["left_out"], HTTP_ACCEPT="text/csv")
    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert b"Northvale Laundry Ltd" in content
    program.post(links["confirm"])
    work()
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    day = rows[0].index("Date Paid")
    for row in rows[1:]:
        row[day] = "28/02/2025"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    file = SimpleUploadedFile("rest.csv", text.getvalue().encode())
    rest = sent(program, cast, file=file, rest_of=first.json()["id"])
    work()
    found = program.get(rest["Location"]).json()
    assert (found["state"], found["accepted"]) == ("checked", {"lines": 1, "amount": "50.00"})
    assert found["rest_of"] == first.json()["id"]


def test_a_cell_that_a_spreadsheet_would_run_is_harmless_in_the_rows_left_out(program: APIClient, cast: Cast):
    day, _, *rest = NO_SUCH_DAY
    address = sent(program, cast, GOOD, (day, "=HYPERLINK(A1)", *rest), period="2025-02")["Location"]
    work()
    content = b"".join(program.get(f"{address}left-out/").streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK(A1)" in next(csv.reader(content.splitlines()[1:]))


def test_with_no_row_left_out_there_is_no_file_of_them(program: APIClient, cast: Cast):
    answer = sent(program, cast, GOOD)
    work()
    assert "left_out" not in program.get(answer["Location"]).json()["links"]


def test_a_file_that_is_no_spend_is_refused_with_its_reason(program: APIClient, cast: Cast):
    answer = sent(program, cast, file=SimpleUploadedFile("page.csv", b"<!DOCTYPE html><html></html>"))
    work()
    found = program.get(answer["Location"]).json()
    assert found["state"] == "refused"
    assert found["reason"]


def test_a_step_out_of_order_is_a_conflict_that_says_why(program: APIClient, cast: Cast):
    address = sent(program, cast, GOOD)["Location"]
    answer = program.post(f"{address}confirm/")
    assert (answer.status_code, answer.json()["code"]) == (409, "step_not_open")
    assert "still being checked" in answer.json()["detail"]


def test_a_file_thrown_away_is_not_added(program: APIClient, cast: Cast):
    address = sent(program, cast, GOOD)["Location"]
    work()
    assert program.post(f"{address}withdraw/").json()["state"] == "withdrawn"
    assert program.post(f"{address}confirm/").status_code == 409


def test_links_are_the_steps_that_are_open(program: APIClient, cast: Cast):
    answer = sent(program, cast, GOOD)
    assert set(answer.json()["links"]) == {"self", "withdraw"}
    work()
    assert set(program.get(answer["Location"]).json()["links"]) == {"self", "answers", "confirm", "withdraw"}


def test_the_same_request_twice_is_one_upload(program: APIClient, cast: Cast):
    one = sent(program, cast, GOOD, key="april-1")
    two = sent(program, cast, GOOD, key="april-1")
    assert (two.status_code, two.json()) == (202, one.json())
    assert Upload.objects.count() == 1


def test_the_same_key_for_another_file_is_a_conflict(program: APIClient, cast: Cast):
    sent(program, cast, GOOD, key="april-1")
    answer = sent(program, cast, GOOD, NO_SUCH_DAY, key="april-1")
    assert answer.status_code == 409


def test_anothers_key_is_no_key_of_mine(program: APIClient, as_: Program, cast: Cast):
    mine = sent(program, cast, GOOD, key="april-1").json()["id"]
    theirs = sent(as_(cast.trust_lead), cast, GOOD, key="april-1", institution=cast.trust.slug)
    assert theirs.status_code == 202
    assert theirs.json()["id"] != mine


def test_two_requests_with_one_key_at_one_moment_are_one_upload(
    program: APIClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    one = sent(program, cast, GOOD, key="april-1").json()
    look, looks = Uploads._earlier, iter([False, True])
    monkeypatch.setattr(Uploads, "_earlier", lambda *given: look(*given) if next(looks) else None)
    assert sent(program, cast, GOOD, key="april-1").json()["id"] == one["id"]
    assert Upload.objects.count() == 1


def test_a_key_that_is_too_long_is_refused(program: APIClient, cast: Cast):
    assert sent(program, cast, GOOD, key="k" * 201).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"kind": "wages"}, "#/kind"),
        ({"institution": "no-such-institution"}, "#/institution"),
        ({"period": "2025-13"}, "#/period"),
        ({"answers": "{"}, "#/answers"),
        ({"rest_of": 999_999}, "#/rest_of"),
        ({"rest_of": 2**64}, "#/rest_of"),
        ({"file": SimpleUploadedFile("empty.csv", b"")}, "#/file"),
    ],
)
def test_what_is_wrong_is_pointed_at(program: APIClient, cast: Cast, wrong: dict[str, Any], pointer: str):
    answer = sent(program, cast, GOOD, **wrong)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Upload.objects.exists()


@override_settings(LARGEST_UPLOAD=10)
def test_a_file_that_is_too_large_is_refused(program: APIClient, cast: Cast):
    assert "must be smaller than" in sent(program, cast, GOOD).json()["detail"]


def test_two_files_at_once_are_refused(program: APIClient, cast: Cast):
    files = [SimpleUploadedFile(f"{name}.csv", spend_file([GOOD])) for name in "ab"]
    answer = program.post(UPLOADS, {"file": files, "kind": "spend", "institution": cast.council.slug})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_reader_looks_but_does_not_touch(program: APIClient, as_: Program, cast: Cast):
    address = sent(program, cast, GOOD)["Location"]
    work()
    reader = as_(cast.reader)
    assert set(reader.get(address).json()["links"]) == {"self"}
    assert reader.post(f"{address}confirm/").status_code == 403
    assert sent(reader, cast, GOOD).status_code == 403
    assert Upload.objects.get().state == "checked"


@pytest.mark.parametrize("who", ["outsider", "trust_lead", "officer"])
def test_others_uploads_are_not_there(program: APIClient, as_: Program, cast: Cast, who: str):
    address = sent(program, cast, GOOD, NO_SUCH_DAY)["Location"]
    work()
    other = as_(getattr(cast, who))
    assert other.get(UPLOADS).json()["items"] == []
    for step in ("", "left-out/"):
        theirs, made_up = other.get(f"{address}{step}"), other.get(f"{UPLOADS}999999/{step}")
        assert (theirs.status_code, theirs.content) == (404, made_up.content)
    for step in ("answers/", "confirm/", "undo/", "withdraw/", "retry/"):
        body = {"period": "2025-02"} if step == "answers/" else {}
        theirs = other.post(f"{address}{step}", body, format="json")
        made_up = other.post(f"{UPLOADS}999999/{step}", body, format="json")
        assert (theirs.status_code, theirs.content) == (404, made_up.content)
    mine = {
        "institution": getattr(
            cast, {"outsider": "foreign_council", "trust_lead": "trust", "officer": "board"}[who]
        ).slug
    }
    assert sent(other, cast, GOOD).status_code == 400
    assert sent(other, cast, GOOD, rest_of=Upload.objects.first().pk, **mine).status_code == 400
    assert Upload.objects.get().state == "checked"


def test_uploads_by_filter(program: APIClient, cast: Cast):
    sent(program, cast, GOOD)
    work()
    sent(program, cast, EITHER_ORDER)
    (found,) = program.get(UPLOADS, {"state": "checked", "kind": "spend"}).json()["items"]
    assert found["name"] == "spend.csv"
    assert program.get(UPLOADS, {"institution": cast.trust.slug}).json()["items"] == []


def test_failed_work_can_be_asked_for_again(program: APIClient, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    address = sent(program, cast, GOOD)["Location"]
    upload = Upload.objects.get()
    upload.jobs.update(state="failed", attempts=3)
    found = program.get(address).json()
    assert (found["failed"], found["working"]) == (True, False)
    assert program.post(found["links"]["retry"]).json()["working"] is True
    work()
    assert program.get(address).json()["state"] == "checked"
