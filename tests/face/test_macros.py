"""Components: every one is shown in the gallery, well formed, and safe whatever is put in."""

import re
from decimal import Decimal

import pytest
from django.test import RequestFactory

from tests.face.reading import Reading, drawn, faults, macros

HOSTILE = "<img src=x onerror=alert(1)>"
TABLES = '{% from "anchors/macros/tables.html" import table %}'
CALLS = {
    "heading": "heading(h, h)",
    "head": "head(h, 'id', '#', h)",
    "crumbs": "crumbs([{'text': h, 'href': '#'}])",
    "subnav": "subnav(h, [{'text': h, 'href': '#'}])",
    "take_away": "take_away([{'heading': h, 'links': [{'text': h, 'href': '#', 'note': h}], 'text': [h]}])",
    "table": "table(h, [{'heading': h}, {'heading': h}], [[{'value': h, 'href': '#', 'note': h}, h]], foot=[h, h])",
    "absent": "absent(h)",
    "stat": "stat(h, h, 'improving', h, '#', h)",
    "icon": "icon('improving', h)",
    "key": "key([{'text': h, 'tone': '1'}])",
    "applied": "applied([{'text': h, 'href': '#'}])",
    "counts": "counts([{'label': h, 'number': h, 'detail': h, 'href': '#', 'link': h}])",
    "progress": "progress(h, 1, 2, h)",
    "rows": "rows([{'text': h, 'href': '#', 'note': h, 'late': h}])",
    "nine": "nine([{'number': 1, 'text': h, 'href': '#', 'status': h, 'next': h}])",
    "status": "status(h)",
    "tag": "tag(h)",
    "late": "late(h)",
    "facts": "facts([{'key': h, 'value': h, 'note': h}])",
    "timeline": "timeline([{'what': h, 'text': h, 'when': h}])",
    "button": "button(h, 'name', h)",
    "button_link": "button_link(h, '#')",
    "link_button": "link_button('', '#', h, {'name': h})",
}
BLOCKS = {
    "finding": "finding('out', h)",
    "problem": "problem(h)",
    "verdict": "verdict(h)",
    "empty": "empty(h)",
}


def source(name):
    file = next(file for file, macro in macros() if macro == name)
    return f'{{% from "{file}" import {name} %}}'


@pytest.mark.parametrize("name", CALLS)
def test_what_a_component_is_given_is_escaped(name):
    markup = drawn(f"{source(name)}{{{{ {CALLS[name]} }}}}", h=HOSTILE)
    assert "<img" not in markup
    assert "&lt;img" in markup
    assert not [fault for fault in faults(markup) if "leads nowhere" not in fault]


@pytest.mark.parametrize("name", BLOCKS)
def test_the_title_of_a_block_is_escaped(name):
    markup = drawn(f"{source(name)}{{% call {BLOCKS[name]} %}}<p>Body</p>{{% endcall %}}", h=HOSTILE)
    assert "<img" not in markup
    assert "<p>Body</p>" in markup


def test_a_cell_that_nobody_supplied_says_so_and_nought_stays_nought():
    markup = drawn(
        TABLES + "{{ table('Spend', [{'heading': 'Place'}, {'heading': '£ million', 'kind': 'm'}], rows) }}",
        rows=[["Marsh", None], ["Northvale", Decimal(0)]],
    )
    assert '<span class="anchors-none">No data</span>' in markup
    assert ">0.0</td>" in markup


def test_a_share_is_a_number_with_its_bar():
    markup = drawn(
        TABLES + "{{ table('Shares', [{'heading': 'Place'}, {'heading': 'Share', 'kind': 'share'}], rows) }}",
        rows=[["Marsh", {"value": Decimal("0.439"), "tone": "2", "mark": Decimal("0.38")}]],
    )
    assert "<span>44%</span>" in markup
    assert 'width="43.9%" height="14" fill="#28A197"' in markup
    assert 'x="38.0%"' in markup


def test_sorting_links_keep_the_filters_and_turn_the_order_round():
    request = RequestFactory().get("/", {"period": "2026-27", "sort": "-total", "page": "3"})
    markup = drawn(
        TABLES
        + "{{ table('Spend', columns, [['Marsh', 1]], sorting={'request': request, 'by': '-total'}) }}",
        request=request,
        columns=[{"heading": "Place", "sort": "place"}, {"heading": "Total", "kind": "m", "sort": "total"}],
    )
    page = Reading(markup)
    assert [link["href"] for link in page.all("a")] == [
        "?period=2026-27&sort=place",
        "?period=2026-27&sort=total",
    ]
    assert 'aria-sort="descending"' in markup


def test_a_table_can_be_reached_and_scrolled_with_the_keyboard():
    markup = drawn(TABLES + "{{ table('Spend', [{'heading': 'Place'}], [['Marsh']]) }}")
    assert re.search(r'role="region" aria-labelledby="spend" tabindex="0"', markup)


def test_a_stacked_table_keeps_its_roles_and_names_its_cells():
    markup = drawn(
        TABLES + "{{ table('T', [{'heading': 'A'}, {'heading': 'B'}], [['1', '2']], stack=true) }}"
    )
    for part in ('role="table"', 'role="row"', 'role="rowheader"', 'role="cell" data-label="B"'):
        assert part in markup


def test_a_status_is_one_of_four_words_with_its_colour():
    markup = drawn(source("status") + "{{ status('At risk') }}")
    assert markup == '<strong class="nhsuk-tag nhsuk-tag--orange anchors-tag">At risk</strong>'


def test_progress_without_a_measure_is_only_words():
    assert "<progress" not in drawn(
        source("progress") + "{{ progress('Checking', 0, 0, 'Waiting to start.') }}"
    )
