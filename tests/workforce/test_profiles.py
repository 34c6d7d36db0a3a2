"""Candidates of academies beside residents: entered, added up, and shown to others only as published."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anchors.periods import Period, period_of
from metrics.measuring import measure
from metrics.models import Measurement
from tests.cast import PASSWORD, Cast, assembled
from workforce.models import CandidateProfile, Programme
from workforce.profiles import Said, keep_profile, profile_cells
from workforce.programmes import keep_counts
from workforce.publishing import figures_of, publish, published
from workforce.readings.candidates import CandidateFilter, by_aspect, candidates

YEAR = period_of("2025-26")
SOURCE = "Indices of Deprivation 2025"
NEEDED = {"period": "2025-26", "deprived-candidates": "120", "deprived-people": "18"}
RESIDENTS = {"deprived-residents_percent": "26", "deprived-residents_source": SOURCE}


@pytest.fixture
def cast(db: None) -> Cast:
    return assembled()


def academy(cast: Cast, name: str = "Health academy", **fields: Any) -> Programme:
    given = {"kind": "academy", "institution": cast.trust} | fields
    return Programme.objects.create(system=cast.system, name=name, first_day=date(2025, 4, 1), **given)


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return academy(cast)


def said(candidates: int, people: int, share: str = "0.2600") -> Said:
    return Said(candidates, people, Decimal(share), SOURCE)


def keep(programme: Programme, cast: Cast, period: Period = YEAR, **aspects: Said) -> None:
    given = {name.replace("_", "-"): each for name, each in aspects.items()}
    keep_profile(programme, period, given, by=cast.trust_lead)


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    assert client.login(username=getattr(cast, who).email, password=PASSWORD)
    return client


def words(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def rows_of(client: Client, address: str = "/employment/candidates.csv") -> list[dict[str, str]]:
    answer = client.get(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def upload(client: Client, programme: Programme, *rows: str) -> Any:
    text = "\n".join(["period,aspect,candidates,people,residents_share,residents_source", *rows])
    file = SimpleUploadedFile("candidates.csv", text.encode())
    return client.post(f"/employment/programmes/{programme.pk}/candidates/upload/", {"file": file})


def test_all_aspects_of_a_period_are_entered_at_once_and_the_gap_is_shown(
    cast: Cast, programme: Programme
) -> None:
    client = signed_in(cast, "trust_lead")
    address = f"/employment/programmes/{programme.pk}/candidates/"
    assert "No candidates yet" in words(client.get(address))
    client.post(f"{address}enter/", {**NEEDED, **RESIDENTS, "care-candidates": "90", "care-people": "0"})
    assert CandidateProfile.objects.count() == 2
    page = words(client.get(address))
    assert "15%" in page
    assert "26%" in page
    assert "−11 points" in page
    assert "13 people fewer" in page


def test_an_aspect_that_is_emptied_goes_and_the_same_again_changes_nothing(
    cast: Cast, programme: Programme
) -> None:
    client = signed_in(cast, "trust_lead")
    address = f"/employment/programmes/{programme.pk}/candidates/enter/"
    both = {**NEEDED, "care-candidates": "90", "care-people": "0"}
    client.post(address, both)
    before = list(CandidateProfile.objects.order_by("pk").values())
    client.post(address, both)
    assert list(CandidateProfile.objects.order_by("pk").values()) == before
    client.post(address, NEEDED)
    assert [each.aspect for each in CandidateProfile.objects.all()] == ["deprived"]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"deprived-people": "130"}, "More people than candidates who said (120)"),
        ({"deprived-people": ""}, "Enter how many of them have this background"),
        ({"deprived-candidates": ""}, "Enter how many candidates said"),
        ({"deprived-residents_percent": "26"}, "Say where residents’ figure is from"),
        ({"period": "2027-28"}, "Select a period"),
        ({"deprived-candidates": "", "deprived-people": ""}, "at least one background"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(
    cast: Cast, programme: Programme, answers: dict[str, str], message: str
) -> None:
    client = signed_in(cast, "trust_lead")
    answer = client.post(f"/employment/programmes/{programme.pk}/candidates/enter/", NEEDED | answers)
    assert message in answer.content.decode()
    assert not CandidateProfile.objects.exists()


def test_periods_of_a_programme_do_not_overlap(cast: Cast, programme: Programme) -> None:
    keep(programme, cast, deprived=said(120, 18))
    client = signed_in(cast, "trust_lead")
    address = f"/employment/programmes/{programme.pk}/candidates/enter/"
    answer = client.post(address, NEEDED | {"period": "2025-26-Q4"})
    assert "There is a profile of April 2025 to March 2026 already" in answer.content.decode()


def test_what_was_said_of_residents_is_offered_again_for_the_next_period(
    cast: Cast, programme: Programme
) -> None:
    keep(programme, cast, deprived=said(120, 18))
    client = signed_in(cast, "trust_lead")
    page = words(client.get(f"/employment/programmes/{programme.pk}/candidates/enter/"))
    assert SOURCE in page
    assert 'value="26"' in page
    assert 'value="120"' not in page
    assert 'value="120"' in words(
        client.get(f"/employment/programmes/{programme.pk}/candidates/enter/?period=2025-26")
    )


def test_a_file_is_looked_at_then_added_and_sent_again_changes_nothing(
    cast: Cast, programme: Programme
) -> None:
    client = signed_in(cast, "trust_lead")
    lines = [f"2025-26,deprived,120,18,26%,{SOURCE}", "2025-26,care,90,95,,", "2025-26,height,9,9,,"]
    page = words(upload(client, programme, *lines))
    assert "1 row of candidates</strong> is ready" in page
    assert "Row 3, column D (people)" in page
    assert "Row 4, column B (aspect)" in page
    assert not CandidateProfile.objects.exists()
    fields = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("rows", "number")}
    client.post(f"/employment/programmes/{programme.pk}/candidates/upload/add/", fields)
    row = CandidateProfile.objects.get()
    assert (row.candidates, row.people, row.residents_share) == (120, 18, Decimal("0.2600"))
    assert "There is nothing new to add" in words(upload(client, programme, *lines))


def test_the_download_can_be_sent_back(cast: Cast, programme: Programme) -> None:
    keep(programme, cast, deprived=said(120, 18), care=Said(90, 0))
    client = signed_in(cast, "trust_lead")
    content = b"".join(client.get("/employment/candidates.csv").streaming_content)  # type: ignore[attr-defined]
    answer = client.post(
        f"/employment/programmes/{programme.pk}/candidates/upload/",
        {"file": SimpleUploadedFile("candidates.csv", content)},
    )
    assert "There is nothing new to add" in words(answer)


def test_others_see_nothing_before_it_is_published_and_then_rounded_figures(
    cast: Cast, programme: Programme
) -> None:
    keep(programme, cast, deprived=said(123, 21), care=said(118, 4, "0.0500"))
    officer = signed_in(cast, "officer")
    assert rows_of(officer) == []
    assert "has not published any" in words(officer.get(f"/employment/programmes/{programme.pk}/candidates/"))
    publish(programme, by=cast.trust_lead)
    care, deprived = sorted(rows_of(officer), key=lambda row: row["aspect"])
    assert (deprived["candidates"], deprived["people"], deprived["share"]) == ("125", "20", "0.16")
    assert (deprived["gap"], deprived["gap_people"]) == ("-0.1000", "-12")
    assert (care["people"], care["share"], care["gap"], care["suppressed"]) == ("", "", "", "yes")
    assert rows_of(signed_in(cast, "trust_lead"))[0]["candidates"] in ("123", "118")


def test_a_publication_of_candidates_alone_stops_no_measure(cast: Cast, programme: Programme) -> None:
    keep(programme, cast, deprived=said(123, 21))
    publish(programme, by=cast.trust_lead)
    course = academy(cast, "Course", kind="pre-employment")
    keep_counts(
        course,
        period_of("2025-26-Q1"),
        {"started": 60},
        group="all",
        as_at=date(2026, 9, 30),
        source="",
        by=None,
    )
    publish(course, by=cast.trust_lead)
    measure([cast.trust.pk], reason="a test")
    assert Measurement.objects.filter(indicator="programme-starts", institution=cast.trust).count() == 1


def test_what_is_published_stays_when_the_counts_are_corrected(cast: Cast, programme: Programme) -> None:
    keep(programme, cast, deprived=said(123, 21))
    publish(programme, by=cast.trust_lead)
    before = rows_of(signed_in(cast, "officer"))
    keep(programme, cast, deprived=said(60, 40))
    assert rows_of(signed_in(cast, "officer")) == before


def test_nobody_finds_a_hidden_number_by_taking_one_from_the_other(cast: Cast, programme: Programme) -> None:
    keep(programme, cast, deprived=said(40, 37))
    cells, sums = profile_cells(programme)
    assert sorted(each.count for each in cells.values()) == [3, 37, 40]
    assert [(cells[each.total].count, sum(cells[part].count for part in each.parts)) for each in sums] == [
        (40, 40)
    ]
    publish(programme, by=cast.trust_lead)
    shown = figures_of(published([programme])[programme.pk])
    whole, part = (shown["candidates", 202504, 202603, "deprived", each] for each in ("said", "with"))
    assert whole is None or part is None or whole - part not in range(1, 8)


def test_gaps_are_added_up_only_over_figures_that_are_there(cast: Cast, programme: Programme) -> None:
    other = academy(cast, "Work weeks", kind="work-experience")
    third = academy(cast, "Third")
    keep(programme, cast, deprived=said(100, 15, "0.2500"))
    keep(other, cast, deprived=said(50, 20, "0.2000"))
    keep(third, cast, deprived=Said(30, 9))
    (row,) = by_aspect(candidates(cast.trust_lead, CandidateFilter()))
    assert (row.candidates, row.people, row.left_out) == (150, 35, 1)
    assert row.residents_share == (Decimal(25) + Decimal(10)) / 150
    assert row.gap_people == 0
    page = words(signed_in(cast, "trust_lead").get("/employment/candidates/"))
    assert "2 programmes; 1 programme left out" in page
    assert "About as many" in page


def test_the_newest_period_of_each_programme_stands_and_all_can_be_asked_for(
    cast: Cast, programme: Programme
) -> None:
    keep(programme, cast, deprived=said(100, 15))
    keep(programme, cast, period_of("2024-25"), deprived=said(90, 15))
    client = signed_in(cast, "trust_lead")
    assert [row["period"] for row in rows_of(client)] == ["2025-26"]
    assert [row["period"] for row in rows_of(client, "/employment/candidates.csv?periods=all")] == [
        "2025-26",
        "2024-25",
    ]
    assert client.get("/employment/candidates/?aspect=height").status_code == 400


def test_page_file_and_api_say_the_same(cast: Cast, programme: Programme) -> None:
    keep(programme, cast, deprived=said(123, 21), care=said(118, 4))
    publish(programme, by=cast.trust_lead)
    client = signed_in(cast, "officer")
    api = client.get("/api/v1/employment/candidates/").json()["items"]
    rows = rows_of(client)
    assert [
        [("" if v is None else str(v)) for k, v in each.items() if k != "suppressed"] for each in api
    ] == [[value for name, value in row.items() if name != "suppressed"] for row in rows]
    page = words(client.get("/employment/candidates/"))
    assert "16%" in page
    assert "Hidden" in page


def test_a_program_sends_corrects_and_takes_out_an_aspect(cast: Cast, programme: Programme) -> None:
    client = signed_in(cast, "trust_lead")
    sent = {
        "programme": programme.pk, "period": "2025-26", "aspect": "deprived", "candidates": 120, "people": 18,
        "residents_share": "0.26", "residents_source": SOURCE,
    }  # fmt: skip
    address = "/api/v1/employment/candidates/"
    answer = client.post(address, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["gap"]) == (200, "-0.1100")
    wrong = client.post(address, sent | {"people": 121}, content_type="application/json")
    assert wrong.status_code == 400
    assert (
        client.post(address, sent | {"period": "2025-26-Q4"}, content_type="application/json").status_code
        == 400
    )
    gone = client.post(address, sent | {"candidates": None, "people": None}, content_type="application/json")
    assert (gone.status_code, CandidateProfile.objects.exists()) == (204, False)
    for who, code in (("officer", 403), ("outsider", 404)):
        assert signed_in(cast, who).post(address, sent, content_type="application/json").status_code == code


def test_only_those_who_run_it_enter_candidates_and_only_where_there_are_any(
    cast: Cast, programme: Programme
) -> None:
    for who in ("officer", "contributor", "outsider"):
        for page in ("enter/", "upload/", "upload/add/"):
            address = f"/employment/programmes/{programme.pk}/candidates/{page}"
            assert signed_in(cast, who).post(address).status_code == 404
    course = academy(cast, "Course", kind="pre-employment")
    assert (
        signed_in(cast, "trust_lead").get(f"/employment/programmes/{course.pk}/candidates/").status_code
        == 404
    )


def test_an_empty_list_says_what_to_enter(cast: Cast) -> None:
    assert "No academy or work experience yet" in words(
        signed_in(cast, "reader").get("/employment/candidates/")
    )


def test_a_programme_goes_with_its_candidates(cast: Cast, programme: Programme) -> None:
    keep(programme, cast, deprived=said(100, 15))
    publish(programme, by=cast.trust_lead)
    programme.delete()
    assert not CandidateProfile.objects.exists()
