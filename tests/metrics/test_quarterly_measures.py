"""A figure that stands for a quarter is labelled by its months, wherever it is read."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from html import unescape
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from anchors.periods import Period, period_of
from metrics.charts.course import course_figure
from metrics.courses import course_of
from metrics.measuring import Measuring, measure
from metrics.models import FormerMeasurement, Measurement, Target
from metrics.readings import latest_period, measured, measured_by_period
from metrics.recommendations import Lever
from metrics.registry import (
    Asked,
    Cut,
    Direction,
    Goal,
    IndicatorError,
    Part,
    Unit,
    Whole,
    indicator,
    indicator_of,
    indicators,
)
from metrics.stocks import latest_of_each
from metrics.subjects import Subject
from metrics.views.target_story import line_table
from tests.cast import Cast
from tests.metrics.conftest import Browser

CODE = "people-taken-on"
QUARTERS = {202512: 90, 202603: 70, 202606: 80, 202609: 100}
BY_QUARTER = {
    "programme-starts", "community-hours-offered", "community-hours-used", "staff-below-living-wage",
    "staff-from-deprived-areas", "participation-of-deprived-areas", "people-missing-from-deprived-areas",
    "staff-who-live-here", "starters-from-deprived-areas", "leavers-from-deprived-areas",
    "entry-level-staff-from-deprived-areas", "cold-spots",
}  # fmt: skip
Declare = Callable[..., None]


@pytest.fixture
def declared(own_registry: None) -> Declare:
    """A measure by quarter of the whole system, whose figures a test may change."""

    def declare(figures: dict[int, int] = QUARTERS, **words: Any) -> None:
        @indicator(**{
            "code": CODE, "name": "People taken on", "question": "How many people did we take on?",
            "lever": Lever.EMPLOYMENT, "recommendations": (6,), "goal": Goal.INEQUALITY, "unit": Unit.COUNT,
            "direction": Direction.HIGHER, "numerator": "People taken on in the quarter", "why": "They work.",
            "limits": "A test.", "author": "A test", "next_review": date(2027, 1, 31), "covers": 3,
            "is_monthly": False, **words,
        })  # fmt: skip
        def people(asked: Asked) -> list[Part]:
            return [
                Part(each, ym, number)
                for each in asked.institutions
                for ym, number in figures.items()
                if asked.wants(ym)
            ]

    return declare


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_which_measures_are_of_quarters() -> None:
    assert {each.code for each in indicators() if each.covers == 3} == BY_QUARTER
    assert {each.covers for each in indicators()} == {1, 3}


def test_a_figure_stands_for_at_least_a_month(declared: Declare) -> None:
    with pytest.raises(IndicatorError, match="stands for 0 months"):
        declared(covers=0)


def test_four_quarters_are_the_12_months_that_they_cover(cast: Cast, declared: Declare) -> None:
    declared()
    measure([cast.trust.pk], reason="a test")
    period = latest_period([cast.trust.pk], CODE)
    assert period == Period(202510, 202609)
    reading = measured(indicator_of(CODE), [cast.trust.pk], period)
    assert reading
    assert (reading.value, len(reading.months)) == (340, 12)
    by_period = measured_by_period(indicator_of(CODE), [cast.trust.pk], Period(202604, 202609))
    assert [each.label for each in by_period] == ["April to June 2026", "July to September 2026"]


def test_a_stock_is_as_of_its_last_month_and_not_of_as_many_months(
    cast: Cast, declared: Declare, as_: Browser
) -> None:
    figures = [Part(cast.trust.pk, ym, number) for ym, number in {**QUARTERS, 202509: 60}.items()]
    declared(whole=lambda cuts: latest_of_each(figures, cuts), is_stock=True)
    Measurement.objects.all().delete()
    measure([cast.trust.pk], reason="a test")
    page = words_of(as_(cast.trust_lead).get(f"/recommendations/measures/{CODE}/").content.decode())
    assert f"{cast.trust.name}: 100 as of September 2026" in page
    listed = words_of(as_(cast.trust_lead).get("/recommendations/measures/").content.decode())
    assert "100" in listed
    board = words_of(as_(cast.trust_lead).get("/recommendations/6/").content.decode())
    assert "People taken on : 100 as of September 2026" in board


@pytest.mark.parametrize("moves", [0, 1])
def test_a_stock_that_stood_still_through_its_baseline_has_no_limits(
    cast: Cast, declared: Declare, as_: Browser, moves: int
) -> None:
    months = Period(202409, 202609).months[-24:]
    figures = {ym: 10 + index % 2 * moves + index // 12 * 20 for index, ym in enumerate(months)}
    parts = [Part(cast.trust.pk, *each) for each in figures.items()]
    declared(figures, whole=lambda cuts: latest_of_each(parts, cuts), is_stock=True, covers=1)
    measure([cast.trust.pk], reason="a test")
    course = course_of(indicator_of(CODE), [cast.trust.pk], Period(202510, 202609))
    assert (course.chart is None, course.stood_still) == (not moves, not moves)
    page = words_of(as_(cast.trust_lead).get(f"/recommendations/measures/{CODE}/").content.decode())
    assert ("No limits: it stood still for 12 months" in page) is not bool(moves)
    assert "Special cause" in page if moves else "upper limit" not in page


def test_a_stock_is_no_sum(declared: Declare) -> None:
    with pytest.raises(IndicatorError, match="no sum of its parts"):
        declared(is_stock=True)


def test_every_measure_that_is_no_sum_but_the_ten_largest_suppliers_is_a_stock() -> None:
    of_all_months = {each.code for each in indicators() if not each.is_summed and not each.is_stock}
    assert of_all_months == {"supplier-concentration"}


def test_part_of_a_quarter_has_no_figure(cast: Cast, declared: Declare) -> None:
    declared()
    measure([cast.trust.pk], reason="a test")
    assert measured(indicator_of(CODE), [cast.trust.pk], Period(202608, 202609)) is None


def test_the_chart_has_quarters_and_misses_no_months(cast: Cast, declared: Declare) -> None:
    declared()
    measure([cast.trust.pk, cast.council.pk], reason="a test")
    course = course_of(indicator_of(CODE), [cast.trust.pk, cast.council.pk], Period(202510, 202609))
    figure = course_figure(course)
    assert [point.value for point in course.points] == [180, 140, 160, 200]
    assert not any("No data" in note for note in figure.notes)
    assert figure.table.rows[0][0] == "2026-27\N{NO-BREAK SPACE}Q2"


def test_counts_now_and_then_miss_no_months_between(cast: Cast, declared: Declare) -> None:
    declared({202603: 40, 202609: 50}, covers=1)
    measure([cast.trust.pk], reason="a test")
    course = course_of(indicator_of(CODE), [cast.trust.pk], Period(202603, 202609))
    assert [point.period.first for point in course.points] == [202603, 202609]


def test_what_is_no_sum_is_measured_anew_from_the_figures_of_the_reading_alone(
    cast: Cast, declared: Declare
) -> None:
    ids = [cast.trust.pk, cast.council.pk]
    others = {**QUARTERS, 202604: 999}

    def whole(cuts: Sequence[Cut]) -> dict[Cut, Whole]:
        return {
            cut: Whole(sum((Decimal(others[ym]) for ym in others if ym in cut.period), Decimal()), None)
            for cut in cuts
        }

    declared(whole=whole)
    measure(ids, reason="a test")
    reading = measured(indicator_of(CODE), ids, Period(202604, 202609))
    assert reading
    assert reading.value == QUARTERS[202606] + QUARTERS[202609]


def test_only_the_asked_quarter_is_measured_again(cast: Cast, declared: Declare) -> None:
    figures = dict(QUARTERS)
    declared(figures)
    measure([cast.trust.pk], reason="a test")
    figures[202606] = figures[202609] = 10
    assert measure([cast.trust.pk], [202609], reason="a test") == Measuring(restated=1)
    del figures[202609]
    assert measure([cast.trust.pk], [202607, 202608], reason="a test") == Measuring()
    assert measure([cast.trust.pk], [202609], reason="a test") == Measuring(removed=1)


def test_page_and_api_name_the_months(cast: Cast, declared: Declare, as_: Browser) -> None:
    declared()
    measure([cast.trust.pk], reason="a test")
    client, query = as_(cast.officer), {"institution": cast.trust.slug}
    page = words_of(client.get(f"/recommendations/measures/{CODE}/", query).content.decode())
    assert "340 in the 12 months to September 2026" in page
    assert "No data" not in page
    row = client.get("/api/v1/measurements/", {"indicator": CODE, "each": "period", **query}).json()["items"][
        0
    ]
    assert (row["first_day"], row["last_day"], Decimal(row["value"])) == ("2025-10-01", "2026-09-30", 340)
    rows = client.get("/api/v1/measurements/", {"indicator": CODE, **query}).json()["items"]
    assert {each["period"] for each in rows} == {"2025-26-Q3", "2025-26-Q4", "2026-27-Q1", "2026-27-Q2"}
    assert client.get(f"/api/v1/indicators/{CODE}/").json()["months_of_a_figure"] == 3


def test_a_target_is_held_against_whole_quarters_alone(cast: Cast, declared: Declare) -> None:
    declared()
    measure([cast.trust.pk], reason="a test")
    target = Target.objects.create(
        indicator=CODE, institution=cast.trust, value=400, due=202803, rationale="A test", steps=[[202608, 330]],
        baseline=300, baseline_first=202410, baseline_last=202509,
    )  # fmt: skip
    subject = Subject("institution", cast.trust.slug, cast.trust.name, (cast.trust,))
    told = {row[0]: row[2] for row in line_table(indicator_of(CODE), subject, target).rows}
    assert (told["August 2026"], told["September 2026"]) == ("No data", "340")


def test_figures_of_before_are_named_anew_without_being_restated(cast: Cast) -> None:
    figures = {"numerator": Decimal(90), "computed_at": "2026-11-01T00:00:00Z", "institution": cast.trust}
    old = {"indicator": "programme-starts", "first": 202609, "last": 202609, **figures}
    monthly = {**old, "indicator": "programme-job-outcomes"}
    for row in (old, monthly):
        Measurement.objects.create(**row)
        FormerMeasurement.objects.create(**row, replaced_at="2026-11-02T00:00:00Z", reason="a test")
    target = Target.objects.create(
        indicator="programme-starts", institution=cast.trust, value=400, due=202803, rationale="A test", steps=[],
        baseline=320, baseline_first=202512, baseline_last=202609,
    )  # fmt: skip
    migration = import_module("metrics.migrations.0009_measures_by_quarter")
    assert set(migration.BY_QUARTER) == BY_QUARTER
    with connection.schema_editor() as editor:
        migration.name_by_quarter(apps, editor)
    for model in (Measurement, FormerMeasurement):
        found = dict(model.objects.values_list("indicator", "first"))
        assert found == {"programme-starts": 202607, "programme-job-outcomes": 202609}
    target.refresh_from_db()
    assert (target.baseline_first, target.baseline_last) == (202510, 202609)
    assert period_of("2026-27-Q2") == Measurement.objects.get(indicator="programme-starts").period
