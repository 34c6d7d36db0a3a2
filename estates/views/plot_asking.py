"""Whose plot a page is about: what the person may not see answers as what does not exist."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from estates.models import Appraisal, Plot, Site


def visible_plot(request: HttpRequest, plot_id: int) -> Plot:
    """A plot that the person may see; Http404 for others."""
    return cast(
        "Plot", _found(Plot.objects.visible_to(request.user).select_related("site__institution"), plot_id)
    )


def editable_plot(request: HttpRequest, plot_id: int) -> Plot:
    """A plot of an institution in which the person contributes; Http404 for others."""
    return cast(
        "Plot", _found(Plot.objects.editable_by(request.user).select_related("site__institution"), plot_id)
    )


def may_change(request: HttpRequest, plot: Plot) -> bool:
    """Whether the person contributes to the plot's institution."""
    return bool(Plot.objects.editable_by(request.user).filter(pk=plot.pk).exists())


def visible_appraisal(request: HttpRequest, appraisal_id: int) -> Appraisal:
    """An appraisal of a plot that the person may see; Http404 for others."""
    rows = Appraisal.objects.visible_to(request.user)
    return cast("Appraisal", _found(rows.select_related("plot__site__institution", "chosen"), appraisal_id))


def editable_appraisal(request: HttpRequest, appraisal_id: int) -> Appraisal:
    """An appraisal of an institution in which the person contributes; Http404 for others."""
    rows = Appraisal.objects.editable_by(request.user)
    return cast("Appraisal", _found(rows.select_related("plot__site__institution", "chosen"), appraisal_id))


def held_sites(request: HttpRequest) -> "QuerySet[Site]":
    """The sites on which the person may add a plot."""
    rows: QuerySet[Site] = Site.objects.editable_by(request.user).exclude(status__in=Site.GONE)
    return rows.select_related("institution")


def _found(rows: "QuerySet[Any]", key: int) -> Any:
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row
