"""Who sees what: totals of a whole system for its board, everything of one's own, nothing for outsiders."""

import re
from collections.abc import Callable

import pytest
from django.http import Http404, HttpResponse

from anchors.models import User
from procurement.explorer import SpendFilter, lines_view, spend_lines, spend_summary, spend_view
from procurement.models import SpendLine, Supplier
from tests.cast import Cast, person
from tests.spending.conftest import Browser
from tests.spending.ledger import Ledger


@pytest.fixture
def line(cast: Cast, ledger: Ledger) -> SpendLine:
    """One payment of the trust, and one of everybody else."""
    made = ledger.pay(cast.trust, 5_000_00, supplier="Brightfold Linen", place=cast.city)
    ledger.pay(cast.council, 700_00, supplier="Marsh Paper", place=cast.district)
    ledger.pay(cast.board, 300_00, supplier="Board Advisers")
    ledger.pay(cast.foreign_council, 999_00, supplier="Farport Secret Works", place=cast.far_city)
    ledger.settle()
    return made


def test_a_boards_officer_reads_the_totals_of_every_member(line: SpendLine, cast: Cast) -> None:
    assert spend_summary(cast.officer, SpendFilter()).total == 6_000_00
    only = spend_summary(cast.officer, SpendFilter(institutions=(cast.trust.slug,)))
    assert only.total == 5_000_00


def test_a_boards_officer_sees_no_payment_of_a_trust(line: SpendLine, cast: Cast, as_: Browser) -> None:
    with pytest.raises(Http404):
        lines_view(cast.officer, SpendFilter(institutions=(cast.trust.slug,)))
    view = lines_view(cast.officer, SpendFilter())
    assert {each.institution for each in spend_lines(cast.officer, view)} == {cast.board}
    client = as_(cast.officer)
    assert client.get(f"/spending/lines/{line.pk}/").status_code == 404
    assert client.get(f"/spending/lines/?institution={cast.trust.slug}").status_code == 404
    assert client.get(f"/spending/lines/export.csv?institution={cast.trust.slug}").status_code == 404
    assert "Board Advisers" in client.get("/spending/lines/").content.decode()


@pytest.mark.parametrize("who", [lambda cast: cast.contributor, lambda cast: cast.reader])
def test_an_institutions_people_read_their_own_and_no_partners_figures(
    who: Callable[[Cast], User], line: SpendLine, cast: Cast, as_: Browser
) -> None:
    assert spend_summary(who(cast), SpendFilter()).total == 700_00
    with pytest.raises(Http404):
        spend_view(who(cast), SpendFilter(institutions=(cast.trust.slug,)))
    client = as_(who(cast))
    linen = Supplier.objects.get(name="Brightfold Linen")
    for address in (
        f"/spending/?institution={cast.trust.slug}",
        f"/spending/institutions/{cast.trust.slug}/",
        f"/spending/suppliers/{linen.pk}/",
        f"/spending/?supplier={linen.pk}",
        f"/spending/download/places.csv?institution={cast.trust.slug}",
        f"/spending/lines/{line.pk}/",
    ):
        assert client.get(address).status_code == 404, address
    assert "Brightfold" not in client.get("/spending/suppliers/").content.decode()


def told(answer: HttpResponse) -> str:
    """A page without the token of its form, which differs every time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def test_what_is_not_theirs_answers_as_what_does_not_exist(line: SpendLine, cast: Cast, as_: Browser) -> None:
    client = as_(cast.outsider)
    for theirs, made_up in (
        (f"/institutions/{cast.trust.slug}/", "/institutions/no-such-trust/"),
        (f"/spending/institutions/{cast.trust.slug}/", "/spending/institutions/no-such-trust/"),
        (f"/spending/lines/{line.pk}/", "/spending/lines/987654321/"),
        (f"/spending/suppliers/{line.key.supplier_id}/", "/spending/suppliers/987654321/"),
    ):
        first, second = client.get(theirs), client.get(made_up)
        assert first.status_code == second.status_code == 404
        assert told(first) == told(second)


def test_an_outsider_finds_nothing_of_the_system_on_any_page(
    line: SpendLine, cast: Cast, as_: Browser
) -> None:
    client = as_(cast.outsider)
    for address in ("/", "/spending/", "/spending/suppliers/", "/spending/lines/", "/data/supplied/"):
        page = client.get(address).content.decode()
        assert cast.trust.name not in page, address
        assert "Brightfold" not in page, address
        assert "5,000" not in page, address


def test_nobody_reads_without_signing_in(line: SpendLine, cast: Cast) -> None:
    from django.test import Client

    for address in ("/", "/spending/", f"/spending/lines/{line.pk}/", "/spending/download/spending.xlsx"):
        answer = Client().get(address)
        assert (answer.status_code, answer.headers["Location"].startswith("/sign-in/")) == (302, True), (
            address
        )


def test_a_person_without_a_role_sees_what_to_do(line: SpendLine, cast: Cast, as_: Browser) -> None:
    nobody = person("Nina Newcomer", cast.council, "reader")
    nobody.memberships.all().delete()
    page = as_(nobody).get("/").content.decode()
    assert "no role in an institution" in page
    assert cast.council.name not in page


def test_a_redacted_name_is_on_no_list_and_has_no_page(cast: Cast, ledger: Ledger, as_: Browser) -> None:
    ledger.pay(cast.council, 100_00, supplier="REDACTED PERSONAL DATA", is_redacted=True, reason="REDACT")
    ledger.pay(cast.council, 300_00)
    ledger.settle()
    client = as_(cast.contributor)
    page = client.get("/spending/suppliers/").content.decode()
    assert "REDACTED PERSONAL" not in page
    assert "Redacted names are 25% of the money" in page
    hidden = Supplier.objects.get(is_redacted=True)
    assert client.get(f"/spending/suppliers/{hidden.pk}/").status_code == 404
