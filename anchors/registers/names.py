"""Names from registers that write everything in capitals, in the case in which the bodies write themselves."""

import re

_SMALL = {"and", "of", "the", "for", "on", "upon", "with", "in", "under", "by", "to", "at"}
_CAPITALS = {"NHS", "ICB", "CCG", "UK", "II"}
_OWN_CASE = {"CROSSCITY": "CrossCity"}
_CODE = re.compile(r"(?=.*\d)[A-Z0-9]{3,6}")
_WORD = re.compile(r"[A-Z0-9']+")


def readable_name(name: str) -> str:
    """The name in readable case: "MANCHESTER UNIVERSITY NHS FOUNDATION TRUST" has only NHS in capitals.

    Codes (the M1J4Y of a sub-board) and a name that is not all capitals stay as they are.
    """
    name = " ".join(name.split())
    if name != name.upper():
        return name
    return _WORD.sub(lambda match: _cased(match[0], is_first=match.start() == 0), name)


def _cased(word: str, *, is_first: bool) -> str:
    if word in _CAPITALS or _CODE.fullmatch(word):
        return word
    if word in _OWN_CASE:
        return _OWN_CASE[word]
    lower = word.lower()
    return lower if lower in _SMALL and not is_first else lower.capitalize()
