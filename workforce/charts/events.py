"""What a file of events would make of the counts, quarter by quarter."""

from collections.abc import Iterable, Mapping

from anchors.charts import Column, Table
from workforce.events import Event, events_of, fold
from workforce.models import Group, Programme, Stage

SHOWN = (Stage.STARTED, Stage.JOB, Stage.WEEKS_26)


def cohorts_after(programme: Programme, ready: Iterable[Event]) -> Table:
    """One row a starting quarter that would change: people by stage, with what they were before."""
    kept = {(*each.begun, each.stage): each for each in events_of(programme)}
    before = fold(kept.values())
    after = fold((kept | {(*each.begun, each.stage): each for each in ready}).values())
    changed = sorted((q for q in {*before, *after} if before.get(q) != after.get(q)), reverse=True)
    return Table(
        "What the counts would be",
        (Column("Started in"), *(Column(stage.label, "count") for stage in SHOWN)),
        tuple(
            (
                quarter.label,
                *(_cell(before.get(quarter, {}), after.get(quarter, {}), stage) for stage in SHOWN),
            )
            for quarter in changed
        ),
    )


def _cell(
    before: Mapping[tuple[Stage, Group], int], after: Mapping[tuple[Stage, Group], int], stage: Stage
) -> object:
    was, will = before.get((stage, Group.ALL)), after.get((stage, Group.ALL))
    if will is None:
        return "Not counted"
    return will if was in (None, will) else {"value": will, "note": f"was {was:,}"}
