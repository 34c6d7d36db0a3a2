"""Principles for disposals: who writes them, who signs, who has not."""

from typing import Any

import pytest
from django.test import Client

from anchors.models import User
from estates.models import DisposalPrinciples, PrinciplesSignature
from estates.signing import write_principles
from tests.cast import Cast

ON = {"signed_on_0": "1", "signed_on_1": "9", "signed_on_2": "2025"}
PAGE = "/estates/principles/"


@pytest.fixture
def principles(cast: Cast) -> DisposalPrinciples:
    return write_principles(cast.system, title="Land", sentences=["Homes first."], by=cast.officer)


def browser(person: User) -> Client:
    found = Client()
    found.force_login(person)
    return found


def words(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return " ".join(content.decode().split())


def test_a_lead_of_the_board_writes_the_text_and_others_do_not(cast: Cast) -> None:
    sent = {"title": "Land", "sentences": "Homes first.\n\nThe market last."}
    for person in (cast.trust_lead, cast.contributor, cast.outsider):
        browser(person).post(f"{PAGE}write/", sent)
    assert not DisposalPrinciples.objects.filter(system=cast.system).exists()
    browser(cast.officer).post(f"{PAGE}write/", sent)
    assert DisposalPrinciples.objects.get().sentences == ["Homes first.", "The market last."]
    assert "The market last." in words(browser(cast.reader).get(PAGE))


def test_the_page_the_file_and_the_endpoint_say_who_has_signed_and_who_has_not(
    cast: Cast, principles: DisposalPrinciples
) -> None:
    tom = browser(cast.contributor)
    tom.post(f"{PAGE}sign/", {"institution": cast.council.pk, "signed_by": "Chief executive", **ON})
    told = words(browser(cast.reader).get(PAGE))
    assert "1 of 3 partners has signed." in told
    assert "Chief executive" in told
    assert told.count("Not signed") == 2
    assert "marsh-borough-council,Marsh Borough Council,yes,Chief executive,2025-09-01," in words(
        tom.get("/estates/principles.csv")
    )
    rows = tom.get("/api/v1/estates/principles/").json()["items"]
    assert [row["signed"] for row in rows] == [True, False, False]


def test_a_signature_counts_once_and_taking_it_back_keeps_the_row(
    cast: Cast, principles: DisposalPrinciples
) -> None:
    tom = browser(cast.contributor)
    sent = {"institution": cast.council.pk, "signed_by": "Chief executive", **ON}
    tom.post(f"{PAGE}sign/", sent)
    tom.post(f"{PAGE}sign/", sent)
    signature = PrinciplesSignature.objects.get()
    assert browser(cast.trust_lead).post(f"{PAGE}{signature.pk}/take-back/").status_code == 404
    tom.post(f"{PAGE}{signature.pk}/take-back/")
    assert "Taken back on" in words(tom.get(PAGE))
    tom.post(f"{PAGE}sign/", sent)
    assert PrinciplesSignature.objects.count() == 2


def test_nobody_signs_for_another_institution(cast: Cast, principles: DisposalPrinciples) -> None:
    sent = {"institution": cast.trust.pk, "signed_by": "Chief executive", **ON}
    assert "Select an institution" in words(browser(cast.contributor).post(f"{PAGE}sign/", sent))
    assert browser(cast.reader).post(f"{PAGE}sign/", sent).status_code == 404
    assert browser(cast.outsider).post(f"{PAGE}sign/", sent).status_code == 404
    assert not PrinciplesSignature.objects.exists()


def test_a_new_text_starts_without_signatures_and_the_old_one_is_kept(
    cast: Cast, principles: DisposalPrinciples
) -> None:
    write_principles(cast.system, title="Land", sentences=["Homes first.", "Ask people."], by=cast.officer)
    principles.refresh_from_db()
    assert principles.valid_to is not None
    told = words(browser(cast.reader).get(PAGE))
    assert "0 of 3 partners have signed." in told
    assert "Earlier texts" in told
