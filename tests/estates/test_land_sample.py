"""The surplus land and community space of the sample system: there to look at, and gone with it."""

from django.utils import timezone

from anchors.models import AnchorInstitution, System
from estates.community_sample import SPACES, add_sample_spaces
from estates.land_sample import add_sample_land
from estates.matching import matches
from estates.models import (
    Appraisal,
    CommunitySpace,
    DisposalPrinciples,
    HomesStatement,
    Plot,
    SpaceChange,
    SpaceRequest,
    SpaceUse,
)
from estates.readings.promises import promises
from estates.sample import add_sample_estates
from tests.cast import Cast


def as_sample(cast: Cast) -> System:
    AnchorInstitution.objects.filter(pk=cast.trust.pk).update(ods_code="RZ01")
    AnchorInstitution.objects.filter(pk=cast.council.pk).update(gss_code="E06000902")
    cast.system.is_sample = True
    cast.system.save()
    add_sample_estates(cast.system)
    add_sample_land(cast.system)
    add_sample_spaces(cast.system)
    return cast.system


def test_the_sample_has_an_appraisal_half_done_and_a_promise_that_was_lowered(cast: Cast) -> None:
    as_sample(cast)
    appraisal = Appraisal.objects.get()
    assert (len(appraisal.done), appraisal.options.count()) == (5, 4)
    assert appraisal.decision_due is not None
    assert appraisal.decision_due > timezone.localdate()
    notes = [each.note for each in promises(Plot.objects.all())]
    assert "Permission of May 2026 cut 60 to 12" in notes


def test_the_sample_has_spaces_with_use_over_two_years_and_a_request_that_one_fits(cast: Cast) -> None:
    as_sample(cast)
    names = set(CommunitySpace.objects.values_list("name", flat=True))
    assert names == {"Garden room", "Main hall"} < {each.name for each in SPACES}
    assert SpaceUse.objects.filter(hours_used__gt=0).count() == 16
    request = SpaceRequest.objects.get(want="hours")
    assert "Garden room" in {str(match.thing) for match in matches(request, cast.trust_lead)}


def test_the_samples_land_goes_with_the_sample(cast: Cast) -> None:
    as_sample(cast).delete()
    for model in (
        Plot, Appraisal, HomesStatement, DisposalPrinciples, CommunitySpace, SpaceUse, SpaceChange, SpaceRequest,
    ):  # fmt: skip
        assert not model.objects.exists()
