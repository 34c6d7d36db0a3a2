"""The gallery and the pages of words in a real Chromium: no axe violation, no refused style or script, no overflow."""

import pytest
from django.test import Client
from django.urls import reverse

from anchors.models import Upload
from tests.cast import assembled
from tests.screen import NEEDED, ORIGIN, WIDTHS, faults, page_of, widen

PAGES = ("help", "accessibility", "privacy", "api_guide", "about", "sign_in", "gallery")
VIEWS = ("?figure=bands&view=table", "?figure=bands&view=download", "?figure=bands&view=about")

pytestmark = [pytest.mark.django_db, *NEEDED]


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
    with page_of(answers) as page:
        yield page


def test_no_page_has_an_axe_violation_or_breaks_its_own_policy(answers, browser_page):
    refused, asked = [], []
    browser_page.on("console", lambda message: refused.append(message.text))
    browser_page.on("pageerror", lambda error: refused.append(str(error)))
    browser_page.on("request", lambda request: asked.append(request.url))
    found = []
    for address in answers:
        for width in WIDTHS:
            widen(browser_page, width)
            browser_page.goto(ORIGIN + address)
            browser_page.wait_for_selector("body.nhsuk-frontend-supported")
            found += faults(browser_page, f"{address} at {width}")
    assert found == []
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
