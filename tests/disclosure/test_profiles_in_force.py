"""The dated rows that say which rule of disclosure control holds."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from anchors.disclosure import Profile
from anchors.models import DisclosureProfile
from anchors.models.disclosure import default_after_migration

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def test_every_database_has_the_default_profile_once():
    default_after_migration(sender=apps.get_app_config("anchors"))
    profile = DisclosureProfile.objects.in_force_on(TODAY).profile()
    assert (profile.hidden_up_to, profile.nearest, profile.second_hidden_up_to, profile.second_nearest) == (
        7,
        5,
        9,
        10,
    )
    assert (profile.least_base, profile.fewest_choices) == (8, 4)
    assert DisclosureProfile.objects.count() == 1


def test_a_profile_holds_from_its_day_on():
    DisclosureProfile.objects.create(
        code="default",
        name="Wider",
        hidden_up_to=9,
        nearest=10,
        valid_from=date(2027, 4, 1),
        source="A decision",
    )
    assert DisclosureProfile.objects.in_force_on(date(2027, 3, 31)).hidden_up_to == 7
    assert DisclosureProfile.objects.in_force_on(date(2027, 4, 1)).hidden_up_to == 9


def test_a_profile_that_hides_less_than_it_promises_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        DisclosureProfile.objects.create(code="weak", name="1 hidden", hidden_up_to=1, source="Nobody")
    with pytest.raises(ValueError, match="It must hide at least 4 values"):
        Profile("weak", "1 hidden", "Nobody", hidden_up_to=1)
