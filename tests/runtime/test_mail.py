"""Where mail goes, by the environment alone: each case reads the settings in a process of its own."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

SHOW = """
import json, sys
from anchors import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.startswith("EMAIL_") and
      name not in ("EMAIL_FILE_PATH",)}))
"""


def mail_settings(**given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EMAIL_")}
    return subprocess.run(
        [sys.executable, "-c", SHOW], env={**kept, **given}, cwd=settings.BASE_DIR,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def read(**given: str) -> dict[str, object]:
    done = mail_settings(**given)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_with_nothing_said_mail_is_written_to_the_console() -> None:
    assert read()["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


@pytest.mark.parametrize(
    ("scheme", "port", "tls", "ssl"),
    [("smtp", 25, False, False), ("smtp+tls", 587, True, False), ("smtps", 465, False, True)],
)
def test_one_address_says_all_about_the_mail_server(scheme: str, port: int, tls: bool, ssl: bool) -> None:
    found = read(EMAIL_URL=f"{scheme}://sender:p%40ss@mail.example")
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("sender", "p@ss")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_a_backend_that_is_named_goes_before_the_address() -> None:
    backend = "django.core.mail.backends.filebased.EmailBackend"
    assert read(EMAIL_URL="smtp://mail.example", EMAIL_BACKEND=backend)["EMAIL_BACKEND"] == backend


def test_a_wrong_address_is_refused_without_repeating_its_password() -> None:
    done = mail_settings(EMAIL_URL="mail://sender:hush@mail.example")
    assert done.returncode != 0
    assert "EMAIL_URL is not the address of a mail server" in done.stderr
    assert "hush" not in done.stderr
