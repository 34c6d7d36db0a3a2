"""What is kept of a programme's dated events, for those who run it: never whose they are."""

from dataclasses import dataclass
from datetime import date

from workforce.events import events_of, fold, spells_of
from workforce.models import Programme
from workforce.retention import days_kept, kept_until


@dataclass(frozen=True)
class KeptEvents:
    """How many events of how many people, the newest day, and from when on they go, the first and the last of them."""

    events: int
    people: int
    newest: date | None
    first_to_go: date | None
    last_to_go: date | None
    days: int | None


def kept_events(programme: Programme) -> KeptEvents:
    """The events of a programme, summed."""
    found = events_of(programme)
    ends = sorted(last for quarter in fold(found) if (last := kept_until(programme, quarter)))
    return KeptEvents(
        events=len(found),
        people=len({alias for alias, _ in spells_of(found)}),
        newest=max((each.on for each in found), default=None),
        first_to_go=ends[0] if ends else None,
        last_to_go=ends[-1] if ends else None,
        days=days_kept(),
    )
