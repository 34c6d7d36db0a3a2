"""The register on its pages, in files and by the API: the same sites, for whom they are."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from anchors.models import AnchorInstitution, SystemMembership, User
from estates.loading import Origin, ReturnStatement, state_returns
from estates.models import Plot, Site
from tests.cast import Cast

As = Callable[[User], Client]


def table_of(answer: HttpResponse, caption_id: str) -> list[list[str]]:
    """The rows of a page's table, each cell its first line of text; the row of sums left out."""
    page = answer.content.decode()
    table = page[page.index(f'id="{caption_id}"') :].partition("<tbody")[2].partition("</tbody>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("</tr>")[:-1]]
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell.partition("<br>")[0]).strip()) for cell in row] for row in rows
    ]


def csv_names(client: Client, query: str = "") -> list[str]:
    text = b"".join(client.get(f"/estates/sites.csv{query}").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return [row["name"] for row in csv.DictReader(io.StringIO(text))]


def api_names(client: Client, query: str = "") -> list[str]:
    return [row["name"] for row in client.get(f"/api/v1/estates/sites/{query}").json()["items"]]


@pytest.mark.usefixtures("sites")
class TestWhoReads:
    def test_people_of_a_partner_read_what_is_published(self, cast: Cast, as_: As) -> None:
        assert api_names(as_(cast.trust_lead), "?status=all") == [
            "Northvale General",
            "Old Library",
            "Quay Clinic",
        ]

    def test_people_of_the_owner_read_all_of_their_own(self, cast: Cast, as_: As) -> None:
        assert "Secret Depot" in api_names(as_(cast.reader))

    def test_outsiders_read_nothing(self, cast: Cast, as_: As, sites: dict[str, Site]) -> None:
        outsider = as_(cast.outsider)
        assert api_names(outsider, "?status=all") == csv_names(outsider, "?status=all") == []
        assert outsider.get(f"/estates/sites/{sites['RZZ01'].pk}/").status_code == 404
        assert "No sites yet" in outsider.get("/estates/").content.decode()

    def test_a_partner_cannot_open_a_site_that_is_not_published(
        self, cast: Cast, as_: As, sites: dict[str, Site]
    ) -> None:
        assert as_(cast.trust_lead).get(f"/estates/sites/{sites['M2'].pk}/").status_code == 404

    def test_readers_and_partners_change_nothing(self, cast: Cast, as_: As, sites: dict[str, Site]) -> None:
        for person in (cast.reader, cast.trust_lead, cast.officer):
            assert as_(person).get(f"/estates/sites/{sites['M2'].pk}/edit/").status_code == 404


@pytest.mark.usefixtures("sites")
class TestSameSitesEverywhere:
    @pytest.mark.parametrize(
        "query",
        ["", "?status=all", "?status=empty", "?kind=acute", "?tenure=unknown", "?place=E08999901", "?search=quay+clinic",
         "?institution=marsh-borough-council", "?place=unknown&status=all"],
    )  # fmt: skip
    def test_page_csv_and_api_have_the_same_sites(self, cast: Cast, as_: As, query: str) -> None:
        client = as_(cast.contributor)
        names = [row[0] for row in table_of(client.get(f"/estates/{query}"), "list-of-sites")]
        assert names == csv_names(client, query) == api_names(client, query)

    def test_totals_say_of_how_many_and_none_is_no_data(self, cast: Cast, as_: As) -> None:
        page = as_(cast.trust_lead).get("/estates/").content.decode()
        assert (
            "2 sites of 1 institution: 40,000 m² of floor in 1 of 2 sites, and no data of land areas." in page
        )

    def test_what_is_gone_is_left_out_until_asked_for(self, cast: Cast, as_: As) -> None:
        assert "Old Library" not in csv_names(as_(cast.contributor))
        assert csv_names(as_(cast.contributor), "?status=sold") == ["Old Library"]

    def test_sorting_puts_no_data_last_both_ways(self, cast: Cast, as_: As) -> None:
        client = as_(cast.contributor)
        assert csv_names(client, "?status=all&sort=floor_m2")[:2] == ["Old Library", "Northvale General"]
        assert csv_names(client, "?status=all&sort=-floor_m2")[:2] == ["Northvale General", "Old Library"]

    def test_a_filter_that_makes_no_sense_is_answered_with_its_sentence(self, cast: Cast, as_: As) -> None:
        answer = as_(cast.contributor).get("/estates/?kind=castle")
        assert (answer.status_code, "castle" in answer.content.decode()) == (400, True)
        assert as_(cast.contributor).get("/api/v1/estates/sites/?kind=castle").status_code == 400

    def test_the_map_is_a_figure_whose_table_has_every_site(self, cast: Cast, as_: As) -> None:
        page = as_(cast.contributor).get("/estates/?figure=map&view=table").content.decode()
        assert page.count("Quay Clinic") >= 2
        Site.objects.filter(ref="RZZ02").update(latitude=53.5, longitude=-2.2)
        assert "anchors-map__site" in as_(cast.contributor).get("/estates/").content.decode()

    def test_places_are_named_on_the_map_and_stand_in_a_table_beside_it(self, cast: Cast, as_: As) -> None:
        Site.objects.filter(ref="RZZ02").update(latitude=53.5, longitude=-2.2, place=cast.city)
        answer = as_(cast.contributor).get("/estates/")
        assert f">{cast.city.name}</text>" in answer.content.decode()
        rows = table_of(answer, "sites-by-place")
        assert [cast.city.name, "2", "1", "40,000", "No data"] in rows

    def test_the_workbook_says_what_it_holds(self, cast: Cast, as_: As) -> None:
        answer = as_(cast.contributor).get("/estates/sites.xlsx")
        assert answer["Content-Type"].endswith("spreadsheetml.sheet")
        assert as_(cast.contributor).get("/estates/sites.pdf").status_code == 404


class TestOneSite:
    def test_facts_have_source_and_date_and_missing_ones_say_no_data(
        self, cast: Cast, as_: As, sites: dict[str, Site]
    ) -> None:
        page = as_(cast.officer).get(f"/estates/sites/{sites['RZZ01'].pk}/").content.decode()
        assert "40,000 m²" in page
        assert "ERIC 2016/17, sites.xls, as of 31 March 2017" in page
        assert "No data" in page
        assert "10% of the floor is empty or under-used" in page
        assert "75% of the backlog is high or significant risk" in page

    def test_returns_stand_by_year_newest_first(self, cast: Cast, as_: As, sites: dict[str, Site]) -> None:
        rows = table_of(as_(cast.officer).get(f"/estates/sites/{sites['RZZ01'].pk}/"), "returns-by-year")
        assert rows[0] == ["Gross internal floor area, m²", "40,000", "39,000"]
        assert ["Floor area empty", "2%", "No data"] in rows


class TestByForm:
    NEW = {
        "institution": "", "name": "Corn Exchange", "ref": "M9", "kind": "buildings", "status": "in_use",
        "floor_m2": "0", "is_published": "True", "postcode": "nm11aa", "once": "k",
    }  # fmt: skip

    def test_a_contributor_adds_a_site_once(self, cast: Cast, as_: As) -> None:
        given = self.NEW | {"institution": cast.council.pk}
        client = as_(cast.contributor)
        first = client.post("/estates/sites/new/", given)
        second = client.post("/estates/sites/new/", given)
        site = Site.objects.get()
        assert (first.status_code, first["Location"]) == (302, second["Location"])
        assert (site.name, site.floor_m2, site.postcode, site.is_published) == (
            "Corn Exchange",
            0,
            "NM1 1AA",
            True,
        )
        assert site.changes.get().made_by == cast.contributor

    def test_a_code_that_is_taken_is_refused(self, cast: Cast, as_: As, sites: dict[str, Site]) -> None:
        given = self.NEW | {"institution": cast.council.pk, "ref": "M1"}
        page = as_(cast.contributor).post("/estates/sites/new/", given)
        assert "Old Library has this code already" in page.content.decode()

    def test_a_correction_keeps_what_was_there_before(
        self, cast: Cast, as_: As, sites: dict[str, Site]
    ) -> None:
        site = sites["M2"]
        given = {
            "name": "Secret Depot",
            "kind": "other",
            "tenure": "freehold",
            "status": "in_use",
            "is_published": "False",
        }
        assert as_(cast.contributor).post(f"/estates/sites/{site.pk}/edit/", given).status_code == 302
        site.refresh_from_db()
        assert site.tenure == "freehold"
        assert [change.facts.get("tenure") for change in site.changes.all()] == ["leasehold", "freehold"]

    def test_retiring_asks_why_and_keeps_the_site(self, cast: Cast, as_: As, sites: dict[str, Site]) -> None:
        address = f"/estates/sites/{sites['M2'].pk}/retire/"
        client = as_(cast.contributor)
        assert "Answer “" in client.post(address, {"status": "closed"}).content.decode()
        assert client.post(address, {"status": "closed", "why": "Counted twice"}).status_code == 302
        assert "Secret Depot" not in csv_names(client)
        assert "Counted twice" in client.get(f"/estates/sites/{sites['M2'].pk}/").content.decode()


@pytest.mark.usefixtures("sites")
class TestReturnsCompared:
    @pytest.fixture
    def second(self, cast: Cast) -> AnchorInstitution:
        body = AnchorInstitution.objects.create(
            name="Marsh Care", slug="marsh-care", kind="community_trust", ods_code="RXX"
        )
        SystemMembership.objects.create(system=cast.system, institution=body)
        origin = Origin("eric", "ERIC", date(2017, 3, 31))
        state_returns(body, [ReturnStatement(2016, None, {"floor_m2": "1000"})], origin)
        return body

    def test_a_year_without_data_is_no_data_and_sums_say_of_how_many(
        self, cast: Cast, as_: As, second: AnchorInstitution
    ) -> None:
        answer = as_(cast.officer).get("/estates/returns/?figure=floor_m2")
        assert table_of(answer, "gross-internal-floor-area-by-institution-and-year") == [
            ["Marsh Care", "No data", "1,000"],
            ["Northvale Hospitals NHS Foundation Trust", "39,000", "40,000"],
        ]
        page = answer.content.decode()
        assert ("Together, those with data" in page, "1 of 2" in page, "41,000" in page) == (True, True, True)

    def test_page_csv_and_api_have_the_same_figures(
        self, cast: Cast, as_: As, second: AnchorInstitution
    ) -> None:
        client = as_(cast.officer)
        text = b"".join(client.get("/estates/returns.csv?figure=floor_m2").streaming_content).decode(
            "utf-8-sig"
        )  # type: ignore[attr-defined]
        file = [
            (row["institution"], row["year"], Decimal(row["value"]))
            for row in csv.DictReader(io.StringIO(text))
        ]
        answer: dict[str, Any] = json.loads(client.get("/api/v1/estates/returns/?figure=floor_m2").content)
        api = [(row["institution"], row["year"], Decimal(row["value"])) for row in answer["items"]]
        assert file == api
        assert len(api) == 3

    def test_a_figure_that_there_is_not_is_refused(self, cast: Cast, as_: As) -> None:
        assert as_(cast.officer).get("/estates/returns/?figure=moats").status_code == 400
        assert as_(cast.officer).get("/api/v1/estates/returns/?figure=moats").status_code == 400


def test_a_site_does_not_become_smaller_than_a_plot_on_it(
    cast: Cast, as_: As, sites: dict[str, Site]
) -> None:
    site = sites["RZZ01"]
    Plot.objects.create(site=site, ref="P1", title="North yard", area_ha="0.5", stage="declared")
    grace, address = as_(cast.trust_lead), f"/estates/sites/{sites['RZZ01'].pk}/edit/"
    sent = {"name": "Northvale General", "kind": "acute", "status": "in_use", "is_published": "True"}
    told = grace.post(address, sent | {"land_ha": "0.1"}).content.decode()
    assert "North yard on it has 0.5 hectares. Check both" in told
    assert grace.post(address, sent | {"land_ha": "0.5"}).status_code == 302
