"""What the books say of an institution, in a form in which two imports can be compared."""

from typing import Any

from django.db import connection

LINES = """SELECT l.payment_date, l.ym, l.amount_pence, l.source_row, l.transaction_number, s.name, c.name, k.department
           FROM procurement_spendline l JOIN procurement_spendkey k ON k.id = l.key_id
           JOIN procurement_supplier s ON s.id = k.supplier_id JOIN procurement_category c ON c.id = k.category_id
           WHERE l.institution_id = %s ORDER BY l.source_row, l.amount_pence"""
FACTS = """SELECT ym, reason, basis, lines, pence, credit_pence FROM procurement_spendfact
           WHERE institution_id = %s ORDER BY 1, 2, 3, 4, 5"""
CATEGORIES = """SELECT c.name, f.reason, f.is_overridden, f.months, f.lines, f.pence FROM procurement_categorytotal f
                JOIN procurement_category c ON c.id = f.category_id
                WHERE f.institution_id = %s ORDER BY 1, 2, 3, 4, 5, 6"""
SUPPLIERS = """SELECT s.name, f.reason, f.months, f.lines, f.pence FROM procurement_suppliertotal f
               JOIN procurement_supplier s ON s.id = f.supplier_id
               WHERE f.institution_id = %s ORDER BY 1, 2, 3, 4, 5"""
QUERIES = {"lines": LINES, "facts": FACTS, "categories": CATEGORIES, "suppliers": SUPPLIERS}


def books_of(institution_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every line and every fact, without the numbers that differ from one database to the next."""
    found = {}
    with connection.cursor() as cursor:
        for name, query in QUERIES.items():
            cursor.execute(query, [institution_id])
            found[name] = cursor.fetchall()
    return found


def totals_of(institution_id: int) -> tuple[int, int]:
    """Lines and pence, from the facts."""
    facts = books_of(institution_id)["facts"]
    return sum(row[3] for row in facts), sum(row[4] for row in facts)
