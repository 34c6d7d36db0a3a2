"""A file of counts of one programme: one row a starting quarter and group, a column for each stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from anchors.models import User
from anchors.row_files import CheckedFile, Does, RowFile, Rows, Said, answers
from workforce.forms.programmes import Beside, CohortForm
from workforce.models import Group, Programme, Stage
from workforce.programmes import cohort_of, keep_counts, objection

COLUMNS = {
    "quarter": "quarter", "counted_on": "as_at", "group": "group", "source": "source",
    **{stage.value.replace("-", "_"): stage.value for stage in Stage},
}  # fmt: skip


@dataclass
class CohortsFile(RowFile[CohortForm]):
    """Counts of a programme of the person's."""

    programme: Programme
    today: date

    code: ClassVar[str] = "cohorts-file"
    columns: ClassVar[Mapping[str, str]] = COLUMNS
    needed: ClassVar[tuple[str, ...]] = ("quarter", "counted_on")
    key_words: ClassVar[str] = "the same quarter and group"

    def __post_init__(self) -> None:
        """Rows are for one programme."""
        self.scope = str(self.programme.pk)
        self._beside: dict[tuple[str, str], dict[str, int]] = {}

    def checked(self, rows: Rows) -> CheckedFile[CohortForm]:
        """What writing the rows would do now, each held against the others of its quarter too."""
        self._beside = {}
        forms = [self._form(dict(zip(rows[0], cells, strict=False))) for cells in rows[1:] if any(cells)]
        for form in forms:
            if form.is_valid():
                self._beside[form.started.code, form.cleaned_data["group"]] = form.counts
        return super().checked(rows)

    def key(self, said: Said) -> tuple[str, str]:
        """A group of a starting quarter stands once."""
        return said.get("quarter", ""), _group(said)

    def read(self, said: Said) -> CohortForm | str:
        """The form of the counts; a quarter that follows from events is refused."""
        form = self._form(said, self.programme)
        if not form.errors.get("quarter") and (sentence := objection(self.programme, form.started)):
            return f"{sentence}."
        return form

    def _form(self, said: Said, programme: Programme | None = None) -> CohortForm:
        given: dict[str, Any] = {name: said.get(heading, "") for heading, name in COLUMNS.items()}
        given["group"] = _group(said)
        return cohort_form(given, today=self.today, programme=programme, beside=self._beside)

    def does(self, form: CohortForm) -> Does:
        """Whether these counts are new, changed, or there already."""
        given = form.cleaned_data
        cohort = cohort_of(self.programme, form.started)
        if cohort is None:
            return Does.ADD
        there = dict(cohort.counts.filter(group=given["group"]).values_list("stage", "people"))
        is_same = there == form.counts and (cohort.as_at, cohort.source) == (given["as_at"], given["source"])
        return Does.NOTHING if is_same else Does.CHANGE if there else Does.ADD

    def write(self, form: CohortForm, *, by: User) -> None:
        """Into the programme, as the form does it."""
        given = form.cleaned_data
        keep_counts(
            self.programme, form.started, form.counts, group=given["group"], as_at=given["as_at"],
            source=given["source"], by=by,
        )  # fmt: skip

    def lock(self) -> None:
        """One file at a time of a programme."""
        Programme.objects.select_for_update().get(pk=self.programme.pk)

    def hint(self, name: str) -> str:
        """How columns with codes and with dates are filled in."""
        if name == "quarter":
            return "Use a financial quarter such as 2026-27-Q2 for July to September 2026"
        if name == "group":
            return f"Use one of {', '.join(Group.values)}"
        return "Use day/month/year, for example 28/02/2026" if name == "as_at" else ""


def cohort_form(
    given: Mapping[str, Any],
    *,
    today: date,
    programme: Programme | None = None,
    beside: Beside | None = None,
) -> CohortForm:
    """The form of counts, filled in from texts or values by its fields."""
    sent = answers(CohortForm(today=today).fields, given)
    return CohortForm(sent, today=today, programme=programme, beside=beside)


def _group(said: Said) -> str:
    """The code of a group, also where its name is written out; everybody where nothing is."""
    text = said.get("group", "")
    labels = {str(label).lower(): value for value, label in Group.choices}
    return labels.get(text.lower(), text) or Group.ALL.value
