"""Whatever a program sends, the answer is an answer: never a server error."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import Program
from tests.cast import Cast
from tests.leeds import leeds

NASTY = (
    "\0", "a\0b", "9" * 30, "-1", "0", "1e400", "NaN", "٣", "' OR 1=1 --", "%s", "%(x)s", "{{7*7}}", "[]", "{}", "\r\nX: y",
    "a" * 5000, ",", "..", "2025-01..", "0001-01", "9999-12", "0000-00", "E" + "0" * 8, "\N{RIGHT-TO-LEFT OVERRIDE}",
)  # fmt: skip


@pytest.fixture
def program(as_: Program, cast: Cast) -> APIClient:
    leeds(cast)
    return as_(cast.contributor)


def operations(method: str) -> list[tuple[str, dict[str, Any]]]:
    paths = APIClient().get("/api/v1/schema/").json()["paths"]
    return [(path, found[method]) for path, found in paths.items() if method in found]


def test_no_parameter_breaks_a_read(program: APIClient):
    for path, operation in operations("get"):
        address = path.replace("{slug}", "x").replace("{code}", "x").replace("{id}", "1")
        for parameter in operation.get("parameters", ()):
            for value in NASTY if parameter["in"] == "query" else ():
                answer = program.get(address, {parameter["name"]: value})
                assert answer.status_code < 500, (address, parameter["name"], value)
                assert answer.status_code < 400 or answer.json()["status"] == answer.status_code


def test_no_address_breaks_a_read(program: APIClient):
    for path, _ in operations("get"):
        for value in NASTY if "{" in path else ():
            address = path.replace("{slug}", value).replace("{code}", value).replace("{id}", value)
            assert program.get(address).status_code < 500, address


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"x"', "1", '{"answers": []}', '{"period": {}}', '{"email": []}']
)
def test_no_body_breaks_a_change(program: APIClient, body: str):
    number = program.get("/api/v1/uploads/").json()["items"][0]["id"]
    for path, _ in operations("post"):
        for media_type in ("application/json", "multipart/form-data; boundary=x", "text/plain", "nonsense"):
            if path != "/api/v1/sign-out/":
                answer = program.post(path.replace("{id}", str(number)), body, content_type=media_type)
                assert answer.status_code < 500, (path, body, media_type)
                assert answer.status_code < 400 or answer["Content-Type"] == "application/problem+json"
