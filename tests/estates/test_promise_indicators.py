"""Indicators of surplus land, measured from plots, promises and decisions."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate

from anchors.periods import Period, ym_of
from anchors.wording import day
from estates.appraising import begin_appraisal
from estates.disposing import change_plot
from estates.models import Appraisal, HomesStatement, Option, Plot, Site
from metrics.measuring import measure
from metrics.models import Measurement
from metrics.readings import latest_readings, measured
from metrics.registry import Asked, Part, indicator_of
from metrics.wording import value_words
from tests.cast import Cast
from tests.estates.conftest import As


def parts(cast: Cast, code: str) -> list[Part]:
    measure = indicator_of(code).parts
    assert measure is not None
    return list(measure(Asked((cast.trust.pk,))))


def plot(cast: Cast, title: str) -> Plot:
    site, _ = Site.objects.get_or_create(institution=cast.trust, ref="A1", name="Infirmary")
    return Plot.objects.create(site=site, ref=title, title=title, area_ha="1.5", declared_on=date(2026, 6, 3))


def stands(cast: Cast, code: str) -> dict[int, tuple[float, float | None]]:
    return {
        part.ym: (float(part.numerator), None if part.denominator is None else float(part.denominator))
        for part in parts(cast, code)
    }


def state(where: Plot, stage: str, on: date, affordable: int, market: int = 0) -> None:
    homes = {"social_rent": affordable, "market": market}
    HomesStatement.objects.create(plot=where, stage=stage, on=on, homes=homes, source="A document")


def test_homes_stand_at_the_end_of_each_month_from_the_first_promise_before_any_was_cut(cast: Cast) -> None:
    where = plot(cast, "Laundry")
    for stage, year, affordable in (("sale", 2023, 60), ("permission", 2026, 12), ("completion", 2026, 6)):
        state(where, stage, date(year, 5, 4), affordable, 200 - affordable)
    promised = stands(cast, "affordable-share-of-homes-promised")
    assert (min(promised), promised[202305], promised[ym_of(localdate())]) == (202305, (60, 200), (60, 200))
    built = stands(cast, "affordable-homes-built-of-promised")
    assert (min(built), built[202604], built[ym_of(localdate())]) == (202305, (0, 60), (6, 60))


def test_a_promise_counts_from_its_first_day_also_where_nobody_has_counted(cast: Cast) -> None:
    state(plot(cast, "Laundry"), "sale", date(2023, 5, 4), 60)
    counted = plot(cast, "Depot")
    state(counted, "sale", date(2024, 1, 9), 24)
    state(counted, "completion", date(2024, 6, 20), 24)
    built = stands(cast, "affordable-homes-built-of-promised")
    assert (built[202305], built[202401], built[202406]) == ((0, 60), (0, 84), (24, 84))


def test_hectares_stand_declared_until_they_are_sold(cast: Cast) -> None:
    plot(cast, "Laundry")
    sold = plot(cast, "Boiler house")
    Plot.objects.filter(pk=sold.pk).update(stage="sold", disposed_on=date(2026, 8, 20))
    Plot.objects.filter(pk=plot(cast, "Kept").pk).update(stage="retained")
    found = stands(cast, "surplus-hectares-declared")
    assert min(found) == 202606
    assert (found[202606][0], found[202607][0], found[202608][0]) == (3, 3, 1.5)
    assert found[ym_of(localdate())][0] == 1.5


def test_what_an_owner_keeps_sensitive_is_in_no_measure(cast: Cast) -> None:
    secret = plot(cast, "Secret yard")
    state(secret, "sale", date(2026, 5, 4), 60)
    Plot.objects.update(is_sensitive=True)
    for code in (
        "surplus-hectares-declared", "affordable-share-of-homes-promised", "affordable-homes-built-of-promised",
    ):  # fmt: skip
        assert parts(cast, code) == []


def test_the_measures_of_land_agree_with_their_pages(cast: Cast, as_: As) -> None:
    for title, promised, built in (("Laundry", 60, None), ("Depot", 40, 34)):
        where = plot(cast, title)
        state(where, "sale", date(2023, 5, 4), promised, 100 - promised)
        if built:
            state(where, "completion", date(2025, 5, 4), built)
    measure([cast.trust.pk], reason="a test")
    page = as_(cast.officer).get("/estates/promises/").content.decode()
    readings = latest_readings(
        [
            indicator_of("affordable-share-of-homes-promised"),
            indicator_of("affordable-homes-built-of-promised"),
        ],
        [cast.trust.pk],
    )
    shares = [each.reading.value for each in readings.values() if each.reading]
    assert sorted(round(share, 2) for share in shares if share) == [Decimal("0.34"), Decimal("0.50")]
    assert "34%" in page
    hectares = indicator_of("surplus-hectares-declared")
    (standing,) = latest_readings([hectares], [cast.trust.pk]).values()
    assert standing.reading
    assert value_words(hectares, standing.reading.value) == "3 hectares"
    assert value_words(hectares, Decimal("4.64")) == "4.6 hectares"
    assert "3 hectares" in as_(cast.officer).get("/estates/surplus/").content.decode()


def test_decisions_count_with_and_without_every_earlier_option_explored(cast: Cast) -> None:
    for title, routes in (("One", ("homes", "firms", "community", "market")), ("Two", ("market",))):
        appraisal = begin_appraisal(plot(cast, title), by=cast.trust_lead)
        for route in routes:
            option = Option.objects.create(appraisal=appraisal, route=route, name=route, receipt=0)
        Appraisal.objects.filter(pk=appraisal.pk).update(
            state="decided", chosen=option, reason="Best", decided_by="Board", decided_on=date(2026, 11, 2)
        )
    found = parts(cast, "appraisals-with-earlier-options-explored")
    assert found == [Part(cast.trust.pk, 202611, 1, 2)]


def test_homes_built_stand_at_the_end_of_a_period_for_all_plots_to_date(cast: Cast) -> None:
    for title, promised, built in (("Laundry", 60, 6), ("Depot", 40, 34)):
        where = plot(cast, title)
        for stage, year, homes in (("sale", 2023, promised), ("completion", 2025, built)):
            HomesStatement.objects.create(
                plot=where,
                stage=stage,
                on=date(year, 5, 4),
                homes={"social_rent": homes},
                source="A document",
            )
    measure([cast.trust.pk], reason="a test")
    indicator = indicator_of("affordable-homes-built-of-promised")
    for period in (Period(202505, 202505), Period(202511, 202610), Period(202606, 202606)):
        reading = measured(indicator, [cast.trust.pk], period)
        assert reading is not None
        assert (reading.numerator, reading.denominator) == (40, 100)
    before = measured(indicator, [cast.trust.pk], Period(202305, 202504))
    assert before is not None
    assert (before.numerator, before.denominator) == (0, 100)
    assert not indicator.is_monthly


def test_figures_of_land_say_that_they_come_from_surplus_land(cast: Cast) -> None:
    change_plot(plot(cast, "Laundry"), {"area_ha": "2"}, by=cast.trust_lead)
    measure([cast.trust.pk], reason="a test")
    row = Measurement.objects.filter(indicator="surplus-hectares-declared").latest("last")
    assert row.source_version == f"surplus land as of {day(localdate())}"
