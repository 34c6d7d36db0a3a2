"""Forms whose fields know their NHS component: `{{ form.name.as_field_group() }}` draws the whole group.

Any Django field works: its widget decides the component. What a page may say of a field beyond label,
help_text (the hint) and choices goes into the widget's attrs: `autocomplete`, `inputmode`, `accept` and any
`data-*` become attributes; `class` is added to the input. How it is headed is said where it is drawn:

    form.kind.as_field_group(heading="l")   the label or legend is the page's h1
    form.kind.as_field_group(size="s")      or only larger: s, m, l
    form.order.as_field_group(inline=True)  radios side by side
    form.code.as_field_group(width=10)      an input 10 characters wide
    form.note.as_field_group(label_hidden=True)

A missing answer is asked for by name ("Select a period"), one that is too long is told its limit, unless the
field has a message of its own.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.forms.widgets import Input
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from anchors.mistakes import unsaid
from anchors.tries import has_signed_in, may_sign_in

TEMPLATE = "anchors/field_group.html"
COMPONENTS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.PasswordInput, "password"),
    (forms.ClearableFileInput, "file"),
    (forms.FileInput, "file"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.MultiWidget, "date"),
    (Input, "input"),
)
"""Which component draws which widget; the first that fits."""

DJANGO_ROWS = "10"

NUMBER_WIDTH = "10"
"""Characters of a box for a number, unless the page asks for others: its width says what is expected."""

_WRITTEN_NUMBER = re.compile(r"-?\s?£?\s?-?(\d{1,3}([,\s]\d{3})+|\d+)(\.\d*)?")

TOO_MANY_TRIES = "too_many_tries"

GROUPS = frozenset({"radios", "checkboxes", "checkbox", "date"})
"""Components with a legend in place of a label."""

BOXES = frozenset({"radios", "checkboxes", "checkbox"})
"""Components of several inputs, of which the first carries the field's id."""


class FieldGroup(forms.BoundField):
    """A bound field that draws itself as its NHS component, and reads numbers as people write them."""

    @property
    def data(self) -> Any:
        """What was sent; a number without its pound sign and commas."""
        sent = super().data
        is_number = isinstance(self.field, forms.IntegerField | forms.DecimalField)
        return plain_number(sent) if is_number and isinstance(sent, str) else sent

    def as_field_group(self, **options: Any) -> SafeString:
        """The whole group as HTML; `options` as in this module's first lines."""
        context = {"component": self.component, "params": self.params(**options)}
        return SafeString(render_to_string(TEMPLATE, context))

    @property
    def component(self) -> str:
        """The NHS component of the field's widget."""
        widget = self.field.widget
        return next((name for kind, name in COMPONENTS if isinstance(widget, kind)), "input")

    @property
    def target(self) -> str:
        """The id that a link in the error summary leads to."""
        return f"{self.auto_id}-day" if self.component == "date" else str(self.auto_id)

    def params(self, **options: Any) -> dict[str, Any]:
        """What the component's macro takes."""
        component = self.component
        if component == "hidden":
            return {"name": self.html_name, "value": self.value() or "", "id": self.auto_id}
        params: dict[str, Any] = {
            "name": self.html_name,
            ("idPrefix" if component in BOXES else "id"): self.auto_id,
            "hint": {"text": str(self.help_text)} if self.help_text else None,
            "errorMessage": {"text": str(self.errors[0])} if self.errors else None,
        }
        heading = _heading(str(self.label), **options)
        params |= {"fieldset": {"legend": heading}} if component in GROUPS else {"label": heading}
        params |= getattr(self, f"_{component}_params", dict)()
        return _drop_none(params | _attributes(self.field.widget.attrs) | _looks(component, options))

    def _input_params(self) -> dict[str, Any]:
        widget = self.field.widget
        kind = widget.input_type if isinstance(widget, Input) else "text"
        width = NUMBER_WIDTH if widget.attrs.get("inputmode") in ("numeric", "decimal") else None
        return {"type": kind, "value": _text(self.value()), "width": width}

    def _textarea_params(self) -> dict[str, Any]:
        rows = str(self.field.widget.attrs.get("rows", DJANGO_ROWS))
        return {"value": _text(self.value()), "rows": "5" if rows == DJANGO_ROWS else rows}

    def _select_params(self) -> dict[str, Any]:
        return {"items": [item | {"selected": item.pop("chosen")} for item in self._choices()]}

    def _radios_params(self) -> dict[str, Any]:
        return {"items": [item | {"checked": item.pop("chosen")} for item in self._choices()]}

    def _checkboxes_params(self) -> dict[str, Any]:
        return self._radios_params()

    def _checkbox_params(self) -> dict[str, Any]:
        item = {"value": "on", "text": str(self.label), "checked": bool(self.value())}
        return {"items": [item], "fieldset": None}

    def _date_params(self) -> dict[str, Any]:
        values = (
            self.field.widget.decompress(self.value()) if not isinstance(self.value(), list) else self.value()
        )
        items = [
            {"name": f"{self.html_name}_{place}", "id": f"{self.auto_id}-{part}", "label": part.capitalize(),
             "width": 4 if part == "year" else 2, "value": _text(value)}
            for place, (part, value) in enumerate(zip(DateWidget.PARTS, values, strict=True))
        ]  # fmt: skip
        return {"items": items}

    def _choices(self) -> Iterator[dict[str, Any]]:
        chosen = self.value()
        chosen = {str(each) for each in (chosen if isinstance(chosen, list | tuple) else [chosen])}
        hints = getattr(self.field.widget, "hints", {})
        for value, label in self.field.widget.choices:
            text = "" if value is None else str(value)
            item = {"value": text, "text": str(label), "chosen": text in chosen}
            yield item | ({"hint": {"text": hints[text]}} if text in hints else {})


class DateWidget(forms.MultiWidget):
    """Day, month and year, each in its own box."""

    PARTS: ClassVar = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput] * 3, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A date as its three parts."""
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class DateField(forms.MultiValueField):
    """A real date in three boxes; gives a `date`."""

    widget = DateWidget
    default_error_messages: ClassVar = {
        "required": "Enter the date",
        "invalid": "The date must be a real date, for example 28 2 2026",
    }

    def __init__(self, **options: Any) -> None:
        parts = [forms.CharField(required=False) for _ in DateWidget.PARTS]
        super().__init__(parts, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> date | None:
        """The date of the three parts, or an error that says what was expected."""
        if not any(data_list):
            return None
        try:
            day, month, year = (int(part) for part in data_list)
            return date(year, month, day)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class RadioSelect(forms.RadioSelect):
    """Radios that may carry a hint under each choice: `RadioSelect(hints={"dmy": "3 July"})`."""

    def __init__(self, *args: Any, hints: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}


class Summarised(forms.BaseForm):
    """What every form of ours does: NHS fields, no HTML5 validation, errors as their summary lists them."""

    bound_field_class = FieldGroup
    use_required_attribute = False

    def full_clean(self) -> None:
        """Also gives each field its words: here, so that fields which a form adds late have them too."""
        for name, field in self.fields.items():
            field.error_messages.update(unsaid(field, str(field.label or name.replace("_", " "))))
        super().full_clean()

    def error_list(self) -> list[dict[str, str]]:
        """One entry an error, in the order of the fields; errors of the whole form first, without a link."""
        found = [{"text": str(error)} for error in self.non_field_errors()]
        for field in self:
            target = field.target if isinstance(field, FieldGroup) else field.auto_id
            found += [{"text": str(error), "href": f"#{target}"} for error in field.errors]
        return found


class Form(Summarised, forms.Form):
    """The base of every form."""


class CsvFileForm(Form):
    """A list as CSV or Excel."""

    file = forms.FileField(
        label="Select a CSV or Excel file",
        error_messages={"required": "Select a CSV or Excel file", "empty": "The selected file is empty"},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


class PercentField(forms.DecimalField):
    """A number of per cent, with or without its sign."""

    def to_python(self, value: Any) -> Any:
        """40, or 40%."""
        return super().to_python(value.strip().removesuffix("%") if isinstance(value, str) else value)


class LimitedTries(AuthenticationForm):
    """Ten failed tries a minute from one address and for one account; more wait, with the right password too."""

    def clean(self) -> dict[str, Any]:
        """Count the try before the password is looked at, and no more once it was right."""
        account = self.cleaned_data.get("username", "")
        if self.request and not may_sign_in(self.request, account):
            message = "There were too many tries to sign in. Wait a minute, then try again."
            raise forms.ValidationError(message, TOO_MANY_TRIES)
        given = super().clean()
        if self.request and self.get_user() is not None:
            has_signed_in(self.request, account)
        return given


class SignInForm(Summarised, LimitedTries):
    """Email address and password."""

    error_messages = {
        "invalid_login": "The email address or the password is not right. Check both and try again.",
        "inactive": "This account is closed. Ask the lead of your institution to open it again.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username = self.fields["username"]
        username.label, username.error_messages["required"] = "Email address", "Enter your email address"
        username.widget = forms.EmailInput(attrs={"autocomplete": "username"})
        self.fields["password"].error_messages["required"] = "Enter your password"

    def clean(self) -> dict[str, Any]:
        """Says what is wrong beside the email address too, so that the summary can lead there."""
        try:
            return super().clean()
        except forms.ValidationError as error:
            self.add_error("username", error)
            return self.cleaned_data


def plain_number(text: str) -> str:
    """A number as people write it, "£1,250,000.50" or "12 000", without pound and thousands signs; else the text."""
    found = _WRITTEN_NUMBER.fullmatch(text.strip())
    return re.sub(r"[£,\s]", "", text) if found else text


def _heading(
    text: str, *, heading: str = "", size: str = "", label_hidden: bool = False, **_: Any
) -> dict[str, Any]:
    if label_hidden:
        return {"text": text, "classes": "nhsuk-u-visually-hidden"}
    return {"text": text, "size": heading or size or None, "isPageHeading": bool(heading)}


def _looks(component: str, options: dict[str, Any]) -> dict[str, Any]:
    looks = {key: options[key] for key in ("inline", "small", "width", "prefix", "suffix") if key in options}
    return looks | ({"code": True} if options.get("code") else {})


def _attributes(attrs: dict[str, Any]) -> dict[str, Any]:
    known = {
        key: attrs[key]
        for key in ("autocomplete", "inputmode", "spellcheck", "autocapitalize")
        if key in attrs
    }
    others = {
        key: value for key, value in attrs.items() if key.startswith(("data-", "aria-")) or key == "accept"
    }
    return known | {"classes": attrs.get("class"), "attributes": others or None}


def _drop_none(params: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in params.items() if value is not None}


def _text(value: Any) -> str:
    """What stands in a box: a number as people write it, without the places that its column has."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
