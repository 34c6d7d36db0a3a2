"""Facts are the lines, rolled up: whatever is loaded, undone or decided again, in whatever order."""

from datetime import date
from random import Random

import pytest
from django.db import connection

from anchors.models import Upload
from procurement.models import CategoryFact, CategoryTotal, SpendFact, SpendLine, SupplierFact, SupplierTotal
from procurement.rollup import add_facts, rebuild_facts, remove_facts
from tests.rules.books import Books

COLUMNS = {
    SpendFact: ("ym", "reason", "place_id", "basis", "lines", "pence", "credit_pence"),
    CategoryTotal: ("category_id", "reason", "rule_id", "is_overridden", "months", "lines", "pence"),
    SupplierTotal: ("supplier_id", "reason", "months", "lines", "pence"),
}


@pytest.fixture
def books(cast) -> Books:
    return Books(cast.council)


def facts():
    return {model: sorted(map(str, model.objects.values_list(*names))) for model, names in COLUMNS.items()}


def paid(books: Books, rng: Random) -> Upload:
    """An upload with some payments of months, suppliers and categories that others have too."""
    upload = books.open_upload()
    for _ in range(rng.randrange(1, 12)):
        books.pay(
            rng.choice(["EDF Energy Customers Ltd", "Marsh Paper Company Ltd", "Willow Bank"]),
            rng.randrange(-500, 3000),
            category=rng.choice(["Stationery", "Residential care"]),
            on=date(2025 + rng.randrange(2), 1 + rng.randrange(12), 5),
        )
    return upload


@pytest.mark.parametrize("seed", range(5))
def test_uploads_added_and_undone_one_by_one_leave_what_a_rebuild_would(books, seed):
    rng, uploads = Random(seed), []
    for _ in range(6):
        if uploads and rng.random() < 0.4:
            upload = uploads.pop(rng.randrange(len(uploads)))
            SpendLine.objects.filter(upload=upload).delete()
            remove_facts(upload)
        else:
            uploads.append(paid(books, rng))
            add_facts(uploads[-1])
    found = facts()
    rebuild_facts([books.institution.pk])
    assert facts() == found
    lines = list(SpendLine.objects.values_list("amount_pence", flat=True))
    assert sum(SpendFact.objects.values_list("pence", flat=True)) == sum(lines)
    assert sum(each[-1] for each in SupplierTotal.objects.values_list("lines", flat=True)) == len(lines)
    assert sum(each[-1] for each in CategoryTotal.objects.values_list("pence", flat=True)) == sum(lines)


def test_undoing_the_only_upload_leaves_no_fact(books):
    upload = paid(books, Random(1))
    add_facts(upload)
    SpendLine.objects.all().delete()
    remove_facts(upload)
    assert not any(model.objects.exists() for model in (*COLUMNS, CategoryFact, SupplierFact))


def test_rebuilding_one_upload_leaves_the_facts_of_the_others(books):
    first, second = paid(books, Random(1)), paid(books, Random(2))
    for upload in (first, second):
        add_facts(upload)
    kept = set(SpendFact.objects.filter(upload=second).values_list("pk", flat=True))
    found = facts()
    rebuild_facts([books.institution.pk], [first.pk])
    assert facts() == found
    assert set(SpendFact.objects.filter(upload=second).values_list("pk", flat=True)) == kept


def test_facts_can_be_made_and_removed_several_times_in_one_transaction(books):
    upload = paid(books, Random(3))
    add_facts(upload)
    remove_facts(upload)
    add_facts(upload)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.rolled'), to_regclass('pg_temp.touched')")
        assert cursor.fetchone() == (None, None)
    assert sum(SpendFact.objects.values_list("lines", flat=True)) == SpendLine.objects.count()
