"""The list of measures and the page of one: figure, course, restatements, files, and who reads what."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from anchors.models import AnchorInstitution
from anchors.periods import Period
from metrics.charts import TargetLine, course_figure, gap_table
from metrics.courses import course_of
from metrics.measuring import Figures, Identity, measure, record
from metrics.models import FormerMeasurement, Group, SubmittedIndicator, Target
from metrics.readings import measured
from metrics.registry import indicator_of, indicators
from metrics.spc import Variation
from tests.cast import Cast, _institution
from tests.metrics.conftest import Browser
from tests.spending.ledger import Ledger

SHARE = "local-share-of-spend"
PAGE = f"/recommendations/measures/{SHARE}/"


def months_back(count: int, last: int = 202609) -> list[int]:
    from anchors.periods import months_earlier

    return [months_earlier(last, back) for back in range(count - 1, -1, -1)]


def told(
    institution: AnchorInstitution, shares: list[int], *, code: str = SHARE, reason: str = "a test"
) -> None:
    """Measurements of an institution: so many of 100 in each of the months up to September 2026."""
    figures = {
        Identity(code, institution.pk, None, ym, ym): Figures(
            Decimal(share), Decimal(100) if indicator_of(code).is_ratio else None, "uploads to 1"
        )
        for ym, share in zip(months_back(len(shares)), shares, strict=True)
    }
    record(figures, reason=reason)


def text_of(answer) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(words.split()).replace(" ,", ",").replace(" .", ".")


LEVEL = [30, 32, 31, 29, 30, 31, 30, 32, 29, 30, 31, 29]


def test_fewer_than_12_months_are_a_run_chart_with_the_median(cast: Cast):
    told(cast.council, LEVEL[:11])
    course = course_of(indicator_of(SHARE), [cast.council.pk], Period(202510, 202609))
    figure = course_figure(course)
    assert course.chart is None
    assert course.median == Decimal("0.3")
    assert course.variation is Variation.TOO_SOON
    assert "Median 30.0%" in figure.wide
    assert "limit" not in figure.wide.split("</svg>")[0].split(">", 1)[1]
    assert figure.subtitle.endswith("Run chart.")


def test_from_12_months_on_limits_are_drawn(cast: Cast):
    told(cast.council, LEVEL)
    course = course_of(indicator_of(SHARE), [cast.council.pk], Period(202510, 202609))
    figure = course_figure(course)
    assert course.chart is not None
    assert "Upper limit 3" in figure.wide
    assert figure.title == "No change beyond ordinary variation"
    assert figure.wide.count("<circle") == 12


def test_on_a_phone_the_lines_are_told_below_the_chart_and_cover_no_point(cast: Cast):
    told(cast.council, LEVEL)
    course = course_of(indicator_of(SHARE), [cast.council.pk], Period(202510, 202609))
    chart, _, below = course_figure(course).narrow.partition("</svg>")
    assert "Average 30.3%" not in chart.partition(">")[2]
    assert below.index("Upper limit") < below.index("Average 30.3%") < below.index("Lower limit")


def test_a_course_that_stays_above_the_average_says_so_in_words(cast: Cast):
    told(cast.council, [*LEVEL, *[33] * 9])
    course = course_of(indicator_of(SHARE), [cast.council.pk], Period(202510, 202609))
    assert course.variation is Variation.IMPROVING
    assert course_figure(course).title == "Nine months running above the old average"


def test_a_title_does_not_claim_calm_where_earlier_months_stood_out(cast: Cast):
    told(cast.council, [*LEVEL, 60, *LEVEL[:5]])
    course = course_of(indicator_of(SHARE), [cast.council.pk], Period(202510, 202609))
    assert course_figure(course).title == "The latest month is within ordinary variation"


def test_the_first_12_months_fix_the_limits_and_the_chart_says_so(cast: Cast):
    told(cast.council, [*LEVEL, *[36] * 9])
    ids = [cast.council.pk]
    course = course_of(indicator_of(SHARE), ids, Period(202510, 202609))
    alone = course_of(indicator_of(SHARE), ids, Period(202501, 202512))
    assert course.chart is not None
    assert alone.chart is not None
    assert (course.chart.baseline, course.chart.mean) == (12, alone.chart.mean)
    assert (course.chart.lower, course.chart.upper) == (alone.chart.lower, alone.chart.upper)
    figure = course_figure(course)
    assert "Baseline: 12 months to Dec 2025" in figure.wide
    assert "the first 12 months shown, to Dec 2025: the baseline" in figure.notes[0]
    assert "of the 12 months shown, the baseline" in course_figure(alone).notes[0]


def test_months_that_cannot_be_judged_are_not_of_the_baseline(cast: Cast):
    told(cast.council, [50, 52] * 7, code="total-spend")
    told(cast.trust, [50, 52] * 7, code="total-spend")
    record({Identity("total-spend", cast.trust.pk, None, 202510, 202510): None}, reason="a test")
    course = course_of(indicator_of("total-spend"), [cast.council.pk, cast.trust.pk], Period(202510, 202609))
    assert course.chart is not None
    assert (course.chart.baseline, course.chart.mean) == (12, 102)


def test_a_month_that_somebody_has_not_supplied_is_not_judged_in_an_amount(cast: Cast):
    for code in ("total-spend", SHARE):
        told(cast.council, [50] * 13, code=code)
        told(cast.trust, [50] * 12 + [50], code=code)
        record({Identity(code, cast.trust.pk, None, 202609, 202609): None}, reason="a test")
    ids, period = [cast.council.pk, cast.trust.pk], Period(202510, 202609)
    amount = course_of(indicator_of("total-spend"), ids, period)
    share = course_of(indicator_of(SHARE), ids, period)
    assert [point.is_whole for point in amount.points[-2:]] == [True, False]
    assert len(amount.known) == len(amount.judged) + 1
    assert len(share.known) == len(share.judged)


def test_a_body_that_another_took_over_is_not_expected_afterwards(cast: Cast):
    old = _institution(cast.system, "Old Trust", "acute_trust", cast.city, ods="ROLD")
    old.successions_from.create(successor=cast.trust, on="2026-04-01")
    told(cast.trust, [50] * 6)
    record(
        {
            Identity(SHARE, old.pk, None, ym, ym): Figures(Decimal(1), Decimal(2), "")
            for ym in (202602, 202603)
        },
        reason="a test",
    )
    course = course_of(indicator_of(SHARE), [old.pk, cast.trust.pk], Period(202602, 202609))
    assert all(point.is_whole for point in course.points)


def test_a_month_without_data_is_a_gap_and_never_nothing(cast: Cast):
    told(cast.council, LEVEL)
    record({Identity(SHARE, cast.council.pk, None, 202603, 202603): None}, reason="a test")
    figure = course_figure(course_of(indicator_of(SHARE), [cast.council.pk], Period(202510, 202609)))
    assert figure.wide.count("<polyline") >= 2
    assert ["Mar\N{NO-BREAK SPACE}2026", None] in [list(row[:2]) for row in figure.table.rows]
    assert "No data: March 2026." in figure.notes


def test_the_plan_is_drawn_beside_the_target(cast: Cast):
    told(cast.council, LEVEL)
    course = course_of(indicator_of(SHARE), [cast.council.pk], Period(202510, 202609))
    plan = {point.period: Decimal("0.3") + Decimal(index) / 100 for index, point in enumerate(course.points)}
    figure = course_figure(course, TargetLine(Decimal("0.45"), "Target 45.0%", plan))
    assert "Target 45.0%" in figure.wide
    assert "Plan 41.0%" in figure.wide
    assert "Plan" in [column.heading for column in figure.table.columns]


def test_the_page_opens_with_question_and_figure(cast: Cast, as_: Browser):
    told(cast.council, [40] * 12 + [50] * 12)
    page = text_of(as_(cast.contributor).get(PAGE))
    assert "How much of each pound went to suppliers in our places?" in page
    assert (
        "Marsh Borough Council: 50% in the 12 months to September 2026, up from 40% in the 12 months before"
        in page
    )
    assert "Variation: improving" in page
    assert "Assurance: no target" in page


def test_the_figure_of_the_page_is_the_reading(cast: Cast, ledger: Ledger, as_: Browser):
    for month in range(4, 10):
        ledger.pay(cast.council, 30000, day=date(2026, month, 3), supplier="Near", place=cast.district)
        ledger.pay(cast.council, 37_01, day=date(2026, month, 3), supplier="Far", place=cast.far_city)
    ledger.settle()
    measure([cast.council.pk], reason="a test")
    query = {"period": "2026-04..2026-09"}
    answer = as_(cast.contributor).get(f"{PAGE}download/measure.csv", query)
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 6
    for row in rows:
        month = Period(int(row["First month"]), int(row["Last month"]))
        reading = measured(indicator_of(SHARE), [cast.council.pk], month)
        assert reading is not None
        assert (row["Value"], row["Numerator"]) == (str(reading.value), str(reading.numerator))
    assert "89%" in text_of(as_(cast.contributor).get(PAGE, query))


def test_a_target_has_its_line_its_words_and_its_assurance(cast: Cast, as_: Browser):
    told(cast.council, LEVEL)
    Target.objects.create(
        indicator=SHARE, institution=cast.council, value=Decimal("0.45"), due=202803, rationale="More than before.",
        baseline=Decimal("0.30"), baseline_first=202510, baseline_last=202603,
    )  # fmt: skip
    page = text_of(as_(cast.contributor).get(PAGE))
    assert "The target is 45% by March 2028; the plan for September 2026 is 34%." in page
    assert "Assurance: will consistently miss the target" in page
    assert "Target 45.0%" in page


def test_a_target_for_an_amount_has_its_equal_part_as_a_line_for_each_month(cast: Cast, as_: Browser):
    told(cast.council, [100_000] * 12, code="influenceable-spend")
    page = "/recommendations/measures/influenceable-spend/"
    target = Target.objects.create(
        indicator="influenceable-spend", institution=cast.council, value=Decimal(2_400_000), due=202803,
        rationale="More.", baseline=Decimal(1_200_000), baseline_first=202510, baseline_last=202609,
    )  # fmt: skip
    found = text_of(as_(cast.contributor).get(page))
    assert "Target £200,000 a month" in found
    assert (
        "The target of £2.4 million is for 12 months together; its line is an equal part of it for each month"
        in found
    )
    target.baseline_first = 202607
    target.save()
    assert "Target £800,000 a month" in text_of(as_(cast.contributor).get(page))


def test_where_a_target_has_no_line_the_page_says_why(cast: Cast, as_: Browser):
    made = SubmittedIndicator.objects.create(
        system=cast.system, code="apprentices", name="Apprentices", question="How many?", lever="employment",
        recommendations=[6], goal="falling-inequality", unit="count", direction="higher", numerator="Apprentices",
        why="Work.", limits="None.", author="HR", next_review=date(2027, 1, 1), cadence="year", state="approved",
        decided_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    record(
        {Identity(made.code, cast.council.pk, None, 202504, 202603): Figures(Decimal(40), None, "HR")},
        reason="a test",
    )
    Target.objects.create(
        indicator=made.code, institution=cast.council, value=Decimal(20), due=202803, rationale="More.",
        baseline=Decimal(10), baseline_first=202601, baseline_last=202603,
    )  # fmt: skip
    page = text_of(as_(cast.contributor).get(f"/recommendations/measures/{made.code}/"))
    assert (
        "is for 3 months together, fewer than one year of the chart has, so no line of it can be drawn"
        in page
    )
    assert "Assurance: not judged" in page


def test_a_restatement_says_when_why_before_and_after(cast: Cast, as_: Browser):
    told(cast.council, LEVEL)
    told(cast.council, [60] * 12, reason="rules of 3 May 2026")
    assert FormerMeasurement.objects.count() == 12
    client = as_(cast.contributor)
    page = text_of(client.get(PAGE))
    assert "after rules of 3 May 2026: 12 values, October 2025 to September 2026" in page
    assert "The figure moved from 30.3% to 60.0%." in page
    frozen = re.search(
        r'href="(\?[^"]*as-at=[^"]*)">See the figures as they were', client.get(PAGE).content.decode()
    )
    assert frozen
    before = text_of(client.get(PAGE + frozen[1].replace("&amp;", "&")))
    assert "As known on" in before
    assert "Marsh Borough Council: 30%" in before


def test_without_data_the_page_says_what_to_do_and_shows_the_definition(cast: Cast, as_: Browser):
    page = text_of(as_(cast.contributor).get(PAGE))
    assert "No data for Marsh Borough Council" in page
    assert "Upload one" in page
    assert indicator_of(SHARE).numerator in page.replace("&#39;", "'")
    told(cast.council, LEVEL)
    page = text_of(as_(cast.contributor).get("/recommendations/measures/sme-share-of-spend/"))
    assert "No source of suppliers' size is loaded yet" in page.replace("&#39;", "'")


def test_a_period_that_makes_no_sense_is_an_error_of_the_form(cast: Cast, as_: Browser):
    told(cast.council, LEVEL)
    answer = as_(cast.contributor).get(PAGE, {"period": "last week"})
    assert answer.status_code == 400
    assert "There is a problem" in text_of(answer)
    assert text_of(answer).count("is not a period. Use a month (2026-09)") == 2
    assert as_(cast.contributor).get(PAGE, {"as-at": "yesterday"}).status_code == 400
    assert as_(cast.contributor).get(f"{PAGE}download/measure.csv", {"period": "x"}).status_code == 404


@pytest.mark.parametrize("query", [
    {"institution": "northvale-hospitals-nhs-foundation-trust"}, {"system": "northvale-and-marsh"},
    {"place": "E08999901"}, {"group": "pair"}, {"institution": "farport-city-council"},
])  # fmt: skip
def test_others_figures_answer_as_what_does_not_exist(cast: Cast, as_: Browser, query: dict[str, str]):
    told(cast.trust, [77] * 12)
    Group.objects.create(system=cast.system, name="Pair", slug="pair").institutions.set(
        [cast.trust, cast.council]
    )
    for end in ("", "download/measure.csv", "download/measure.xlsx"):
        assert as_(cast.contributor).get(f"{PAGE}{end}", query).status_code == 404
    assert as_(cast.contributor).get("/recommendations/measures/", query).status_code == 404


def test_the_choice_of_the_form_becomes_the_key_of_the_address(cast: Cast, as_: Browser):
    answer = as_(cast.officer).get(PAGE, {"whose": "institution:marsh-borough-council", "period": ""})
    assert answer.status_code == 302
    assert answer["Location"] == f"{PAGE}?institution=marsh-borough-council"


def test_officers_choose_system_places_and_institutions(cast: Cast, as_: Browser):
    told(cast.trust, LEVEL)
    page = as_(cast.officer).get(PAGE).content.decode()
    for value in ("system:northvale-and-marsh", "place:E07999902", "institution:marsh-borough-council"):
        assert f'value="{value}"' in page


def test_the_list_has_every_measure_under_its_recommendations_and_goals(cast: Cast, as_: Browser):
    told(cast.council, LEVEL)
    client = as_(cast.contributor)
    for by in ("", "?by=goal"):
        page = text_of(client.get(f"/recommendations/measures/{by}")).replace("&#39;", "'")
        assert all(each.name in page for each in indicators())
        assert f"1 of {len(indicators())} measures has a reading" in page
    assert "Not measured yet" in text_of(client.get("/recommendations/measures/"))


def test_platform_staff_of_no_institution_read_the_definitions(cast: Cast, as_: Browser):
    cast.reader.memberships.all().delete()
    cast.reader.working_as = None
    cast.reader.is_staff = True
    cast.reader.save()
    assert as_(cast.reader).get("/recommendations/measures/").status_code == 200
    assert "Definition" in text_of(as_(cast.reader).get(PAGE))


def test_a_measure_that_does_not_exist_is_not_found(cast: Cast, as_: Browser):
    assert as_(cast.officer).get("/recommendations/measures/no-such-thing/").status_code == 404


def test_the_workbook_has_cover_definition_course_peers_and_restatements(cast: Cast, as_: Browser):
    told(cast.council, LEVEL)
    told(cast.council, [60] * 12, reason="rules of 3 May 2026")
    answer = as_(cast.contributor).get(f"{PAGE}download/measure.xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        names = re.findall(r'sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        strings = book.read("xl/sharedStrings.xml").decode()
    assert names == ["Cover", "Definition", "Course", "Peers", "Restatements"]
    for words in (indicator_of(SHARE).limits.split(".")[0], "rules of 3 May 2026", "60% in the 12 months"):
        assert words in strings


def test_who_has_supplied_says_what_gaps_do_to_each_measure(cast: Cast, ledger: Ledger, as_: Browser):
    for month in (4, 5, 6):
        ledger.pay(cast.trust, 100_000_00, day=date(2026, month, 1), supplier="Far", place=cast.far_city)
    for month in (4, 5):
        ledger.pay(cast.council, 100_000_00, day=date(2026, month, 1), supplier="Near", place=cast.district)
    ledger.settle()
    measure([cast.trust.pk, cast.council.pk], reason="a test")
    page = text_of(as_(cast.officer).get("/data/supplied/"))
    assert "What is missing might do this to each measure" in page
    assert "Total spend £500,000 £600,000" in page
    assert "Local share of spend 40% 50%" in page
    assert gap_table([]) is None
