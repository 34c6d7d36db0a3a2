"""The estates of the sample system: there to look at, and gone with it."""

from anchors.models import AnchorInstitution, System, Upload
from estates.models import EstateReturn, Site, SiteChange
from estates.readings import estate_years
from estates.sample import ESTATES, add_sample_estates
from tests.cast import Cast


def as_sample(cast: Cast) -> System:
    AnchorInstitution.objects.filter(pk=cast.trust.pk).update(ods_code="RZ01")
    AnchorInstitution.objects.filter(pk=cast.council.pk).update(gss_code="E06000902")
    cast.system.is_sample = True
    cast.system.save()
    add_sample_estates(cast.system)
    return cast.system


def test_every_institution_of_the_sample_has_its_sites_and_trusts_have_years(cast: Cast) -> None:
    as_sample(cast)
    ours = [each for each in ESTATES if each.body in ("RZ01", "E06000902")]
    assert Site.objects.filter(is_sample=True, is_published=True).count() == len(ours)
    assert [each.year for each in estate_years([cast.trust.pk])] == [2023, 2024, 2025]
    assert not EstateReturn.objects.filter(institution=cast.council).exists()
    assert all(each.latitude and each.longitude for each in Site.objects.all())


def test_the_list_is_of_thirty_one_sites_with_codes_of_their_own() -> None:
    assert len(ESTATES) == len({(each.body, each.name) for each in ESTATES}) == 31


def test_removing_the_sample_takes_its_estates_and_nobody_elses(cast: Cast) -> None:
    system = as_sample(cast)
    upload = Upload.objects.create(
        institution=cast.trust, kind="land", file="f", name="f", size=1, sha256="a" * 64
    )
    site = Site.objects.first()
    assert site is not None
    SiteChange.objects.create(
        site=site, facts={}, family="land", source="f", upload=upload, as_of="2026-01-01"
    )
    other = Site.objects.create(institution=cast.foreign_council, ref="F1", name="Elsewhere")
    upload.delete()
    system.delete()
    assert list(Site.objects.all()) == [other]
    assert not EstateReturn.objects.exists()
