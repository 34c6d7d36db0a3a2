"""The acts on surplus land: a plot is added, corrected, moved on; homes are stated. Each keeps what was said before."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from anchors import wording
from anchors.models import User
from estates.changes import differences
from estates.loading import change_site
from estates.models import Appraisal, HomesStatement, Plot, PlotChange, Site
from metrics.measuring import request_measuring


class CannotMove(Exception):  # noqa: N818 - it is a rule that speaks, no error
    """The plot cannot go to that stage so; the message is one sentence, `field` the answer that it is about."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


SOURCE = "Entered here"
TO_OTHERS = (Plot.Stage.MARKETED, Plot.Stage.UNDER_OFFER, Plot.Stage.SOLD)
"""Stages at which land is on its way out."""


@transaction.atomic
def add_plot(site: Site, fields: Mapping[str, Any], *, by: User) -> Plot:
    """A plot on a site; its history begins here."""
    plot = Plot.objects.create(site=site, made_by=by, **fields)
    PlotChange.objects.create(plot=plot, changes={}, why="Added to surplus land", by=by)
    _measure(plot, by)
    return plot


@transaction.atomic
def change_plot(plot: Plot, fields: Mapping[str, Any], *, by: User, why: str = "") -> PlotChange | None:
    """Write what differs and keep what was there before; None where nothing differs."""
    now: Plot = Plot.objects.select_for_update().get(pk=plot.pk)
    changes = differences(now, fields)
    if not changes:
        return None
    for name in changes:
        setattr(now, name, fields[name])
    now.save(update_fields=list(changes))
    _measure(now, by)
    return PlotChange.objects.create(plot=now, changes=changes, why=why, by=by)


def is_last_of_site(plot: Plot) -> bool:
    """Whether with this plot nothing that is surplus, or no land at all, is left of its site."""
    site, others = plot.site, Plot.objects.filter(site=plot.site_id).exclude(pk=plot.pk)
    sold = others.filter(stage=Plot.Stage.SOLD).aggregate(land=Sum("area_ha"))["land"] or Decimal()
    is_all_land = site.land_ha is not None and sold + (plot.area_ha or Decimal()) >= site.land_ha
    return site.status not in Site.GONE and (is_all_land or not others.filter(stage__in=Plot.OPEN).exists())


@transaction.atomic
def move_plot(
    plot: Plot, stage: str, *, by: User, why: str, on: date | None = None, is_site_sold: bool = False
) -> PlotChange | None:
    """Move it to another stage; `on` is the day of the sale or of the declaration.

    With `is_site_sold` its site is sold in the register too; one that was comes back with what was not sold after all.

    CannotMove for a sale without its day or before the declaration, and for no reason given where land is on its way
    out without a decision or where what was sold is not sold after all.
    """
    plot = Plot.objects.select_for_update(of=("self",)).select_related("site").get(pk=plot.pk)
    if stage == Plot.Stage.SOLD and on is None:
        raise CannotMove("on", "Enter the day on which it was sold or handed over")
    if stage == Plot.Stage.SOLD and on and plot.declared_on and on < plot.declared_on:
        raise CannotMove(
            "on", f"It was declared surplus on {wording.day(plot.declared_on)}. A sale comes later"
        )
    if plot.stage == Plot.Stage.SOLD and stage != Plot.Stage.SOLD and not why.strip():
        raise CannotMove("why", "It is on record as sold or handed over. Say why that was wrong")
    is_decided = Appraisal.objects.filter(plot=plot, state=Appraisal.State.DECIDED).exists()
    if stage in TO_OTHERS and not is_decided and not why.strip():
        raise CannotMove(
            "why", "No options appraisal has been decided for this land. Say why it goes without one"
        )
    fields: dict[str, Any] = {"stage": stage, "disposed_on": on if stage == Plot.Stage.SOLD else None}
    if stage == Plot.Stage.DECLARED and on:
        fields["declared_on"] = on
    if stage == Plot.Stage.POTENTIAL:
        fields["declared_on"] = None
    _move_site(plot, stage, by=by, on=on, is_sold=is_site_sold)
    return change_plot(plot, fields, by=by, why=why)


def _move_site(plot: Plot, stage: str, *, by: User, on: date | None, is_sold: bool) -> None:
    """Let the register follow a sale of all that there was of a site, or its undoing."""
    if stage == Plot.Stage.SOLD and is_sold:
        facts: dict[str, Any] = {"status": Site.Status.SOLD.value}
        if plot.site.valid_from is None or (on and plot.site.valid_from <= on):
            facts["valid_to"] = on
        change_site(plot.site, facts, source=SOURCE, by=by, why=f"{plot.title} was sold, and nothing is left")
    elif plot.stage == Plot.Stage.SOLD != stage and plot.site.status == Site.Status.SOLD:
        facts = {"status": Site.Status.SURPLUS.value, "valid_to": None}
        change_site(plot.site, facts, source=SOURCE, by=by, why=f"{plot.title} was not sold after all")


@transaction.atomic
def state_homes(plot: Plot, fields: Mapping[str, Any], *, by: User) -> HomesStatement:
    """Set down how many homes a document says; earlier statements stay beside it."""
    statement: HomesStatement = HomesStatement.objects.create(plot=plot, by=by, **fields)
    _measure(plot, by)
    return statement


@transaction.atomic
def withdraw_homes(statement: HomesStatement, *, by: User, is_withdrawn: bool = True) -> None:
    """Take out of the count what was entered by mistake, or back into it; the row stays."""
    statement.is_withdrawn = is_withdrawn
    statement.save(update_fields=["is_withdrawn"])
    _measure(statement.plot, by)


def _measure(plot: Plot, by: User) -> None:
    request_measuring([plot.site.institution_id], reason=f"surplus land {plot.pk}", by=by)
