"""Registers of land and buildings as councils publish them under the Local Government Transparency Code, and lists like
them: headings of the Local Authority Land Schema, of estates systems, and of plain lists of offices.
"""

from collections.abc import Iterable, Mapping, Sequence

from anchors.geography.postcodes import normal_postcode
from anchors.ingest import Column, UploadKind, register

SIGNS = frozenset({"uprn", "x", "y", "tenure", "holding", "floor_m2", "land_ha", "land_m2", "land_acres"})
"""Fields of which a list of land and buildings has at least one; a list of suppliers has none."""
_SQUARE_METRES = ("m²", "m2", "sqm", "sq m", "sq. m.", "square metres")
_WEST, _EAST, _SOUTH, _NORTH = -9.0, 2.1, 49.5, 61.0
_GRID_EAST, _GRID_NORTH = 700_000.0, 1_300_000.0


def unfit_for_land(headings: Sequence[str], fields: set[str], sure: set[str]) -> str:
    """One sentence when the headings are not those of a register of land, else an empty string."""
    if not fields & {"name", "reference", "address"}:
        return "No column holds the names, codes or addresses of sites. A register of land and buildings needs one."
    if not fields & SIGNS:
        return (
            "No column says what the land or building is: its UPRN, tenure, size or coordinates. Upload the register "
            "of land and buildings."
        )
    return ""


def degrees_or_metres(x: float, y: float) -> str:
    """Whether two coordinates are degrees (WGS84), metres of the National Grid (OSGB36), or (empty) neither."""
    if _WEST <= x <= _EAST and _SOUTH <= y <= _NORTH:
        return "degrees"
    return "metres" if 10_000 < x < _GRID_EAST and 0 < y < _GRID_NORTH else ""


def review_land(values: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Coordinates outside Great Britain, and postcodes that are none."""
    x, y = values["x"], values["y"]
    if bool(x) != bool(y):
        yield (
            "x" if x else "y",
            "is one coordinate without the other. It was left empty: give both or neither.",
        )
    elif x and not degrees_or_metres(float(x), float(y)):
        turned = " The two look exchanged." if degrees_or_metres(float(y), float(x)) else ""
        for code in ("x", "y"):
            yield (
                code,
                (
                    f"is not in Great Britain.{turned} It was left empty: give longitude and latitude, for example "
                    "-2.31 and 53.42, or easting and northing."
                ),
            )
    postcode = values["postcode"]
    if postcode and normal_postcode(postcode) is None and not _is_outward(postcode):
        yield "postcode", "is not a postcode. It was left empty: write it as M33 7DZ."


def _is_outward(text: str) -> bool:
    """Whether it is the first half of a postcode, which land without an address is often given."""
    return normal_postcode(f"{text} 1AA") is not None


def _named(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


LAND = register(
    UploadKind(
        code="land",
        label="Land and buildings register",
        line="site",
        columns=(
            Column("reference", "Asset code", longest=60, aliases=_named(
                "asset code, asset reference, asset ref, asset id, asset number, asset no, property reference, "
                "property ref, property reference number, property code, property id, property number, site code, site "
                "reference, site ref, site id, unique asset id, terrier reference, reference, ref, id")),
            Column("name", "Name", longest=200, aliases=_named(
                "property name, asset name, site name, building name, land name, office, office name, building, "
                "asset, property, site, name, asset description, property description, asset title, title")),
            Column("uprn", "UPRN", longest=12, aliases=_named(
                "uprn, unique property reference number, unique property reference, unique property ref no")),
            Column("street_number", "Street number", longest=60, aliases=_named(
                "street number, street no, house number, building number, number")),
            Column("street", "Street", longest=150, aliases=_named(
                "street name, street, road, road name, street address")),
            Column("town", "Town", longest=80, aliases=_named("post town, town, locality, town or city, city")),
            Column("address", "Address", longest=300, aliases=_named(
                "address, full address, property address, site address, asset address, location, address line 1, "
                "address 1, address1")),
            Column("postcode", "Postcode", longest=20, aliases=_named("post code, postcode, postal code, pcode")),
            Column("crs", "Coordinate reference system", longest=60, aliases=_named(
                "coordinate reference system, crs, coordinate system")),
            Column("x", "Longitude or easting", "number", aliases=_named(
                "geo x, easting, eastings, x, x coordinate, x coord, longitude, long, lng, lon, easting x")),
            Column("y", "Latitude or northing", "number", aliases=_named(
                "geo y, northing, northings, y, y coordinate, y coord, latitude, lat, northing y")),
            Column("tenure", "Tenure", longest=100, aliases=_named(
                "tenure type, tenure, type of tenure, tenure held, interest, legal interest, ownership")),
            Column("tenure_detail", "Tenure detail", longest=200, aliases=_named(
                "tenure detail, tenure details, tenure description, occupation, occupancy")),
            Column("use", "Use", longest=200, aliases=_named(
                "current use, use, usage, other detail, other details, purpose, property use, asset type, property "
                "type, building type, asset category, category, asset use")),
            Column("holding", "Land or buildings", longest=60, aliases=_named(
                "holding type, holding, type of holding, land or building, land building or both, land building")),
            Column("floor_m2", "Floor area (m²)", "number", units=_SQUARE_METRES, least=0, most=5_000_000,
                   aliases=_named(
                       "building size, building size m2, building size sqm, building size gia, building size gia m2, "
                       "gross internal area, gross internal area m2, gross internal area sqm, gia, gia m2, gia sqm, "
                       "gross internal floor area, gross internal floor area m2, floor area, floor area m2, floor "
                       "area sqm, building area, building area m2, building area sqm")),
            Column("land_ha", "Land area (hectares)", "number", units=("ha", "hectares", "hectare"), least=0,
                   most=100_000, aliases=_named(
                       "land area, land area ha, land area hectares, land area hectare, site area, site area ha, "
                       "site area hectares, area hectares, area ha, hectares, size ha, size hectares")),
            Column("land_m2", "Land area (m²)", "number", units=_SQUARE_METRES, least=0, aliases=_named(
                "land area m2, land area sqm, land area sq m, site area m2, site area sqm, site area sq m")),
            Column("land_acres", "Land area (acres)", "number", units=("acres", "acre"), least=0, aliases=_named(
                "land area acres, site area acres, area acres, acres, acreage, size acres")),
            Column("energy_rating", "Energy rating", longest=12, aliases=_named(
                "energy rating, dec rating, epc rating, energy performance rating, energy performance, epc, dec")),
            Column("status", "Status", longest=60, aliases=_named("status, asset status, property status, vacancy")),
            Column("effective", "Date that it is true of", "date", aliases=_named(
                "effective date, date of data, as at, as at date, date, last updated, date updated")),
            Column("body", "Organisation", longest=200, aliases=_named(
                "organisation label, organisation, organisation name, authority, council, owner")),
        ),
        amount="",
        date="",
        party="name",
        party_words="",
        unfit=unfit_for_land,
        review=review_land,
    )
)  # fmt: skip
