"""Councils' membership of systems, which follows where their area lies."""

from django.db import connection, transaction

from anchors.geography.stage import Change, merge
from anchors.registers.successions import apply_successions

# A county council belongs where most of its districts' small areas lie, for each run of time that their areas have.
_COUNCIL_SYSTEMS = """
    WITH part AS (
        SELECT p.id AS place_id, p.id AS area_id FROM anchors_place p WHERE p.kind = 'local_authority'
        UNION ALL
        SELECT p.parent_id, p.id FROM anchors_place p JOIN anchors_place county ON county.id = p.parent_id
        WHERE p.kind = 'local_authority' AND county.kind = 'county'
    ),
    size AS (SELECT local_authority_id AS area_id, count(*) AS n FROM anchors_smallarea GROUP BY 1),
    share AS (
        SELECT i.id AS institution_id, a.system_id, a.valid_from, a.valid_to, sum(coalesce(size.n, 1)) AS n
        FROM anchors_anchorinstitution i
        JOIN part ON part.place_id = i.home_place_id
        JOIN anchors_systemarea a ON a.place_id = part.area_id
        JOIN anchors_system y ON y.id = a.system_id AND NOT y.is_sample
        LEFT JOIN size ON size.area_id = part.area_id
        WHERE i.gss_code IS NOT NULL AND i.kind IN ('unitary', 'county', 'district', 'metropolitan', 'london_borough')
        GROUP BY 1, 2, 3, 4
    )
    SELECT DISTINCT ON (institution_id, valid_from, valid_to) institution_id, system_id, valid_from, valid_to
    FROM share ORDER BY institution_id, valid_from, valid_to, n DESC, system_id
"""


def settle_systems() -> Change:
    """After any load: known reorganisations, then councils in the systems that their areas lie in."""
    with transaction.atomic(), connection.cursor() as cursor:
        change = apply_successions()
        return change + merge(
            cursor,
            "anchors_systemmembership",
            _COUNCIL_SYSTEMS,
            key=("system_id", "institution_id"),
            overwrite=("valid_from", "valid_to"),
        )
