"""Which disclosure profile a release follows."""

from datetime import date

from anchors.disclosure import Profile

DEFAULT = Profile(
    code="default",
    name="Counts of staff",
    source="NHS secondary care rule of September 2018, with zeros hidden too",
)


def profile_in_force(_day: date) -> Profile:
    """The profile for releases of that day."""
    return DEFAULT
