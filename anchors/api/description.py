"""How endpoints describe themselves in OpenAPI: their parameters, their CSV, the problems all can answer."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework import serializers

PROBLEMS = {
    400: "Part of the request is not right.",
    401: "Not signed in, or the token has ended.",
    403: "You may look at this but not change it.",
    404: "Nothing there, or nothing there for you: the two look the same.",
    409: "Not possible in the state that the thing is in.",
    429: "Too many tries; `Retry-After` says how many seconds to wait.",
}
EXAMPLE = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "code": "invalid",
    "detail": '"2026-13" is not a period. Use a month (2026-09), a quarter (2026-27-Q2) or a year (2026-27).',
    "errors": [{"parameter": "period", "detail": '"2026-13" is not a period. …'}],
    "instance": "urn:anchors:5b1d0f3c9a7e4c22",
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How to send a token."""

    target_class = "anchors.api.authentication.Bearer"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """In the words of OpenAPI."""
        return {"type": "http", "scheme": "bearer"}


class Fault(serializers.Serializer[Any]):
    """What is wrong with one part of a request."""

    pointer = serializers.CharField(
        required=False, help_text="JSON pointer into the body, such as `#/answers`."
    )
    parameter = serializers.CharField(required=False, help_text="Name of the query parameter.")
    detail = serializers.CharField(help_text="A sentence that says what was found and what was expected.")


class Problem(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField(help_text="The status in words.")
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="For programs; it does not change.")
    detail = serializers.CharField(help_text="A sentence for a person.")
    errors = Fault(many=True, required=False)  # type: ignore[assignment]
    instance = serializers.CharField(required=False, help_text="Stands in the service's log.")


class Description(AutoSchema):
    """One operation in the schema."""

    def get_override_parameters(self) -> list[Any]:
        """The query parameters that a list reads."""
        asks = getattr(self.view, "asks", None)
        is_read = asks is not None and self.method == "GET" and not getattr(self.view, "detail", False)
        return [asks] if is_read and getattr(asks, "_declared_fields", None) else []

    def get_tags(self) -> list[str]:
        """The first word of the address."""
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        """Every operation can answer with a problem; CSV is text and no object."""
        bodies: dict[str, Any] = super()._get_response_bodies(direction=direction)
        for body in bodies.values():
            for media_type, content in body.get("content", {}).items():
                if media_type == "text/csv":
                    content.clear()
                    content["schema"] = {"type": "string", "description": "The same columns, one row a line."}
        return bodies | {str(code): self._problem(code) for code in self._codes() if str(code) not in bodies}

    def _codes(self) -> list[int]:
        is_public = not self.view.authentication_classes
        codes = [] if is_public else [401]
        if self.method != "GET":
            codes += [400, 429] if is_public else [400, 403, 409]
        elif getattr(self.view, "asks", None) is not None and not getattr(self.view, "detail", False):
            codes.append(400)
        return codes + (
            [404] if "{" in self.path or self.view.__class__.__module__.startswith("procurement") else []
        )

    def _problem(self, code: int) -> dict[str, Any]:
        examples = (
            [OpenApiExample("problem", EXAMPLE, response_only=True, status_codes=["400"])]
            if code == 400
            else []
        )
        response = OpenApiResponse(Problem, description=PROBLEMS[code], examples=examples)
        described: dict[str, Any] = self._get_response_for_code(  # type: ignore[no-untyped-call]
            response, str(code), media_types=["application/problem+json"]
        )
        return described
