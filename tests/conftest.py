"""The servers that every test runs against, and the two database roles as production has them.

The servers start before Django reads its settings, so they start here and not in a fixture; each run has its
own in a folder of its own, beside whatever else runs from this checkout. DATABASE_URL and REDIS_URL replace
them. Tables are made by the owner; the tests themselves connect as the application, which is no superuser.
"""

import contextlib
import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django
import hypothesis
import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from anchors import embedded

CHECKOUT = Path(__file__).resolve().parent.parent
RUNS = Path(os.environ.get("ANCHORS_HOME") or CHECKOUT / "var").resolve() / "tests"
RUNNING = contextlib.ExitStack()


def own_folder() -> Path:
    """A new state folder for this run. Folders of runs that were killed are removed.

    A lock is written to once it is held, so that one that is empty belongs to a run that is just starting.
    """
    RUNS.mkdir(parents=True, exist_ok=True)
    for earlier in RUNS.iterdir():
        with contextlib.suppress(OSError), (earlier / "lock").open() as lock:
            if not lock.read():
                continue
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(earlier, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=RUNS))


HOME = own_folder()
RUNNING.callback(shutil.rmtree, HOME, ignore_errors=True)
(HOME / "static").mkdir()  # whitenoise warns where the folder of collected files is missing
# A busy machine is no fault of the code: no generated input has to be dealt with in a given time.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")
OURS = {"ANCHORS_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "anchors.settings"}


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """The first hook of all: the conftest files of the folders, which import models, are read after it."""
    if is_handing_out(pluginmanager.get_plugin("pytestconfig")):
        RUNNING.enter_context(embedded.Family(HOME))  # without members: only the lock of the folder
        with pytest.MonkeyPatch.context() as environment:  # which the workers would inherit
            set_up(environment)
    else:
        RUNNING.enter_context(embedded.servers(HOME, throwaway=True))
        set_up(pytest.MonkeyPatch())


def is_handing_out(config: pytest.Config) -> bool:
    """Whether this process only gives tests to the workers of pytest-xdist, and so needs no servers."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    return not is_worker and bool(getattr(config.known_args_namespace, "numprocesses", None))


def set_up(environment: pytest.MonkeyPatch) -> None:
    for name, value in OURS.items():
        environment.setenv(name, value)
    django.setup()
    settings.WHITENOISE_AUTOREFRESH = True  # looks for a file when asked, not for 1,500 at each client
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the usual one is slow


def pytest_unconfigure() -> None:
    RUNNING.close()


def owner_of_tables() -> dict[str, str]:
    """Django's settings for signing in to the database as the owner of the tables."""
    owner = urlsplit(embedded.addresses(HOME).owner_url)
    return {"USER": unquote(owner.username or ""), "PASSWORD": unquote(owner.password or "")}


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner of the tables instead of as the application."""
    from django.db import connection

    settings = connection.settings_dict
    application = {name: settings[name] for name in ("USER", "PASSWORD")}
    connection.close()
    settings.update(owner_of_tables())
    try:
        yield
    finally:
        connection.close()
        settings.update(application)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """A test database whose tables the owner made, as in production; replaces pytest-django's fixture."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock(), as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    yield
    if "DATABASE_URL" in os.environ:  # our own server goes away with all that is in it
        with django_db_blocker.unblock(), as_owner():
            teardown_databases(made, verbosity=0)


class Heard(logging.Handler):
    """Measuring goes on without an indicator that fails, and only logs it: no test may miss that."""

    def __init__(self, said: list[str] | None) -> None:
        super().__init__()
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        if self.said is None:
            raise AssertionError(self.format(record))
        self.said.append(record.getMessage())


@pytest.fixture
def unmeasured() -> list[str]:
    """For a test that wants an indicator to fail: what is logged of it."""
    return []


@pytest.fixture(autouse=True)
def measuring_is_heard(request: pytest.FixtureRequest) -> Iterator[None]:
    said = request.getfixturevalue("unmeasured") if "unmeasured" in request.fixturenames else None
    logger, handler = logging.getLogger("metrics.measuring"), Heard(said)
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
