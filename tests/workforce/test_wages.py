"""Returns of people paid below the Living Wage: the dated rate, who reads them, the measure and what it hides."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anchors.models import Parameter
from metrics.models import Measurement
from tests.cast import Cast
from tests.journey.test_pages import words_of
from tests.leeds import work
from tests.workforce.conftest import Browser
from workforce.models import WageReturn

GIVEN = {"quarter": "2026-27-Q2", "who": "staff", "zone": "uk", "people": "800", "below": "40"}
CLEANING = GIVEN | {"who": "contracted", "contract": "Cleaning", "people": "201", "below": "60"}


def add(browser: Client, cast: Cast, **given: str) -> Any:
    sent = GIVEN | {"institution": cast.trust.slug} | given
    return browser.post("/employment/wages/new/", sent, follow=True)


def measured(cast: Cast) -> list[tuple[int, Decimal, Decimal | None]]:
    found = Measurement.objects.filter(indicator="staff-below-living-wage", institution=cast.trust)
    return list(found.values_list("last", "numerator", "denominator"))


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


@pytest.mark.parametrize(
    ("quarter", "zone", "rate"),
    [("2025-26-Q1", "uk", "12.60"), ("2025-26-Q4", "london", "13.85"), ("2026-27-Q1", "uk", "13.45"),
     ("2026-27-Q2", "london", "14.80")],
)  # fmt: skip
def test_a_return_keeps_the_rate_in_force_on_the_last_day_of_its_quarter(
    cast: Cast, as_: Browser, quarter: str, zone: str, rate: str
) -> None:
    add(as_(cast.trust_lead), cast, quarter=quarter, zone=zone)
    assert WageReturn.objects.get().rate == Decimal(rate)


def test_without_a_verified_rate_there_is_no_return_and_the_page_says_so(cast: Cast, as_: Browser) -> None:
    browser = as_(cast.trust_lead)
    page = words_of(browser.get("/employment/wages/"))
    assert "No rate is verified for days after 30 April 2027" in page
    assert "The rates for 2026-27 were due in October 2026" in page
    Parameter.objects.filter(code="living-wage-uk").delete()
    page = words_of(add(browser, cast))
    assert "No Living Wage rate is verified for 30 September 2026. Choose another quarter" in page
    assert not WageReturn.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [({"below": "801"}, "Those below the rate cannot be more than all people"),
     ({"who": "contracted"}, "Enter the contract, for example: cleaning, all sites"),
     ({"people": "many"}, "Enter a whole number of people, for example 140")],
)  # fmt: skip
def test_what_is_wrong_is_said(cast: Cast, as_: Browser, given: dict[str, str], words: str) -> None:
    assert words in words_of(add(as_(cast.trust_lead), cast, **given))
    assert not WageReturn.objects.exists()


def test_a_return_is_entered_once_corrected_and_removed(cast: Cast, as_: Browser) -> None:
    browser = as_(cast.trust_lead)
    add(browser, cast)
    assert "There is a return of these people for this quarter" in words_of(add(browser, cast))
    address = f"/employment/wages/{WageReturn.objects.get().pk}/"
    browser.post(address, GIVEN | {"institution": cast.trust.slug, "below": "20"})
    page = words_of(browser.get("/employment/wages/"))
    assert "20 of 800 people are paid below the Living Wage" in page
    browser.post(f"{address}remove/")
    assert not WageReturn.objects.exists()


def test_page_file_and_endpoint_hold_the_same_returns_and_not_known_is_not_none(
    cast: Cast, as_: Browser
) -> None:
    browser = as_(cast.trust_lead)
    add(browser, cast)
    add(browser, cast, **CLEANING)
    add(browser, cast, **CLEANING | {"contract": "Catering", "below": ""})
    page = words_of(browser.get("/employment/wages/"))
    assert "100 of 1,001 people are paid below the Living Wage" in page
    assert "Catering" in page
    assert "Not said" in page
    assert "Cleaning,uk,13.45,201,60,0.298507," in read(browser, "/employment/wages.csv")
    assert "Catering,uk,13.45,201,,," in read(browser, "/employment/wages.csv")
    rows = browser.get("/api/v1/employment/wages/?quarter=2026-27-Q2").json()["items"]
    assert [(row["contract"], row["below"], row["share_below"]) for row in rows] == [
        ("", 40, "0.050000"), ("Catering", None, None), ("Cleaning", 60, "0.298507"),
    ]  # fmt: skip
    assert browser.get("/employment/wages.xlsx").content.startswith(b"PK")


def test_only_people_of_the_institution_see_its_returns_and_readers_change_nothing(
    cast: Cast, as_: Browser
) -> None:
    add(as_(cast.trust_lead), cast, **CLEANING)
    address = f"/employment/wages/{WageReturn.objects.get().pk}/"
    for person in (cast.officer, cast.contributor, cast.outsider):
        browser = as_(person)
        for page in ("/employment/wages/", "/employment/wages.csv", "/api/v1/employment/wages/"):
            assert "Cleaning" not in read(browser, page)
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}remove/").status_code == 404
    assert as_(cast.reader).get("/employment/wages/new/").status_code == 404


def test_a_page_without_returns_says_whose_would_stand_there_and_leads_to_the_measure(
    cast: Cast, as_: Browser
) -> None:
    add(as_(cast.trust_lead), cast)
    work()
    page = as_(cast.officer).get("/employment/wages/")
    words = words_of(page)
    assert f"No return of {cast.board.name} yet" in words
    assert "Only people of an institution see its returns" in words
    assert f"{cast.system.name}: 5% of people to September 2026, from 1 of 3 institutions" in words
    assert '/measures/staff-below-living-wage/"' in page.content.decode()
    council = words_of(as_(cast.contributor).get("/employment/wages/"))
    assert f"No return of {cast.council.name} yet" in council
    assert "5%" not in council


def test_returns_say_whose_they_are(cast: Cast, as_: Browser) -> None:
    add(as_(cast.trust_lead), cast)
    assert f"Returns of {cast.trust.name}" in words_of(as_(cast.trust_lead).get("/employment/wages/"))


def test_the_measure_is_rounded_and_small_numbers_have_no_value(cast: Cast, as_: Browser) -> None:
    browser = as_(cast.trust_lead)
    add(browser, cast, people="802", below="41")
    add(browser, cast, **CLEANING | {"below": ""})
    work()
    assert measured(cast) == [(202609, Decimal(40), Decimal(800))]
    address = f"/employment/wages/{WageReturn.objects.get(who='staff').pk}/"
    browser.post(address, GIVEN | {"institution": cast.trust.slug, "below": "3"})
    work()
    assert measured(cast) == []


def test_every_change_of_a_return_is_kept_with_who_when_and_what(cast: Cast, as_: Browser) -> None:
    browser = as_(cast.trust_lead)
    add(browser, cast)
    address = f"/employment/wages/{WageReturn.objects.get().pk}/"
    browser.post(address, GIVEN | {"institution": cast.trust.slug, "below": "20"})
    browser.post(address, GIVEN | {"institution": cast.trust.slug, "below": "20"})
    form = words_of(browser.get(address))
    assert f"Corrected by {cast.trust_lead.name}. Below the rate: 40 → 20" in form
    assert "People: 800" in form
    browser.post(f"{address}remove/")
    page = words_of(browser.get("/employment/wages/"))
    assert "Directly employed, July to September 2026" in page
    assert page.count("Corrected") == 1, "saving the same again is no change"
    assert "Removed" in page
    file = read(browser, "/employment/wages/changes.csv")
    assert f"corrected,{cast.trust_lead.name}," in file
    assert "Below the rate: 40 → 20" in file
    rows = browser.get("/api/v1/employment/wages/changes/").json()["items"]
    assert [(row["act"], row["id"]) for row in rows] == [
        ("removed", None), ("corrected", None), ("added", None),
    ]  # fmt: skip
    for person in (cast.officer, cast.contributor, cast.outsider):
        other = as_(person)
        assert "40 → 20" not in words_of(other.get("/employment/wages/"))
        assert "40 → 20" not in read(other, "/employment/wages/changes.csv")
        assert other.get("/api/v1/employment/wages/changes/").json()["items"] == []


def test_who_corrects_a_return_that_somebody_changed_meanwhile_is_told(cast: Cast, as_: Browser) -> None:
    browser = as_(cast.trust_lead)
    add(browser, cast)
    address = f"/employment/wages/{WageReturn.objects.get().pk}/"

    def stamp(page: Any) -> str:
        return re.findall(r'name="stamp"[^>]*value="([^"]+)"', page.content.decode())[0]

    opened = stamp(browser.get(address))
    sent = GIVEN | {"institution": cast.trust.slug, "stamp": opened}
    browser.post(address, sent | {"below": "20"})
    told = browser.post(address, sent | {"below": "10"})
    assert "Your answers are still here and nothing is saved yet" in words_of(told)
    assert WageReturn.objects.get().below == 20
    browser.post(address, sent | {"below": "10", "stamp": stamp(told)})
    assert WageReturn.objects.get().below == 10


def test_only_quarters_with_a_verified_rate_are_offered(cast: Cast, as_: Browser) -> None:
    page = words_of(as_(cast.trust_lead).get("/employment/wages/new/"))
    assert "July to September 2026" in page
    assert "January to March 2025" not in page
