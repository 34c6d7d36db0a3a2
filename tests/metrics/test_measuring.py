"""Measuring: the numbers of the spend pages, kept month by month, with what they were before."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from anchors.jobs import run_job
from anchors.models import AnchorInstitution, Job, Upload
from anchors.periods import Period
from anchors.uploads import undo_upload
from metrics.measuring import Figures, Identity, Measuring, measure, measure_after_reference_load, record
from metrics.models import FormerMeasurement, Measurement
from metrics.readings import (
    measured,
    measured_by_institution,
    measured_by_period,
    measured_each,
    restatements,
)
from metrics.registry import indicator_of, indicators
from procurement.analysis import pounds
from procurement.explorer import SpendFilter, concentration_of, spend_summary
from procurement.models import RuleChange
from procurement.models.scopes import RuleScope
from procurement.rule_changes import confirm_change, propose_change
from tests.cast import Cast
from tests.leeds import leeds, work
from tests.spending.ledger import Ledger

EVER = Period(202501, 202612)
JUNE = Period(202606, 202606)


def value(code: str, institutions: list[AnchorInstitution], period: Period = EVER) -> Decimal | None:
    reading = measured(indicator_of(code), [each.pk for each in institutions], period)
    return None if reading is None else reading.value


@pytest.fixture
def filled(cast: Cast, ledger: Ledger) -> list[AnchorInstitution]:
    """Three institutions with payments of every sort over two years, measured."""
    members = [cast.board, cast.council, cast.trust]
    ledger.fill(Random(7), [*members, cast.foreign_council], [cast.city, cast.district, cast.far_city], 600)
    measure([*(each.pk for each in members), cast.foreign_council.pk], reason="a test")
    return members


def test_before_any_data_there_is_no_measurement_and_no_zero(cast: Cast) -> None:
    assert measure([cast.council.pk, cast.trust.pk], reason="a test") == Measuring()
    assert all(measured(each, [cast.council.pk], EVER) is None for each in indicators())


@pytest.mark.parametrize("whom", [("council",), ("trust",), ("board", "council", "trust")])
@pytest.mark.parametrize("period", [JUNE, Period(202504, 202603), EVER])
def test_measurements_equal_the_figures_of_the_spend_pages(
    whom: tuple[str, ...], period: Period, filled: list[AnchorInstitution], cast: Cast
) -> None:
    chosen = [getattr(cast, name) for name in whom]
    asked = SpendFilter(period=period, institutions=tuple(each.slug for each in chosen))
    summary = spend_summary(cast.officer, asked)
    pages = {
        "total-spend": pounds(summary.total),
        "influenceable-spend": pounds(summary.money.influenceable),
        "influenceable-share-of-spend": summary.influence.influenceable_share,
        "local-share-of-spend": summary.local_share,
        "local-share-of-influenceable-spend": summary.influenceable_local_share,
        "leakage": summary.leakage,
        "spend-in-deprived-areas": summary.deprived_2025.deprived_share,
        "supplier-concentration": concentration_of(summary.view, summary.total).share_of_top(10),
    }
    assert {code: value(code, chosen, period) for code in pages} == pages
    assert value("spend-with-known-place", chosen, period) == 1 - (summary.places.unknown_share or 0)


def test_a_group_is_the_sum_of_its_parts(filled: list[AnchorInstitution]) -> None:
    ids = [each.pk for each in filled]
    for each in (each for each in indicators() if each.is_summed):
        whole, parts = measured(each, ids, EVER), measured_by_institution(each, ids, EVER).values()
        by_month = measured_by_period(each, ids, EVER).values()
        if whole is None:
            assert not parts
            assert not by_month
            continue
        assert whole.numerator == sum(part.numerator for part in parts)
        assert whole.numerator == sum(part.numerator for part in by_month)
        assert (whole.denominator or 0) == sum(part.denominator or 0 for part in parts)
        assert measured_each([each], ids, EVER)[each.code] == whole


def test_what_is_no_sum_of_parts_is_measured_for_all_periods_at_once(
    filled: list[AnchorInstitution], django_assert_num_queries: Any
) -> None:
    indicator, ids = indicator_of("supplier-concentration"), [each.pk for each in filled]
    with django_assert_num_queries(3):
        by_period = measured_by_period(indicator, ids, EVER)
    with django_assert_num_queries(3):
        by_institution = measured_by_institution(indicator, ids, EVER)
    assert len(by_period) > 1
    assert by_period == {period: measured(indicator, ids, period) for period in by_period}
    assert by_institution == {key: measured(indicator, [key], EVER) for key in by_institution}


def test_what_nobody_knows_gives_nothing(filled: list[AnchorInstitution]) -> None:
    assert value("sme-share-of-spend", filled) is None
    assert value("vcse-share-of-spend", filled) is None


def test_measuring_twice_changes_nothing(filled: list[AnchorInstitution]) -> None:
    before = list(Measurement.objects.order_by("pk").values())
    assert measure([each.pk for each in filled], reason="a test") == Measuring()
    assert list(Measurement.objects.order_by("pk").values()) == before
    assert not FormerMeasurement.objects.exists()


def test_only_the_asked_months_are_measured(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 100_00, day=date(2026, 5, 3))
    ledger.pay(cast.council, 200_00, day=date(2026, 6, 3))
    ledger.settle()
    measure([cast.council.pk], [202606], reason="a test")
    assert set(Measurement.objects.values_list("first", flat=True)) == {202606}


def test_a_late_payment_restates_its_month_and_says_why(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 100_00)
    ledger.settle()
    measure([cast.council.pk], reason="a test")
    first = Measurement.objects.get(indicator="total-spend")
    ledger.pay(cast.council, 50_00)
    ledger.settle()
    done = measure([cast.council.pk], reason="upload 12")
    assert done.restated
    assert not done.removed
    former = restatements(indicator_of("total-spend"), [cast.council.pk], JUNE).get()
    assert (former.numerator, former.reason, former.is_gone) == (100, "upload 12", False)
    assert value("total-spend", [cast.council]) == 150
    then = measured(indicator_of("total-spend"), [cast.council.pk], JUNE, as_at=first.computed_at)
    assert then is not None
    assert then.value == 100


def test_what_has_no_data_any_more_goes_and_is_kept_as_history(cast: Cast, ledger: Ledger) -> None:
    line = ledger.pay(cast.council, 100_00)
    ledger.settle()
    measure([cast.council.pk], reason="a test")
    line.delete()
    ledger.settle()
    done = measure([cast.council.pk], reason="undoing upload 12")
    assert done.removed == FormerMeasurement.objects.filter(is_gone=True).count() > 0
    assert not Measurement.objects.exists()
    assert value("total-spend", [cast.council]) is None


def test_a_share_of_nothing_is_no_data_and_never_zero(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 100_00, reason="TAXPAY", place=cast.city)
    ledger.settle()
    measure([cast.council.pk], reason="a test")
    assert value("influenceable-spend", [cast.council]) == 0
    assert value("local-share-of-influenceable-spend", [cast.council]) is None
    assert not Measurement.objects.filter(denominator=0).exists()


def test_more_credits_than_payments_have_no_share(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, -100_00, place=cast.city)
    ledger.settle()
    measure([cast.council.pk], reason="a test")
    reading = measured(indicator_of("local-share-of-spend"), [cast.council.pk], JUNE)
    assert reading is not None
    assert (reading.denominator, reading.value) == (-100, None)


def test_an_upload_is_measured_once_it_is_loaded_and_gone_once_it_is_undone(cast: Cast) -> None:
    upload = leeds(cast)
    assert value("leakage", [cast.council]) == Decimal("0.69")
    assert value("local-share-of-spend", [cast.council]) == Decimal("0.28")
    row = Measurement.objects.filter(indicator="leakage").first()
    assert row is not None
    assert row.source_version == f"uploads to {upload.pk}, rules as shipped"
    undo_upload(Upload.objects.get(pk=upload.pk), by=cast.contributor)
    work()
    assert not Measurement.objects.exists()
    assert set(FormerMeasurement.objects.values_list("reason", flat=True)) == {f"undoing upload {upload.pk}"}


def test_a_change_of_rules_restates_and_says_so(cast: Cast) -> None:
    leeds(cast)
    before = value("influenceable-spend", [cast.council])
    change = propose_change(
        RuleScope(institution=cast.council),
        kind=RuleChange.Kind.ADD,
        by=cast.contributor,
        why="These are paid by law.",
        fields={
            "title": "Bought by law", "position": 1, "reason": "TAXPAY", "field": "category", "match": "words",
            "phrases": ["STATIONERY", "CATERING", "BUILDING"], "exceptions": [], "sector": "",
        },
    )  # fmt: skip
    confirm_change(change, by=cast.contributor)
    work()
    assert before
    assert value("influenceable-spend", [cast.council]) == 0
    reasons = set(FormerMeasurement.objects.values_list("reason", flat=True))
    assert len(reasons) == 1
    assert reasons.pop().startswith("rules of ")


def test_new_boundaries_ask_for_everything_once(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 100_00, place=cast.far_city)
    ledger.settle()
    measure([cast.council.pk], reason="a test")
    assert value("local-share-of-spend", [cast.council]) == 0
    cast.system.areas.create(place=cast.far_city)
    measure_after_reference_load()
    measure_after_reference_load()
    job = Job.objects.get(kind="measure")
    assert run_job(job.pk), Job.objects.get(pk=job.pk).error
    assert value("local-share-of-spend", [cast.council]) == 1


def test_days_to_supply_count_from_the_end_of_the_month(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 100_00, day=date(2026, 5, 3))
    ledger.pay(cast.council, 100_00, day=date(2026, 6, 3))
    ledger.settle()
    Upload.objects.update(loaded_at="2026-07-10T09:00:00Z")
    measure([cast.council.pk], reason="a test")
    assert value("days-to-supply", [cast.council]) == Decimal(40 + 10) / 2


def test_what_people_submit_is_kept_with_the_same_history(cast: Cast) -> None:
    key = Identity("homes-built", cast.council.pk, None, 202504, 202603)
    record({key: Figures(Decimal(12), None, "housing return")}, reason="a first value")
    assert record({key: Figures(Decimal(12), None, "housing return")}, reason="the same") == Measuring()
    assert record({key: Figures(Decimal(15), None, "housing return")}, reason="a correction").restated == 1
    assert record({key: None}, reason="withdrawn").removed == 1
    assert list(FormerMeasurement.objects.values_list("numerator", "reason")) == [
        (15, "withdrawn"),
        (12, "a correction"),
    ]
