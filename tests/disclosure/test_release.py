"""Releases of whole tables: what they show, keep and hide."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anchors.disclosure import HIDDEN, Cell, Profile, Release, Sum, release
from anchors.disclosure.knowledge import Knowledge
from anchors.disclosure.narrowing import in_trees, narrowed

PROFILE = Profile("default", "Default", "a test")
SMALL = st.one_of(st.integers(0, 12), st.integers(0, 60))


@st.composite
def hierarchies(draw):
    """A tree of two levels, crossed by two groups, for one to three institutions and their system."""
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    subjects = [f"institution {n}" for n in range(draw(st.integers(1, 3)))]
    leaves = [(branch, leaf) for branch, count in enumerate(shape) for leaf in range(count)]
    group = {leaf: draw(st.sampled_from("xy")) for leaf in leaves}
    is_second = draw(st.booleans())
    counts, sums = {}, []
    for subject in subjects:
        for leaf in leaves:
            counts[subject, leaf] = draw(SMALL)
    for leaf in leaves:
        counts["system", leaf] = sum(counts[subject, leaf] for subject in subjects)
    for subject in [*subjects, "system"]:
        for name, chosen in named(shape, leaves, group):
            counts[subject, name] = sum(counts[subject, leaf] for leaf in chosen)
            sums.append(Sum((subject, name), tuple((subject, leaf) for leaf in chosen)))
    sums += [
        Sum(("system", key), tuple((subject, key) for subject in subjects))
        for _, key in list(counts)
        if _ == "system"
    ]
    return {key: Cell(count, is_second and key[1] in {"x", "y"}) for key, count in counts.items()}, sums


def named(shape, leaves, group):
    yield from ((branch, [leaf for leaf in leaves if leaf[0] == branch]) for branch in range(len(shape)))
    yield from (
        (name, chosen) for name in "xy" if (chosen := [leaf for leaf in leaves if group[leaf] == name])
    )
    yield "all", leaves


@settings(max_examples=30, deadline=None)
@given(hierarchies())
def test_a_release_never_shows_small_counts_and_hides_only_more_than_the_plain_rule(table):
    cells, sums = table
    made = release(cells, sums, PROFILE)
    for key, cell in cells.items():
        plain = PROFILE.shown(cell.count, is_second=cell.is_second)
        assert made.shown(key) in {HIDDEN, plain}
        assert made.shown(key) is HIDDEN or made.shown(key) >= 10
        is_extra = made.figures[
            key
        ].is_extra  # also of a small count, where that it is small would tell of others
        assert not is_extra or made.shown(key) is HIDDEN
        assert is_extra or (made.shown(key) is HIDDEN) == (plain is HIDDEN)


@settings(max_examples=30, deadline=None)
@given(hierarchies())
def test_no_bound_narrows_a_hidden_cell_below_four_values(table):
    cells, sums = table
    known = Knowledge(release(cells, sums, PROFILE), None)
    least, most, _ = narrowed(known)
    assert all(most[n] - least[n] + 1 >= known.wanted[n] for n in range(len(least)))


def test_bounds_are_exact_where_no_circle_of_sums_can_be_reached():
    cells = {
        key: Cell(count)
        for key, count in {"a": 3, "b": 4, "all": 7, "c": 9, "both": 16, "x": 9, "y": 9}.items()
    }
    sums = [Sum("all", ("a", "b")), Sum("both", ("all", "c")), Sum("x", ("y",)), Sum("y", ("x",))]
    known = Knowledge(Release(PROFILE, release(cells, [], PROFILE).figures, tuple(sums)), None)
    assert {known.cells[key] for key in ("a", "b", "all", "c", "both")} == set(in_trees(known))
    least, most, is_settled = narrowed(known)
    place = known.cells["all"]
    assert (least[place], most[place], is_settled) == (1, 7, True)


@settings(max_examples=25, deadline=None)
@given(hierarchies())
def test_a_release_is_the_same_every_time_and_again_when_nothing_changed(table):
    cells, sums = table
    made = release(cells, sums, PROFILE)
    assert release(dict(cells), list(sums), PROFILE) == made
    again = release(cells, sums, PROFILE, made)
    assert {key: again.shown(key) for key in cells} == {key: made.shown(key) for key in cells}


@settings(max_examples=25, deadline=None)
@given(hierarchies(), st.data())
def test_few_people_coming_or_going_change_no_figure(table, data):
    cells, sums = table
    first = release(cells, sums, PROFILE)
    moved = {key: cell.count for key, cell in cells.items()}
    (subject, leaf) = data.draw(
        st.sampled_from([key for key in cells if key[0] != "system" and isinstance(key[1], tuple)])
    )
    more = data.draw(st.integers(-min(7, moved[subject, leaf]), 7))
    touched = {(subject, leaf)}
    while grown := {total for total, parts in sums if touched & set(parts)} - touched:
        touched |= grown
    later = {key: Cell(cell.count + more * (key in touched), cell.is_second) for key, cell in cells.items()}
    second = release(later, sums, PROFILE, first)
    assert all(second.shown(key) in {HIDDEN, first.shown(key)} for key in cells)


def shown_over_time(*counts):
    made, seen = None, []
    for count in counts:
        made = release({"a": Cell(count)}, [], PROFILE, made)
        seen.append(made.shown("a"))
    return seen


def test_a_figure_is_kept_until_eight_people_have_come_since_it_was_set_and_never_drifts():
    assert shown_over_time(20, 26, 32, 38) == [20, 20, 30, 30]
    assert shown_over_time(5, 12, 13) == [HIDDEN, HIDDEN, 15]
    assert shown_over_time(12, 5, 4) == [10, 10, HIDDEN]


def test_a_figure_moves_by_no_single_step_which_would_tell_who_crossed_it():
    assert shown_over_time(8, 17, 18) == [10, 10, 20]


def test_five_small_areas_under_a_telling_total_hide_the_total():
    counts = {"a": 7, "b": 7, "c": 7, "d": 6, "e": 6}
    made = release(
        {**{k: Cell(v) for k, v in counts.items()}, "all": Cell(33)}, [Sum("all", tuple(counts))], PROFILE
    )
    assert PROFILE.shown(33) == 35
    assert made.shown("all") is HIDDEN


def test_four_figures_that_their_total_makes_exact_are_not_all_shown():
    counts = dict.fromkeys("abcd", 8)
    made = release(
        {**{k: Cell(v) for k, v in counts.items()}, "all": Cell(32)}, [Sum("all", tuple(counts))], PROFILE
    )
    assert [made.shown(key) for key in "abcd"].count(HIDDEN) == 1


def test_a_release_made_again_from_kept_rows_serves_as_the_former_one():
    cells, sums = {"a": Cell(9), "b": Cell(3), "all": Cell(12)}, [Sum("all", ("a", "b"))]
    made = release(cells, sums, PROFILE)
    kept = Release(PROFILE, dict(made.figures), tuple(sums))
    assert release(cells, sums, PROFILE, kept) == release(cells, sums, PROFILE, made)


def test_counts_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="counts 5 people, but its parts 4"):
        release({"a": Cell(4), "all": Cell(5)}, [Sum("all", ("a",))], PROFILE)
    with pytest.raises(ValueError, match="cannot be negative"):
        release({"a": Cell(-1)}, [], PROFILE)


def test_a_cell_that_the_sums_alone_make_zero_hides_nothing_else():
    cells = {"a": Cell(20), "b": Cell(30), "nobody": Cell(0), "all": Cell(50)}
    made = release(cells, [Sum("all", ("a", "b")), Sum("all", ("a", "b", "nobody"))], PROFILE)
    assert [made.shown(key) for key in cells] == [20, 30, HIDDEN, 50]
