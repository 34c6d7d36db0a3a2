"""Where a publisher's own file says what can be influenced: how far its classes and our rules agree.

North Tyneside's procurement classification has a group "NON INFLUENCIBLE"; every other class is influenceable by
implication. A scheme without such a group says nothing of influence, and is not compared.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from anchors.models import User
from procurement.analysis import OPEN, share
from procurement.explorer.lines import spend_lines
from procurement.explorer.view import SpendView

_SAYS_NO = re.compile(r"\b(non|not|un)[\W_]*influenc", re.IGNORECASE)


@dataclass(frozen=True)
class ClassAgreement:
    """One class of the publisher's: what it says, and what our rules say of the same payments, in pence and lines."""

    name: str
    is_influenceable: bool
    open_pence: int
    closed_pence: int
    open_lines: int
    closed_lines: int

    @property
    def lines(self) -> int:
        """Payments with this class."""
        return self.open_lines + self.closed_lines

    @property
    def pence(self) -> int:
        """Their money, net of credits."""
        return self.open_pence + self.closed_pence

    @property
    def agreed_lines(self) -> int:
        """Payments of which both say the same."""
        return self.open_lines if self.is_influenceable else self.closed_lines

    @property
    def agreed_pence(self) -> int:
        """Their money."""
        return self.open_pence if self.is_influenceable else self.closed_pence


@dataclass(frozen=True)
class Agreement:
    """Every class of a publisher that says something, largest disagreement first, and what has no class."""

    classes: tuple[ClassAgreement, ...]
    unclassed_lines: int
    unclassed_pence: int

    @property
    def lines(self) -> int:
        """Payments compared."""
        return sum(each.lines for each in self.classes)

    @property
    def pence(self) -> int:
        """Money compared."""
        return sum(each.pence for each in self.classes)

    @property
    def share_of_lines(self) -> Decimal | None:
        """Of payments compared, those of which both say the same."""
        return share(sum(each.agreed_lines for each in self.classes), self.lines)

    @property
    def share_of_money(self) -> Decimal | None:
        """Of money compared."""
        return share(sum(each.agreed_pence for each in self.classes), self.pence)

    def cell(self, *, theirs: bool, ours: bool) -> tuple[int, int]:
        """Pence and lines that they, and we, call influenceable (True) or not."""
        rows = [each for each in self.classes if each.is_influenceable == theirs]
        if ours:
            return sum(each.open_pence for each in rows), sum(each.open_lines for each in rows)
        return sum(each.closed_pence for each in rows), sum(each.closed_lines for each in rows)


def agreement(user: User, view: SpendView) -> Agreement | None:
    """The comparison over the lines that the person may see; None where the files say nothing of influence."""
    lines = spend_lines(user, view).order_by()
    if (
        not lines.exclude(key__procurement_class="")
        .filter(key__procurement_class__iregex="influenc")
        .exists()
    ):
        return None
    rows = (
        lines.values("key__procurement_class", reason=Coalesce("override__reason", "key__reason"))
        .annotate(lines=Count("pk"), pence=Sum("amount_pence"))
        .order_by()
    )
    figures: dict[str, dict[bool, tuple[int, int]]] = defaultdict(lambda: {True: (0, 0), False: (0, 0)})
    for row in rows:
        pence, count = figures[row["key__procurement_class"]][row["reason"] == OPEN]
        figures[row["key__procurement_class"]][row["reason"] == OPEN] = (
            pence + row["pence"],
            count + row["lines"],
        )
    unclassed = figures.pop("", {True: (0, 0), False: (0, 0)})
    classes = sorted((_class(name, cells) for name, cells in figures.items()), key=_disagreement)
    return Agreement(
        tuple(classes), sum(cell[1] for cell in unclassed.values()), sum(c[0] for c in unclassed.values())
    )


def _class(name: str, cells: Mapping[bool, tuple[int, int]]) -> ClassAgreement:
    says_yes = _SAYS_NO.search(name) is None
    return ClassAgreement(name, says_yes, cells[True][0], cells[False][0], cells[True][1], cells[False][1])


def _disagreement(each: ClassAgreement) -> tuple[int, str]:
    return (-abs(each.pence - each.agreed_pence), each.name)
