"""Pairs, step functions and stretches, with numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.events import Rows
from sim.intervals import (
    Level,
    Stretches,
    common,
    covering,
    latest_before,
    level,
    order_by,
    partners,
    pieces,
    slot_of,
    spans,
    stretches,
    time_average,
    together,
)

DAY = 1440.0
NOTHING = np.empty(0)


def rows(*entries):
    """Rows of (time, visit, what)."""
    time, visit, what = np.array(entries, float).reshape(-1, 3).T
    zero = np.zeros(len(time), np.int64)
    return Rows(time, zero, zero, visit.astype(np.int64), what.astype(np.int16), zero.astype(np.int32), time)


def test_order_by_keeps_the_order_of_equal_keys():
    """Keys 2, 1, 2, -1, 1 stand at 3, 1, 4, 0, 2."""
    assert order_by(np.array([2, 1, 2, -1, 1])).tolist() == [3, 1, 4, 0, 2]
    assert order_by(np.array([], np.int64)).tolist() == []
    assert order_by(np.array([2**62, 0, -(2**62)])).tolist() == [2, 1, 0]


def test_pairs_are_made_in_order_within_a_key():
    """Visit 1 begins at 0 and 5, visit 2 at 1; ends at 2 (visit 2), 3 and 9 (visit 1)."""
    starts, ends = spans(rows((0, 1, 0), (1, 2, 0), (5, 1, 0)), rows((2, 2, 0), (3, 1, 0), (9, 1, 0)))
    assert starts.tolist() == [0, 1, 5]
    assert ends.tolist() == [3, 2, 9]


def test_span_without_an_end_stays_open():
    """The second span of visit 1, and all of visit 3, have no end: infinite, or what is asked for."""
    began, ended = rows((0, 1, 0), (1, 3, 0), (2, 1, 0)), rows((1, 1, 0))
    assert spans(began, ended)[1].tolist() == [1, np.inf, np.inf]
    assert np.isnan(spans(began, ended, still_open=np.nan)[1]).tolist() == [False, True, True]
    assert partners(began, rows()).tolist() == [-1, -1, -1]
    assert partners(rows(), ended).tolist() == []


def test_pairs_keep_different_things_of_one_visit_apart():
    """One visit in two steps that overlap."""
    _, ends = spans(rows((0, 1, 7), (1, 1, 8)), rows((2, 1, 8), (3, 1, 7)))
    assert ends.tolist() == [3, 2]


def test_latest_before_goes_by_place_in_the_log():
    """Entries of key 1 at places 0 and 4, of key 2 at 2; a question at its own place does not see itself."""
    keys, at = np.array([1, 2, 1]), np.array([0, 2, 4])
    found = latest_before(keys, at, np.array([1, 1, 2, 2, 3]), np.array([3, 5, 1, 2, 9]))
    assert found.tolist() == [0, 2, -1, -1, -1]


def test_level_joins_what_happens_at_one_instant():
    """Out and in at 10 leave the level as it is, without a spike; infinite instants never come."""
    one = covering(np.array([0.0, 10.0, 20.0]), np.array([10.0, 30.0, np.inf]))
    assert one.times.tolist() == [0, 10, 20, 30]
    assert one.values.tolist() == [1, 1, 2, 1]
    assert one.at(np.array([-1.0, 0.0, 25.0, 99.0])).tolist() == [0, 1, 2, 1]


def test_integral_and_time_average_by_hand():
    """Level 1 on [0, 10), 3 on [10, 20), then 0: area 40, mean over [5, 25) is (5 + 30) / 20."""
    one = level(np.array([0.0, 10.0, 20.0]), np.array([1.0, 2.0, -3.0]))
    assert one.integral(np.array([-5.0, 5.0, 20.0, 50.0])).tolist() == [0, 5, 40, 40]
    assert time_average(one, 5, 25) == 35 / 20
    assert np.isnan(time_average(one, 5, 5))


def test_nothing_is_a_level_too():
    """No change at all: zero everywhere."""
    none = level(NOTHING, NOTHING)
    assert none.at(np.array([1.0])).tolist() == [0]
    assert time_average(none, 0, 10) == 0


def test_pieces_by_hand():
    """Of [5, 40), cut at 30: 5 at one, 10 at three, 10 and 10 at none; an empty window has none."""
    one = level(np.array([0.0, 10.0, 20.0]), np.array([1.0, 2.0, -3.0]))
    begins, lengths, levels = pieces(one, 5, 40, np.array([30.0]))
    assert begins.tolist() == [5, 10, 20, 30]
    assert lengths.tolist() == [5, 10, 10, 10]
    assert levels.tolist() == [1, 3, 0, 0]
    assert len(pieces(one, 5, 5, NOTHING)[0]) == 0


def test_together_samples_at_every_change():
    """Two levels at the union of their instants."""
    times, (first, second) = together(
        covering(np.array([0.0]), np.array([4.0])), Level(np.array([2.0]), np.array([5.0]))
    )
    assert times.tolist() == [0, 2, 4]
    assert first.tolist() == [1, 1, 0]
    assert second.tolist() == [0, 5, 5]


def test_slots_count_from_monday_whatever_the_start():
    """A start on Wednesday: minute 0 is half-hour 0 of weekday 2; five days later it is Monday."""
    assert slot_of(np.array([0.0, 29.0, 30.0, 5 * DAY]), 2).tolist() == [96, 96, 97, 0]


def test_stretches_unite_and_measure():
    """[0, 10), [10, 20) and [5, 12) are one, [50, 50) vanishes; 15-35 has 5 + 5 minutes inside."""
    hours = stretches(np.array([30.0, 0.0, 10.0, 5.0, 50.0]), np.array([40.0, 10.0, 20.0, 12.0, 50.0]))
    assert hours.starts.tolist() == [0, 30]
    assert hours.ends.tolist() == [20, 40]
    assert hours.total == 30
    assert hours.between(np.array([15.0, -9.0, 20.0]), np.array([35.0, np.inf, 30.0])).tolist() == [10, 30, 0]
    assert hours.hold(np.array([-1.0, 0.0, 20.0, 25.0, 41.0])).tolist() == [False, True, True, False, False]


def test_no_stretches_measure_nothing():
    """The empty set, and intersections with it."""
    none = stretches(NOTHING, NOTHING)
    assert none.total == 0
    assert none.between(np.array([0.0]), np.array([9.0])).tolist() == [0]
    assert none.hold(np.array([0.0])).tolist() == [False]
    assert common(none, Stretches(np.array([0.0]), np.array([9.0]))).total == 0


def test_common_is_the_intersection():
    """[0, 20) and [30, 40) with [10, 35): 10 and 5 minutes."""
    found = common(
        Stretches(np.array([0.0, 30.0]), np.array([20.0, 40.0])),
        Stretches(np.array([10.0]), np.array([35.0])),
    )
    assert found.starts.tolist() == [10, 30]
    assert found.ends.tolist() == [20, 35]


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=12)


@given(SPANS, st.integers(0, 50), st.integers(1, 50))
def test_area_is_the_sum_of_clipped_spans(pairs, start, length):
    """However spans lie, the area under their number equals the sum of their parts in the window."""
    starts = np.array([begin for begin, _ in pairs], float)
    ends = starts + np.array([size for _, size in pairs], float)
    end = float(start + length)
    parts = np.clip(ends, start, end) - np.clip(starts, start, end)
    assert time_average(covering(starts, ends), start, end) * length == pytest.approx(parts.sum(), abs=1e-9)


@given(SPANS)
def test_union_covers_what_any_span_covers(pairs):
    """The length of the union is the time at a level of at least one."""
    starts = np.array([begin for begin, _ in pairs], float)
    ends = starts + np.array([size for _, size in pairs], float)
    _, lengths, levels = pieces(covering(starts, ends), 0, 100, NOTHING)
    assert stretches(starts, ends).total == pytest.approx(lengths[levels >= 1].sum(), abs=1e-9)
