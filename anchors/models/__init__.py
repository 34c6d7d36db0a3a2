"""The nouns that every lever stands on."""

from anchors.models.disclosure import DisclosureProfile
from anchors.models.institutions import (
    AnchorInstitution,
    Succession,
    System,
    SystemArea,
    SystemMembership,
    in_force,
)
from anchors.models.parameters import Parameter
from anchors.models.people import Membership, User
from anchors.models.places import (
    Boundary,
    GeographySource,
    MiddleArea,
    Place,
    Postcode,
    SmallArea,
    SmallAreaPopulation,
)
from anchors.models.scoping import ScopedQuerySet
from anchors.models.tokens import Token
from anchors.models.uploads import Job, SavedMapping, Upload

__all__ = [
    "AnchorInstitution",
    "Boundary",
    "DisclosureProfile",
    "GeographySource",
    "Job",
    "Membership",
    "MiddleArea",
    "Parameter",
    "Place",
    "Postcode",
    "SavedMapping",
    "ScopedQuerySet",
    "SmallArea",
    "SmallAreaPopulation",
    "Succession",
    "System",
    "SystemArea",
    "SystemMembership",
    "Token",
    "Upload",
    "User",
    "in_force",
]
