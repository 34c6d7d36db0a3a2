"""Where sites are: the local authority and the point of a postcode."""

from collections.abc import Iterable
from typing import Any

from anchors.geography.postcodes import normal_postcode, places_of
from anchors.models import Postcode

BY_POSTCODE = "its postcode"


def located(postcodes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """By postcode as given: the facts of a site that follow from it; not known postcodes are left out."""
    texts = {text for text in postcodes if text}
    places = places_of(texts)
    codes = {text: (normal_postcode(text) or "").replace(" ", "") for text in texts}
    points = Postcode.objects.filter(pk__in=codes.values(), latitude__isnull=False)
    known = {row.pk: row for row in points}
    found: dict[str, dict[str, Any]] = {}
    for text, code in codes.items():
        facts: dict[str, Any] = {}
        if (place := places.get(text)) and place.local_authority:
            facts["place_id"] = place.local_authority
        if row := known.get(code):
            facts |= {"latitude": row.latitude, "longitude": row.longitude, "located_by": BY_POSTCODE}
        if facts:
            found[text] = facts
    return found
