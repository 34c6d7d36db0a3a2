"""Candidates' profile: one aspect of it, all aspects of a period, a file of many, and the filter of the list."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms

from anchors.forms import Form, PercentField
from anchors.models import User
from anchors.periods import Period, financial_year, financial_year_of, period_of, ym_of
from anchors.row_files import Does, RowFile, Said, answers
from workforce import profiles
from workforce.forms.staff import quarters
from workforce.models import CandidateProfile, Programme
from workforce.profiles import KINDS, Aspect, keep_profile, overlapping, said_in
from workforce.readings.candidates import ALL, CandidateFilter

MOST_PEOPLE, YEARS, HUNDRED = 1_000_000, 6, Decimal(100)
PARTS = ("candidates", "people", "residents_percent", "residents_source")
NO_SOURCE = "Say where residents’ figure is from"
COLUMNS = {
    "period": "period", "aspect": "aspect", "candidates": "candidates", "people": "people",
    "residents_share": "residents_percent", "residents_source": "residents_source",
}  # fmt: skip


def periods(today: date) -> list[Period]:
    """The periods that a profile may be of: financial years and quarters, the newest first."""
    year = financial_year_of(ym_of(today))
    years = [financial_year(year - back) for back in range(YEARS)]
    return sorted([*years, *quarters(today)], key=lambda each: (-each.last, each.first))


def parts_of_aspect() -> dict[str, forms.Field]:
    """What is asked of one aspect."""
    return {
        "candidates": _number("Candidates who said"),
        "people": _number("Of these, with this background"),
        "residents_percent": PercentField(
            label="Per cent of residents (optional)", min_value=0, max_value=100, decimal_places=2,
            required=False, widget=_numeric(),
        ),
        "residents_source": forms.CharField(
            label="Where residents’ figure is from (optional)", max_length=300, required=False
        ),
    }  # fmt: skip


def _number(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_PEOPLE, required=False, widget=_numeric()
    )


def _numeric() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric"})


def troubles(given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What does not agree among the answers to one aspect: the part, and a sentence."""
    candidates, people = given.get("candidates"), given.get("people")
    if candidates is None and people is not None:
        yield "candidates", "Enter how many candidates said, or leave this aspect empty"
    if people is None and candidates is not None:
        yield "people", "Enter how many of them have this background: 0 means nobody"
    if candidates is not None and people is not None and people > candidates:
        yield "people", f"More people than candidates who said ({candidates:,}). Check both numbers"
    if given.get("residents_percent") is not None and not given.get("residents_source"):
        yield "residents_source", NO_SOURCE


def told(given: Mapping[str, Any]) -> profiles.Said | None:
    """The answers to one aspect as they are kept; None where nobody was counted."""
    if given.get("candidates") is None:
        return None
    percent = given.get("residents_percent")
    share = None if percent is None else (percent / HUNDRED).quantize(Decimal("0.0001"))
    source = given.get("residents_source", "") if percent is not None else ""
    return profiles.Said(given["candidates"], given["people"], share, source)


class ProfileForm(Form):
    """One aspect of one period: a row of a file."""

    period = forms.CharField(max_length=30)
    aspect = forms.ChoiceField(choices=Aspect.choices)

    def __init__(self, *args: Any, programme: Programme, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.today = programme, today
        self.fields |= parts_of_aspect()
        for name in ("candidates", "people"):
            self.fields[name].required = True

    def clean_period(self) -> Period:
        """A quarter or year that has begun, and that overlaps with no other of the programme."""
        try:
            found = period_of(self.cleaned_data["period"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem).rstrip(".")) from None
        if words := period_trouble(self.programme, found, self.today):
            raise forms.ValidationError(words)
        return found

    def clean(self) -> dict[str, Any]:
        """The numbers agree."""
        for name, words in troubles(self.cleaned_data):
            if name not in self.errors:
                self.add_error(name, words)
        return self.cleaned_data


def period_trouble(programme: Programme, period: Period, today: date) -> str:
    """Why candidates of a period cannot be entered; empty where they can."""
    if period.start > today:
        return "That period is still to come"
    if other := overlapping(programme, period).first():
        return f"There is a profile of {other.period.label} already, which shares months with this. Use that period"
    return ""


class AspectsForm(Form):
    """All aspects of a period at once: those left empty are not counted."""

    period = forms.ChoiceField(
        label="Of which period are the candidates?",
        error_messages={"required": "Select a period", "invalid_choice": "Select a period"},
    )

    def __init__(self, *args: Any, programme: Programme, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.today = programme, today
        there = {Period(*each) for each in programme.profiles.values_list("first_month", "last_month")}
        choices = sorted({*periods(today), *there}, key=lambda each: (-each.last, each.first))
        when = self.fields["period"]
        assert isinstance(when, forms.ChoiceField)  # noqa: S101 - tells the type checker
        when.choices = [("", "Select a period"), *((each.code, each.label) for each in choices)]
        for aspect in Aspect:
            for part, field in parts_of_aspect().items():
                self.fields[f"{aspect}-{part}"] = field

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields of each aspect, below its name."""
        return [(str(aspect.label), [self[f"{aspect}-{part}"] for part in PARTS]) for aspect in Aspect]

    @staticmethod
    def before(rows: Iterable[CandidateProfile], *, only_residents: bool) -> dict[str, Any]:
        """Answers as rows have them; for a new period only what was said of residents."""
        found: dict[str, Any] = {}
        for row in rows:
            percent = None if row.residents_share is None else (row.residents_share * HUNDRED).normalize()
            found |= {
                f"{row.aspect}-residents_percent": None if percent is None else f"{percent:f}",
                f"{row.aspect}-residents_source": row.residents_source,
            }
            if not only_residents:
                found |= {f"{row.aspect}-candidates": row.candidates, f"{row.aspect}-people": row.people}
        return found

    def clean_period(self) -> Period:
        """A period that overlaps with no other of the programme."""
        found = period_of(self.cleaned_data["period"])
        if words := period_trouble(self.programme, found, self.today):
            raise forms.ValidationError(words)
        return found

    def clean(self) -> dict[str, Any]:
        """The numbers of each aspect agree."""
        for aspect in Aspect:
            for part, words in troubles(self._given(aspect)):
                name = f"{aspect}-{part}"
                if name not in self.errors:
                    self.add_error(name, words)
        return self.cleaned_data

    @property
    def said(self) -> dict[str, profiles.Said | None]:
        """Every aspect as it is kept; None for those left empty."""
        return {str(aspect): told(self._given(aspect)) for aspect in Aspect}

    def _given(self, aspect: CandidateProfile.Aspect) -> dict[str, Any]:
        return {part: self.cleaned_data.get(f"{aspect}-{part}") for part in PARTS}


@dataclass
class CandidatesFile(RowFile[ProfileForm]):
    """Rows of one programme: a period and an aspect each."""

    programme: Programme
    today: date

    code: ClassVar[str] = "candidates-file"
    columns: ClassVar[Mapping[str, str]] = COLUMNS
    needed: ClassVar[tuple[str, ...]] = ("period", "aspect", "candidates", "people")
    key_words: ClassVar[str] = "the same period and aspect"

    def __post_init__(self) -> None:
        """Rows are for one programme."""
        self.scope = str(self.programme.pk)

    @staticmethod
    def example_period(today: date) -> Period:
        """The last financial year that is over."""
        return financial_year(financial_year_of(ym_of(today)) - 1)

    def key(self, said: Said) -> tuple[str, str]:
        """An aspect stands once in a period."""
        return said.get("period", ""), _aspect(said.get("aspect", ""))

    def read(self, said: Said) -> ProfileForm | str:
        """The form of one aspect."""
        given = {name: said.get(heading, "") for heading, name in COLUMNS.items()}
        given["aspect"] = _aspect(given["aspect"])
        given["residents_percent"] = _percent(given["residents_percent"])
        return ProfileForm(answers(parts_of_aspect(), given), programme=self.programme, today=self.today)

    def does(self, form: ProfileForm) -> Does:
        """Whether the aspect is new, and whether the row says anything else."""
        period, aspect = form.cleaned_data["period"], form.cleaned_data["aspect"]
        there = self.programme.profiles.filter(
            first_month=period.first, last_month=period.last, aspect=aspect
        ).first()
        if there is None:
            return Does.ADD
        return Does.NOTHING if said_in(there) == told(form.cleaned_data) else Does.CHANGE

    def write(self, form: ProfileForm, *, by: User) -> None:
        """One aspect; others of the period stay."""
        given = form.cleaned_data
        keep_profile(self.programme, given["period"], {given["aspect"]: told(given)}, by=by)

    def lock(self) -> None:
        """One file at a time in a programme."""
        Programme.objects.select_for_update().get(pk=self.programme.pk)

    def hint(self, name: str) -> str:
        """What the columns take."""
        if name == "aspect":
            return f"Use one of {', '.join(Aspect.values)}"
        return "Write 0.21 or 21%" if name == "residents_percent" else ""


def _aspect(text: str) -> str:
    labels = {str(label).lower(): value for value, label in Aspect.choices}
    return labels.get(text.lower(), text)


def _percent(text: str) -> str:
    """A share of 0 to 1, or a percentage with its sign, as the form asks for it."""
    if text.endswith("%"):
        return text[:-1].strip()
    try:
        return f"{Decimal(text) * HUNDRED:f}" if text else ""
    except InvalidOperation:
        return text


class CandidateFilterForm(Form):
    """The filter of the list."""

    kind = forms.ChoiceField(label="Sort of programme", required=False)
    aspect = forms.ChoiceField(label="Background", required=False)
    periods = forms.ChoiceField(
        label="Periods", required=False, choices=[("", "The newest of each programme"), (ALL, "All periods")]
    )

    def __init__(self, asked: CandidateFilter) -> None:
        super().__init__(initial=asdict(asked), auto_id="%s")
        for name, choices, every in (
            ("kind", [(each.value, each.label) for each in KINDS], "Both sorts"),
            ("aspect", Aspect.choices, "All backgrounds"),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = [("", every), *choices]
