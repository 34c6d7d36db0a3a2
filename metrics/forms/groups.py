"""The form of a group: its name, what holds it together, who is in it."""

from typing import Any

from django import forms
from django.utils import timezone

from anchors.forms import Form
from anchors.models import AnchorInstitution, Succession, System
from metrics.models import Group

HINTS = {
    Group.Kind.ALLIANCE: "Providers or councils that work together, such as a provider collaborative",
    Group.Kind.MERGED: "Bodies that became, or are to become, one: their figures before and after can be added",
    Group.Kind.SAVED: "Any set that you want to look at again",
}


class GroupForm(Form):
    """A name that is free in the system, a kind, and at least two institutions of it."""

    name = forms.CharField(
        label="What is the group called?",
        max_length=200,
        error_messages={"required": "Enter a name for the group"},
    )
    kind = forms.ChoiceField(
        label="What holds it together?",
        choices=Group.Kind.choices,
        initial=Group.Kind.SAVED,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what holds the group together"},
    )
    institutions = forms.ModelMultipleChoiceField(
        AnchorInstitution.objects.none(),
        label="Which institutions are in it?",
        help_text="Figures of the group are sums of theirs.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least two institutions"},
    )

    def __init__(self, *args: Any, system: System, group: Group | None = None, **kwargs: Any) -> None:
        if group is not None:
            kept = {"name": group.name, "kind": group.kind, "institutions": list(group.institutions.all())}
            kwargs["initial"] = kept | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.system, self.group = system, group
        members, kind = self.fields["institutions"], self.fields["kind"]
        assert isinstance(members, forms.ModelMultipleChoiceField)  # noqa: S101 - tells the type checker
        members.queryset = candidates(system, group)
        kind.widget.hints = HINTS

    def clean_name(self) -> str:
        """Free in the system, whatever its case."""
        name = str(self.cleaned_data["name"]).strip()
        others = Group.objects.filter(system=self.system, name__iexact=name)
        if others.exclude(pk=self.group.pk if self.group else 0).exists():
            raise forms.ValidationError(f"There is a group called {name} already. Choose another name")
        return name

    def clean_institutions(self) -> Any:
        """Two at least: one alone has a page of its own."""
        chosen = self.cleaned_data["institutions"]
        if len(chosen) < 2:
            raise forms.ValidationError("Select at least two institutions. One alone has a page of its own")
        return chosen


def candidates(system: System, group: Group | None) -> Any:
    """Members of the system today, bodies that they took over from, and who is in the group already."""
    members = AnchorInstitution.objects.in_system(system, timezone.localdate())
    before = Succession.objects.filter(successor__in=members.values("pk")).values_list(
        "predecessor", flat=True
    )
    kept = group.institutions.values_list("pk", flat=True) if group else []
    return AnchorInstitution.objects.filter(pk__in=[*members.values_list("pk", flat=True), *before, *kept])
