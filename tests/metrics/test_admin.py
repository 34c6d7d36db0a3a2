"""The administration of plans and measures: to look at, without anybody's figures or words."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from anchors.models import User
from metrics.measuring import measure
from metrics.models import Action, Comment, Evidence, Plan, Pledge, SubmittedValue, Update
from metrics.plan_templates import plan_template
from metrics.planning import add_comment, start_plan
from tests.cast import Cast
from tests.metrics.conftest import Browser
from tests.spending.ledger import Ledger

SHOWN = [model for model in apps.get_app_config("metrics").get_models() if model in admin.site._registry]


@pytest.fixture
def staff(cast: Cast, as_: Browser) -> Client:
    return as_(User.objects.create_superuser("staff@example.org", "a long password", name="Pat Staff"))


def test_what_people_write_to_each_other_is_not_in_it() -> None:
    assert not {Action, Comment, Evidence, Pledge, SubmittedValue, Update} & set(SHOWN)


def test_nobody_adds_or_changes_anything_there(staff: Client, cast: Cast) -> None:
    start_plan(
        cast.system, plan_template("blmk-action-plan"), by=cast.officer, first_day=date(2026, 4, 1),
        last_day=date(2028, 3, 31),
    )  # fmt: skip
    plan = Plan.objects.get()
    for model in SHOWN:
        assert staff.get(reverse(f"admin:metrics_{model._meta.model_name}_add")).status_code == 404, model
    address = reverse("admin:metrics_plan_change", args=[plan.pk])
    assert staff.get(address).status_code == 200
    assert staff.post(address, {"title": "Another title"}).status_code == 404
    assert (
        staff.post(reverse("admin:metrics_plan_delete", args=[plan.pk]), {"post": "yes"}).status_code == 404
    )
    assert Plan.objects.get().title == plan.title


def test_no_figure_and_no_remark_is_shown(staff: Client, cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.council, 7_654_321_00)
    ledger.settle()
    measure([cast.council.pk], reason="a test")
    ledger.pay(cast.council, 1_00)
    ledger.settle()
    measure([cast.council.pk], reason="upload 12")
    plan = start_plan(
        cast.system, plan_template("blmk-action-plan"), by=cast.officer, first_day=date(2026, 4, 1),
        last_day=date(2028, 3, 31),
    )  # fmt: skip
    action = plan.actions.first()
    assert action is not None
    add_comment(action, "Between ourselves", by=cast.contributor)
    for model in SHOWN:
        name, row = f"admin:metrics_{model._meta.model_name}", model._base_manager.first()
        pages = [reverse(f"{name}_changelist"), *([reverse(f"{name}_change", args=[row.pk])] if row else [])]
        for page in pages:
            said = staff.get(page).content.decode().replace(",", "")
            assert "765432" not in said, page
            assert "Between ourselves" not in said, page
