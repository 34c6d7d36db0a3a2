"""The nine and the plan templates, held against the papers they come from."""

import os
import re
from pathlib import Path

import pytest

from anchors.models import AnchorInstitution
from metrics.plan_templates import BLMK_ACTION_PLAN, HEALTH_FOUNDATION, HEALTHY_PLACES, PLAN_TEMPLATES, Owner
from metrics.recommendations import RECOMMENDATIONS, recommendation, step_of

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCES = Path(os.environ.get("ANCHORS_SOURCES") or REPOSITORY.parent / "shared" / "sources")
ROMAN = ("I", "II", "III", "IV")


def paper(number: int) -> str:
    """The text of one of the papers."""
    found = sorted(SOURCES.glob(f"{number:03d}_*.txt"))
    if not found:
        pytest.skip(f"the papers are not here; put them in {SOURCES} or set ANCHORS_SOURCES")
    return plain(found[0].read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """The text with simple quotation marks, no emphasis and single spaces; lines stay."""
    text = re.sub(r"[’‘]", "'", text).replace("*", "")
    return "\n".join(re.sub(r"\s+", " ", line).strip() for line in text.splitlines())


def test_there_are_nine_with_steps_and_a_page_of_the_source() -> None:
    assert [each.number for each in RECOMMENDATIONS] == list(range(1, 10))
    assert all(each.steps and each.source.pages and each.of for each in RECOMMENDATIONS)
    assert recommendation(2).source.citation == (
        "Healthy places (CLES, 2023), section 2, Making it happen, pages 14–15"
    )


def test_titles_of_the_nine_are_the_papers_own() -> None:
    summary = paper(0).partition("\nRecommendations\n")[2]
    printed = re.findall(r"^([1-9])\. (.+)$", summary, re.MULTILINE)[:9]
    assert printed == [(str(each.number), each.title) for each in RECOMMENDATIONS]


def test_numbered_steps_of_the_nine_are_those_that_the_paper_numbers() -> None:
    text = paper(0).partition("\n2. Making it happen\n")[2]
    printed: dict[int, list[str]] = {}
    number = 0
    for line in text.splitlines():
        if (heading := re.match(r"([1-9])\. ", line)) and int(heading[1]) == number + 1:
            number += 1
        elif step := re.match(r"(?:- )?(i{1,3})\. ", line):
            printed.setdefault(number, []).append(step[1])
    ours = {each.number: [step.numeral for step in each.steps if step.numeral] for each in RECOMMENDATIONS}
    assert printed == {number: numerals for number, numerals in ours.items() if numerals}


def test_the_blmk_template_has_the_papers_six_actions_and_every_numbered_step() -> None:
    text = paper(2)
    titles, steps, number = {}, {}, 0
    for line in text.partition("\nKey actions:\n")[2].splitlines():
        if (heading := re.match(r"([1-6])\. (.{40,})$", line)) and int(heading[1]) == number + 1:
            number += 1
            titles[number] = heading[2]
        elif step := re.match(r"- (I{1,3}|IV)\. ", line):
            steps.setdefault(number, []).append(step[1])
    ours = {each.number: plain(each.title("BLMK")) for each in BLMK_ACTION_PLAN.actions}
    assert {number: title.lower() for number, title in titles.items()} == {
        number: title.lower() for number, title in ours.items()
    }
    assert steps == {2: list(ROMAN), 5: list(ROMAN)}
    assert steps == {
        each.number: numerals
        for each in BLMK_ACTION_PLAN.actions
        if (numerals := [step.numeral for step in each.steps if step.numeral])
    }


def test_the_foundations_template_has_the_reports_six_steps() -> None:
    table = paper(3).partition("Table 1: ")[2]
    printed = re.findall(r"^([1-6])\. (.+?)\.?$", table, re.MULTILINE)[:6]
    assert printed == [(str(each.number), each.title("")) for each in HEALTH_FOUNDATION.actions]


def test_every_step_of_a_template_serves_one_of_the_nine_and_a_step_that_it_has() -> None:
    for template in PLAN_TEMPLATES:
        for step in (step for action in template.actions for step in action.steps):
            assert 1 <= step.recommendation <= 9
            assert not step.step or step_of(step.step) in recommendation(step.recommendation).steps


def test_the_plan_of_the_nine_has_an_action_for_every_step() -> None:
    codes = [step.step for action in HEALTHY_PLACES.actions for step in action.steps]
    assert codes == [step.code for each in RECOMMENDATIONS for step in each.steps]


def test_suggested_owners_are_kinds_of_institutions_that_exist() -> None:
    kinds = set(AnchorInstitution.Kind.values)
    assert all(owner.kinds <= kinds and owner.label for owner in Owner)
    assert Owner.COUNCILS.kinds == {str(kind) for kind in AnchorInstitution.COUNCIL_KINDS}


def test_of_whom_it_is_asked_reads_as_one_sentence():
    assert recommendation(2).asked_of == "Integrated care system and councils"
    assert (
        recommendation(3).asked_of == "Integrated care system; councils; Department of Health and NHS England"
    )
    assert recommendation(5).asked_of == "Department of Health and NHS England; integrated care system"
    assert recommendation(1).asked_of == "Integrated care system"
