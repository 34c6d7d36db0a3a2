"""Lists: pages, filters, CSV, and what goes wrong with them; who is in a person's systems."""

import csv
import io
from datetime import date
from typing import Any

import orjson
import pytest
from django.db import OperationalError

from anchors.api.places import Places
from anchors.models import Place, Succession
from tests.api.conftest import Program
from tests.cast import Cast

PLACES = "/api/v1/places/"
INSTITUTIONS = "/api/v1/institutions/"


def test_pages_together_are_the_list(as_: Program, cast: Cast):
    program, found, address = as_(cast.officer), [], f"{PLACES}?limit=2"
    while address:
        page = program.get(address).json()
        found += [place["code"] for place in page["items"]]
        address = page["next"]
    assert found == sorted(Place.objects.values_list("code", flat=True))


def test_a_row_added_meanwhile_moves_no_page(as_: Program, cast: Cast):
    program = as_(cast.officer)
    first = program.get(f"{PLACES}?limit=2").json()
    Place.objects.create(code="A00000001", name="Early", kind="ward")
    second = program.get(first["next"]).json()
    seen = [place["code"] for page in (first, second) for place in page["items"]]
    assert seen == sorted(set(seen))


def test_a_cursor_is_good_for_the_person_it_was_given_to(as_: Program, cast: Cast):
    address = as_(cast.officer).get(f"{PLACES}?limit=2").json()["next"]
    answer = as_(cast.outsider).get(address)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "cursor")


@pytest.mark.parametrize("limit", ["0", "501", "-1", "ten", "1e2", "٣", "9" * 40])
def test_a_limit_out_of_range_says_the_range(as_: Program, cast: Cast, limit: str):
    answer = as_(cast.officer).get(PLACES, {"limit": limit})
    assert answer.status_code == 400
    assert "from 1 to 500" in answer.json()["detail"]


@pytest.mark.parametrize("cursor", ["x", "WzFd", "\0", "a:b:c"])
def test_a_made_up_cursor_is_refused(as_: Program, cast: Cast, cursor: str):
    assert as_(cast.officer).get(PLACES, {"cursor": cursor}).status_code == 400


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("kind=region", ["E12999901", "E12999902"]),
        ("parent=E12999901", ["E07999902", "E08999901"]),
        ("code=E06999903,E92000001", ["E06999903", "E92000001"]),
        ("kind=region&parent=E92000001&code=E12999901", ["E12999901"]),
        ("parent=E00000000", []),
    ],
)
def test_places_by_filter(as_: Program, cast: Cast, query: str, codes: list[str]):
    found = as_(cast.officer).get(f"{PLACES}?{query}").json()["items"]
    assert [place["code"] for place in found] == codes


def test_a_wrong_choice_is_answered_with_all_choices(as_: Program, cast: Cast):
    answer = as_(cast.officer).get(PLACES, {"kind": "planet"}).json()
    assert '"planet"' in answer["detail"]
    assert "local_authority" in answer["detail"]


@pytest.mark.parametrize("ask", [{"format": "csv"}, {"HTTP_ACCEPT": "text/csv"}])
def test_every_list_is_also_csv_with_the_same_columns(as_: Program, cast: Cast, ask: dict[str, str]):
    program = as_(cast.officer)
    for name in ("places", "institutions", "systems", "uploads", "spending/rules", "spending/suppliers"):
        address = f"/api/v1/{name}/"
        query = {key: value for key, value in ask.items() if key == "format"}
        headers = {key: value for key, value in ask.items() if key != "format"}
        answer = program.get(address, query, **headers)
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        items = program.get(address).json()["items"]
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert len(rows) == len(items)
        if items:
            assert list(rows[0]) == list(items[0])


def test_csv_with_a_limit_is_a_page(as_: Program, cast: Cast):
    answer = as_(cast.officer).get(PLACES, {"format": "csv", "limit": 2})
    assert b"".join(answer.streaming_content).count(b"\r\n") == 3
    assert 'rel="next"' in answer["Link"]


def test_a_problem_is_json_even_where_csv_was_asked_for(as_: Program, cast: Cast):
    answer = as_(cast.officer).get(PLACES, {"kind": "planet"}, HTTP_ACCEPT="text/csv")
    assert answer["Content-Type"] == "application/problem+json"
    assert orjson.loads(answer.content)["status"] == 400


def test_answers_are_for_nobody_elses_cache(as_: Program, cast: Cast):
    for address in (PLACES, f"{PLACES}?format=csv", "/api/v1/uploads/1/"):
        assert as_(cast.officer).get(address)["Cache-Control"] == "private, no-store"


def test_an_error_that_nobody_foresaw_tells_only_a_reference(
    as_: Program, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def broken(_: Places) -> None:
        message = "secret"
        raise RuntimeError(message)

    monkeypatch.setattr(Places, "visible", broken)
    answer = as_(cast.officer).get(PLACES)
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert answer.json()["instance"] in caplog.text


def test_a_database_that_is_gone_is_out_of_service(as_: Program, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    def gone(_: Places) -> None:
        raise OperationalError

    monkeypatch.setattr(Places, "visible", gone)
    assert as_(cast.officer).get(PLACES).status_code == 503


def test_an_officer_sees_the_institutions_of_the_system_and_which_is_theirs(as_: Program, cast: Cast):
    found = as_(cast.officer).get(INSTITUTIONS).json()["items"]
    own = {each["slug"]: each["is_own"] for each in found}
    assert own == {cast.board.slug: True, cast.council.slug: False, cast.trust.slug: False}


@pytest.mark.parametrize(("query", "name"), [("kind=icb", "board"), ("code=RZZ", "trust")])
def test_institutions_by_filter(as_: Program, cast: Cast, query: str, name: str):
    found = as_(cast.officer).get(f"{INSTITUTIONS}?{query}").json()["items"]
    assert [each["slug"] for each in found] == [getattr(cast, name).slug]


def test_an_institution_names_its_systems_and_the_bodies_it_followed(as_: Program, cast: Cast):
    Succession.objects.create(predecessor=cast.trust, successor=cast.board, on=date(2026, 4, 1))
    found = as_(cast.officer).get(f"{INSTITUTIONS}{cast.board.slug}/").json()
    assert (found["systems"], found["predecessors"]) == ([cast.system.slug], [cast.trust.slug])


def test_a_system_names_its_local_authorities(as_: Program, cast: Cast):
    found = as_(cast.officer).get(f"/api/v1/systems/{cast.system.slug}/").json()
    assert found["local_authorities"] == ["E07999902", "E08999901"]


def test_a_strange_address_is_a_problem_and_no_page(as_: Program, cast: Cast):
    answer: Any = as_(cast.officer).get("/api/v1/nothing/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"
