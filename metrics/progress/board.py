"""The board: the nine recommendations with the actions that a filter lets through."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from anchors.filters import FilterError
from anchors.models import AnchorInstitution, User
from metrics.models import Action, Plan, Status
from metrics.progress.standing import Standing, standings

SOON = timedelta(days=30)
ME, NOBODY = "me", "nobody"
LATE, NEXT = "late", "soon"


@dataclass(frozen=True)
class BoardFilter:
    """What is asked of the board, as in its address. Empty means everything."""

    institution: str = ""
    owner: str = ""
    status: str = ""
    due: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "BoardFilter":
        """From an address; FilterError for a word that is none of the choices."""
        found = cls(*(query.get(key, "").strip() for key in cls.__dataclass_fields__))
        allowed = {"owner": (ME, NOBODY), "status": tuple(Status.values), "due": (LATE, NEXT)}
        for key, words in allowed.items():
            if getattr(found, key) and getattr(found, key) not in words:
                raise FilterError(key, f'{key}="{getattr(found, key)}" is not one of {", ".join(words)}.')
        return found

    @property
    def query(self) -> str:
        """As a query string, without what is not asked."""
        return urlencode({key: value for key, value in asdict(self).items() if value})

    def has(self, action: Action, user: User, today: date) -> bool:
        """Whether it lets an action through."""
        if self.institution and (action.owner is None or action.owner.slug != self.institution):
            return False
        if self.owner == ME and action.person_id != user.pk:
            return False
        if self.owner == NOBODY and action.owner_id is not None and action.person_id is not None:
            return False
        if self.status and action.status != self.status:
            return False
        if self.due == LATE:
            return action.is_late(today)
        is_open = action.status != Status.COMPLETED
        return not self.due or (is_open and today <= action.due <= today + SOON)


@dataclass(frozen=True)
class Group:
    """A recommendation on the board: where it stands, and its actions that pass the filter."""

    standing: Standing
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Board:
    """A plan as its board shows it."""

    plan: Plan
    filter: BoardFilter
    standings: tuple[Standing, ...]
    groups: tuple[Group, ...]
    today: date

    @property
    def actions(self) -> list[Action]:
        """Those that the filter lets through."""
        return [action for group in self.groups for action in group.actions]

    @property
    def all_actions(self) -> list[Action]:
        """All of the plan."""
        return [action for each in self.standings for action in each.actions]

    @property
    def late(self) -> list[Action]:
        """Of all, those whose day is past."""
        return [each for each in self.all_actions if each.is_late(self.today)]

    @property
    def unassigned(self) -> list[Action]:
        """Of all, open ones that no institution owns."""
        return [
            each for each in self.all_actions if each.owner_id is None and each.status != Status.COMPLETED
        ]

    @property
    def counts(self) -> Counter[str]:
        """How many of the actions shown have each status."""
        return Counter(each.status for each in self.actions)

    def columns(self) -> list[tuple[Status, list[Action]]]:
        """The actions shown by status, the most urgent day first."""
        return [
            (status, sorted((each for each in self.actions if each.status == status), key=lambda a: a.due))
            for status in Status
        ]

    def owners(self) -> list[AnchorInstitution]:
        """The institutions that own something, by name."""
        found = {each.owner.pk: each.owner for each in self.all_actions if each.owner is not None}
        return sorted(found.values(), key=lambda each: each.name)


def board_of(user: User, plan: Plan, asked: BoardFilter) -> Board:
    """The board of a plan that the person may see; recommendations without a match are left out of `groups`."""
    today = timezone.localdate()
    found = standings(plan)
    groups = (
        Group(each, tuple(one for one in each.actions if asked.has(one, user, today))) for each in found
    )
    shown = tuple(each for each in groups if each.actions or not asked.query)
    return Board(plan, asked, found, shown, today)
