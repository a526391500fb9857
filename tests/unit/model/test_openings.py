"""Sorted days, found by bisection, against a set that is looked through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.model.openings import Openings, Released

days = st.integers(0, 12)
sets = st.sets(days, max_size=8)


def _after(open_days: set[int], day: int) -> int | None:
    return min((one for one in open_days if one >= day), default=None)


def _before(open_days: set[int], day: int) -> int | None:
    return max((one for one in open_days if one < day), default=None)


@given(sets, st.lists(st.tuples(days, st.booleans()), max_size=12), days)
def test_days_are_shown_taken_out_and_forgotten(found, changes, gone):
    """Any day may come and go, the last one too, twice in a row or not; what is before a day is dropped."""
    openings, plain = Openings(sorted(found)), set(found)
    for day, is_open in changes:
        openings.show(day, is_open)
        plain = plain | {day} if is_open else plain - {day}
        assert openings.days == sorted(plain)
    openings.forget_before(gone)
    assert openings.days == sorted(day for day in plain if day >= gone)


@given(sets, days)
def test_nearest_days_on_either_side(found, day):
    """From a day on, itself included; before it, itself not."""
    openings = Openings(sorted(found))
    assert openings.at_or_after(day) == _after(found, day)
    assert openings.before(day) == _before(found, day)


@given(st.lists(st.integers(0, 2), min_size=13, max_size=13), days, days)
def test_days_open_to_those_for_whom_nothing_is_held(room, released, day):
    """Every open day (1 and 2) up to the released one, and later only those on which there is more than is held (2)."""
    to_all, to_others = ([one for one, there in enumerate(room) if there >= least] for least in (1, 2))
    mine = {one for one in to_all if one <= released} | {one for one in to_others if one > released}
    search = Released(Openings(to_all), Openings(to_others), released)
    assert search.at_or_after(day) == _after(mine, day)
    assert search.before(day) == _before(mine, day)
