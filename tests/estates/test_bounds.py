"""What the database itself refuses, whoever writes: a form, the administration, a program."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from estates.appraising import begin_appraisal
from estates.models import CommunitySpace, EstateReturn, Option, Plot, Site, SpaceUse
from tests.cast import Cast


@pytest.fixture
def rows(cast: Cast, site: Site) -> dict[type, Any]:
    """One sound record of each sort."""
    plot = Plot.objects.create(site=site, ref="P1", title="Yard", declared_on=date(2026, 6, 3))
    space = CommunitySpace.objects.create(site=site, name="Hall", kind="hall")
    appraisal = begin_appraisal(plot, by=cast.trust_lead)
    return {
        Site: site,
        Plot: plot,
        EstateReturn: EstateReturn.objects.create(institution=cast.trust, year=2016),
        Option: Option.objects.create(appraisal=appraisal, route="homes", name="Homes"),
        CommunitySpace: space,
        SpaceUse: SpaceUse.objects.create(space=space, first_month=202607, last_month=202609, hours_used=4),
    }


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (Site, {"land_ha": -1}),
        (Plot, {"area_ha": "-0.1"}),
        (Plot, {"receipt": -1}),
        (Plot, {"disposed_on": date(2026, 6, 2)}),
        (EstateReturn, {"floor_m2": -1}),
        (EstateReturn, {"empty_share": "-0.1"}),
        (Option, {"staff_homes": -1}),
        (CommunitySpace, {"people": -1}),
        (SpaceUse, {"bookings": -1}),
        (SpaceUse, {"hours_cheap": 5}),
    ],
)
def test_what_cannot_be_is_in_no_table(rows: dict[type, Any], model: type, given: dict[str, Any]) -> None:
    row = rows[model]
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**given)  # type: ignore[attr-defined]
    for name, value in given.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError):
        row.validate_constraints()


def test_nothing_and_not_known_are_kept(rows: dict[type, Any]) -> None:
    Plot.objects.update(area_ha=0, receipt=None, disposed_on=date(2026, 6, 3))
    SpaceUse.objects.update(hours_used=None, hours_cheap=0, bookings=0)
