"""The surplus land of the sample system: invented plots, an appraisal half done, promises of which one was lowered.

It rests on the invented sites and goes with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from anchors.models import AnchorInstitution, System
from estates.models import (
    Appraisal,
    Asked,
    DecisionLogEntry,
    DisposalPrinciples,
    HomesStatement,
    Option,
    Plot,
    PlotChange,
    PrinciplesSignature,
    Site,
)
from metrics.measuring import request_measuring

SOURCE = "Invented for the sample"
LAUNDRY = "The Old Laundry"
Stage = Plot.Stage


@dataclass(frozen=True)
class Land:
    """A plot on the site of that name, and what was said of homes on it."""

    site: str
    title: str
    stage: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    homes: tuple[tuple[str, date, Mapping[str, int], str], ...] = ()
    why: str = ""


LANDS = (
    Land(LAUNDRY, "The Old Laundry, Infirmary Road", Stage.DECLARED, {
        "area_ha": "1.4", "floor_m2": "2100", "empty_since": date(2025, 3, 1), "declared_on": date(2026, 6, 3),
        "holding_cost": "96000", "book_value": "2200000", "limits": "Boiler house is locally listed. No PFI.",
        "planned_year": 2028}),
    Land("Harbour Lane Clinic", "Clinic garden, Harbour Lane", Stage.DECLARED, {
        "area_ha": "0.3", "declared_on": date(2026, 2, 10), "future_use": "community", "is_sensitive": True}),
    Land("Sluice Cottage", "Sluice Cottage", Stage.DECLARED, {
        "area_ha": "0.3", "floor_m2": "310", "declared_on": date(2025, 11, 4), "future_use": "housing"}),
    Land("Former Mill Lane School", "Former Mill Lane School", Stage.MARKETED, {
        "area_ha": "2.9", "floor_m2": "5200", "declared_on": date(2025, 9, 1), "future_use": "mixed",
        "market_value": "4100000"}, why="The council needs the receipt this year"),
    Land("Former Tannery", "Former Tannery", Stage.POTENTIAL, {
        "area_ha": "1.7", "limits": "Ground is contaminated. Flood zone 2."}),
    Land("Land at Samphire Way", "Samphire Way, south field", Stage.SOLD, {
        "area_ha": "2.6", "disposed_on": date(2021, 7, 14), "future_use": "housing", "receipt": "1300000"}, (
        ("sale", date(2021, 7, 14), {"social_rent": 16, "shared_ownership": 8, "market": 16}, "Sale agreement"),
        ("completion", date(2024, 6, 20), {"social_rent": 16, "shared_ownership": 8, "market": 16}, "Final count"))),
    Land("Corporation Yard", "Corporation Yard, canal side", Stage.SOLD, {
        "area_ha": "3.1", "disposed_on": date(2022, 3, 2), "future_use": "mixed", "receipt": "5200000"}, (
        ("sale", date(2022, 3, 2), {"social_rent": 60, "shared_ownership": 36, "market": 144}, "Sale agreement"),
        ("completion", date(2026, 3, 31), {"social_rent": 24, "shared_ownership": 8, "market": 38}, "Phase 1 count"))),
    Land("Station Road offices", "Station Road goods yard", Stage.SOLD, {
        "area_ha": "2.2", "disposed_on": date(2023, 5, 4), "future_use": "housing", "receipt": "6900000"}, (
        ("sale", date(2023, 5, 4), {"social_rent": 40, "shared_ownership": 20, "market": 140}, "Sale agreement"),
        ("permission", date(2026, 5, 12), {"social_rent": 8, "shared_ownership": 4, "key_worker": 30, "market": 158},
         "Permission 26/0311/VAR"),
        ("completion", date(2026, 9, 30), {"social_rent": 4, "market": 62}, "Count of September 2026"))),
)  # fmt: skip

OPTIONS: tuple[Mapping[str, Any], ...] = (
    {"route": "homes", "name": "Affordable homes", "receipt": 1_100_000, "income": 0, "staff_homes": 12,
     "homes": {"social_rent": 36, "shared_ownership": 12, "market": 0}, "workspace_m2": 0, "community_m2": 120,
     "community_hours": 30, "saved_cost": 96_000, "first_used": 2029, "risk_with": "Housing association",
     "could_fail": "Grant bid is decided in May 2027"},
    {"route": "firms", "name": "Workspace and homes", "receipt": 600_000, "income": 85_000, "staff_homes": 6,
     "homes": {"social_rent": 14, "shared_ownership": 0, "market": 6}, "workspace_m2": 1_350, "community_m2": 200,
     "community_hours": 40, "saved_cost": 96_000, "first_used": 2028, "risk_with": "Trust and council",
     "could_fail": "Workspace must be 70% let"},
    {"route": "community", "name": "Community ownership", "receipt": 0, "income": 0, "staff_homes": 0,
     "homes": {"social_rent": 0, "shared_ownership": 0, "market": 0}, "workspace_m2": 300, "community_m2": 1_800,
     "community_hours": 70, "saved_cost": 96_000, "first_used": 2028, "risk_with": "Community trust",
     "could_fail": "£0.9 million still to raise"},
    {"route": "market", "name": "Open market sale", "receipt": 3_400_000, "income": 0, "staff_homes": 0,
     "homes": {"social_rent": 0, "shared_ownership": 9, "market": 51}, "workspace_m2": 0, "community_m2": 0,
     "saved_cost": 96_000, "first_used": 2030, "risk_with": "Developer",
     "could_fail": "Homes can be cut at planning"},
)  # fmt: skip
ASKED = (
    ("Northvale City Council", "public", "homes", "interested", "Would take the homes into its programme."),
    ("Marsh Borough Council", "public", "", "not_interested", ""),
    ("Fire and rescue service", "public", "", "not_interested", ""),
    ("Northvale Homes", "housing", "homes", "interested", "Would bid for grant."),
    ("Chamber of small firms", "firm", "firms", "comment", "Small units are short; storage is not."),
    ("Infirmary Road residents", "residents", "", "waiting", ""),
    ("Laundry Community Trust", "community", "community", "waiting", ""),
)
DONE = ["describe", "limits", "offer", "options", "social-value"]
PRINCIPLES = (
    "We look at affordable homes, premises for small firms and community ownership before we sell to the market.",
    "We offer land to other public bodies and to community groups before we advertise it.",
    "We publish what was promised at a sale, and what was built.",
)


def add_sample_land(system: System, **_: Any) -> None:
    """Receive `anchors.sample.sample_filled`, after the sites: all of it."""
    members = AnchorInstitution.objects.in_system(system, timezone.localdate())
    sites = {site.name: site for site in Site.objects.filter(institution__in=members.values("pk"))}
    with transaction.atomic():
        made = {land.site: _add(sites[land.site], land) for land in LANDS if land.site in sites}
        if LAUNDRY in made:
            _appraise(made[LAUNDRY])
        _promise(system, list(members.order_by("name")))
        owners = {plot.site.institution_id for plot in made.values()}
        if owners:
            request_measuring(sorted(owners), reason="the sample's surplus land")


def _add(site: Site, land: Land) -> Plot:
    plot: Plot = Plot.objects.create(
        site=site, ref=f"P-{site.ref}", title=land.title, stage=land.stage, is_sample=True, **land.fields
    )
    changes = {"stage": [Stage.DECLARED.value, land.stage]} if land.why else {}
    PlotChange.objects.create(plot=plot, changes=changes, why=land.why or SOURCE)
    for stage, on, homes, source in land.homes:
        HomesStatement.objects.create(
            plot=plot, stage=stage, on=on, homes=dict(homes), source=f"{source} (invented)"
        )
    return plot


def _appraise(plot: Plot) -> None:
    today = timezone.localdate()
    appraisal = Appraisal.objects.create(
        plot=plot,
        done=DONE,
        comments_close=today + timedelta(days=12),
        decision_due=today + timedelta(days=26),
        social_value="Homes and workspace keep people and firms in the area; a sale brings money once.",
    )
    for option in OPTIONS:
        Option.objects.create(appraisal=appraisal, **option)
    for who, kind, route, answer, words in ASKED:
        Asked.objects.create(
            appraisal=appraisal, who=who, kind=kind, route=route, asked_on=today - timedelta(days=40), answer=answer,
            answered_on=None if answer == Asked.Answer.WAITING else today - timedelta(days=20), words=words,
        )  # fmt: skip
    said = ["Began the appraisal.", *(f"Added the option {option['name']}." for option in OPTIONS)]
    for words in [*said, *(f"Asked {who}." for who, *_ in ASKED)]:
        DecisionLogEntry.objects.create(appraisal=appraisal, words=words)


def _promise(system: System, members: list[AnchorInstitution]) -> None:
    """A text that half of the partners have signed."""
    text = DisposalPrinciples.objects.create(
        system=system, title="Land for people first", sentences=list(PRINCIPLES), valid_from=date(2026, 7, 1)
    )
    for institution in members[::2]:
        PrinciplesSignature.objects.create(
            principles=text, institution=institution, signed_by="Chief executive", signed_on=date(2026, 9, 1)
        )
