"""Whether a payment could go to another supplier: an ordered list of rules, tried until one matches. Pure.

A rule looks at one thing that many payments share (supplier, category, department, the publisher's own class) for
whole words or phrases; case, accents, punctuation and repeated spaces never matter. The first rule that matches
gives the reason; when none does, the payment is influenceable.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from procurement.matching import folded

OPEN = "OPEN"
REDACTED = "redacted"
FIELDS = {
    "supplier": "supplier name",
    "category": "category",
    "department": "department",
    "procurement_class": "publisher’s class",
}
_MATCHES = {
    "words": ("contains", "contains none of"),
    "starts": ("starts with", "starts with none of"),
    "ends": ("ends with", "ends with none of"),
    "exact": ("is exactly", "is none of"),
}


class Combination(NamedTuple):
    """What many payments share, and all that rules may look at."""

    supplier: str
    category: str = ""
    department: str = ""
    procurement_class: str = ""
    is_redacted: bool = False


@dataclass(frozen=True)
class RuleTest:
    """One rule: where it looks, for what, and the reason that it gives.

    `match` is words, starts, ends or exact, for any of `phrases`; `exceptions` are phrases that stop it. The
    field "redacted" asks whether the supplier's name was redacted and takes no phrases. `match` never marks a
    rule that is switched off: it is kept in the list and matches nothing.
    """

    id: int
    position: int
    reason: str
    field: str
    match: str
    phrases: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()

    @cached_property
    def wanted(self) -> tuple[tuple[str, str], ...]:
        """Each phrase as it is searched for and as it was written."""
        return tuple((f" {form} ", phrase) for phrase in self.phrases if (form := folded(phrase)))

    @cached_property
    def unwanted(self) -> tuple[tuple[str, str], ...]:
        """The same of the exceptions."""
        return tuple((f" {form} ", phrase) for phrase in self.exceptions if (form := folded(phrase)))

    def phrase_in(self, value: str) -> str | None:
        """The first of its phrases that the value (folded, a space at each end) has in the right place."""
        for form, phrase in self.wanted:
            if form in value and self._is_placed(form, value):
                return phrase
        return None

    def exception_in(self, value: str) -> str | None:
        """The first exception that the value has anywhere."""
        return next((phrase for form, phrase in self.unwanted if form in value), None)

    def _is_placed(self, form: str, value: str) -> bool:
        if self.match == "starts":
            return value.startswith(form)
        if self.match == "ends":
            return value.endswith(form)
        return value == form if self.match == "exact" else self.match == "words"


class Decision(NamedTuple):
    """The reason of a payment, the rule that gave it (None when no rule matched), and what that rule saw."""

    reason: str
    rule_id: int | None
    evidence: str


class Answer(StrEnum):
    """What one rule said of one payment."""

    YES = "Yes"
    NO = "No"
    NOT_TESTED = "Not tested"


@dataclass(frozen=True)
class Step:
    """One rule of the list as it was tried on one payment."""

    test: RuleTest
    answer: Answer
    looked_at: str


NO_RULE = Decision(OPEN, None, "No rule matched")
_LAST = (10**9, NO_RULE)


class RuleBook:
    """An ordered list of rules, made ready for many decisions: each distinct value is looked at once."""

    def __init__(self, tests: Iterable[RuleTest]) -> None:
        self.tests: tuple[RuleTest, ...] = tuple(sorted(tests, key=lambda test: (test.position, test.id)))
        self._books = {field: _FieldBook(field, self.tests) for field in FIELDS}
        self._redacted = next(
            (
                (order, Decision(test.reason, test.id, _saw_redacted(found=True)))
                for order, test in enumerate(self.tests)
                if test.field == REDACTED and test.match != "never"
            ),
            _LAST,
        )

    def decision(self, of: Combination) -> Decision:
        """The first rule that matches decides."""
        found = (
            self._books["supplier"].first(of.supplier),
            self._books["category"].first(of.category),
            self._books["department"].first(of.department),
            self._books["procurement_class"].first(of.procurement_class),
            self._redacted if of.is_redacted else _LAST,
        )
        return min(found, key=itemgetter(0))[1]

    def trace(self, of: Combination) -> list[Step]:
        """Every rule in order, with its answer and what it looked at."""
        steps: list[Step] = []
        decided = False
        for test in self.tests:
            if test.match == "never":
                steps.append(Step(test, Answer.NOT_TESTED, "This rule is switched off"))
            elif decided:
                steps.append(Step(test, Answer.NOT_TESTED, "A rule had already matched"))
            else:
                decided, looked_at = _tried(test, of)
                steps.append(Step(test, Answer.YES if decided else Answer.NO, looked_at))
        return steps


class _FieldBook:
    """The rules that look at one field, found by the first word of their phrases."""

    def __init__(self, field: str, tests: Sequence[RuleTest]) -> None:
        self._field = field
        self._tests = tests
        self._by_word: dict[str, set[int]] = {}
        self._known: dict[str, tuple[int, Decision]] = {"": _LAST}
        for order, test in enumerate(tests):
            if test.field == field and test.match != "never":
                for form, _ in test.wanted:
                    self._by_word.setdefault(form.split(maxsplit=1)[0], set()).add(order)

    def first(self, value: str) -> tuple[int, Decision]:
        """The place in the list and the decision of the first rule that matches the value."""
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = self._search(value)
        return known

    def _search(self, value: str) -> tuple[int, Decision]:
        words = folded(value).split()
        padded = f" {' '.join(words)} "
        candidates: set[int] = set().union(*(self._by_word.get(word, ()) for word in words))
        for order in sorted(candidates):
            test = self._tests[order]
            phrase = test.phrase_in(padded)
            if phrase is not None and test.exception_in(padded) is None:
                return order, Decision(test.reason, test.id, _saw(test, phrase))
        return _LAST


def _tried(test: RuleTest, of: Combination) -> tuple[bool, str]:
    if test.field == REDACTED:
        return of.is_redacted, _saw_redacted(found=of.is_redacted)
    value = getattr(of, test.field)
    name = FIELDS[test.field]
    if not value:
        return False, f"The payment has no {name}"
    padded = f" {folded(value)} "
    phrase = test.phrase_in(padded)
    if phrase is None:
        count = len(test.phrases)
        phrases = f"“{test.phrases[0]}”" if count == 1 else f"the {count} phrases of this rule"
        denied = _MATCHES[test.match][1] if count != 1 else f"does not have: {_MATCHES[test.match][0]}"
        return False, f"The {name} “{value}” {denied} {phrases}"
    exception = test.exception_in(padded)
    if exception is not None:
        return False, f"{_saw(test, phrase)}, but also “{exception}”, which this rule leaves out"
    return True, _saw(test, phrase)


def _saw(test: RuleTest, phrase: str) -> str:
    return f"The {FIELDS[test.field]} {_MATCHES[test.match][0]} “{phrase}”"


def _saw_redacted(*, found: bool) -> str:
    return "The supplier’s name is redacted" if found else "The supplier’s name is not redacted"
