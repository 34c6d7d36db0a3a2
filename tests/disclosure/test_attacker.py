"""An attacker who knows the rule, every table and every sum of two quarters, and which cells are hidden for what.

Written without the module's own audit: the knowledge is put down again here, in the figures of the default rule,
and handed to HiGHS.
"""

import random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from anchors.disclosure import HIDDEN, Profile, release
from tests.disclosure.made_up import Land, first_quarter, next_quarter, tables, two_quarters

PROFILE = Profile("default", "Default", "a test")
AT_LEAST = 4


class Attacker:
    def __init__(self, sums, *quarters):
        self.quarters, self.rows, self.sides = quarters, [], []
        self.place = {}
        for number, quarter in enumerate(quarters):
            for key in quarter.figures:
                self.place[number, key] = len(self.place)
        self.least, self.most = np.zeros(len(self.place)), np.full(len(self.place), np.inf)
        self.true = np.array([f.count for quarter in quarters for f in quarter.figures.values()], dtype=float)
        for number, quarter in enumerate(quarters):
            for total, parts in sums[number]:
                self.row([(number, total, 1), *((number, part, -1) for part in parts)], 0, 0)
            for key, figure in quarter.figures.items():
                self.read(number, key, figure)
        assert (self.least <= self.true).all()
        assert (self.true <= self.most).all()
        self.constraints = LinearConstraint(self.matrix(), *zip(*self.sides, strict=True))

    def row(self, members, least, most):
        self.rows.append([(self.place[number, key], factor) for number, key, factor in members])
        self.sides.append((least, most))

    def read(self, number, key, figure):
        """What one figure says: of its own count, and of the change since the quarter before."""
        at = self.place[number, key]
        hidden_up_to, below, above = (9, 5, 4) if figure.is_second else (7, 2, 2)
        before = self.quarters[number - 1].figures.get(key) if number else None
        if figure.is_extra:
            return
        if not figure.is_kept:
            self.least[at], self.most[at] = 0, hidden_up_to
            if figure.shown is not HIDDEN:
                self.least[at] = max(figure.shown - below, hidden_up_to + 1)
                self.most[at] = figure.shown + above
            if before and not before.is_extra and before.shown != figure.shown:
                grew = figure.count > before.count
                self.row([(number, key, 1), (number - 1, key, -1)], *((8, np.inf) if grew else (-np.inf, -8)))
        elif abs(figure.count - before.count) <= 7:
            self.row([(number, key, 1), (number - 1, key, -1)], -7, 7)
        else:
            wider = 0 if figure.is_second else 5
            self.least[at] = max(figure.shown - below - wider, hidden_up_to + 1)
            self.most[at] = figure.shown + above + wider

    def matrix(self):
        entries = [(n, at, factor) for n, row in enumerate(self.rows) for at, factor in row]
        rows, columns, factors = zip(*entries, strict=True)
        return csr_array((factors, (rows, columns)), shape=(len(self.rows), len(self.place)), dtype=float)

    def ask(self, aims, least, most, *, whole_people):
        """Counts that fit everything and make the sum of aims smallest."""
        found = milp(aims, integrality=np.full(len(aims), int(whole_people)), bounds=Bounds(least, most),
                     constraints=self.constraints)  # fmt: skip
        return found.x

    def wanted(self):
        figures = [figure for quarter in self.quarters for figure in quarter.figures.values()]
        return [AT_LEAST if figure.shown is HIDDEN else 2 for figure in figures]

    def too_few(self):
        """The cells whose bounds by linear programming leave too few values.

        Asked of many at once: those that still lack values are drawn to one they lack, the others anywhere nearby.
        """
        dice, wanted, seen = random.Random(0), self.wanted(), [{int(count)} for count in self.true]
        for number in range(40):
            if all(len(values) >= wanted[n] for n, values in enumerate(seen)):
                break
            aims, least, most = np.zeros(len(seen)), self.least.copy(), self.most.copy()
            for n, values in enumerate(seen):
                near = [v for v in range(int(self.true[n]) - 3, int(self.true[n]) + 4)
                        if self.least[n] <= v <= self.most[n]]  # fmt: skip
                lacks = len(values) < wanted[n] and (
                    number < 4 or dice.random() < 0.4
                )  # neighbours want the same
                aim = dice.choice([v for v in near if v not in values] if lacks else near)
                least[n], most[n] = sorted((self.true[n], aim)) if lacks else (near[0], near[-1])
                aims[n] = (1 if lacks else 0.02) * (-1 if aim > self.true[n] else 1)
            for n, count in enumerate(self.ask(aims, least, most, whole_people=False)):
                low, high = sorted((self.true[n], count))
                seen[n] |= set(range(int(np.ceil(low - 1e-6)), int(np.floor(high + 1e-6)) + 1))
        return [key for n, key in enumerate(self.place) if len(seen[n]) < wanted[n]]

    def too_few_people(self):
        """The cells whose least and most, in whole people, leave too few values; each is asked by itself."""
        found, wanted, seen = [], self.wanted(), [{int(count)} for count in self.true]
        for n, key in enumerate(self.place):
            for aim in (1, -1):
                if len(seen[n]) < wanted[n]:
                    aims = np.zeros(len(seen))
                    aims[n] = aim
                    near = np.maximum(self.least, self.true - 10), np.minimum(self.most, self.true + 10)
                    counts = self.ask(aims, *near, whole_people=True)
                    for other, count in enumerate(counts):
                        seen[other].add(round(count))
            if max(seen[n]) - min(seen[n]) + 1 < wanted[n]:
                found.append(key)
        return found


@pytest.fixture(scope="module")
def large():
    """Two quarters of the whole system: their sums and their releases."""
    quarters = two_quarters()
    first = release(*quarters[0], PROFILE)
    return [sums for _, sums in quarters], [first, release(*quarters[1], PROFILE, first)]


@pytest.mark.slow
def test_two_quarters_of_a_whole_system_leave_every_hidden_cell_four_values(large):
    sums, quarters = large
    hidden = [sum(figure.shown is HIDDEN for figure in quarter.figures.values()) for quarter in quarters]
    assert min(hidden) > 1000
    assert Attacker(sums, *quarters).too_few() == []


def test_most_of_a_whole_system_is_shown_and_little_is_hidden_for_others_sake(large):
    for quarter in large[1]:
        figures = quarter.figures.values()
        assert sum(figure.is_extra for figure in figures) < 0.002 * len(figures)
        assert sum(figure.shown is not HIDDEN for figure in figures) > 0.7 * len(figures)


@pytest.mark.parametrize("seed", range(2))
def test_whole_people_in_a_smaller_system_leave_every_hidden_cell_four_values(seed):
    dice = random.Random(seed)
    land = Land(dice, areas=12, middle_areas=4)
    staff = {"acute": 400, "council": 250, "small": 80}
    people = first_quarter(dice, land, staff)
    cells, sums = tables(people, land)
    first = release(cells, sums, PROFILE)
    cells, later_sums = tables(next_quarter(dice, land, people, leaving=0.2), land)
    second = release(cells, later_sums, PROFILE, first)
    assert Attacker([sums, later_sums], first, second).too_few_people() == []


def test_the_attacker_finds_what_the_plain_rule_gives_away():
    dice = random.Random(0)
    land = Land(dice, areas=12, middle_areas=4)
    cells, sums = tables(first_quarter(dice, land, {"acute": 300, "small": 60}), land)
    plain = release(cells, [], PROFILE)
    assert Attacker([sums], plain).too_few_people() != []
