"""How answers are written: JSON by orjson; CSV for a list, at `?format=csv` or `Accept: text/csv`."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer, JSONRenderer


class Json(JSONRenderer):
    """JSON; moments are written in UTC, Decimals as strings."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z)


class Csv(BaseRenderer):
    """Only a name for the format: lists send CSV while they read it, see `anchors.downloads`."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"
