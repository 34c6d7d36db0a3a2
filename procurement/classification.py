"""Which reason a payment has: rules decide once for each distinct combination, people override single cases.

Nothing here touches facts; whoever calls rebuilds them (`procurement.rollup.rebuild_facts`). All of it runs
inside the caller's transaction, under `hold_books` where lines may be loading at the same time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.db import connection

from anchors.models import AnchorInstitution, Upload
from procurement.influence import Combination, RuleBook, RuleTest
from procurement.models import Override, Rule, SpendKey, Supplier
from procurement.models.scopes import RuleScope

ROWS_AT_ONCE = 20_000
MOST_EXAMPLES = 5
_SPELLINGS = """
    SELECT own.id AS supplier_id, own.id AS spelling_id
    FROM procurement_supplier own WHERE own.id = ANY(%(suppliers)s)
    UNION
    SELECT own.id, same.id
    FROM procurement_supplier own JOIN procurement_supplier same
      ON same.institution_id = own.institution_id AND same.normalised = own.normalised
     AND (same.company_number = own.company_number OR '' IN (same.company_number, own.company_number))
    WHERE own.id = ANY(%(suppliers)s) AND own.normalised <> '' AND NOT own.is_redacted AND NOT same.is_redacted
    UNION
    SELECT own.id, same.id
    FROM procurement_supplier own JOIN procurement_supplier same
      ON same.institution_id = own.institution_id AND same.company_number = own.company_number
    WHERE own.id = ANY(%(suppliers)s) AND own.company_number <> '' AND NOT own.is_redacted AND NOT same.is_redacted"""
"""Which rows of an institution's suppliers are one supplier for an override: the same name whatever its form, unless
company numbers tell the two apart, or the same company number. A ledger's own supplier number neither joins nor
parts: one firm has several, for its sites, and one number for sundry payees stands beside many names."""

Row = TypeVar("Row")


class KeyDecision(NamedTuple):
    """What the rules say of one key, beside what it says now."""

    key_id: int
    before: str
    before_rule: int | None
    reason: str
    rule: int | None


@dataclass(frozen=True)
class Move:
    """Payments that go from one reason to another; `pence` is net of credits."""

    from_reason: str
    to_reason: str
    lines: int
    pence: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a change of rules would move: lines, money net of credits, and from where to where."""

    lines: int
    pence: int
    moves: tuple[Move, ...]


def rule_book(rules: Iterable[Rule]) -> RuleBook:
    """The rules made ready to decide; one that is not saved yet has the id 0."""
    return RuleBook(
        RuleTest(
            id=rule.pk or 0,
            position=rule.position,
            reason=rule.reason,
            field=rule.field,
            match=rule.match,
            phrases=tuple(rule.phrases),
            exceptions=tuple(rule.exceptions),
        )
        for rule in rules
    )


def book_of(institution: AnchorInstitution) -> RuleBook:
    """The rules that apply to an institution today."""
    return rule_book(RuleScope(institution=institution).in_force())


def combination_of(key: SpendKey) -> Combination:
    """What the rules may look at in a key."""
    return Combination(
        key.supplier.name, key.category.name, key.department, key.procurement_class, key.supplier.is_redacted
    )


def hold_books(institution_ids: Iterable[int]) -> None:
    """Keep uploads and other decisions of these institutions waiting until this transaction ends."""
    ids = sorted(institution_ids)
    list(
        AnchorInstitution.objects.select_for_update(no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values("pk")
    )


def decide_keys(institution: AnchorInstitution) -> int:
    """Write reason and rule on the institution's keys anew; gives how many changed."""
    changed = [each for each in decisions(institution, book_of(institution)) if _is_news(each)]
    with connection.cursor() as cursor:
        for part in batched(changed, ROWS_AT_ONCE):
            ids, reasons, rules = zip(*((each.key_id, each.reason, each.rule) for each in part), strict=True)
            cursor.execute(
                """UPDATE procurement_spendkey k SET reason = decided.reason, rule_id = decided.rule
                   FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS decided (id, reason, rule)
                   WHERE k.id = decided.id""",
                [list(ids), list(reasons), list(rules)],
            )
    return len(changed)


def decisions(institution: AnchorInstitution, book: RuleBook) -> Iterator[KeyDecision]:
    """What a book of rules says of the institution's keys, whether or not that is news."""
    rows = SpendKey.objects.filter(institution=institution).values_list(
        "pk", "reason", "rule_id", "supplier__name", "category__name", "department", "procurement_class",
        "supplier__is_redacted",
    )  # fmt: skip
    for key_id, before, before_rule, *shared in rows.iterator(chunk_size=ROWS_AT_ONCE):
        reason, rule, _ = book.decision(Combination._make(shared))
        yield KeyDecision(key_id, before, before_rule, reason, rule)


def effect_of(books: Iterable[tuple[AnchorInstitution, RuleBook]]) -> Preview:
    """What would move if each institution's payments were decided by its book. Overridden payments stay."""
    moved = [
        (each.key_id, each.before, each.reason)
        for institution, book in books
        for each in decisions(institution, book)
        if each.before != each.reason
    ]
    lines: Counter[tuple[str, str]] = Counter()
    pence: Counter[tuple[str, str]] = Counter()
    suppliers: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for before, reason, name, count, amount in _money_of(moved):
        lines[before, reason] += count
        pence[before, reason] += amount
        suppliers[before, reason][name] += amount
    moves = [
        Move(*way, lines[way], pence[way], _largest(suppliers[way]))
        for way in sorted(lines, key=lambda way: (-abs(pence[way]), way))
    ]
    return Preview(sum(lines.values()), sum(pence.values()), tuple(moves))


def money_by_rule(institutions: Iterable[AnchorInstitution]) -> dict[int | None, tuple[int, int]]:
    """Lines and pence that each rule decides; None for what no rule matched. Overridden payments are left out."""
    return {
        rule: figures
        for (rule, is_overridden), figures in _decided(institutions).items()
        if not is_overridden
    }


def money_overridden(institutions: Iterable[AnchorInstitution]) -> tuple[int, int]:
    """Lines and pence that people decided."""
    return _decided(institutions).get((None, True), (0, 0))


def apply_overrides(institution: AnchorInstitution, upload: Upload | None = None) -> set[int]:
    """Put on each line the override that covers it, take off those that ended; gives the uploads touched.

    An override of one payment goes before one of its supplier; of two for a supplier the later one holds.
    """
    touched = _cleared(institution, upload)
    if Override.objects.filter(institution=institution, ended_at__isnull=True).exists():
        touched |= _covered(institution, upload)
    return touched


def spelling_ids(supplier: Supplier) -> list[int]:
    """The rows of its institution's suppliers that an override of the supplier covers, itself among them."""
    with connection.cursor() as cursor:
        cursor.execute(_SPELLINGS, {"suppliers": [supplier.pk]})
        return [spelling for _, spelling in cursor.fetchall()]


def batched(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    """The rows in runs of at most `size`."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _decided(institutions: Iterable[AnchorInstitution]) -> dict[tuple[int | None, bool], tuple[int, int]]:
    """Lines and pence by rule and by whether a person decided, from the facts."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT rule_id, is_overridden, sum(lines[cardinality(lines)])::bigint,
                      sum(pence[cardinality(pence)])::bigint
               FROM procurement_categorytotal WHERE institution_id = ANY(%s) GROUP BY 1, 2""",
            [[institution.pk for institution in institutions]],
        )
        return {(rule, by_hand): (lines, pence) for rule, by_hand, lines, pence in cursor.fetchall()}


def _is_news(decision: KeyDecision) -> bool:
    return (decision.before, decision.before_rule) != (decision.reason, decision.rule)


def _money_of(moved: list[tuple[int, str, str]]) -> list[tuple[str, str, str, int, int]]:
    """Way, supplier, lines and pence of the keys that move; redacted suppliers without their name."""
    if not moved:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT moved.before, moved.reason, CASE WHEN s.is_redacted THEN '' ELSE s.name END,
                      count(*), sum(l.amount_pence)::bigint
               FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS moved (id, before, reason)
               JOIN procurement_spendline l ON l.key_id = moved.id AND l.override_id IS NULL
               JOIN procurement_spendkey k ON k.id = moved.id
               JOIN procurement_supplier s ON s.id = k.supplier_id
               GROUP BY 1, 2, 3""",
            [list(column) for column in zip(*moved, strict=True)],
        )
        return list(cursor.fetchall())


def _largest(suppliers: Counter[str]) -> tuple[str, ...]:
    named = sorted((name for name in suppliers if name), key=lambda name: (-abs(suppliers[name]), name))
    return tuple(named[:MOST_EXAMPLES])


def _cleared(institution: AnchorInstitution, upload: Upload | None) -> set[int]:
    """Lines lose an override that ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE procurement_spendline l SET override_id = NULL
               WHERE l.institution_id = %(institution)s AND (%(upload)s IS NULL OR l.upload_id = %(upload)s)
                 AND l.override_id IN (SELECT id FROM procurement_override
                                       WHERE institution_id = %(institution)s AND ended_at IS NOT NULL)
               RETURNING l.upload_id""",
            {"institution": institution.pk, "upload": upload.pk if upload else None},
        )
        return {row[0] for row in cursor.fetchall()}


def _covered(institution: AnchorInstitution, upload: Upload | None) -> set[int]:
    """Lines gain the standing override that covers them."""
    standing = Override.objects.filter(institution=institution, ended_at__isnull=True)
    values = {
        "institution": institution.pk,
        "upload": upload.pk if upload else None,
        "suppliers": list(standing.filter(supplier__isnull=False).values_list("supplier", flat=True)),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH standing AS (
                   SELECT * FROM procurement_override
                   WHERE institution_id = %(institution)s AND ended_at IS NULL
               ), spelling AS ({_SPELLINGS}), covering AS (
                   SELECT l.id AS line, o.id AS override, 1 AS rank
                   FROM standing o JOIN spelling ON spelling.supplier_id = o.supplier_id
                   JOIN procurement_spendkey k ON k.supplier_id = spelling.spelling_id
                   JOIN procurement_spendline l ON l.key_id = k.id
                    AND (o.valid_from IS NULL OR l.payment_date >= o.valid_from)
                    AND (o.valid_to IS NULL OR l.payment_date <= o.valid_to)
                   UNION ALL
                   SELECT l.id, o.id, 0
                   FROM standing o JOIN procurement_spendline l
                     ON l.upload_id = o.line_upload AND l.source_row = o.line_row
                    AND l.source_sheet = coalesce(o.line_sheet, 0)
               ), chosen AS (
                   SELECT DISTINCT ON (line) line, override FROM covering ORDER BY line, rank, override DESC
               )
               UPDATE procurement_spendline l SET override_id = chosen.override
               FROM chosen
               WHERE l.id = chosen.line AND l.institution_id = %(institution)s
                 AND (%(upload)s IS NULL OR l.upload_id = %(upload)s)
                 AND l.override_id IS DISTINCT FROM chosen.override
               RETURNING l.upload_id""",  # noqa: S608 - put together from a constant; values are parameters
            values,
        )
        return {row[0] for row in cursor.fetchall()}
