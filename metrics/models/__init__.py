"""Plans, actions, measurements, targets: what people did and what came of it."""

from metrics.models.actions import LONGEST_WORDS, Action, Comment, Evidence, Update
from metrics.models.digests import DigestPreference
from metrics.models.groups import Group
from metrics.models.measurements import FormerMeasurement, Measurement
from metrics.models.places import PlaceSource, PlaceValue
from metrics.models.plans import Commitment, Plan, Pledge, Status
from metrics.models.scopes import readable_institutions, systems_planned_by
from metrics.models.sending import SentForm
from metrics.models.submitted import SubmittedFile, SubmittedIndicator, SubmittedValue, SubmittedWording
from metrics.models.targets import Target

__all__ = [
    "LONGEST_WORDS",
    "Action",
    "Comment",
    "Commitment",
    "DigestPreference",
    "Evidence",
    "FormerMeasurement",
    "Group",
    "Measurement",
    "PlaceSource",
    "PlaceValue",
    "Plan",
    "Pledge",
    "SentForm",
    "Status",
    "SubmittedFile",
    "SubmittedIndicator",
    "SubmittedValue",
    "SubmittedWording",
    "Target",
    "Update",
    "readable_institutions",
    "systems_planned_by",
]
