"""No staff postcode is anywhere but in the request: real servers, real database, and every way in which it can fail."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client

from anchors.embedded.family import die_with_parent
from anchors.models import Parameter, Token
from tests.cast import Cast, assembled
from tests.journey.processes import CHECKOUT, environment
from tests.workforce import traces
from tests.workforce.failing import LEAK
from tests.workforce.neighbourhood import csv_file, postcode, settled, workbook
from workforce.intake import LARGEST_FILE
from workforce.models import StaffCount, StaffIntake

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = (
    "django.http.multipartparser:MultiPartParser.parse",
    "workforce.intake.uploading:InMemoryOnly.new_file",
    "workforce.intake.uploading:InMemoryOnly.receive_data_chunk",
    "workforce.intake.uploading:InMemoryOnly.file_complete",
    "workforce.intake.journey:MemoryFile",
    "workforce.intake.journey:content_of",
    "workforce.intake.journey:_refuse_large",
    "workforce.intake.journey:opened",
    "anchors.ingest.reading:encoding_of",
    "anchors.ingest.reading:dialect_of",
    "workforce.intake.journey:table_of",
    "workforce.intake.table:matched",
    "workforce.intake.table:normal_postcode",
    "workforce.intake.journey:tally",
    "workforce.intake.tally:_Reader.take",
    "workforce.intake.tally:normal_postcode",
    "anchors.geography.lookup:PostcodeLookup.areas_of",
    "workforce.intake.values:pay_group",
    "workforce.intake.values:staff_group",
    "workforce.intake.tally:Tally.note",
    "workforce.intake.tally:Tally.as_checks",
    "workforce.intake.journey:_rows",
    "workforce.intake.journey:_kept",
)
FORM = {"quarter": "2026-27-Q1", "census_date_0": "30", "census_date_1": "6", "census_date_2": "2026"}


def as_sent(code: str) -> str:
    """A postcode as nobody else writes it, so that it can only come from our file."""
    outward, inward = code.lower().split()
    return f"{outward[:1]}{outward[1:].upper()}  {inward[:-1]}{inward[-1].upper()}"


def markers(cast: Cast) -> list[str]:
    """Postcodes of the directory, and some that are in none."""
    return [as_sent(postcode(cast.city, n)) for n in range(20)] + [
        as_sent("NV9 9AA"),
        as_sent("QX7 4DJ"),
        "ZZ99  3vZ",
    ]


def spellings(words: list[str]) -> list[str]:
    """As sent, and as our own reading writes them; the directory itself writes them without a space."""
    tidy = [" ".join(word.upper().split()) for word in words]
    return [*words, *tidy, LEAK]


def staff(words: list[str]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows; broken rows have a postcode in a wrong column, or stand in quotation marks that do not close."""
    rows = [[word, "Band 5", "Nursing"] for word in words]
    rows += [["", words[0], words[1]], [words[2]], [f'"{words[3]}', "5"], ["", "", "", words[4]]]
    return ["Home Post Code", "Pay band", "Staff group"], rows


@dataclass(frozen=True)
class Served:
    """A real web server on the test's database, with folders of its own to be searched."""

    port: int
    process: "subprocess.Popen[bytes]"
    folder: Path

    @property
    def worker(self) -> int:
        """The process that answers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0])

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            client.request(
                method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
            )
            answer = client.getresponse()
            return answer.status, answer.read()
        finally:
            client.close()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cache.clear()
    made = assembled()
    settled(made)
    return made


@pytest.fixture
def served(cast: Cast, tmp_path: Path) -> Iterator[Served]:
    if sys.platform != "linux":
        pytest.skip("looks into /proc")
    door = socket.create_server(("127.0.0.1", 0))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-W", "ignore", "-m", "gunicorn", "tests.workforce.failing", "--workers=1", "--preload",
               f"--bind=fd://{door.fileno()}", "--no-control-socket", "--access-logfile=-", "--timeout=60"]  # fmt: skip
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, pass_fds=[door.fileno()], stdout=log, stderr=log,
            env=environment() | {"TMPDIR": str(scratch), "LOG_LEVEL": "DEBUG"},
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no thread runs yet
        )  # fmt: skip
        try:
            made = Served(door.getsockname()[1], process, tmp_path)
            assert made.ask("GET", "/sign-in/")[0] == 200
            yield made
        finally:
            process.terminate()
            process.wait(timeout=30)
            door.close()


def cookie(cast: Cast) -> str:
    client = Client()
    client.force_login(cast.trust_lead)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def multipart(fields: dict[str, str], content: bytes) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="staff.csv"\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def by_page(served: Served, cast: Cast, content: bytes, **headers: str) -> int:
    """The status of the answer to the form."""
    token = get_token_value()
    body, kind = multipart(FORM | {"csrfmiddlewaretoken": token}, content)
    cookies = f"{cookie(cast)}; {settings.CSRF_COOKIE_NAME}={token}"
    return served.ask("POST", "/employment/staff/new/", body, Cookie=cookies, Content_Type=kind, **headers)[0]


def get_token_value() -> str:
    """What a browser would have got with the form."""
    return "a" * CSRF_SECRET_LENGTH


def by_program(served: Served, cast: Cast, content: bytes, **headers: str) -> int:
    """The status of the answer to a program."""
    _, token = Token.objects.create(user=cast.trust_lead)
    fields = {"institution": cast.trust.slug, "quarter": "2026-27-Q1", "census_date": "2026-06-30"}
    body, kind = multipart(fields, content)
    bearer = {"Authorization": f"Bearer {token}", "Content_Type": kind}
    return served.ask("POST", "/api/v1/employment/staff/", body, **bearer, **headers)[0]


def traces_of(words: list[str], served: Served) -> set[str]:
    with connection.cursor() as cursor:
        # The log is written behind the commits: all of it has to be there first.
        cursor.execute("SELECT pg_logical_emit_message(false, 'searched', '', true)")
    return traces.found(spellings(words), [settings.HOME, served.folder])


def test_nothing_of_a_staff_file_is_anywhere_after_it_was_taken_in(served: Served, cast: Cast):
    words = markers(cast)
    for made in (csv_file, workbook):
        for send, status in ((by_page, 302), (by_program, 201)):
            assert send(served, cast, made(*staff(words))) == status
    assert StaffIntake.objects.count() == 4
    assert StaffCount.objects.filter(where="area").exists()
    assert traces_of(words, served) == set()


def test_nothing_is_anywhere_whatever_step_fails(served: Served, cast: Cast):
    words = markers(cast)
    for step in STEPS:
        content = csv_file(*staff(words))
        assert by_page(served, cast, content, X_Fail_At=step) in (400, 500), step
        assert by_program(served, cast, content, X_Fail_At=step) in (400, 500), step
    assert not StaffIntake.objects.exists()
    log = (served.folder / "web.log").read_text()
    assert log.count("A staff file failed: RuntimeError") >= len(STEPS), "the control: every step did fail"
    assert traces_of(words, served) == set()


def test_nothing_is_anywhere_of_a_file_that_is_too_large_broken_or_refused(served: Served, cast: Cast):
    words = markers(cast)
    large = csv_file(*staff(words)) + b"x" * LARGEST_FILE + ",".join(words).encode()
    broken = workbook(*staff(words))[:-400]
    headless = csv_file(words[:2], [words[:2]] * 3)
    for content, statuses in (
        (large, {413}),
        (broken, {200, 400}),
        (headless, {200, 400}),
        (b"PK\x03\x04" + large[:999], {200, 400}),
    ):
        for send in (by_page, by_program):
            assert send(served, cast, content) in statuses
    assert traces_of(words, served) == set()


def test_nothing_is_anywhere_of_a_request_that_was_cut_off_or_killed(served: Served, cast: Cast):
    words = markers(cast)
    limits = Path(f"/proc/{served.worker}/limits").read_text()
    assert re.search(r"Max core file size\s+0\s+0", limits), (
        "no picture of the memory of a process that ends badly"
    )
    for ending in (None, signal.SIGABRT, signal.SIGKILL):
        body, kind = multipart(FORM, csv_file(*staff(words * 2000)))
        head = (
            f"POST /employment/staff/new/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie(cast)}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", served.port)) as line:
            line.sendall(head.encode() + body[: len(body) // 2])
            time.sleep(0.5)
            if ending:
                os.kill(served.worker, ending)
                time.sleep(1)
    assert served.ask("GET", "/sign-in/")[0] == 200, "the server goes on"
    assert traces_of(words, served) == set()


def test_the_search_would_find_a_postcode_wherever_it_were_kept(served: Served, cast: Cast):
    word = as_sent("NV8 8ZZ")
    Parameter.objects.create(code="leak", name=f"a {word}", source_title="t", status="local", value=1)
    cache.set("leak", [word])
    Session.objects.create(
        session_key="leak",
        session_data=Client().session.encode({"leak": word}),
        expire_date="2027-01-01T00:00:00Z",
    )
    (served.folder / "scratch" / "left").write_bytes(word.encode("utf-16-le"))
    places = " ".join(traces_of([word], served))
    for place in ("table anchors_parameter", "session", "redis", "pg_wal", "scratch/left"):
        assert place in places, place
