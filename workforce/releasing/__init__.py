"""Quarterly releases: who has supplied, and one protected set of figures that never changes afterwards."""

from workforce.releasing.making import ReleaseError, failure, make_release, request_release
from workforce.releasing.profiles import profile_of
from workforce.releasing.supplies import (
    Supply,
    closed_by,
    closing,
    obstacle,
    release_job,
    release_of,
    supplies,
)

__all__ = [
    "ReleaseError",
    "Supply",
    "closed_by",
    "closing",
    "failure",
    "make_release",
    "obstacle",
    "profile_of",
    "release_job",
    "release_of",
    "request_release",
    "supplies",
]
