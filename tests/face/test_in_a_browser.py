"""The gallery and the pages of words in a real Chromium: no axe violation, no refused style or script, no overflow."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from anchors.models import Upload
from tests.cast import assembled

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ORIGIN = "http://anchors.test"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ico": "image/x-icon"}
WIDTHS = (1280, 390)
PAGES = ("help", "accessibility", "privacy", "api_guide", "about", "sign_in", "gallery")
VIEWS = ("?figure=bands&view=table", "?figure=bands&view=download", "?figure=bands&view=about")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install it to check pages in a browser"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run make setup"),
]


@pytest.fixture
def answers():
    """Every page as a person with two roles sees it, and one as nobody; made before the browser starts."""
    cast = assembled()
    cast.system.is_sample = True
    cast.system.save()
    cast.officer.is_staff = True
    cast.officer.save()
    client = Client()
    client.force_login(cast.officer)
    addresses = [reverse(name) for name in PAGES[:-2]] + ["/no-such-page/"]
    addresses += [reverse("gallery") + view for view in ("", *VIEWS)]
    made = {address: client.get(address) for address in addresses}
    made[reverse("sign_in")] = Client().post(reverse("sign_in"), {})
    sent = Upload.objects.create(
        institution=cast.board,
        kind="spend",
        name=f"{'x' * 230}.csv",
        size=1,
        sha256="0" * 64,
        state="refused",
        reason="Empty.",
    )
    for address in (reverse("uploads"), reverse("upload_refused", args=[sent.pk])):
        made[address] = client.get(address)
    return made


@pytest.fixture
def browser_page(answers):
    """A page of a browser whose every request is answered from what was made."""
    from playwright.sync_api import sync_playwright

    def answer(route):
        parts = urlsplit(route.request.url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if address in answers:
            made = answers[address]
            return route.fulfill(status=made.status_code, headers=dict(made.headers), body=made.content)
        found = finders.find(parts.path.removeprefix("/static/")) if parts.netloc == "anchors.test" else None
        if not found:
            return route.abort()
        return route.fulfill(content_type=TYPES[Path(found).suffix], body=Path(found).read_bytes())

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        page = browser.new_page()
        page.route("**/*", answer)
        yield page
        browser.close()


def test_no_page_has_an_axe_violation_or_breaks_its_own_policy(answers, browser_page):
    refused, asked = [], []
    browser_page.on("console", lambda message: refused.append(message.text))
    browser_page.on("pageerror", lambda error: refused.append(str(error)))
    browser_page.on("request", lambda request: asked.append(request.url))
    found = {}
    for address in answers:
        for width in WIDTHS:
            browser_page.set_viewport_size({"width": width, "height": 900})
            browser_page.goto(ORIGIN + address)
            browser_page.wait_for_selector("body.nhsuk-frontend-supported")
            browser_page.wait_for_load_state("load")
            browser_page.evaluate(AXE.read_text(encoding="utf-8"))
            violations = browser_page.evaluate(
                "axe.run({resultTypes: ['violations']}).then(r => r.violations)"
            )
            found[f"{address} at {width}"] = [each["id"] for each in violations]
            wider = browser_page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wider <= 0, f"{address} is {wider} px wider than its {width} px"
    assert not {address: ids for address, ids in found.items() if ids}
    assert not [address for address in asked if not address.startswith((f"{ORIGIN}/", "data:"))]
    assert not [
        line for line in refused if "Content Security Policy" in line or "Error" in line.split(":")[0]
    ]


def test_a_file_name_of_any_length_stays_inside_its_column(answers, browser_page):
    browser_page.goto(ORIGIN + reverse("uploads"))
    over = "(box => box.scrollWidth - box.clientWidth)(document.querySelector('.nhsuk-scroll__content'))"
    assert browser_page.evaluate(over) <= 0


def test_the_components_start_and_the_error_summary_takes_the_focus(browser_page):
    browser_page.goto(ORIGIN + reverse("sign_in"))
    browser_page.wait_for_function("document.activeElement.className == 'nhsuk-error-summary'")
    assert browser_page.title().startswith("Error: ")
    browser_page.click(".nhsuk-error-summary a >> nth=0")
    assert browser_page.evaluate("document.activeElement.id") == "id_username"
    assert browser_page.is_visible("text=Show")


def test_a_chart_by_month_can_be_looked_at_closer_and_put_back(browser_page):
    refused = []
    browser_page.on("console", lambda message: refused.append(message.text))
    browser_page.goto(ORIGIN + reverse("gallery"))
    browser_page.click("#months >> text=Look closer")
    browser_page.wait_for_selector("#months .anchors-plot .bars")
    assert not browser_page.is_visible("#months .anchors-chart--wide")
    assert not [line for line in refused if "Content Security Policy" in line]
    browser_page.click("#months >> text=Show the plain chart")
    assert browser_page.is_visible("#months .anchors-chart--wide")
