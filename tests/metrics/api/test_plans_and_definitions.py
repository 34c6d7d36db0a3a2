"""Recommendations, plans, commitments, actions, indicators, targets, place figures by program."""

import csv
import io
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from metrics.measuring import Figures, Identity, record
from metrics.models import (
    Action,
    Commitment,
    Group,
    PlaceSource,
    PlaceValue,
    Plan,
    Pledge,
    SubmittedIndicator,
    Target,
)
from metrics.place_indicators import PLACE_INDICATORS
from metrics.recommendations import RECOMMENDATIONS
from metrics.registry import indicators
from tests.cast import Cast
from tests.metrics.api.conftest import Program

API = "/api/v1/"
CHECKOUT = Path(__file__).resolve().parents[3]
LISTS = (
    "recommendations", "plans", "commitments", "actions", "indicators", "measurements", "measurements/former",
    "targets", "place-values",
)  # fmt: skip


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """An agreed plan with a pledge, a promise, two actions of which one is late, and targets."""
    today = timezone.localdate()
    plan: Plan = Plan.objects.create(
        system=cast.system, title="Anchor plan", first_day=date(2026, 4, 1), last_day=date(2029, 3, 31),
        state="agreed", agreed_on=date(2026, 3, 12),
    )  # fmt: skip
    Pledge.objects.create(plan=plan, institution=cast.council, signed_by="Chief executive", signed_on=today)
    Pledge.objects.create(plan=plan, institution=cast.trust)
    target = Target.objects.create(
        indicator="leakage", institution=cast.council, baseline="0.4", baseline_first=202504, baseline_last=202603,
        value="0.3", due=202803, rationale="Half of it is laundry.", steps=[[202703, "0.35"]],
    )  # fmt: skip
    Target.objects.create(
        indicator="leakage", institution=cast.trust, value="0.2", due=202803, rationale="As others do.",
        ended_at=timezone.now(),
    )  # fmt: skip
    promise = Commitment.objects.create(
        plan=plan, recommendation=2, institution=cast.council, title="Buy near", due=today, target=target
    )
    Action.objects.create(
        plan=plan, commitment=promise, recommendation=2, step="2.1", title="Count", owner=cast.council,
        person=cast.contributor, due=today - timedelta(days=1), status="at-risk",
    )  # fmt: skip
    Action.objects.create(
        plan=plan,
        recommendation=6,
        title="Ask",
        owner=cast.trust,
        due=today,
        status="completed",
        finished_on=today,
    )
    return plan


@pytest.fixture
def place_value(cast: Cast) -> PlaceValue:
    source = PlaceSource.objects.create(name="Fingertips, 2025", layout="fingertips", sha256="0" * 64, rows=1)
    value: PlaceValue = PlaceValue.objects.create(
        indicator=PLACE_INDICATORS[0].code, place=cast.district, area_code=cast.district.code, area_name="Marsh",
        period="2021 - 23", first=202101, last=202312, sex="Female", value="61.8", lower="59.4", upper="64.2",
        source=source,
    )  # fmt: skip
    return value


def items(program: APIClient, address: str, **given: Any) -> list[dict[str, Any]]:
    answer = program.get(f"{API}{address}", given)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_the_nine_are_there_in_an_empty_database(cast: Cast, as_: Program):
    found = items(as_(cast.outsider), "recommendations/")
    assert [(each["number"], each["title"]) for each in found] == [
        (each.number, each.title) for each in RECOMMENDATIONS
    ]
    assert as_(cast.outsider).get(f"{API}recommendations/2/").json() == found[1]
    assert "total-spend" in found[1]["indicators"]
    assert as_(cast.outsider).get(f"{API}recommendations/10/").status_code == 404


def test_indicators_are_those_that_the_command_prints(cast: Cast, as_: Program):
    printed = subprocess.run(
        [sys.executable, "manage.py", "list_indicators", "--json"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = items(as_(cast.outsider), "indicators/")
    assert [
        {key: value for key, value in each.items() if key != "submitted_in"} for each in found
    ] == json.loads(printed.stdout)


def test_a_submitted_definition_is_its_systems(cast: Cast, as_: Program, submitted: SubmittedIndicator):
    found = as_(cast.contributor).get(f"{API}indicators/{submitted.code}/").json()
    assert (found["submitted_in"], found["lever"]) == (cast.system.slug, "employment")
    theirs, nothing = (
        as_(cast.outsider).get(f"{API}indicators/{code}/") for code in (submitted.code, "nothing")
    )
    assert (theirs.status_code, theirs.content) == (404, nothing.content)
    assert submitted.code not in {each["code"] for each in items(as_(cast.outsider), "indicators/")}


@pytest.mark.parametrize(
    ("given", "field"), [({"lever": "employment"}, "lever"), ({"goal": "rising-wellbeing"}, "goal")]
)
def test_indicators_by_filter(
    cast: Cast, as_: Program, submitted: SubmittedIndicator, given: dict[str, str], field: str
):
    found = items(as_(cast.officer), "indicators/", **given)
    assert {each[field] for each in found} == set(given.values())
    sixth = items(as_(cast.officer), "indicators/", recommendation=6)
    assert len(indicators()) > len(sixth) > 0
    assert all(6 in each["recommendations"] for each in sixth)


def test_a_plan_is_read_by_its_system(cast: Cast, as_: Program, plan: Plan):
    for who in ("officer", "contributor", "reader", "trust_lead"):
        (found,) = items(as_(getattr(cast, who)), "plans/")
        assert (found["title"], found["pledges_signed"], found["commitments"], found["actions"]) == (
            "Anchor plan",
            1,
            1,
            2,
        )
    for address in ("plans/", "commitments/", "actions/", "targets/"):
        assert items(as_(cast.outsider), address) == []
    assert items(as_(cast.officer), "plans/", state="draft") == []


def test_actions_by_the_filters_of_the_board(cast: Cast, as_: Program, plan: Plan):
    program = as_(cast.reader)
    (late,) = items(program, "actions/", late="yes")
    assert (late["title"], late["is_late"], late["owner"], late["person"]) == (
        "Count", True, cast.council.slug, cast.contributor.name,
    )  # fmt: skip
    for given in (
        {"institution": cast.council.slug}, {"recommendation": 2}, {"status": "at-risk"}, {"plan": plan.pk, "late": "yes"},
    ):  # fmt: skip
        assert [each["title"] for each in items(program, "actions/", **given)] == ["Count"]
    assert [each["is_late"] for each in items(program, "actions/")] == [True, False]
    answer = program.get(f"{API}actions/", {"status": "late"}).json()
    assert "at-risk" in answer["detail"]


def test_a_commitment_names_its_target_and_a_target_its_line(cast: Cast, as_: Program, plan: Plan):
    (promise,) = items(as_(cast.contributor), "commitments/", institution=cast.council.slug)
    (target,) = items(as_(cast.contributor), "targets/", indicator="leakage")
    assert promise["target"] == target["id"]
    assert (target["baseline"], target["baseline_period"], target["value"], target["due"]) == (
        "0.400000", "2025-26", "0.300000", "2028-03",
    )  # fmt: skip
    assert target["steps"] == [{"month": "2027-03", "value": "0.35"}]


def test_targets_of_partners_are_read_by_the_board_alone_and_history_when_asked(
    cast: Cast, as_: Program, plan: Plan
):
    assert len(items(as_(cast.officer), "targets/")) == 1
    assert len(items(as_(cast.officer), "targets/", all="yes")) == 2
    assert len(items(as_(cast.contributor), "targets/", all="yes")) == 1


def test_place_figures_are_the_same_for_everybody_and_keep_their_edition(
    cast: Cast, as_: Program, place_value: PlaceValue
):
    (found,) = items(as_(cast.outsider), "place-values/", place=cast.district.code, period="2021-01..2023-12")
    assert (found["value"], found["place"], found["source"]) == (
        "61.800000",
        cast.district.code,
        "Fingertips, 2025",
    )
    assert found["unit"] == str(PLACE_INDICATORS[0].unit)
    assert items(as_(cast.outsider), "place-values/", period="2024-25") == []
    answer = as_(cast.outsider).get(f"{API}place-values/", {"indicator": "total-spend"}).json()
    assert PLACE_INDICATORS[0].code in answer["detail"]


@pytest.fixture
def everything_there(books: Cast, plan: Plan, place_value: PlaceValue, submitted: SubmittedIndicator) -> None:
    Group.objects.create(system=books.system, name="Pair", slug="pair")
    key = Identity("total-spend", books.council.pk, None, 202603, 202603)
    for number in (1, 2):
        record({key: Figures(number, None, "")}, reason="a test")


@pytest.mark.usefixtures("everything_there")
@pytest.mark.parametrize("path", LISTS)
def test_answers_are_as_described_and_csv_has_the_same_columns(cast: Cast, as_: Program, path: str):
    schema = APIClient().get(f"{API}schema/").json()
    program, address = as_(cast.officer), f"{API}{path}/"
    found = json.loads(program.get(address).content)
    content = schema["paths"][address]["get"]["responses"]["200"]["content"]
    described = {**content["application/json"]["schema"], "components": schema["components"]}
    jsonschema.Draft202012Validator(described).validate(found)
    assert found["items"], "there is nothing in the list to look at"
    text = b"".join(program.get(address, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text))) == list(found["items"][0])
    assert "text/csv" in content
    (example,) = content["application/json"]["examples"].values()
    shape = example["value"]["items"][0] if "items" in example["value"] else example["value"]
    assert set(shape) == set(found["items"][0])


@pytest.mark.parametrize("path", LISTS)
def test_every_list_reads_page_by_page(cast: Cast, as_: Program, everything_there: None, path: str):
    program, address, found = as_(cast.officer), f"{API}{path}/?limit=1", []
    for _ in range(3):
        body = program.get(address).json()
        found += body["items"]
        address = body["next"]
        if not address:
            break
    assert len({json.dumps(each) for each in found}) == len(found) > 0
