"""The administration opens for platform staff, every list and form of it, and shows no payment and no supplier."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from anchors.models import User
from tests.cast import Cast
from tests.leeds import leeds

LISTS = sorted(model._meta.label_lower.replace(".", "_") for model in admin.site._registry)


@pytest.fixture
def staff(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(
        User.objects.create_superuser("staff@example.org", "a long password", name="Pat Staff")
    )
    return browser


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_can_be_searched(staff: Client, name: str):
    assert staff.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert staff.get(reverse(f"admin:{name}_changelist"), {"q": "marsh"}).status_code in (200, 302)


def test_every_row_opens(staff: Client, cast: Cast):
    leeds(cast)
    for model in admin.site._registry:
        row = model._base_manager.first()
        name = model._meta.label_lower.replace(".", "_")
        assert row is None or staff.get(reverse(f"admin:{name}_change", args=[row.pk])).status_code == 200


def test_a_person_can_be_added(staff: Client):
    given = {"email": "new@example.org", "name": "New Person", "usable_password": "true"}
    roles = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    passwords = {"password1": "a long passphrase", "password2": "a long passphrase"}
    answer = staff.post(reverse("admin:anchors_user_add"), given | roles | passwords)
    assert answer.status_code == 302, answer.context["errors"]
    assert User.objects.get(email="new@example.org").check_password("a long passphrase")


def test_nobody_else_gets_in(cast: Cast):
    browser = Client()
    browser.force_login(cast.officer)
    assert browser.get(reverse("admin:index")).status_code == 302
    assert browser.get(reverse("admin:anchors_user_changelist")).status_code == 302


def test_payments_and_suppliers_are_not_in_it():
    names = {model.__name__ for model in admin.site._registry}
    assert not names & {"SpendLine", "SpendKey", "Supplier", "SupplierRecord", "SpendFact", "SupplierFact"}
