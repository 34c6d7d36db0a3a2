"""Postcodes as people and ledgers write them, and what is known of where they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from anchors.geography.shapes import Point
from anchors.models import Postcode

# Royal Mail's rules of form: which letters stand where. The letters of the last two places are never C I K M O V.
_FIRST, _SECOND = "A-PR-UWYZ", "A-HK-Y"
_OUTWARD = "|".join((
    rf"[{_FIRST}][1-9]",
    rf"[{_FIRST}][1-9][0-9]",
    rf"[{_FIRST}][1-9][A-HJKPSTUW]",
    rf"[{_FIRST}][{_SECOND}][0-9]",
    rf"[{_FIRST}][{_SECOND}][1-9][0-9]",
    rf"[{_FIRST}][{_SECOND}][1-9][ABEHMNPRVWXY]",
    "NPT", "GIR",
))  # fmt: skip
_POSTCODE = re.compile(rf"(?:{_OUTWARD})[0-9][ABD-HJLNP-UW-Z]{{2}}")
# Codes that look like postcodes and say that there is no place: ZZ99 (no fixed address, abroad) in NHS systems.
_NO_PLACE = re.compile(r"ZZ99.*")
_DIGIT_PLACES = {2: ((1,),), 3: ((1, 2), (1,), (2,)), 4: ((2, 3), (2,))}
_LENGTHS = range(5, 8)
_AS_DIGITS = str.maketrans("OI", "01")


def normal_postcode(text: str | None) -> str | None:
    """The postcode as Royal Mail writes it ("LU1 1AA"), or None for what is not one.

    Repairs what does not change the meaning: case, spaces, the letters O and I where only a digit can stand.
    Where two repairs are possible it gives None. Forces' numbers (BFPO 12) and ZZ99 codes are no place: None.
    """
    code = "".join((text or "").upper().split())
    if len(code) not in _LENGTHS or _NO_PLACE.fullmatch(code):
        return None
    if not _POSTCODE.fullmatch(code):
        repaired = {each for each in _repairs(code) if _POSTCODE.fullmatch(each)}
        if len(repaired) != 1:
            return None
        code = repaired.pop()
    return f"{code[:-3]} {code[-3:]}"


def _repairs(code: str) -> Iterable[str]:
    outward, inward = code[:-3], code[-3].translate(_AS_DIGITS) + code[-2:]
    yield outward + inward
    for places in _DIGIT_PLACES[len(outward)]:
        letters = [
            letter.translate(_AS_DIGITS) if place in places else letter
            for place, letter in enumerate(outward)
        ]
        yield "".join(letters) + inward


@dataclass(frozen=True, slots=True)
class Located:
    """What a postcode says of a place. Deciles: 1 is the most deprived tenth of England; None is not known.

    IMD 2019 comes through the 2011 small area, IMD 2025 through the 2021 one; neither stands in for the other.
    """

    local_authority: int | None
    imd2019_decile: int | None
    imd2025_decile: int | None


def places_of(postcodes: Iterable[str]) -> dict[str, Located]:
    """Where postcodes are, by the text that was given; those not known are left out. One query."""
    codes = {text: code.replace(" ", "") for text in postcodes if (code := normal_postcode(text))}
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.code, p.local_authority_id, old.imd2019_decile, new.imd2025_decile
            FROM anchors_postcode p
            LEFT JOIN anchors_smallarea old ON old.id = p.small_area_2011_id
            LEFT JOIN anchors_smallarea new ON new.id = p.small_area_2021_id
            WHERE p.code = ANY(%s)
            """,
            [sorted(set(codes.values()))],
        )
        found = {code: Located(*facts) for code, *facts in cursor.fetchall()}
    return {text: found[code] for text, code in codes.items() if code in found}


def points_of(postcodes: Iterable[str]) -> dict[str, Point]:
    """(longitude, latitude) of postcodes, by the text that was given; those without a point are left out.

    For sites and suppliers: nobody's home postcode is ever looked up here.
    """
    codes = {text: code.replace(" ", "") for text in postcodes if (code := normal_postcode(text))}
    known = Postcode.objects.filter(code__in=set(codes.values())).values_list("code", "longitude", "latitude")
    points = {code: (east, north) for code, east, north in known if east is not None and north is not None}
    return {text: points[code] for text, code in codes.items() if code in points}
