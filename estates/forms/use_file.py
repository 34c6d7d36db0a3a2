"""A file of the use of many spaces: one row is one space in one quarter, with the headings of the download."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from anchors.models import User
from anchors.periods import Period, period_of
from anchors.row_files import Does, RowFile, Said, answers
from estates.changes import differences
from estates.forms.community import UseForm
from estates.models import CommunitySpace, SpaceUse
from estates.opening import USE_FIGURES, state_use, use_in
from estates.readings.community import quarter_of

FIGURES = (*USE_FIGURES, "source")
HEADINGS = ("site", "space", "quarter", *FIGURES)


@dataclass
class UsesFile(RowFile[UseForm]):
    """Use of the spaces that a person may change, in the quarters that are over."""

    spaces: list[CommunitySpace]
    quarters: list[Period]
    scope: str = field(default="use of space", init=False)

    code: ClassVar[str] = "space-use-file"
    columns: ClassVar[Mapping[str, str]] = {name: name for name in ("quarter", *FIGURES)}
    needed: ClassVar[tuple[str, ...]] = ("space", "quarter", "source")
    key_words: ClassVar[str] = "the same space and quarter"
    most_rows: ClassVar[int] = 2000

    def key(self, said: Said) -> tuple[str, str, str]:
        """A space has figures once a quarter."""
        site, space = (said.get(name, "").lower() for name in ("site", "space"))
        return site, space, self._quarter(said)

    def read(self, said: Said) -> UseForm | str:
        """The figures of the quarter as they are, with those of the row in their place."""
        named = [each for each in self.spaces if each.name.lower() == said.get("space", "").lower()]
        if site := said.get("site", "").lower():
            named = [each for each in named if site in (each.site.name.lower(), each.site.ref.lower())]
        if not named:
            return "There is no space of this name whose use you may enter. Use the names of the template."
        if len(named) > 1:
            return "Several sites have a space of this name. Fill in the column site too."
        code = self._quarter(said)
        known = {each.code: each for each in self.quarters}
        use = use_in(named[0], known.get(code, self.quarters[0]))
        given = {name: said.get(name, getattr(use, name)) for name in FIGURES}
        sent = answers(UseForm.base_fields, given | {"quarter": code})
        return UseForm(sent, space=named[0], quarters=self.quarters, use=use)

    def does(self, form: UseForm) -> Does:
        """Whether the quarter has figures, and whether these are others."""
        if form.use is None or form.use.pk is None:
            return Does.ADD
        return Does.CHANGE if differences(form.use, form.written) else Does.NOTHING

    def write(self, form: UseForm, *, by: User) -> None:
        """With what was there before in the history of the space."""
        assert form.use is not None  # noqa: S101 - `read` gives one
        state_use(form.use.space, form.period, form.written, by=by)

    def lock(self) -> None:
        """The spaces, so that nobody states their use meanwhile."""
        keys = [each.pk for each in self.spaces]
        list(CommunitySpace.objects.select_for_update().filter(pk__in=keys).order_by("pk"))

    def hint(self, name: str) -> str:
        """How a quarter is written, and what an empty cell says."""
        if name == "quarter":
            return f"Write a quarter that is over, for example {self.quarters[0].code}"
        return "" if name == "source" else "Leave it empty where nobody knows it"

    def _quarter(self, said: Said) -> str:
        """The code of the quarter, which may be written as its months too."""
        text = said.get("quarter", "")
        labels = {each.label.lower(): each.code for each in self.quarters}
        try:
            return labels.get(text.lower()) or period_of(text).code
        except ValueError:
            return text


def use_row(use: SpaceUse, site: str | None) -> list[object]:
    """One use as the file has it; `site` is its name where the reader may know it."""
    figures = [getattr(use, name) for name in FIGURES]
    return [site, use.space.name, quarter_of(use).code, *figures]
