"""The register files that are read. The ODS publishes its lists without headings, 27 columns wide."""

from anchors.geography.kinds import COUNCILS
from anchors.geography.recognition import GSS, FileKind

_ODS = {"code": 0, "name": 1, "region": 2, "board": 3, "postcode": 9, "opened": 10, "closed": 11}
_ODS_FORMS = {
    "code": "[A-Z0-9]{3,6}",
    "region": r"[YWJ]\d\d|",
    "board": "Q[A-Z0-9]{2}|",
    "opened": r"[12]\d{7}",
    "closed": r"([12]\d{7})?",
}
TRUSTS = FileKind(
    "ods_trusts",
    "NHS trusts (ODS)",
    places=_ODS,
    width=27,
    forms={**_ODS_FORMS, "name": r".*\bTRUST\b.*"},
)
COMMISSIONERS = FileKind(
    "ods_commissioners",
    "Clinical commissioning groups and parts of boards (ODS)",
    places=_ODS,
    width=27,
    forms={**_ODS_FORMS, "name": r".*\b(CCG|ICB|HUB( \d)?)\b.*"},
)
BOARDS = FileKind(
    "boards",
    "Integrated care boards, names and codes",
    needs={"place": r"icb\d\dcd", "code": r"icb\d\dcdh", "name": r"icb\d\dnm"},
    forms={"place": GSS, "code": "Q[A-Z0-9]{2}", "name": ".+"},
)
OLD_COUNCILS = FileKind(
    "councils_2018",
    "Register of English local authorities",
    needs={
        "register_code": "local-authority-eng",
        "name": "name",
        "official_name": "official-name",
        "started": "start-date",
        "ended": "end-date",
    },
    forms={"name": ".+", "started": r"(\d{4}(-\d\d){0,2})?", "ended": r"(\d{4}(-\d\d){0,2})?"},
)

KINDS = (TRUSTS, COMMISSIONERS, BOARDS, OLD_COUNCILS, COUNCILS)
LOAD_ORDER = (BOARDS, COUNCILS, OLD_COUNCILS, COMMISSIONERS, TRUSTS)
EXPECTED = (
    "a list of NHS trusts or of clinical commissioning groups as the ODS publishes it, the names and codes of "
    "integrated care boards, or a register of local authorities"
)
