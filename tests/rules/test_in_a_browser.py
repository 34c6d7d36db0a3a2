"""The pages of the rules in a real Chromium: no axe violation, no overflow, on a wide screen and on a phone."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from anchors.jobs import run_job
from anchors.models import Job
from procurement.models import Rule, RuleChange, SpendLine
from tests.cast import person

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ORIGIN = "http://anchors.test"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ico": "image/x-icon"}
PICTURES = os.environ.get("ANCHORS_PICTURES", "")
ANSWERS = {
    "title": "Paper under the national contract", "reason": "NATFW", "field": "category", "match": "words",
    "phrases": "Stationery", "exceptions": "", "place": "0", "why": "New contract",
}  # fmt: skip

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install it to check pages in a browser"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run make setup"),
]


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
    from playwright.sync_api import sync_playwright

    def answer(route):
        parts = urlsplit(route.request.url)
        made = answers.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        if made:
            return route.fulfill(status=made.status_code, headers=dict(made.headers), body=made.content)
        found = finders.find(parts.path.removeprefix("/static/")) if parts.netloc == "anchors.test" else None
        if not found:
            return route.abort()
        return route.fulfill(content_type=TYPES[Path(found).suffix], body=Path(found).read_bytes())

    faults = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        page = browser.new_page()
        page.route("**/*", answer)
        for number, address in enumerate(answers):
            assert answers[address].status_code == 200, address
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(ORIGIN + address)
                page.wait_for_selector("body.nhsuk-frontend-supported")
                page.evaluate(AXE.read_text(encoding="utf-8"))
                violations = page.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
                faults[f"{address} at {width}"] = [each["id"] for each in violations]
                wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                assert wider <= 0, f"{address} is {wider} px wider than its {width} px"
                if PICTURES:
                    page.screenshot(path=f"{PICTURES}/{number:02}-{width}.png", full_page=True)
        browser.close()
    assert not {address: ids for address, ids in faults.items() if ids}
