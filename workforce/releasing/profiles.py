"""Which disclosure profile a release follows."""

from datetime import date

from anchors.disclosure import Profile
from anchors.models import DisclosureProfile


def profile_in_force(day: date) -> Profile:
    """The rule for releases of that day. Without one there is no release: no count may be shown then."""
    profile: Profile = DisclosureProfile.objects.in_force_on(day).profile()
    return profile
