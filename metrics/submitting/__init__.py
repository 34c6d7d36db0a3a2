"""Figures that no lever computes: proposing a definition, submitting values, a lead's decision.

`proposals` are definitions on their way to approval, `wordings` other words for one that counts, `figures` what one
value must be, `values` their submission and decision, `files` many values from a spreadsheet: read first, added only
after a yes. An approved value becomes a measurement through `measuring.record`; one that was corrected or sent back
leaves its former figure as history.
"""

from metrics.submitting.figures import PERIOD_WORDS, Given, Objection, given, periods_for, subjects_by_name
from metrics.submitting.files import (
    HEADINGS,
    LARGEST,
    Checked,
    Problem,
    Row,
    add_file,
    checked,
    read_file,
    throw_away,
)
from metrics.submitting.proposals import (
    approve_indicator,
    change_indicator,
    is_own,
    propose_indicator,
    return_indicator,
    withdraw_indicator,
)
from metrics.submitting.rights import (
    has_another_lead,
    has_lead,
    institutions_given_by,
    may_change,
    places_given_by,
    systems_contributed_to,
    systems_led_by,
)
from metrics.submitting.trouble import SubmittingError
from metrics.submitting.values import approve_values, is_for_another_lead, return_values, submit_values
from metrics.submitting.wordings import REWORDED, approve_words, return_words, reword, waiting_words

__all__ = [
    "HEADINGS",
    "LARGEST",
    "PERIOD_WORDS",
    "REWORDED",
    "Checked",
    "Given",
    "Objection",
    "Problem",
    "Row",
    "SubmittingError",
    "add_file",
    "approve_indicator",
    "approve_values",
    "approve_words",
    "change_indicator",
    "checked",
    "given",
    "has_another_lead",
    "has_lead",
    "institutions_given_by",
    "is_for_another_lead",
    "is_own",
    "may_change",
    "periods_for",
    "places_given_by",
    "propose_indicator",
    "read_file",
    "return_indicator",
    "return_values",
    "return_words",
    "reword",
    "subjects_by_name",
    "submit_values",
    "systems_contributed_to",
    "systems_led_by",
    "throw_away",
    "waiting_words",
    "withdraw_indicator",
]
