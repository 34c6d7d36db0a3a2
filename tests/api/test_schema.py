"""The description of the API: complete, without warnings, and true."""

import io
from typing import Any

import jsonschema
import orjson
import pytest
import yaml
from django.core.management import call_command
from rest_framework.test import APIClient

from anchors.models import Upload
from tests.api.conftest import Program
from tests.cast import Cast
from tests.leeds import leeds

SCHEMA = "/api/v1/schema/"


@pytest.fixture
def schema(db: None) -> dict[str, Any]:
    return APIClient().get(SCHEMA).json()


@pytest.fixture
def upload(cast: Cast) -> Upload:
    return leeds(cast)


def test_it_is_made_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())


def test_it_is_openapi_3_1_in_json_and_yaml(schema: dict[str, Any]):
    assert schema["openapi"].startswith("3.1")
    assert yaml.safe_load(APIClient().get(SCHEMA, {"format": "yaml"}).content) == schema


def test_every_operation_has_words_and_can_answer_with_a_problem(schema: dict[str, Any]):
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            codes = set(operation["responses"])
            assert ("401" in codes) == (path != "/api/v1/sign-in/"), (path, method)
            for code in codes & {"400", "401", "403", "404", "409", "429"}:
                assert "application/problem+json" in operation["responses"][code]["content"]


def test_every_operation_has_an_example_of_what_is_sent_and_answered(schema: dict[str, Any]):
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            sent = operation.get("requestBody", {}).get("content", {})
            assert not sent or any(each.get("examples") for each in sent.values()), (method, path)
            for code, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json")
                assert not content or not code.startswith("2") or content["examples"], (method, path)


@pytest.mark.parametrize(
    "path",
    [
        "institutions/", "institutions/{slug}/", "systems/", "systems/{slug}/", "places/", "places/{code}/",
        "uploads/", "uploads/{id}/", "spending/", "spending/suppliers/", "spending/lines/", "spending/rules/",
        "spending/system/",
    ],
)  # fmt: skip
def test_answers_are_as_described(
    as_: Program, cast: Cast, upload: Upload, schema: dict[str, Any], path: str
):
    slug = cast.system.slug if path.startswith("systems") else cast.council.slug
    address = path.format(slug=slug, code=cast.city.code, id=upload.pk)
    answer = as_(cast.contributor).get(f"/api/v1/{address}")
    described = schema["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["content"]["application/json"]
    validator = jsonschema.Draft202012Validator({**described["schema"], "components": schema["components"]})
    found = orjson.loads(answer.content)
    assert not list(validator.iter_errors(found))
    assert found.get("items", True), "there is nothing in the list to look at"


def test_a_problem_is_as_described(cast: Cast, schema: dict[str, Any]):
    found = APIClient().get("/api/v1/places/").json()
    shape = {"$ref": "#/components/schemas/Problem", "components": schema["components"]}
    jsonschema.Draft202012Validator(shape).validate(found)
