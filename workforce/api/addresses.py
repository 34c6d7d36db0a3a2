"""Addresses of the employment endpoints."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from workforce.api.areas import StaffAreas
from workforce.api.candidates import Candidates
from workforce.api.cohorts import Cohorts
from workforce.api.deciles import StaffDeciles
from workforce.api.events import ProgrammeEvents
from workforce.api.programmes import KnownProgrammes, Programmes
from workforce.api.staff import StaffIntakes
from workforce.api.support import SupportAreas, SupportGroups, SupportOffers
from workforce.api.wages import WageChanges, Wages

router = SimpleRouter(use_regex_path=False)
router.register("staff", StaffIntakes, basename="staff")

urlpatterns: list[URLPattern | URLResolver] = [
    path("programmes/known/", KnownProgrammes.as_view({"get": "list"}), name="employment-programmes-known"),
    path("programmes/", Programmes.as_view({"get": "list"}), name="employment-programmes"),
    path(
        "programmes/<int:programme_id>/cohorts/",
        Cohorts.as_view({"get": "list", "post": "create"}),
        name="employment-cohorts",
    ),
    path("programmes/<int:programme_id>/events/", ProgrammeEvents.as_view(), name="employment-events"),
    path("candidates/", Candidates.as_view({"get": "list", "post": "create"}), name="employment-candidates"),
    path("support/", SupportOffers.as_view({"get": "list"}), name="employment-support"),
    path("support/areas/", SupportAreas.as_view({"get": "list"}), name="employment-support-areas"),
    path("support/groups/", SupportGroups.as_view({"get": "list"}), name="employment-support-groups"),
    path("wages/changes/", WageChanges.as_view({"get": "list"}), name="employment-wage-changes"),
    path("wages/", Wages.as_view({"get": "list"}), name="employment-wages"),
    path("areas/", StaffAreas.as_view({"get": "list"}), name="employment-areas"),
    path("deciles/", StaffDeciles.as_view({"get": "list"}), name="employment-deciles"),
    *router.urls,
]
