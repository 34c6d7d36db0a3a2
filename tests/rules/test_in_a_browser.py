"""The pages of the rules in a real Chromium: no axe violation, no overflow, on a wide screen and on a phone."""

import os

import pytest
from django.test import Client
from django.urls import reverse

from anchors.jobs import run_job
from anchors.models import Job
from procurement.models import Rule, RuleChange, SpendLine
from tests.cast import person
from tests.screen import NEEDED, ORIGIN, WIDTHS, faults, page_of, widen

PICTURES = os.environ.get("ANCHORS_PICTURES", "")
ANSWERS = {
    "title": "Paper under the national contract", "reason": "NATFW", "field": "category", "match": "words",
    "phrases": "Stationery", "exceptions": "", "place": "0", "why": "New contract",
}  # fmt: skip

pytestmark = [pytest.mark.django_db, *NEEDED]


@pytest.fixture
def answers(council, cast):
    """Every page as a lead of the council sees it, made before the browser starts."""
    client = Client()
    client.force_login(person("Lena Lead", cast.council, "lead"))
    scope = {"kind": "institution", "slug": cast.council.slug}
    rule = scope | {"rule_id": Rule.objects.get(code="energy-supplier").pk}
    client.post(reverse("rule_add", kwargs=scope), ANSWERS)
    change = reverse("rules_preview", args=[RuleChange.objects.get().pk])
    made = {f"{change}?proposed": client.get(change)}
    client.post(change)
    made[f"{change}?confirmed"] = client.get(change)
    assert run_job(Job.objects.get(kind="reclassify").pk)
    line = SpendLine.objects.get(amount_pence=300_00)
    names = ["rules_of", "rule_changes", "rule_add"]
    addresses = [change, *(reverse(name, kwargs=scope) for name in names)]
    addresses += [
        reverse(name, kwargs=rule) for name in ("rule", "rule_change", "rule_move", "rule_switch_off")
    ]
    addresses += [
        reverse("override_line", args=[line.pk]),
        reverse("override_supplier", args=[line.key.supplier_id]),
    ]
    made |= {address: client.get(address) for address in addresses}
    made[f"{reverse('rule_add', kwargs=scope)}?wrong"] = client.post(reverse("rule_add", kwargs=scope), {})
    return made


def test_no_page_of_the_rules_has_an_axe_violation_or_overflows(answers):
    found = []
    with page_of(answers) as page:
        for number, address in enumerate(answers):
            assert answers[address].status_code == 200, address
            for width in WIDTHS:
                widen(page, width)
                page.goto(ORIGIN + address)
                page.wait_for_selector("body.nhsuk-frontend-supported")
                found += faults(page, f"{address} at {width}")
                if PICTURES:
                    page.screenshot(path=f"{PICTURES}/{number:02}-{width}.png", full_page=True)
    assert found == []
