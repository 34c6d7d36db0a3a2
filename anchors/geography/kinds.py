"""The kinds of geography file that are read, in the order in which they are loaded: places, small areas, postcodes."""

from anchors.geography.files import GEOMETRY
from anchors.geography.recognition import COUNT, GSS, FileKind

_RANK = r"index of multiple deprivation \(imd\) rank.* or imd_rank or imdrank"
_DECILE = r"index of multiple deprivation \(imd\) decile.* or imd_decile or imddecil"
_AUTHORITY = r"(ltla|lad)(\d\d)?(_code|cd)"
_AUTHORITY_NAME = r"(ltla|lad)(\d\d)?(_name|nm)"
_PLACED = {"authority": r"local authority district code \(20\d\d\)"}
_DATE = r"\d{4}-\d\d-\d\d"
_RANK_FORM = r"[1-9]\d{0,4}|[1-9]\d?,\d{3}"
_DECILE_FORM = r"[1-9]|10"
_SMALL_AREA = r"lsoa(11|21)(_code|cd) or lsoa (2011|2021) code or lsoa code( \((2011|2021)\))?"
WORKING_AGES = range(16, 65)
_LATITUDE, _LONGITUDE = r"lat(itude)?", r"long(itude)?"

COUNCILS = FileKind(
    "local_authorities",
    "Register of United Kingdom local authorities",
    needs={
        "register_code": "local-authority-code",
        "code": "gss-code",
        "name": "nice-name",
        "official_name": "official-name",
        "type": "local-authority-type",
        "nation": "nation",
        "region": "region",
        "county": "county-la",
        "started": "start-date",
        "ended": "end-date",
        "replaced_by": "replaced-by",
    },
    forms={"code": rf"({GSS})?", "started": f"({_DATE})?", "ended": f"({_DATE})?"},
)
NAMES = FileKind(
    "local_authority_names",
    "Names and codes of local authorities",
    needs={"code": r"lad(\d\d)cd", "name": r"lad(\d\d)nm"},
    only=r"lad\d\d(cd|nm|nmw)|fid|objectid|ogc_fid",
    forms={"code": GSS, "name": ".+"},
)
UPPER_TIERS = FileKind(
    "upper_tiers",
    "Local authorities to upper tier authorities",
    needs={
        "code": _AUTHORITY,
        "name": _AUTHORITY_NAME,
        "upper": r"(utla|cty|ctyua)\d\d(_code|cd)",
        "upper_name": r"(utla|cty|ctyua)\d\d(_name|nm)",
    },
    forms={"code": GSS, "name": ".+", "upper": GSS, "upper_name": ".+"},
)
WARDS = FileKind(
    "wards",
    "Small areas 2021 to wards and local authorities",
    needs={
        "small_area": r"lsoa21(_code|cd)",
        "ward": r"(ward|wd)\d\d(_code|cd)",
        "ward_name": r"(ward|wd)\d\d(_name|nm)",
        "code": _AUTHORITY,
        "name": _AUTHORITY_NAME,
    },
    may={"small_area_name": r"lsoa21(_name|nm)"},
    forms={"small_area": GSS, "ward": GSS, "ward_name": ".+", "code": GSS, "name": ".+"},
)
SYSTEMS = FileKind(
    "systems",
    "Small areas 2021 to integrated care systems",
    needs={
        "small_area": r"lsoa21(_code|cd)",
        "system": r"icb\d\d(_code|cd)",
        "system_name": r"icb\d\d(_name|nm)",
        "board": r"icb\d\d(_code_nhs|_code_h|cdh)",
    },
    may={"small_area_name": r"lsoa21(_name|nm)"},
    forms={"small_area": GSS, "system": GSS, "system_name": ".+", "board": "[A-Z0-9]{3,6}"},
)
SMALL_AREA_CHANGES = FileKind(
    "small_area_changes",
    "Small areas 2011 to small areas 2021",
    needs={
        "old": r"lsoa11(_code|cd)",
        "new": r"lsoa21(_code|cd)",
        "code": _AUTHORITY,
        "name": _AUTHORITY_NAME,
    },
    may={"old_name": r"lsoa11(_name|nm)", "new_name": r"lsoa21(_name|nm)"},
    forms={"old": GSS, "new": GSS, "code": GSS, "name": ".+"},
)
OLD_SYSTEMS = FileKind(
    "systems_2011",
    "Small areas 2011 to integrated care systems",
    needs={
        "old": r"lsoa11(_code|cd)",
        "system": r"icb\d\d(_code|cd)",
        "system_name": r"icb\d\d(_name|nm)",
        "board": r"icb\d\d(_code_h|_code_nhs|cdh)",
        "code": _AUTHORITY,
        "name": _AUTHORITY_NAME,
    },
    may={"old_name": r"lsoa11(_name|nm)"},
    forms={
        "old": GSS,
        "system": GSS,
        "system_name": ".+",
        "board": "[A-Z0-9]{3,6}",
        "code": GSS,
        "name": ".+",
    },
)
IMD_2019 = FileKind(
    "imd2019",
    "Index of Multiple Deprivation 2019",
    needs={"small_area": r"lsoa code \(2011\) or lsoa11(_code|cd)", "rank": _RANK, "decile": _DECILE},
    may={"small_area_name": r"lsoa name \(2011\)", **_PLACED},
    forms={"small_area": GSS, "rank": _RANK_FORM, "decile": _DECILE_FORM},
)
IMD_2025 = FileKind(
    "imd2025",
    "Index of Multiple Deprivation 2025",
    needs={"small_area": r"lsoa code \(2021\) or lsoa21(_code|cd)", "rank": _RANK, "decile": _DECILE},
    may={"small_area_name": r"lsoa name \(2021\)", **_PLACED},
    forms={"small_area": GSS, "rank": _RANK_FORM, "decile": _DECILE_FORM},
)
DERIVED_POSTCODES = FileKind(
    "postcodes_derived",
    "Postcodes with small areas worked out from their coordinates",
    needs={
        "postcode": "postcode",
        "old": "lsoa11_code",
        "authority": "lad_code",
        "new": "lsoa21_code_if_unchanged",
    },
    may={"latitude": _LATITUDE, "longitude": _LONGITUDE},
)
POSTCODES = FileKind(
    "postcodes",
    "Postcode directory (ONSPD or NSPL)",
    needs={"postcode": "pcds or pcd or pcd8 or pcd7 or pcd2 or postcode"},
    may={
        "authority": r"oslaua or laua or lad(\d\d)?(cd)? or laua\d\dcd or ltla\d\d_code",
        "old": r"lsoa(20)?11(cd|_code)?",
        "new": r"lsoa(20)?21(cd|_code)?",
        "region": r"rgn(\d\d)?(cd)?",
        "ended": "doterm",
        "latitude": _LATITUDE,
        "longitude": _LONGITUDE,
    },
    any_of=("authority", "old", "new"),
)
POSTCODE_POINTS = FileKind(
    "postcode_points",
    "Points of postcodes",
    needs={"postcode": "postcode or pcds or pcd", "latitude": _LATITUDE, "longitude": _LONGITUDE},
    only=f"postcode|pcds?|{_LATITUDE}|{_LONGITUDE}|easting|northing",
)
MIDDLE_AREAS = FileKind(
    "middle_areas",
    "Small areas to middle areas",
    needs={
        "small_area": r"lsoa(11|21)(_code|cd)",
        "middle_area": r"msoa(11|21)(_code|cd)",
        "middle_area_name": r"msoa(11|21)(_name|nm)",
    },
    forms={"small_area": GSS, "middle_area": GSS, "middle_area_name": ".+"},
)
POPULATIONS = FileKind(
    "populations",
    "Population of small areas by age",
    needs={
        "small_area": _SMALL_AREA,
        "residents": "total_population or all ages or total",
        **{f"aged_{age}": f"{age}" for age in WORKING_AGES},
    },
    forms=dict.fromkeys(("residents", *(f"aged_{age}" for age in WORKING_AGES)), COUNT) | {"small_area": GSS},
)
POPULATIONS_BY_SEX = FileKind(
    "populations_by_sex",
    "Population of small areas by sex and age",
    needs={
        "small_area": _SMALL_AREA,
        "residents": "total_population or all ages or total",
        **{f"{sex}{age}": f"{sex}{age}" for sex in "fm" for age in WORKING_AGES},
    },
    forms=dict.fromkeys(("residents", *(f"{sex}{age}" for sex in "fm" for age in WORKING_AGES)), COUNT)
    | {"small_area": GSS},
)
DENOMINATORS = FileKind(
    "denominators",
    "Population of small areas, Indices of Deprivation 2019",
    needs={
        "small_area": r"lsoa code \(2011\)",
        "residents": r"total population: mid 20\d\d.*",
        "aged_16_to_59": r"population aged 16-59: mid 20\d\d.*",
    },
    forms={"small_area": GSS, "residents": COUNT, "aged_16_to_59": COUNT},
)
BOUNDARIES = FileKind(
    "boundaries",
    "Boundaries",
    needs={
        "code": r"lsoa(11|21)(_code|cd) or msoa(11|21)(_code|cd) or (ltla|lad)\d\d(_code|cd)",
        "shape": GEOMETRY,
    },
    forms={"code": GSS, "shape": r"\{.+\}"},
)

KINDS = (
    BOUNDARIES, COUNCILS, UPPER_TIERS, WARDS, SYSTEMS, SMALL_AREA_CHANGES, OLD_SYSTEMS, MIDDLE_AREAS, IMD_2019,
    IMD_2025, POPULATIONS, POPULATIONS_BY_SEX, DENOMINATORS, DERIVED_POSTCODES, POSTCODES, POSTCODE_POINTS, NAMES,
)  # fmt: skip
"""Tried in this order: names alone are what is left when nothing says more."""

LOAD_ORDER = (
    COUNCILS, NAMES, UPPER_TIERS, WARDS, SYSTEMS, SMALL_AREA_CHANGES, OLD_SYSTEMS, MIDDLE_AREAS, IMD_2019,
    IMD_2025, DENOMINATORS, POPULATIONS, POPULATIONS_BY_SEX, BOUNDARIES, DERIVED_POSTCODES, POSTCODES,
    POSTCODE_POINTS,
)  # fmt: skip
EXPECTED = (
    "the ONS postcode directory (ONSPD) or postcode lookup (NSPL), File 1 or File 7 of the Indices of "
    "Deprivation 2019 or 2025, an ONS lookup between small areas, middle areas, wards, local authorities and "
    "integrated care boards, populations of small areas by age, boundaries as GeoJSON, or the register of UK "
    "local authorities"
)
