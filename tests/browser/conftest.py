"""A real Chromium on a real server with a real worker, and what is looked for on every page it opens."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.cast import PASSWORD, Cast, assembled
from tests.journey.processes import worker
from tests.screen import NEEDED, PATIENCE, WIDTHS, browser, faults, widen

PICTURES = os.environ.get("ANCHORS_PICTURES", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say what is missing instead of failing where there is no browser."""
    here = Path(__file__).parent
    for item in items:
        for mark in NEEDED if here in item.path.parents else ():
            item.add_marker(mark)


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The people and institutions, in a database that server and worker share.

    The browser's own event loop runs in this thread, which Django would take for a reason to refuse queries. The
    server's threads keep no connection, so that the database can be removed afterwards.
    """
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    return assembled()


@pytest.fixture
def working(cast: Cast) -> Iterator[None]:
    """A Celery worker on the test's database."""
    with worker():
        yield


class Visitor:
    """Somebody at a browser. Every page is looked at on a wide screen and on a phone."""

    def __init__(self, page: Any, origin: str, *, looks: bool) -> None:
        self.page, self.origin, self.looks = page, origin, looks
        self.faults: list[str] = []
        self.seen: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", self._failed)
        page.on("console", self._heard)

    def _failed(self, error: Any) -> None:
        if "Failed to fetch" not in str(error):  # a page that was left before its scripts had come
            self.faults.append(f"{self.page.url}: {error}")

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"{self.page.url}: {message.text}")

    def sign_in(self, email: str) -> None:
        """With the password of the whole cast."""
        self.page.goto(f"{self.origin}/sign-in/")
        self.look("sign in")
        self.page.fill("[name=username]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.press("Sign in")

    def go(self, path: str) -> None:
        """To an address, as from a bookmark."""
        self.page.goto(self.origin + path)

    def press(self, text: str) -> None:
        """A button, or a link that looks like one."""
        named = re.compile(text)
        self.page.locator("main").get_by_role("button", name=named).first.click()

    def follow(self, text: str) -> None:
        """A link."""
        self.page.locator("main").get_by_role("link", name=text).first.click()

    def arrive(self, step: str, name: str = "") -> None:
        """Wait for the page of a step, however long the work before it takes, and look at it."""
        self.page.wait_for_url(re.compile(f"/{step}/"), timeout=PATIENCE)
        self.look(name or step)

    def words(self) -> str:
        """What can be read in the main part of the page."""
        return " ".join(str(self.page.inner_text("main")).split())

    def look(self, name: str) -> None:
        """No axe violation, and nothing wider than the screen."""
        self.seen.append(name)
        if not self.looks:
            return
        for width in WIDTHS:
            widen(self.page, width)
            self.faults += faults(self.page, f"{name} at {width}")
            if PICTURES:
                self.page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        widen(self.page, WIDTHS[0])


@pytest.fixture
def visitor(live_server: Any, working: None) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser for somebody; `scripts=False` turns JavaScript off, and with it what only axe could see."""
    with browser() as opened:

        def open_for(email: str, *, scripts: bool = True) -> Visitor:
            context = opened.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
            context.route(
                lambda address: not address.startswith(live_server.url), lambda route: route.abort()
            )
            found = Visitor(context.new_page(), live_server.url, looks=scripts)
            found.sign_in(email)
            return found

        yield open_for
    connections.close_all()  # those of the browser's loop, which nothing else closes
