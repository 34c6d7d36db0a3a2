"""Every small table there is, against someone who knows the rule and works backwards from what is shown."""

from collections import defaultdict
from itertools import product

import pytest

from anchors.disclosure import HIDDEN, Cell, Profile, Sum, release

LARGEST = 34
DEFAULT = Profile("default", "0 to 7 hidden", "a test")
WIDE = Profile("wide", "0 to 9 hidden", "a test", hidden_up_to=9, nearest=10)
LADDER = [(1, 1, 1)]
UNIONS = [(1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]


def zeros_shown(count):
    return 0 if count == 0 else DEFAULT.shown(count)


def candidates(shown, sums):
    """For all tables of three areas, by what is shown: the tables, and how many values each hidden area can have.

    The attacker does not know where the counts end, so that tables a rounding step beyond LARGEST are candidates.
    """
    look = [shown(count) for count in range(3 * (LARGEST + 3) + 1)]
    groups = defaultdict(list)
    for areas in product(range(LARGEST + 4), repeat=3):
        totals = [sum(count for count, is_in in zip(areas, chosen, strict=True) if is_in) for chosen in sums]
        groups[tuple(look[count] for count in (*areas, *totals))].append(areas)
    for seen, tables in groups.items():
        hidden = [place for place in range(3) if seen[place] is HIDDEN]
        yield (
            sum(max(areas) <= LARGEST for areas in tables),
            [len({areas[place] for areas in tables}) for place in hidden],
        )


@pytest.mark.parametrize(
    ("shown", "sums", "pinned", "few"),
    [
        (zeros_shown, LADDER, 0.42, 0.84),
        (zeros_shown, UNIONS, 5.33, 23.18),
        (DEFAULT.shown, LADDER, 0.00, 1.47),
        (DEFAULT.shown, UNIONS, 5.40, 22.49),
        (WIDE.shown, LADDER, 0.00, 0.00),
        (WIDE.shown, UNIONS, 0.00, 1.69),
    ],
)
def test_what_the_plain_rule_alone_gives_away(shown, sums, pinned, few):
    found = list(candidates(shown, sums))
    hidden = sum(tables * len(choices) for tables, choices in found)
    shares = [
        100 * sum(tables * sum(choice <= limit for choice in choices) for tables, choices in found) / hidden
        for limit in (1, 2)
    ]
    assert shares == [pytest.approx(pinned, abs=0.01), pytest.approx(few, abs=0.01)]


def test_a_release_leaves_four_choices_to_someone_who_knows_even_how_it_hides_more():
    """Every table is released and those that look the same are put together: nothing cleverer is possible."""
    largest, groups = 20, defaultdict(list)
    for areas in product(range(largest + 1), repeat=3):
        counts = {**dict(zip("abc", areas, strict=True)), "all": sum(areas)}
        made = release(
            {key: Cell(count) for key, count in counts.items()}, [Sum("all", ("a", "b", "c"))], DEFAULT
        )
        groups[tuple(made.shown(key) for key in counts)].append((*areas, sum(areas)))
    for seen, tables in groups.items():
        if any(max(table[:3]) <= largest - 7 for table in tables):
            choices = [len({table[place] for table in tables}) for place in range(4)]
            assert all(
                choice >= (4 if shown is HIDDEN else 2) for choice, shown in zip(choices, seen, strict=True)
            )
