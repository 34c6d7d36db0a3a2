"""Whose figures and which period a page of measures is asked for."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from anchors.forms import Form
from anchors.periods import Period, financial_quarter, financial_year, financial_year_of, period_of
from metrics.subjects import Subject

YEARS = 6
YEARS_OF_QUARTERS = 3


class PeriodField(forms.ChoiceField):
    """A period by its code, of the choices or any other: `2026-27-Q2`, `2025-10..2026-09`. Gives a Period or None."""

    def to_python(self, value: Any) -> Any:
        """The period that the code names."""
        if isinstance(value, Period) or value in self.empty_values:
            return value or None
        try:
            return period_of(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def validate(self, value: Any) -> None:
        """Whatever can be read may be asked for."""


class MomentField(forms.CharField):
    """A day, meaning its end, or a moment, in ISO 8601; gives a datetime or None."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The moment."""
        text = (value or "").strip().replace(" ", "+")
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            message = f'"{text}" is not a day. Use year, month and day, for example 2026-11-20.'
            raise forms.ValidationError(message) from None
        if "T" not in text:
            found = datetime.combine(found.date(), time.max)
        return found if timezone.is_aware(found) else timezone.make_aware(found)


class MeasureForm(Form):
    """The filters of a page of measures; every period is a value of the query string."""

    whose = forms.ChoiceField(label="Whose figures", required=False)
    period = PeriodField(label="Period", required=False)

    def __init__(
        self,
        data: dict[str, str],
        *,
        subjects: Sequence[Subject],
        usual: Period | None,
        months: Iterable[int],
        usual_words: str,
    ) -> None:
        super().__init__(data, auto_id="%s")
        self.fields["as-at"] = MomentField(required=False)
        whose: Any = self.fields["whose"]
        whose.choices = [(f"{each.kind}:{each.key}", each.name) for each in subjects]
        period: Any = self.fields["period"]
        period.choices = _periods(usual, usual_words, sorted(months), data.get("period", ""))


def _periods(usual: Period | None, words: str, months: list[int], asked: str) -> list[tuple[str, str]]:
    """The usual one first, then all, years and quarters with data; and what the address asks for."""
    found = [("", words if usual else "Latest 12 months")]
    if months:
        whole = Period(months[0], months[-1])
        years = sorted({financial_year_of(ym) for ym in months}, reverse=True)
        quarters = [financial_quarter(year, n) for year in years[:YEARS_OF_QUARTERS] for n in (4, 3, 2, 1)]
        found.append((whole.code, f"All: {whole.label}"))
        found += [
            (each.code, f"Year {each.code.replace('-', ' to ', 1)}")
            for each in map(financial_year, years[:YEARS])
        ]
        found += [(each.code, each.label) for each in quarters if any(ym in each for ym in months)]
    if asked and all(asked != code for code, _ in found):
        try:
            found.append((asked, period_of(asked).label))
        except ValueError:
            return list(dict(found).items())
    return list(dict(found).items())
