"""Indicators of surplus land, measured from plots, promises and decisions."""

from datetime import date

from django.utils.timezone import localdate

from anchors.periods import Period, ym_of
from anchors.wording import day
from estates.appraising import begin_appraisal
from estates.disposing import change_plot
from estates.models import Appraisal, HomesStatement, Option, Plot, Site
from metrics.measuring import measure
from metrics.models import Measurement
from metrics.readings import measured
from metrics.registry import Asked, Part, indicator_of
from tests.cast import Cast


def parts(cast: Cast, code: str) -> list[Part]:
    measure = indicator_of(code).parts
    assert measure is not None
    return list(measure(Asked((cast.trust.pk,))))


def plot(cast: Cast, title: str) -> Plot:
    site, _ = Site.objects.get_or_create(institution=cast.trust, ref="A1", name="Infirmary")
    return Plot.objects.create(site=site, ref=title, title=title, area_ha="1.5", declared_on=date(2026, 6, 3))


def test_homes_are_measured_in_the_month_of_the_first_promise_before_any_was_cut(cast: Cast) -> None:
    where = plot(cast, "Laundry")
    for stage, year, affordable in (("sale", 2023, 60), ("permission", 2026, 12), ("completion", 2026, 6)):
        homes = {"social_rent": affordable, "market": 200 - affordable}
        HomesStatement.objects.create(
            plot=where, stage=stage, on=date(year, 5, 4), homes=homes, source="A document"
        )
    assert parts(cast, "affordable-share-of-homes-promised") == [Part(cast.trust.pk, 202305, 60, 200)]
    built = {
        part.ym: (part.numerator, part.denominator)
        for part in parts(cast, "affordable-homes-built-of-promised")
    }
    assert min(built) == 202605
    assert built[ym_of(localdate())] == (6, 60)


def test_a_plot_where_nobody_counted_is_left_out_and_not_nought(cast: Cast) -> None:
    HomesStatement.objects.create(
        plot=plot(cast, "Laundry"),
        stage="sale",
        on=date(2023, 5, 4),
        homes={"social_rent": 60},
        source="A document",
    )
    assert parts(cast, "affordable-homes-built-of-promised") == []


def test_hectares_are_measured_in_the_month_of_their_declaration(cast: Cast) -> None:
    plot(cast, "Laundry")
    (part,) = parts(cast, "surplus-hectares-declared")
    assert (part.ym, float(part.numerator)) == (202606, 1.5)
    plot(cast, "Boiler house")
    (part,) = parts(cast, "surplus-hectares-declared")
    assert (part.ym, float(part.numerator)) == (202606, 3)


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
    assert measured(indicator, [cast.trust.pk], Period(202305, 202504)) is None
    assert not indicator.is_monthly


def test_figures_of_land_say_that_they_come_from_surplus_land(cast: Cast) -> None:
    change_plot(plot(cast, "Laundry"), {"area_ha": "2"}, by=cast.trust_lead)
    measure([cast.trust.pk], reason="a test")
    row = Measurement.objects.get(indicator="surplus-hectares-declared")
    assert row.source_version == f"surplus land as of {day(localdate())}"
