"""What mistakes in the answers to a form are called: what is wrong with which answer, and what to do."""

from django import forms

NUMBERS = (forms.IntegerField, forms.DecimalField)
UNSAID = frozenset(
    str(words)
    for kind in (forms.Field, forms.ChoiceField, forms.ModelChoiceField, *NUMBERS)
    for words in kind.default_error_messages.values()
)
"""Django's own words, which name no field; ours say what to do."""


def unsaid(field: forms.Field, label: str) -> dict[str, str]:
    """Words, by Django's code for the mistake, for those that the field has no words of its own for."""
    return {code: text for code, text in wordings(field, label).items() if not _is_said(field, code)}


def wordings(field: forms.Field, label: str) -> dict[str, str]:
    """What each kind of mistake in an answer is called, by Django's code for it."""
    found = {"required": missing(field, label)}
    if isinstance(field, forms.ChoiceField):
        found["invalid_choice"] = found["required"].replace("%", "%%")
    if isinstance(field, forms.CharField):
        what = "Your answer" if label.endswith("?") else label[:1].upper() + label[1:].replace("%", "%%")
        found["max_length"] = f"{what} must be %(limit_value)s characters or fewer"
        found["null_characters_not_allowed"] = f"{what} has a character that cannot be shown. Type it again"
    return found | (_of_number(field, label) if isinstance(field, NUMBERS) else {})


def missing(field: forms.Field, label: str) -> str:
    """What to do about an answer that was not given: "Enter your postcode", "Select a period"."""
    if label.endswith("?"):
        return f"Answer “{label}”"
    what = label if label[:2].isupper() else label[:1].lower() + label[1:]
    if isinstance(field, forms.FileField):
        return "Select a file"
    if not isinstance(field, forms.ChoiceField):
        return f"Enter {what}"
    return f"Select {'an' if what[:1].lower() in 'aeiou' else 'a'} {what}"


def _of_number(field: forms.IntegerField | forms.DecimalField, label: str) -> dict[str, str]:
    """Of a number that is none, or too small or large: "Market value must be a number, like 1,250.50"."""
    asked = label.removesuffix(" (optional)")
    what = f"“{asked}”" if asked.endswith("?") else asked.split(", ")[0]
    what = what.replace("%", "%%")
    kind = (
        "a number, like 1,250.50" if isinstance(field, forms.DecimalField) else "a whole number, like 1,250"
    )
    found = {"invalid": f"{what} must be {kind}"}
    if field.min_value is not None:
        found["min_value"] = f"{what} must be {field.min_value:,} or more"
    if field.max_value is not None:
        found["max_value"] = f"{what} must be {field.max_value:,} or less"
    if isinstance(field, forms.DecimalField):
        found["max_decimal_places"] = f"{what} must have %(max)s decimal places or fewer"
        found["max_digits"] = found["max_whole_digits"] = f"{what} is too large a number. Check it"
    return found


def _is_said(field: forms.Field, code: str) -> bool:
    return code in field.error_messages and str(field.error_messages[code]) not in UNSAID
