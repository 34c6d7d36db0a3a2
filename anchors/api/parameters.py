"""Query parameters: read strictly, so that a misspelt filter is an error and never a wrong figure."""

from collections.abc import Collection
from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import ChoiceField, Serializer

from anchors.api.problems import InvalidParameter

SHARED = frozenset({"format", "limit", "cursor"})
"""Parameters that mean the same everywhere."""


class Choice(ChoiceField):
    """One of a few values; a wrong one is answered with all of them."""

    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(choices, **options)
        self.error_messages["invalid_choice"] = (
            f'"{{input}}" is none of the choices. Use one of {", ".join(map(str, self.choices))}.'
        )


class BadParameter(InvalidParameter):
    """One parameter that is wrong, with the sentence that says how."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__({name: [message]})


def parameters(request: Request, shape: type[Serializer[Any]]) -> dict[str, Any]:
    """The parameters that a serializer describes, as it reads them; empty ones count as not given."""
    form = shape()
    refuse_others(request, form.fields)
    given = {name: value for name, value in request.query_params.items() if value}
    form = shape(data=given)
    if not form.is_valid():
        raise InvalidParameter(form.errors)
    return dict(form.validated_data)


def refuse_others(request: Request, known: Collection[str]) -> None:
    """Raise BadParameter for the first parameter that the endpoint does not know."""
    for name in request.query_params:
        if name not in SHARED and name not in known:
            others = ", ".join(sorted({*known, *SHARED}))
            raise BadParameter(name, f'There is no parameter "{name}" here. The parameters are: {others}.')
