"""Definitions: complete or start-up stops; printed without a database; one function makes one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from anchors.periods import Period
from metrics.measuring import measure
from metrics.models import Measurement
from metrics.readings import measured
from metrics.recommendations import Lever
from metrics.registry import (
    Asked,
    Direction,
    Goal,
    IndicatorError,
    Part,
    Unit,
    indicator,
    indicator_of,
    indicators,
)
from tests.cast import Cast

CHECKOUT = Path(__file__).resolve().parents[2]
WORDS: dict[str, Any] = {
    "code": "trees-planted",
    "name": "Trees planted",
    "question": "How many trees did we plant?",
    "lever": Lever.ESTATES,
    "recommendations": (7,),
    "goal": Goal.ENVIRONMENT,
    "unit": Unit.COUNT,
    "direction": Direction.HIGHER,
    "numerator": "Trees planted on land of the institution",
    "why": "Trees cool and clean the air.",
    "limits": "Trees that die are not taken off.",
    "author": "A test",
    "next_review": date(2027, 1, 31),
}
NEEDED = {
    "code", "name", "lever", "recommendations", "goal", "unit", "direction", "numerator", "denominator",
    "why_it_matters", "limits", "author", "next_review",
}  # fmt: skip


def nothing(asked: Asked) -> list[Part]:
    return []


def test_one_function_in_one_place_adds_an_indicator(cast: Cast, own_registry: None) -> None:
    @indicator(**WORDS)
    def trees_planted(asked: Asked) -> list[Part]:
        return [Part(cast.council.pk, 202605, 12), Part(cast.council.pk, 202606, 30)]

    measure([cast.council.pk], reason="a test")
    reading = measured(indicator_of("trees-planted"), [cast.council.pk], Period(202604, 202606))
    assert reading is not None
    assert reading.value == 42
    assert "trees-planted" in {each.code for each in indicators()}


@pytest.mark.parametrize("field", sorted(set(WORDS) - {"code"}))
def test_a_missing_field_stops_start_up_with_a_sentence(field: str, own_registry: None) -> None:
    words = {key: value for key, value in WORDS.items() if key != field}
    with pytest.raises(
        IndicatorError, match=f'The indicator "trees-planted" has no {field.replace("_", " ")}'
    ):
        indicator(**words)(nothing)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, 'The indicator "trees-planted" has no name.'),
        ({"recommendations": (7, 12)}, "names recommendation 12. They are numbered 1 to 9."),
        ({"recommendations": ()}, "names no recommendation"),
        ({"code": "Trees planted"}, '"Trees planted" is not a code'),
        ({"unit": Unit.SHARE}, "is a share and has no denominator"),
        ({"colour": "green"}, "has colour, which no definition has"),
        ({"code": "total-spend"}, 'Two indicators have the code "total-spend".'),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(
    change: dict[str, Any], sentence: str, own_registry: None
) -> None:
    with pytest.raises(IndicatorError) as refused:
        indicator(**WORDS | change)(nothing)
    assert sentence in str(refused.value)


def test_an_indicator_that_fails_keeps_its_measurements_and_stops_no_other(
    cast: Cast, own_registry: None, unmeasured: list[str]
) -> None:
    council = cast.council.pk
    given = {"trees-planted": Part(council, 202605, 1), "trees-felled": Part(council, 202605, 5)}

    def counted(code: str) -> Callable[[Asked], list[Part]]:
        return lambda _: [given[code]]

    for code in [*given]:
        indicator(**WORDS | {"code": code})(counted(code))
    measure([council], reason="a test")
    given |= {"trees-planted": Part(council, 202605, 1, 2), "trees-felled": Part(council, 202605, 6)}
    measure([council], reason="a test")
    kept = dict(Measurement.objects.values_list("indicator", "numerator"))
    assert kept == {"trees-planted": 1, "trees-felled": 6}
    assert unmeasured == ['The indicator "trees-planted" cannot be measured: what was measured before stays.']


def test_a_measuring_that_takes_too_long_is_no_fault_of_the_indicator_it_was_at(
    cast: Cast, own_registry: None
) -> None:
    @indicator(**WORDS)
    def trees_planted(asked: Asked) -> list[Part]:
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        measure([cast.council.pk], reason="a test")


def test_the_spending_lever_ships_what_was_promised() -> None:
    assert {each.code for each in indicators() if each.lever is Lever.SPENDING} == {
        "total-spend", "influenceable-spend", "influenceable-share-of-spend", "local-share-of-spend",
        "local-share-of-influenceable-spend", "leakage", "sme-share-of-spend", "vcse-share-of-spend",
        "spend-in-deprived-areas", "supplier-concentration", "spend-with-known-place", "lines-decided-by-rule",
        "days-to-supply",
    }  # fmt: skip


def test_definitions_are_printed_where_neither_database_nor_queue_answers(tmp_path: Path) -> None:
    nowhere = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1",
        "ANCHORS_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "list_indicators", "--json"],
        cwd=CHECKOUT, env=os.environ | nowhere, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert [each["code"] for each in printed] == [each.code for each in indicators()]
    assert all(set(each) >= NEEDED for each in printed)
