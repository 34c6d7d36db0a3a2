"""Surplus land: who sees what, what counts in totals, how a plot moves on."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anchors.models import User
from estates.disposing import CannotMove, add_plot, change_plot, is_last_of_site, move_plot
from estates.models import Plot, Site, SiteChange
from estates.readings.plots import pipeline
from tests.cast import Cast

DAY = date(2026, 6, 3)


@pytest.fixture
def site(cast: Cast) -> Site:
    return Site.objects.create(institution=cast.trust, ref="A1", name="Infirmary", is_published=True)


@pytest.fixture
def planted(cast: Cast, site: Site) -> Callable[..., Plot]:
    def plant(title: str, **fields: Any) -> Plot:
        return add_plot(site, {"ref": title, "title": title, **fields}, by=cast.trust_lead)

    return plant


def page(person: User, address: str, **query: str) -> Any:
    browser = Client()
    browser.force_login(person)
    return browser.get(address, query)


def words(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def test_a_plot_is_added_listed_shown_and_changed_with_its_history(cast: Cast, site: Site) -> None:
    browser = Client()
    browser.force_login(cast.trust_lead)
    sent = {"site": site.pk, "title": "Old laundry", "ref": "P1", "is_sensitive": "False", "area_ha": "1.2"}
    address = browser.post("/estates/surplus/new/", sent)["Location"]
    sent = {"title": "Old laundry", "ref": "P1", "is_sensitive": "False", "area_ha": "1.4", "why": "Surveyed"}
    browser.post(f"{address}edit/", sent)
    told = words(browser.get(address))
    assert "1.4 hectares" in told
    assert "Surveyed by Grace Lead" in told
    assert "Land, hectares: 1.2000 → 1.4" in told
    assert "Old laundry" in words(page(cast.contributor, "/estates/surplus/"))
    assert "Old laundry" in words(browser.get(f"/estates/sites/{site.pk}/"))


def test_list_file_and_endpoint_hold_the_same_plots(cast: Cast, planted: Callable[..., Plot]) -> None:
    planted("Laundry", area_ha=Decimal("1.2"))
    planted("Depot", stage="sold", disposed_on=DAY)
    addresses = ("/estates/surplus/", "/estates/surplus.csv", "/api/v1/estates/plots/")
    for address in addresses:
        told = words(page(cast.contributor, address))
        assert ("Laundry" in told, "Depot" in told) == (True, False), address
        told = words(page(cast.contributor, address, stage="sold"))
        assert ("Laundry" in told, "Depot" in told) == (False, True), address
    assert page(cast.contributor, "/estates/surplus.xlsx").content.startswith(b"PK")


def test_a_filter_that_makes_no_sense_is_answered_with_a_sentence(cast: Cast) -> None:
    answer = page(cast.contributor, "/estates/surplus/", stage="gone")
    assert answer.status_code == 400
    assert "is not one of the choices" in words(answer)


def test_a_sensitive_plot_is_seen_by_its_owner_and_the_board_only(
    cast: Cast, planted: Callable[..., Plot]
) -> None:
    plot = planted("Secret yard", is_sensitive=True)
    every = (
        "/estates/surplus/", "/estates/surplus.csv", "/api/v1/estates/plots/", f"/estates/sites/{plot.site_id}/",
        "/estates/promises/", "/api/v1/estates/promises/",
    )  # fmt: skip
    for address in every:
        assert "Secret yard" not in words(page(cast.contributor, address)), address
        assert "Secret yard" not in words(page(cast.reader, address)), address
    for address in every[:3]:
        for person in (cast.officer, cast.trust_lead):
            assert "Secret yard" in words(page(person, address)), (address, person)
    for own in ("", "homes/", "edit/", "stage/"):
        assert page(cast.contributor, f"/estates/surplus/{plot.pk}/{own}").status_code == 404
    assert page(cast.officer, f"/estates/surplus/{plot.pk}/").status_code == 200


@pytest.mark.parametrize(("sensitive", "counted"), [(1, 0), (2, 0), (3, 3)])
def test_sensitive_plots_are_in_totals_only_three_together(
    cast: Cast, planted: Callable[..., Plot], sensitive: int, counted: int
) -> None:
    for number in range(sensitive):
        planted(f"Secret {number}", is_sensitive=True, area_ha=Decimal(1))
    planted("Open yard", area_ha=Decimal("0.5"))
    (cell,) = pipeline(cast.contributor)
    assert cell.plots == 1 + counted
    assert cell.land == Decimal("0.5") + counted
    (own,) = pipeline(cast.trust_lead)
    assert own.plots == 1 + sensitive


def test_three_sensitive_plots_of_different_uses_are_in_no_total(
    cast: Cast, planted: Callable[..., Plot]
) -> None:
    for use in ("housing", "health", "community"):
        planted(f"Secret {use}", is_sensitive=True, future_use=use)
    assert pipeline(cast.contributor) == []
    assert len(pipeline(cast.officer)) == 3


def test_a_sale_needs_its_day_and_a_reason_where_nothing_was_appraised(
    cast: Cast, planted: Callable[..., Plot]
) -> None:
    plot = planted("Laundry")
    with pytest.raises(CannotMove, match="Enter the day"):
        move_plot(plot, "sold", by=cast.trust_lead, why="Sold")
    with pytest.raises(CannotMove, match="Say why it goes without one"):
        move_plot(plot, "sold", by=cast.trust_lead, why="", on=DAY)
    move_plot(plot, "sold", by=cast.trust_lead, why="Agreed before we kept records", on=DAY)
    plot.refresh_from_db()
    assert (plot.stage, plot.disposed_on) == ("sold", DAY)


def test_a_plot_reported_sold_by_mistake_comes_back_and_both_stay_on_record(
    cast: Cast, planted: Callable[..., Plot]
) -> None:
    plot = planted("Laundry")
    move_plot(plot, "sold", by=cast.trust_lead, why="Sold", on=DAY)
    move_plot(plot, "declared", by=cast.trust_lead, why="It was another plot")
    plot.refresh_from_db()
    assert (plot.stage, plot.disposed_on) == ("declared", None)
    assert [change.why for change in plot.changes.all()] == [
        "It was another plot", "Sold", "Added to surplus land",
    ]  # fmt: skip


def test_the_stage_form_says_what_is_missing(cast: Cast, planted: Callable[..., Plot]) -> None:
    plot = planted("Laundry")
    browser = Client()
    browser.force_login(cast.trust_lead)
    answer = browser.post(
        f"/estates/surplus/{plot.pk}/stage/", {"stage": "sold", "why": "Sold", "site_after": "kept"}
    )
    assert "Enter the day on which it was sold or handed over" in words(answer)


def test_saving_the_same_again_writes_no_history(cast: Cast, planted: Callable[..., Plot]) -> None:
    plot = planted("Laundry")
    assert change_plot(plot, {"title": "Laundry"}, by=cast.trust_lead) is None
    assert plot.changes.count() == 1


def test_others_do_not_change_a_plot(cast: Cast, planted: Callable[..., Plot]) -> None:
    plot = planted("Laundry")
    for person in (cast.contributor, cast.officer, cast.outsider):
        browser = Client()
        browser.force_login(person)
        for end in ("edit/", "stage/", "appraise/", "homes/new/"):
            assert browser.post(f"/estates/surplus/{plot.pk}/{end}").status_code == 404, (person, end)


def test_a_plot_on_a_site_that_is_not_published_tells_nothing_of_the_site(
    cast: Cast, planted: Callable[..., Plot]
) -> None:
    plot = planted("Laundry")
    Site.objects.update(is_published=False)
    assert "Infirmary" not in words(page(cast.contributor, f"/estates/surplus/{plot.pk}/"))
    assert "Infirmary" in words(page(cast.trust_lead, f"/estates/surplus/{plot.pk}/"))
    assert "Laundry" not in words(page(cast.contributor, "/estates/surplus.csv", search="Infirmary"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"declared_on_2": "2099"}, "The day must be today or in the past"),
        ({"declared_on_2": "1066"}, "The day must be in 1980 or later"),
        ({"area_ha": "99,999,999"}, "Land must be 5,000 or less"),
        ({"area_ha": "4.5"}, "The register says that the whole site has 4.2 hectares"),
        ({"market_value": "£1,000,000,000,000"}, "Market value must be 2,000,000,000 or less"),
        ({"planned_year": "1066"}, "Enter a year from"),
    ],
)
def test_what_cannot_be_of_a_plot_is_refused(cast: Cast, given: dict[str, str], words: str) -> None:
    site = Site.objects.create(institution=cast.trust, ref="Z9", name="Depot", land_ha="4.2")
    day = {"declared_on_0": "3", "declared_on_1": "6", "declared_on_2": "2026"}
    sent = {"site": site.pk, "title": "Yard", "ref": "P9", "is_sensitive": "False"} | day | given
    browser = Client()
    browser.force_login(cast.trust_lead)
    assert words in browser.post("/estates/surplus/new/", sent).content.decode()
    assert not Plot.objects.filter(title="Yard").exists()


def test_a_declared_day_declares_and_a_sale_comes_after_it_and_is_not_undone_without_a_reason(
    cast: Cast,
) -> None:
    site = Site.objects.create(institution=cast.trust, ref="Z9", name="Depot")
    day = {"declared_on_0": "3", "declared_on_1": "6", "declared_on_2": "2026", "area_ha": "1.5"}
    browser = Client()
    browser.force_login(cast.trust_lead)
    sent = {"site": site.pk, "title": "Yard", "ref": "P9", "is_sensitive": "False"} | day
    browser.post("/estates/surplus/new/", sent)
    yard = Plot.objects.get(title="Yard")
    assert (yard.stage, yard.declared_on) == ("declared", date(2026, 6, 3))
    by, why = cast.trust_lead, "The board agreed"
    with pytest.raises(CannotMove, match="declared surplus on 3 June 2026"):
        move_plot(yard, "sold", by=by, why=why, on=date(2026, 6, 2))
    move_plot(yard, "sold", by=by, why=why, on=date(2026, 7, 1))
    yard.refresh_from_db()
    with pytest.raises(CannotMove, match="Say why that was wrong"):
        move_plot(yard, "potential", by=by, why="")
    move_plot(yard, "potential", by=by, why="Entered for another plot")
    yard.refresh_from_db()
    assert (yard.stage, yard.declared_on, yard.disposed_on) == ("potential", None, None)


def test_the_history_writes_days_as_people_do(cast: Cast) -> None:
    site = Site.objects.create(institution=cast.trust, ref="Z9", name="Depot")
    yard = add_plot(site, {"title": "Yard", "ref": "P9"}, by=cast.trust_lead)
    change_plot(yard, {"declared_on": date(2026, 6, 3)}, by=cast.trust_lead)
    browser = Client()
    browser.force_login(cast.trust_lead)
    assert "none → 3 June 2026" in browser.get(f"/estates/surplus/{yard.pk}/").content.decode()


@pytest.mark.parametrize(("answer", "status"), [("sold", "sold"), ("kept", "surplus")])
def test_a_sale_of_the_last_plot_asks_what_is_left_of_the_site_and_the_register_follows(
    cast: Cast, answer: str, status: str
) -> None:
    site = Site.objects.create(
        institution=cast.trust, ref="Z9", name="Depot", land_ha="1.5", status="surplus", is_published=True
    )
    SiteChange.objects.create(site=site, facts={"name": "Depot", "land_ha": "1.5", "status": "surplus",
                                                "is_published": True}, family="form", as_of=DAY)  # fmt: skip
    yard = add_plot(site, {"title": "Yard", "ref": "P9", "area_ha": "1.5"}, by=cast.trust_lead)
    browser, address = Client(), f"/estates/surplus/{yard.pk}/stage/"
    browser.force_login(cast.trust_lead)
    assert "what is left of Depot?" in words(browser.get(address))
    day = {"on_0": "1", "on_1": "7", "on_2": "2026", "stage": "sold", "why": "The board agreed"}
    assert "Select whether anything is left of the site" in words(browser.post(address, day))
    told = words(browser.post(address, day | {"site_after": answer}, follow=True))
    site.refresh_from_db()
    assert (site.status, "Depot in the register: sold." in told) == (status, answer == "sold")
    back = {"stage": "potential", "why": "It was another plot"}
    browser.post(address, back)
    site.refresh_from_db()
    assert site.status == "surplus"


def test_while_other_plots_of_a_site_are_open_a_sale_asks_nothing_of_the_site(cast: Cast) -> None:
    site = Site.objects.create(institution=cast.trust, ref="Z9", name="Depot", land_ha=Decimal(4))
    yard, _ = (
        add_plot(site, {"title": title, "ref": title, "area_ha": Decimal(1)}, by=cast.trust_lead)
        for title in ("Yard", "Field")
    )
    assert not is_last_of_site(yard)
    Plot.objects.filter(title="Field").update(stage="sold", disposed_on=DAY)
    assert is_last_of_site(yard)


def test_who_moves_a_plot_back_is_told_that_its_declaration_goes_too(cast: Cast) -> None:
    site = Site.objects.create(institution=cast.trust, ref="Z9", name="Depot")
    yard = add_plot(
        site, {"title": "Yard", "ref": "P9", "stage": "declared", "declared_on": DAY}, by=cast.trust_lead
    )
    browser = Client()
    browser.force_login(cast.trust_lead)
    sent = {"stage": "potential", "why": "Entered for another plot"}
    told = words(browser.post(f"/estates/surplus/{yard.pk}/stage/", sent, follow=True))
    assert "That it was declared surplus on 3 June 2026 is taken back too." in told
