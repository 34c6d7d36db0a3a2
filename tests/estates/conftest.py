"""What the tests of estates stand on: the cast, and files on their way for its trust or council."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from anchors.jobs import run_here
from anchors.models import Upload, User
from anchors.uploads import confirm_upload, receive_upload, undo_upload
from estates.loading import Origin, ReturnStatement, SiteStatement, state_returns, state_sites
from estates.models import CommunitySpace, Site
from tests.cast import Cast, assembled

As = Callable[[User], Client]


@pytest.fixture
def cast(db: None) -> Cast:
    """The people and institutions."""
    return assembled()


@pytest.fixture
def sent(cast: Cast, django_capture_on_commit_callbacks: object) -> Callable[..., Upload]:
    """Sends a file for the trust, or for the council where the kind is a land register; gives it checked."""

    def send(
        content: bytes, *, kind: str = "eric", name: str = "eric-2016-17.csv", **options: object
    ) -> Upload:
        is_land = kind == "land"
        given = {
            "institution": cast.council if is_land else cast.trust,
            "by": cast.contributor if is_land else cast.trust_lead,
        } | options
        with run_here(), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            upload = receive_upload(kind=kind, file=io.BytesIO(content), name=name, **given)  # type: ignore[arg-type]
        upload.refresh_from_db()
        return upload

    return send


@pytest.fixture
def loaded(sent: Callable[..., Upload], django_capture_on_commit_callbacks: object) -> Callable[..., Upload]:
    """The same, added."""

    def load(content: bytes, **options: object) -> Upload:
        upload = sent(content, **options)
        assert upload.state == "checked", upload.reason
        with run_here(), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            confirm_upload(upload, by=upload.uploaded_by)
        upload.refresh_from_db()
        return upload

    return load


@pytest.fixture
def undone(django_capture_on_commit_callbacks: object) -> Callable[[Upload], None]:
    """Takes an upload back."""

    def undo(upload: Upload) -> None:
        with run_here(), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            undo_upload(upload, by=upload.uploaded_by)
        upload.refresh_from_db()

    return undo


@pytest.fixture
def as_() -> As:
    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def sites(cast: Cast) -> dict[str, Site]:
    """Two published sites of the trust with returns, one of the council, and one that the council keeps to itself."""
    cache.clear()
    eric = Origin("eric", "ERIC 2016/17, sites.xls", date(2017, 3, 31))
    found = state_sites(
        cast.trust,
        [
            SiteStatement("RZZ01", {"name": "Northvale General", "kind": "acute", "status": "in_use", "floor_m2": "40000",
                                    "place_id": cast.city.pk, "terms": "pfi", "is_published": True,
                                    "latitude": 53.4, "longitude": -2.3, "located_by": "its postcode"}),
            SiteStatement("RZZ02", {"name": "Quay Clinic", "kind": "clinic", "status": "empty", "is_published": True}),
        ],
        eric,
    )  # fmt: skip
    state_returns(
        cast.trust,
        [
            ReturnStatement(2015, found["RZZ01"], {"floor_m2": "39000", "backlog_high": "5"}),
            ReturnStatement(2016, found["RZZ01"], {
                "floor_m2": "40000", "empty_share": "0.02", "under_used_share": "0.08", "backlog_high": "1000000",
                "backlog_significant": "2000000", "backlog_moderate": "500000", "backlog_low": "500000"}),
        ],
        eric,
    )  # fmt: skip
    land = Origin("land", "Register of land and buildings", date(2026, 4, 1))
    found |= state_sites(
        cast.council,
        [
            SiteStatement("M1", {"name": "Old Library", "tenure": "freehold", "floor_m2": "415.05", "land_ha": "0.25",
                                 "status": "sold", "is_published": True}),
            SiteStatement("M2", {"name": "Secret Depot", "tenure": "leasehold", "is_published": False,
                                 "status": "in_use"}),
        ],
        land,
    )  # fmt: skip
    return found


@pytest.fixture
def site(cast: Cast) -> Site:
    """A published site of the trust, where spaces can be."""
    return Site.objects.create(
        institution=cast.trust, ref="A1", name="Infirmary", is_published=True, place=cast.city
    )


@pytest.fixture
def offered(site: Site) -> Callable[..., CommunitySpace]:
    """Puts a space of the site on offer."""

    def offer(name: str, **fields: Any) -> CommunitySpace:
        space: CommunitySpace = CommunitySpace.objects.create(
            **{"site": site, "name": name, "kind": "room"} | fields
        )
        return space

    return offer
