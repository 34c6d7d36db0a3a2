"""Sending a staff file on pages and by program, with the rights that each person has."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anchors.jobs import run_here
from anchors.models import Job
from anchors.views.frame import today
from tests.cast import PASSWORD, Cast
from tests.journey.test_pages import words_of
from tests.workforce.conftest import Browser
from tests.workforce.neighbourhood import QUARTER, csv_file, postcode
from workforce.forms.staff import quarters
from workforce.intake import LARGEST_FILE, Purpose
from workforce.models import Release, StaffIntake

ANSWERS = {"quarter": QUARTER.code, "census_date_0": "30", "census_date_1": "6", "census_date_2": "2026"}


def staff(cast: Cast, number: int = 30) -> bytes:
    return csv_file(
        ["Home postcode", "Band"], [[postcode(cast.city, n % 20), "Band 5"] for n in range(number)]
    )


def send(browser: Client, content: bytes, **answers: str):
    file = SimpleUploadedFile("people of RZZ.csv", content)
    return browser.post(reverse("staff_new"), ANSWERS | answers | {"file": file}, follow=True)


def test_the_page_says_before_the_upload_that_postcodes_are_not_kept(cast: Cast, as_: Browser):
    page = words_of(as_(cast.trust_lead).get(reverse("staff_new")))
    assert "<" not in page, "the sentence is set, not shown as markup"
    assert "Postcodes are turned into areas at once, in memory, and are not kept" in page


def test_a_lead_sends_a_file_looks_at_the_counts_adds_them_and_takes_them_back(cast: Cast, as_: Browser):
    browser = as_(cast.trust_lead)
    page = words_of(send(browser, staff(cast)))
    assert "30 people in post on 30 June 2026" in page
    assert "Nothing has been added yet, and the file is not kept." in page
    intake = StaffIntake.objects.get()
    page = words_of(browser.post(reverse("staff_intake", args=[intake.pk]), follow=True))
    assert "were added" in page
    page = words_of(browser.post(reverse("staff_undo", args=[intake.pk]), follow=True))
    assert "were taken back" in page
    assert not intake.counts.exists()


def test_no_page_repeats_a_value_of_the_file_or_its_name(cast: Cast, as_: Browser):
    rows = [["NOT A CODE", "Band 5"], [postcode(cast.city, 3), "secret pay"], ["ZZ99 3VZ", "x"]]
    answer = send(as_(cast.trust_lead), csv_file(["Home postcode", "Band"], rows))
    page = words_of(answer)
    for value in ("NOT A CODE", postcode(cast.city, 3), "secret pay", "ZZ99 3VZ", "people of RZZ"):
        assert value not in page
    assert "Not a whole postcode" in page
    assert "Row 2" in page


def test_columns_that_cannot_be_told_apart_are_offered_and_the_file_is_asked_for_again(
    cast: Cast, as_: Browser
):
    rows = [[postcode(cast.city, n), postcode(cast.far_city, n), "5", "x"] for n in range(3)]
    content = csv_file(["First", "Second", "Band", "Staff group"], rows)
    page = words_of(send(as_(cast.trust_lead), content))
    assert "We cannot tell which column holds the home postcodes." in page
    assert "Column B: Second" in page
    assert rows[0][0] not in page
    send(as_(cast.trust_lead), content, postcode_column="A")
    assert StaffIntake.objects.get().matched == 3


@pytest.mark.parametrize(
    ("answers", "words"),
    [({"census_date_1": "7"}, "The census date must be from 1 April 2026 to 30 June 2026"),
     ({"quarter": "2026-27-Q9"}, "Choose a quarter"), ({"census_date_0": "31"}, "must be a real date")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(
    cast: Cast, as_: Browser, answers: dict[str, str], words: str
):
    assert words in words_of(send(as_(cast.trust_lead), staff(cast), **answers))
    assert not StaffIntake.objects.exists()


def test_a_file_above_the_limit_is_refused(cast: Cast, as_: Browser):
    answer = send(as_(cast.trust_lead), b"x" * (LARGEST_FILE + 1))
    assert answer.status_code == 413
    assert "The selected file must be smaller than 25MB" in words_of(answer)


def test_a_forged_request_is_refused(cast: Cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.trust_lead)
    assert send(browser, staff(cast)).status_code == 403
    assert not StaffIntake.objects.exists()


def test_the_same_form_sent_twice_makes_one_intake(cast: Cast, as_: Browser):
    browser = as_(cast.trust_lead)
    for _ in range(2):
        send(browser, staff(cast), once="abc")
    assert StaffIntake.objects.count() == 1


def test_true_counts_are_for_contributors_of_the_institution_alone(cast: Cast, as_: Browser):
    send(as_(cast.trust_lead), staff(cast))
    intake = StaffIntake.objects.get()
    for person, status in (
        (cast.trust_lead, 200),
        (cast.officer, 404),
        (cast.contributor, 404),
        (cast.outsider, 404),
    ):
        assert as_(person).get(reverse("staff_intake", args=[intake.pk])).status_code == status
    assert as_(cast.reader).get(reverse("staff_new")).status_code == 404


def test_the_list_says_who_is_missing_without_a_count(cast: Cast, as_: Browser):
    send(as_(cast.trust_lead), staff(cast, 4711))
    StaffIntake.objects.update(state="received")
    page = words_of(as_(cast.officer).get(reverse("staff_files")))
    assert "Missing" in page
    assert "4,711" not in page
    assert "Publish a quarter" in page
    text = b"".join(as_(cast.officer).get(reverse("staff_files_download")).streaming_content).decode()
    assert "Northvale Hospitals" in text
    assert "4711" not in text


def test_the_lead_of_the_board_publishes_a_quarter(
    cast: Cast, as_: Browser, django_capture_on_commit_callbacks
):
    send(as_(cast.trust_lead), staff(cast, 900))
    intake = StaffIntake.objects.get()
    as_(cast.trust_lead).post(reverse("staff_intake", args=[intake.pk]))
    address = f"{reverse('staff_publish')}?quarter={QUARTER.code}"
    assert as_(cast.trust_lead).get(address).status_code == 404
    assert "1 of 3 institutions has added staff counts" in words_of(as_(cast.officer).get(address))
    with run_here(), django_capture_on_commit_callbacks(execute=True):
        as_(cast.officer).post(address)
    release = Release.objects.get()
    page = words_of(as_(cast.officer).get(address, follow=True))
    assert "Staff figures of 1 institution for April to June 2026" in page
    assert as_(cast.contributor).get(reverse("staff_release", args=[release.pk])).status_code == 200
    assert as_(cast.outsider).get(reverse("staff_release", args=[release.pk])).status_code == 404


@pytest.fixture
def later(cast: Cast) -> Release:
    """The quarter after ours is published, so that ours is closed."""
    return Release.objects.create(
        system=cast.system, first_month=202607, last_month=202609, profile="default", vintage=2021
    )


def test_a_quarter_that_cannot_be_published_any_more_is_closed_and_says_why(
    cast: Cast, as_: Browser, later: Release
):
    page = words_of(as_(cast.officer).get(reverse("staff_files")))
    assert "Closed" in page
    assert "Missing" not in page
    assert "A file that comes after its quarter, or a later one, was published goes into no figures" in page


def test_who_sends_counts_of_a_closed_quarter_is_told_before_and_after(
    cast: Cast, as_: Browser, later: Release
):
    browser = as_(cast.trust_lead)
    form = words_of(browser.get(reverse("staff_new")))
    assert "April to June 2026 (closed)" in form
    assert "July to September 2026 (published)" in form
    assert "A closed one is not published any more" in form
    page = words_of(send(browser, staff(cast)))
    assert "These counts will not be published" in page
    assert "April to June 2026 is closed: the figures for July to September 2026 have been published" in page
    page = words_of(browser.post(reverse("staff_intake", args=[StaffIntake.objects.get().pk]), follow=True))
    assert "Not published" in page


def test_the_lead_of_the_board_is_offered_no_closed_quarter(cast: Cast, as_: Browser, later: Release):
    answer = as_(cast.officer).get(reverse("staff_publish"), {"quarter": QUARTER.code})
    page = words_of(answer)
    assert "an earlier quarter cannot be any more" in page
    assert "No other quarter can be published now" in page
    assert "?quarter=2025-26" not in answer.content.decode()
    assert reverse("staff_release", args=[later.pk]) in answer.content.decode()


@pytest.fixture
def program(cast: Cast) -> Client:
    answer = Client().post(
        "/api/v1/sign-in/",
        {"email": cast.trust_lead.email, "password": PASSWORD},
        content_type="application/json",
    )
    return Client(headers={"Authorization": f"Bearer {answer.json()['token']}"})


def by_program(program: Client, cast: Cast, content: bytes, **more: str):
    given = {"institution": cast.trust.slug, "quarter": QUARTER.code, "census_date": "2026-06-30"} | more
    return program.post("/api/v1/employment/staff/", given | {"file": SimpleUploadedFile("s.csv", content)})


def test_a_program_sends_a_file_and_adds_its_counts(cast: Cast, program: Client, hospital: Purpose):
    answer = by_program(program, cast, staff(cast))
    assert answer.status_code == 201
    found = answer.json()
    assert (found["headcount"], found["matched"], found["state"]) == (30, 30, "checked")
    address = f"/api/v1/employment/staff/{found['id']}/"
    assert program.post(f"{address}confirm/").json()["state"] == "received"
    assert program.post(f"{address}withdraw/").status_code == 409
    rows = program.get("/api/v1/employment/staff/", {"quarter": QUARTER.code}).json()["items"]
    assert [row["institution"] for row in rows] == [hospital.institution.slug]
    assert program.post(f"{address}undo/").json()["state"] == "undone"


def test_a_program_is_told_what_is_wrong_in_the_same_words(cast: Cast, program: Client):
    answer = by_program(program, cast, b"Name,Band\nA,5\n")
    assert answer.status_code == 400
    assert "No column holds home postcodes" in answer.json()["detail"]
    assert by_program(program, cast, staff(cast), census_date="2026-07-30").status_code == 400
    assert by_program(program, cast, staff(cast), institution=cast.council.slug).status_code == 400
    assert by_program(program, cast, b"x" * (LARGEST_FILE + 1)).status_code == 413


def test_a_program_is_told_that_a_quarter_is_closed(cast: Cast, program: Client, later: Release):
    answer = by_program(program, cast, staff(cast))
    assert answer.status_code == 201
    assert answer.json()["closed"].startswith("April to June 2026 is closed")


def test_a_quarter_that_is_not_over_is_neither_offered_nor_accepted(cast: Cast, as_: Browser):
    officer, address = as_(cast.officer), reverse("staff_publish")
    current = quarters(today())[0]
    page = officer.get(address)
    assert current.label not in words_of(page)
    assert f"quarter={current.code}" not in page.content.decode()
    assert officer.get(address, {"quarter": current.code}).status_code == 404
    assert officer.post(f"{address}?quarter={current.code}").status_code == 404
    assert not Job.objects.filter(kind="release_staff").exists()
