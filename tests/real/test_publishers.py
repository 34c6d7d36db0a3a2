"""Every publisher's smallest file, through the whole journey, into one database; and the explorer answers for each."""

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from anchors import wording
from anchors.models import AnchorInstitution, Membership, User
from procurement.explorer.filters import SpendFilter
from procurement.explorer.summary import spend_summary
from procurement.models import SpendFact, SpendLine
from tests.cast import PASSWORD
from tests.leeds import loaded

CHECKOUT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("ANCHORS_REALDATA") or CHECKOUT.parent / "shared" / "realdata")
KEYS = json.loads((REAL / "keys.json").read_text()) if (REAL / "keys.json").exists() else {}


def smallest_files() -> dict[str, str]:
    """The file with the fewest payments of each publisher."""
    found: dict[str, str] = {}
    for name, key in KEYS.items():
        publisher = name.split("/")[1]
        kept = found.get(publisher)
        if key["payment_lines"] and (not kept or key["payment_lines"] < KEYS[kept]["payment_lines"]):
            found[publisher] = name
    return found


FILES = smallest_files()
KINDS = {"nhs": "acute_trust", "ccg": "ccg", "council": "metropolitan"}

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.slow,
    pytest.mark.skipif(not KEYS, reason=f"the publishers' files are not at {REAL}; set ANCHORS_REALDATA"),
]


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """Somebody with a role in every publisher, all of which are in the books; taken back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        person = User.objects.create_user("first.reader@example.org", PASSWORD, name="First Reader")
        for publisher, name in FILES.items():
            institution = publisher_of(publisher)
            Membership.objects.create(user=person, institution=institution, role="lead")
            loaded(institution, person, (REAL / name).read_bytes(), Path(name).name)
        yield person
        transaction.set_rollback(True)


def publisher_of(publisher: str) -> AnchorInstitution:
    words = publisher.split("-")
    kind = next((kind for word, kind in KINDS.items() if word in words), "other")
    return AnchorInstitution.objects.create(name=publisher.replace("-", " "), slug=publisher, kind=kind)


def lines_and_pence(publisher: str) -> tuple[int, int]:
    key = KEYS[FILES[publisher]]
    return key["payment_lines"], int(Decimal(key["total"]) * 100)


def period(publisher: str) -> str:
    key = KEYS[FILES[publisher]]
    return f"{key['min_date'][:7]}..{key['max_date'][:7]}"


def test_there_are_twenty_four_publishers():
    assert len(FILES) == 24


def running_total(table, publisher):
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT sum(lines[cardinality(lines)]), sum(pence[cardinality(pence)])
                FROM procurement_{table} f JOIN anchors_anchorinstitution i ON i.id = f.institution_id
                WHERE i.slug = %s""",  # noqa: S608 - one of two names
            [publisher],
        )
        return cursor.fetchone()


@pytest.mark.parametrize("publisher", FILES or ["no publisher"])
def test_lines_facts_and_summary_hold_a_publishers_file_to_the_penny(reader, publisher):
    expected = lines_and_pence(publisher)
    lines = SpendLine.objects.filter(institution__slug=publisher)
    assert tuple(lines.aggregate(n=Count("pk"), pence=Sum("amount_pence")).values()) == expected
    facts = SpendFact.objects.filter(institution__slug=publisher)
    assert tuple(facts.aggregate(n=Sum("lines"), pence=Sum("pence")).values()) == expected
    for table in ("categorytotal", "suppliertotal"):
        assert running_total(table, publisher) == expected, table
    summary = spend_summary(reader, SpendFilter.parse(f"institution={publisher}&period={period(publisher)}"))
    assert (summary.lines, summary.total) == expected


@pytest.mark.parametrize("publisher", FILES or ["no publisher"])
def test_the_explorer_answers_for_a_publisher_with_its_total(reader, publisher):
    client = Client()
    client.force_login(reader)
    answer = client.get(reverse("spending"), {"institution": publisher, "period": period(publisher)})
    assert answer.status_code == 200
    _, pence = lines_and_pence(publisher)
    assert f"spent <strong>{wording.millions(Decimal(pence) / 100)}</strong>" in answer.content.decode()
