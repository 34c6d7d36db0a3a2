"""The directory of support and its gaps: who reads and writes it, the files, and no rate without claimants."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anchors.models import Boundary, Place
from metrics.models import PlaceSource, PlaceValue
from tests.cast import Cast
from tests.journey.test_pages import words_of
from tests.workforce.conftest import Browser
from workforce.forms.support_file import COLUMNS
from workforce.loading import write_offer
from workforce.models import SupportOffer

GIVEN = {
    "name": "Marsh into Work", "provider": "Marsh College", "who_for": ["young", "carers"], "barriers": ["skills"],
    "places_a_year": "60", "first_day_0": "1", "first_day_1": "4", "first_day_2": "2026",
}  # fmt: skip
Plant = Callable[..., SupportOffer]


@pytest.fixture
def plant(cast: Cast) -> Plant:
    def planted(name: str, areas: list[Place] | None = None, **fields: Any) -> SupportOffer:
        offer = SupportOffer(system=cast.system)
        given = {"kept_by": cast.council, "provider": "Marsh College", "name": name, "who_for": ["young"]}
        write_offer(offer, given | fields | {"areas": areas or []}, by=cast.contributor)
        return offer

    return planted


def claimants(**by_code: int) -> None:
    source, _ = PlaceSource.objects.get_or_create(
        sha256="c" * 64, defaults={"name": "claimants.csv", "layout": "nomis", "rows": 2}
    )
    for code, value in by_code.items():
        PlaceValue.objects.create(
            indicator="claimant-count", area_code=code, area_name=code, period="September 2026", first=202609,
            last=202609, value=value, source=source,
        )  # fmt: skip


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def test_an_offer_is_added_shown_changed_with_history_removed_and_put_back(cast: Cast, as_: Browser) -> None:
    browser = as_(cast.contributor)
    sent = GIVEN | {"kept_by": cast.council.slug, "areas": [cast.district.code]}
    address = browser.post("/employment/support/new/", sent)["Location"]
    page = words_of(browser.get(address))
    assert "Young people; Carers" in page
    browser.post(f"{address}edit/", sent | {"places_a_year": "80"})
    page = words_of(browser.get(address))
    assert "Places a year: 60 → 80" in page
    assert "by Tom Contributor" in page
    assert "Marsh into Work" in words_of(as_(cast.trust_lead).get("/employment/support/"))
    browser.post(f"{address}remove/")
    assert "Marsh into Work" not in words_of(as_(cast.trust_lead).get("/employment/support/"))
    browser.post(f"{address}remove/", {"removed": "no"})
    assert "Marsh into Work" in words_of(as_(cast.trust_lead).get("/employment/support/"))


def test_the_same_programme_stands_once_and_ends_after_it_starts(
    cast: Cast, as_: Browser, plant: Plant
) -> None:
    plant("Marsh into Work")
    end = {"last_day_0": "1", "last_day_1": "4", "last_day_2": "2025"}
    sent = GIVEN | {"kept_by": cast.council.slug} | end
    page = words_of(as_(cast.contributor).post("/employment/support/new/", sent))
    assert "The directory has this programme of this provider already" in page
    assert "The end must be the same day as the start or later" in page
    assert SupportOffer.objects.count() == 1


def test_readers_read_others_change_nothing_and_the_outsider_sees_nothing(
    cast: Cast, as_: Browser, plant: Plant
) -> None:
    offer = plant("Marsh into Work")
    address = f"/employment/support/{offer.pk}/"
    assert as_(cast.reader).get(address).status_code == 200
    assert as_(cast.reader).get("/employment/support/new/").status_code == 404
    assert as_(cast.reader).get("/employment/support/upload/").status_code == 404
    assert as_(cast.trust_lead).get(f"{address}edit/").status_code == 404
    assert as_(cast.trust_lead).post(f"{address}remove/").status_code == 404
    assert as_(cast.officer).get(f"{address}edit/").status_code == 200
    outsider = as_(cast.outsider)
    assert outsider.get(address).status_code == 404
    for page in ("support/", "support.csv", "support/gaps/", "support/gaps/groups.csv"):
        assert "Marsh into Work" not in read(outsider, f"/employment/{page}")
    assert outsider.get("/api/v1/employment/support/").json()["items"] == []
    query = f"?system={cast.system.slug}"
    assert outsider.get(f"/api/v1/employment/support/{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["who_for=carers", "barrier=skills", "area=E07999902", "provider=Marsh+Mind"]
)
def test_list_file_and_endpoint_hold_the_same_offers(
    cast: Cast, as_: Browser, plant: Plant, query: str
) -> None:
    fitting = {"who_for": ["carers"], "barriers": ["skills"], "provider": "Marsh Mind"}
    plant("Fits", [cast.district], **fitting)
    plant("Other", [cast.city])
    browser = as_(cast.reader)
    for address in ("/employment/support/", "/employment/support.csv", "/api/v1/employment/support/"):
        told = read(browser, f"{address}?{query}")
        assert ("Fits" in told, "Other" in told) == (True, False), address
    assert browser.get(f"/employment/support.xlsx?{query}").content.startswith(b"PK")
    assert browser.get("/employment/support/?who_for=nobody").status_code == 400


def test_places_for_several_districts_are_shared_by_claimants_and_add_up(
    cast: Cast, as_: Browser, plant: Plant
) -> None:
    claimants(E08999901=3000, E07999902=1000)
    plant("Everywhere", places_a_year=200)
    plant("Here", [cast.district], places_a_year=50, who_for=["carers"])
    browser = as_(cast.officer)
    rows = browser.get("/api/v1/employment/support/areas/").json()["items"]
    assert [(row["name"], row["places_a_year"], row["per_1000_claimants"]) for row in rows] == [
        ("Marsh", "100.0", "100.0"),
        ("Northvale", "150.0", "50.0"),
    ]
    table = read(browser, "/employment/support/gaps/areas.csv")
    assert "E07999902,Marsh,local_authority,2,0,100.0,1000,September 2026,100.0" in table
    for code, near in (("E08999901", 1.0), ("E07999902", 1.5)):
        Boundary.objects.create(
            code=code, vintage=2021, rings=[[[near, 54.0], [near + 0.2, 54.0], [near + 0.1, 54.2]]]
        )
    page = read(browser, "/employment/support/gaps/")
    assert "Northvale: 50 places per 1,000 claimants" in page
    assert "Fewest places for its claimants: Northvale" in page


def test_without_claimants_there_is_no_rate_and_the_page_says_what_to_load(
    cast: Cast, as_: Browser, plant: Plant
) -> None:
    plant("Here", [cast.district], places_a_year=50)
    plant("Not said", [cast.city])
    browser = as_(cast.officer)
    page = words_of(browser.get("/employment/support/gaps/"))
    assert "No claimant figure for Marsh and Northvale" in page
    assert "Nomis, NM_162_1" in page
    rows = browser.get("/api/v1/employment/support/areas/").json()["items"]
    assert [(row["places_a_year"], row["claimants"], row["per_1000_claimants"]) for row in rows] == [
        ("50.0", None, None),
        (None, None, None),
    ]


def test_a_group_is_served_nowhere_or_not_in_a_district(cast: Cast, as_: Browser, plant: Plant) -> None:
    plant("Here", [cast.district], places_a_year=50)
    plant("Ended", who_for=["carers"], last_day="2020-01-01")
    browser = as_(cast.officer)
    rows = browser.get("/api/v1/employment/support/groups/").json()["items"]
    found = {row["group"]: row for row in rows}
    assert found["young"]["districts_without"] == ["Northvale"]
    assert (found["young"]["places_a_year"], found["carers"]["places_a_year"]) == (50, 0)
    assert found["carers"]["districts_without"] == ["Marsh", "Northvale"]
    assert "Served nowhere" in words_of(browser.get("/employment/support/gaps/"))


def upload(browser: Client, lines: list[str]) -> Any:
    file = SimpleUploadedFile("support.csv", "\n".join(lines).encode())
    return browser.post("/employment/support/upload/", {"file": file})


def say_yes(browser: Client, review: Any) -> Any:
    page = review.content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(rows|number)" value="([^"]*)">', page))
    return browser.post("/employment/support/upload/add/", fields, follow=True)


def test_a_file_is_looked_at_first_its_problems_named_by_row_and_then_added_once(
    cast: Cast, as_: Browser
) -> None:
    browser = as_(cast.contributor)
    lines = [
        "Programme,Provider,Who for,Areas,Places a year,Ends",
        "Good,College,young; Carers,Marsh,120,31/03/2027",
        "Wrong,College,everyone,Nowhere,many,31/02/2027",
        "Good,College,young,,,",
    ]
    review = upload(browser, lines)
    page = words_of(review)
    assert "1 programme is ready. Nothing has been added yet." in page
    assert (
        'Row 3, column E (places_a_year): "many" is not right. Places a year must be a whole number' in page
    )
    assert 'Row 3, column F (ends): "31/02/2027" is not right.' in page
    assert 'Row 3, column C (who_for): "everyone" is not right.' in page
    assert "Row 4: row 2 has the same programme and provider. Keep one of them." in page
    assert not SupportOffer.objects.exists()
    say_yes(browser, review)
    offer = SupportOffer.objects.get()
    assert (offer.places_a_year, offer.who_for, offer.kept_by) == (120, ["young", "carers"], cast.council)
    say_yes(browser, review)
    assert SupportOffer.objects.count() == 1


def test_the_download_uploads_again_and_changes_nothing(cast: Cast, as_: Browser, plant: Plant) -> None:
    plant("Here", [cast.district], places_a_year=50, price_per_place="95.50", barriers=["skills", "travel"])
    browser = as_(cast.contributor)
    lines = read(browser, "/employment/support.csv").lstrip("\ufeff").splitlines()
    page = words_of(upload(browser, lines))
    assert "0 programmes are ready" in page
    assert "Already here 1" in page


def test_a_file_changes_no_record_of_another_institution(cast: Cast, as_: Browser, plant: Plant) -> None:
    plant("Here")
    lines = ["programme,provider,who_for", "Here,Marsh College,carers"]
    page = words_of(upload(as_(cast.trust_lead), lines))
    assert "Row 2: Marsh Borough Council keeps this record. Ask it to change it." in page


def test_what_somebody_else_looked_at_cannot_be_added(cast: Cast, as_: Browser) -> None:
    review = upload(as_(cast.contributor), ["programme,provider,who_for", "Good,College,young"])
    assert "Upload it again" in words_of(say_yes(as_(cast.officer), review))
    assert not SupportOffer.objects.exists()


def test_the_template_has_every_heading_and_fits(cast: Cast, as_: Browser) -> None:
    browser = as_(cast.contributor)
    text = read(browser, "/employment/support-template.csv").lstrip("\ufeff")
    assert text.splitlines()[0].split(",") == list(COLUMNS)
    assert "1 programme is ready" in words_of(upload(browser, text.splitlines()))


def test_programs_of_people_who_never_switched_institution_read_what_their_pages_show(
    cast: Cast, as_: Browser, plant: Plant
) -> None:
    plant("Marsh into Work")
    claimants(**{cast.city.code: 2000})
    cast.reader.working_as = None
    cast.reader.save()
    browser = as_(cast.reader)
    assert "Marsh into Work" in words_of(browser.get("/employment/support/"))
    for address in ("support/", "support/areas/", "support/groups/"):
        assert browser.get(f"/api/v1/employment/{address}").json()["items"], address
