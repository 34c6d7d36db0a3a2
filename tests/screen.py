"""A page on the screen of a real Chromium: what opens one, and what is looked for on it, wide and on a phone."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
NEEDED = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install it to check pages in a browser"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run make setup"),
]
WIDTHS = (1280, 390)
PATIENCE = 60_000
ORIGIN = "http://anchors.test"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ico": "image/x-icon"}
# Scripts hear of a new width with the next picture, and fold the navigation over a few: it is drawn when five in a row
# show the same.
DRAWN = """new Promise(done => {
    let last = "", same = 0, pictures = 0;
    const look = () => {
        const now = document.body.innerHTML + document.documentElement.scrollWidth;
        same = now === last ? same + 1 : 0;
        last = now;
        pictures += 1;
        same < 4 && pictures < 300 ? requestAnimationFrame(look) : done();
    };
    requestAnimationFrame(look);
})"""


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium for the length of a block."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@contextmanager
def page_of(answers: dict[str, Any]) -> Iterator[Any]:
    """A page of a browser whose every request is answered from these, by address, or from the static files."""

    def answer(route: Any) -> None:
        parts = urlsplit(route.request.url)
        made = answers.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        if made:
            return route.fulfill(status=made.status_code, headers=dict(made.headers), body=made.content)
        found = finders.find(parts.path.removeprefix("/static/")) if parts.netloc == "anchors.test" else None
        if not found:
            return route.abort()
        return route.fulfill(content_type=TYPES[Path(found).suffix], body=Path(found).read_bytes())

    with browser() as opened:
        page = opened.new_page()
        page.set_default_timeout(PATIENCE)
        page.route("**/*", answer)
        yield page


def widen(page: Any, width: int) -> None:
    """Give the screen this width, in pixels."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(DRAWN)


def faults(page: Any, name: str) -> list[str]:
    """What is wrong with a page as it stands there: each axe violation, and anything wider than the screen."""
    page.wait_for_load_state("load")
    page.evaluate(DRAWN)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
    found = [f"{name}: {each['id']} {each['nodes'][0]['html']}" for each in violations]
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, f"{name} is {wider} px wider than its screen"] if wider > 0 else found
