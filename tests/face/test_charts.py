"""Charts: the same numbers as their tables, safe, and readable without seeing them."""

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchors import charts, wording
from anchors.charts.months import round_step

MILLION = Decimal(1_000_000)
HOSTILE = '<script>alert("1")</script> & Sons'
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


def bars():
    return charts.bar_figure(
        "bands",
        "31p of each pound stays",
        "Share of spend",
        [
            charts.Bar("Our three districts", Decimal("271.8") * MILLION, Decimal("0.31")),
            charts.Bar(HOSTILE, Decimal("8.8") * MILLION, Decimal("0.01"), "grey"),
        ],
        heading="Place",
        benchmark=charts.Benchmark(Decimal("0.36"), "mean of 26 studies"),
    )


def waterfall(*taken):
    whole = sum(taken, Decimal(0)) + 100 * MILLION
    steps = [charts.Step("All spending", whole)]
    steps += [charts.Step(f"Reason {number}", amount, taken=True) for number, amount in enumerate(taken)]
    steps.append(charts.Step("Influenceable now", 100 * MILLION))
    return charts.waterfall_figure("influenceable", "One pound in five", "£ million", steps)


def months(unit="m", style="columns"):
    values = [Decimal(74_200_000), None, Decimal(80_300_000)]
    found = [charts.Month(202607 + index, value) for index, value in enumerate(values)]
    return charts.month_figure("months", "Spend by month", "£ million", found, unit=unit, style=style)


def root_of(drawing):
    """A drawing as a tree, which it must be."""
    return ET.fromstring(drawing)  # noqa: S314 - drawn by ourselves


def words_of(drawing):
    """The words written in a drawing, which must be well formed."""
    return [element.text or "" for element in root_of(drawing).iter("text")]


FIGURES = [bars(), waterfall(30 * MILLION, 20 * MILLION), months(), months(style="line")]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_every_chart_is_drawn_twice_without_styles_or_scripts(figure):
    for drawing in (figure.wide, figure.narrow):
        root = root_of(drawing)
        assert not [element for element in root.iter() if "style" in element.attrib]
        assert not re.search(r"<script|\son\w+=", drawing)
        assert int(root.attrib["width"]) in (584, 340)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_text_is_never_drawn_below_13_pixels(figure):
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', figure.wide + figure.narrow)]
    assert min(sizes) >= 13


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_the_alternative_text_says_the_finding_and_points_to_the_table(figure):
    label = root_of(figure.wide).attrib["aria-label"]
    assert label.startswith(("Bar chart.", "Waterfall chart.", "Column chart.", "Line chart."))
    assert label.endswith("The figures are in the table view.")
    assert "£" in label


def test_the_bars_carry_the_numbers_of_their_table():
    figure = bars()
    for drawing in (figure.wide, figure.narrow):
        words = "|".join(words_of(drawing))
        for _name, amount, share in figure.table.rows:
            assert wording.millions_short(amount) in words
            assert wording.percent(share["value"]) in words


def test_names_of_suppliers_cannot_become_markup():
    figure = bars()
    assert "<script" not in figure.wide
    assert "&lt;script&gt;" in figure.wide


def test_the_benchmark_stands_in_words_beside_its_mark():
    assert "36%: mean of 26 studies" in words_of(bars().wide)


@given(st.lists(st.decimals(min_value=1, max_value=10**9, places=2), max_size=9))
def test_the_steps_of_a_waterfall_come_down_to_what_is_left(taken):
    _, *rows = waterfall(*taken).table.values()
    whole, *parts, left = [row[1] for row in rows]
    assert whole + sum(parts) == left


@given(st.lists(st.one_of(st.none(), amounts), min_size=1, max_size=30))
def test_months_keep_credits_and_gaps_and_stay_inside_the_drawing(values):
    found = [
        charts.Month(202001 + 100 * (index // 12) + index % 12, each) for index, each in enumerate(values)
    ]
    figure = charts.month_figure("months", "Spend", "£", found)
    assert [row[1] for row in figure.table.rows] == values
    for drawing in (figure.wide, figure.narrow):
        root = root_of(drawing)
        for rect in root.iter("rect"):
            assert float(rect.attrib["y"]) >= 0
            assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= float(root.attrib["width"]) + 2


@given(st.lists(st.tuples(amounts, st.text(max_size=80)), max_size=12))
def test_bars_of_any_amounts_and_names_are_drawn(parts):
    found = [charts.Bar(name, amount) for amount, name in parts if name.isprintable()]
    figure = charts.bar_figure("any", "Any", "£", found, heading="Category")
    assert len(figure.table.rows) == len(found)
    for drawing in (figure.wide, figure.narrow):
        assert len(list(root_of(drawing).iter("rect"))) == 0 or found


def test_a_month_that_nobody_supplied_is_a_gap_and_says_no_data():
    figure = months()
    assert figure.table.rows[1][1] is None
    assert len(re.findall("<rect", figure.wide)) == 2
    assert len(re.findall("<polyline", months(style="line").wide)) == 2


def test_a_month_of_a_few_credits_opens_no_grid_below_zero():
    values = (Decimal(-219), 100 * MILLION)
    found = [charts.Month(202006 + index, value) for index, value in enumerate(values)]
    assert ">−£" not in charts.month_figure("months", "Spend", "£ million", found).wide


def test_a_figure_without_a_chart_opens_as_its_table():
    table = charts.Table("Places", (charts.Column("Place"),), (("Marsh",),))
    assert list(charts.table_figure("places", "Places", "", table).views) == ["table"]


def test_downloads_hold_raw_values_under_their_headings():
    heading, first, *_ = bars().table.values()
    assert heading == ["Place", "£ million", "Share"]
    assert first == ["Our three districts", Decimal("271.8") * MILLION, Decimal("0.31")]


def test_a_spark_needs_three_points():
    assert charts.sparkline([1, None, 2]) == ""
    assert "polyline" in charts.sparkline([1, 1, 1])


@given(st.decimals(min_value=Decimal("0.0001"), max_value=10**10, places=4))
def test_axes_step_in_ones_twos_and_fives(least):
    step = round_step(least)
    assert least <= step < least * 5
    assert str(step.normalize()).replace("0", "").lstrip(".E+-")[:1] in "125"


def test_a_plot_is_drawn_from_the_numbers_of_the_table():
    figure = months()
    amounts = [row[1] for row in figure.table.rows]
    assert [value and Decimal(value) * MILLION for value in figure.plot["values"]] == amounts
    assert figure.plot["labels"][:2] == ["July 2026: £74.2m", "August 2026: No data"]


def test_a_line_of_parity_stands_across_all_bars_and_no_value_on_it():
    parts = [charts.Bar("Decile 1", Decimal(64)), charts.Bar("Decile 10", Decimal(127))]
    figure = charts.bar_figure(
        "deciles", "Fewer", "Of each 100", parts, heading="Decile", amount_kind="count",
        parity=charts.Parity(Decimal(100), "100: parity"),
    )  # fmt: skip
    for drawn in (figure.wide, figure.narrow):
        assert "100: parity" in drawn
        line = re.findall(r'<line x1="([\d.]+)" y1="0" x2="([\d.]+)" y2="[\d.]+"[^>]*stroke-width="2"', drawn)
        assert len(line) == 1
        assert float(re.findall(r'<text x="([\d.]+)"[^>]*>64<', drawn)[0]) > float(line[0][0])
