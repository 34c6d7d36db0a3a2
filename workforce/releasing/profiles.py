"""Which disclosure profile figures follow, and how it is kept with them."""

from datetime import date
from typing import Any

from anchors.disclosure import Profile
from anchors.models import DisclosureProfile
from workforce.models import Publication, Release


def profile_in_force(day: date) -> Profile:
    """The rule for releases of that day. Without one there is no release: no count may be shown then."""
    profile: Profile = DisclosureProfile.objects.in_force_on(day).profile()
    return profile


def rules_of(profile: Profile) -> dict[str, Any]:
    """The numbers of a profile, as they are kept with the figures that followed them."""
    return {name: getattr(profile, name) for name in Profile.__dataclass_fields__}


def profile_of(made: Release | Publication) -> Profile:
    """The profile that published figures followed, as it stood then."""
    return Profile(**made.rules)
