"""The filters of the pages of where staff live, as a row of selects."""

from collections.abc import Iterable
from typing import Any

from django import forms

from anchors.forms import Form
from workforce.readings import StaffView, staff_groups
from workforce.readings.asking import LADDER

Choice = tuple[str, str]


class WhereForm(Form):
    """Every choice is a value of `StaffFilter`; one breakdown can be chosen and no more."""

    institution = forms.ChoiceField(label="Institution", required=False)
    staff = forms.ChoiceField(label="Staff", required=False)
    areas = forms.ChoiceField(label="Areas", required=False)
    quarter = forms.ChoiceField(label="Quarter", required=False)
    edition = forms.ChoiceField(label="Indices of Deprivation", required=False)
    area = forms.ChoiceField(label="Find an area", required=False)

    def __init__(
        self, view: StaffView, *, groups: Iterable[str], areas: Iterable[Choice] = (), by_area: bool = True
    ) -> None:
        asked = view.asked
        super().__init__(
            initial={name: getattr(asked, name) for name in self.base_fields} | _usual(view), auto_id="%s"
        )
        self._offer(
            "institution", [("", "All that supplied"), *((each.slug, each.name) for each in view.choices)]
        )
        self._offer("staff", group_choices(groups, asked.staff))
        self._offer("areas", list(LADDER.items()))
        self._offer("quarter", [(each.quarter.code, each.quarter.label) for each in view.releases])
        self._offer("edition", [(str(each), str(each)) for each in reversed(view.editions)])
        self._offer("area", [("", "Select an area"), *areas])
        for name, least in (("institution", 2), ("edition", 2), ("area", 2)):
            field: Any = self.fields[name]
            if len(field.choices) < least:
                del self.fields[name]
        if not by_area:
            for name in ("areas", "area"):
                self.fields.pop(name, None)

    def _offer(self, name: str, choices: list[Choice]) -> None:
        field: Any = self.fields[name]
        field.choices = choices


class OwnForm(Form):
    """The filters of an institution's true counts."""

    institution = forms.ChoiceField(label="Institution", required=False)
    staff = forms.ChoiceField(label="Staff", required=False)
    areas = forms.ChoiceField(label="Areas", required=False, choices=list(LADDER.items()))
    quarter = forms.ChoiceField(label="Quarter", required=False)

    def __init__(self, initial: dict[str, str], choices: dict[str, list[Choice]]) -> None:
        super().__init__(initial=initial, auto_id="%s")
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options
        if len(choices["institution"]) < 2:
            del self.fields["institution"]


def group_choices(there: Iterable[str], chosen: str) -> list[Choice]:
    """The groups that have figures, and the one in use, as `Staff group: Students`; all in post is the empty one."""
    known = {*there, chosen, "all"}
    found = []
    for heading, groups in staff_groups().items():
        for code, words in groups.items():
            if code in known:
                plain = heading == "People" or words.startswith("Band")
                found.append(("" if code == "all" else code, words if plain else f"{heading}: {words}"))
    return found


def _usual(view: StaffView) -> dict[str, str]:
    quarter = view.release.quarter.code if view.release else ""
    staff = "" if view.asked.is_everybody else view.asked.staff
    edition = str(view.edition) if view.edition else ""
    return {"areas": view.level, "quarter": view.asked.quarter or quarter, "edition": edition, "staff": staff}
