"""Two people, or two tabs, change the same record: the second is told, keeps the answers, and may then mean it."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from estates.models import CommunitySpace, Plot, Site
from tests.cast import Cast
from tests.estates.conftest import As


@pytest.fixture
def records(cast: Cast) -> dict[str, Any]:
    site = Site.objects.create(institution=cast.trust, ref="A1", name="Infirmary")
    return {
        f"/estates/sites/{site.pk}/edit/": (site, {"name": "Infirmary", "kind": "clinic", "status": "in_use",
                                                  "is_published": "False"}),
        f"/estates/surplus/{Plot.objects.create(site=site, ref='P1', title='Yard').pk}/edit/": (
            Plot, {"ref": "P1", "title": "Yard", "is_sensitive": "False"}),
        f"/estates/community/{CommunitySpace.objects.create(site=site, name='Hall', kind='hall').pk}/edit/": (
            CommunitySpace, {"name": "Hall", "kind": "hall"}),
    }  # fmt: skip


@pytest.mark.parametrize("number", range(3))
def test_the_second_is_told_and_then_may_save(
    cast: Cast, records: dict[str, Any], as_: As, number: int
) -> None:
    address, (_, sent) = list(records.items())[number]
    grace = as_(cast.trust_lead)
    name = "title" if "surplus" in address else "name"

    def stamp(page: Any) -> str:
        found = re.search(r'name="stamp"[^>]*value="([^"]+)"', page.content.decode())
        assert found
        return found[1]

    opened = stamp(grace.get(address))
    assert grace.post(address, sent | {name: "First", "stamp": opened}).status_code == 302
    second = sent | {name: "Second", "stamp": opened}
    told = grace.post(address, second)
    assert told.status_code == 200
    page = told.content.decode()
    assert "Somebody changed this while you had it open." in page
    assert 'value="Second"' in page
    assert grace.post(address, second | {"stamp": stamp(told)}).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(3))
def test_of_two_who_save_at_the_same_moment_one_is_told(
    cast: Cast, records: dict[str, Any], as_: As, number: int
) -> None:
    address, (_, sent) = list(records.items())[number]
    name = "title" if "surplus" in address else "name"
    tabs = [as_(cast.trust_lead), as_(cast.trust_lead)]
    stamps = [
        re.findall(r'name="stamp"[^>]*value="([^"]+)"', tab.get(address).content.decode())[0] for tab in tabs
    ]
    together = Barrier(2)

    def save(place: int) -> int:
        together.wait()
        try:
            return int(
                tabs[place].post(address, sent | {name: f"Tab {place}", "stamp": stamps[place]}).status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(save, range(2))) == [200, 302]
