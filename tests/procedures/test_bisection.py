"""The largest load: how often it is bracketed rightly, and what is said when it cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from sources import Normal, Queue, erlang_queue

from sim.procedures.bisection import Bracket, Rules, Standing, largest, visits

LOADS = np.round(np.arange(1.0, 1.91, 0.02), 2)
"""Offered loads of a station with two servers."""


def right(bracket: Bracket, means: np.ndarray, tolerance: float) -> bool:
    """Whether no level called met misses by the tolerance, and none called missed meets by the tolerance."""
    wrong = {
        Standing.MET: lambda mean: (mean >= tolerance).any(),
        Standing.MISSED: lambda mean: (mean <= -tolerance).all(),
        Standing.OPEN: lambda mean: False,
    }
    return not any(wrong[one.standing](means[one.level]) for one in bracket.tested)


def test_load_of_a_queue_is_bracketed_as_often_as_stated():
    """M/M/2, at most one waiting on average: 300 searches over 46 loads, right in 90 % or more and always settled."""
    limit, tolerance, station = 1.0, 0.3, Queue(2, LOADS)
    means = np.array([[erlang_queue(2, load) - limit] for load in LOADS])
    rules, found = Rules([tolerance], confidence=0.9), []
    for seed in range(300):
        bracket = largest(len(LOADS), station.draw(limit, seed), rules)
        assert bracket.settled
        found.append(right(bracket, means, tolerance))
    assert np.mean(found) >= 0.9


@pytest.mark.parametrize("targets", [1, 3])
def test_normal_loads_are_bracketed_as_often_as_stated(targets):
    """Means that rise by the tolerance from level to level, so that hardly any level is easy: 300 searches at 90 %."""
    means = np.repeat(np.linspace(-3, 3, 31)[:, None], targets, axis=1)
    found = []
    for seed in range(300):
        source = Normal(means, seed, sd=0.5)
        bracket = largest(31, lambda level, n, draw=source: draw({level: n})[level], Rules([0.2] * targets, 0.9))
        found.append(right(bracket, means, 0.2) and bracket.settled)
    assert np.mean(found) >= 0.9


def test_queue_has_the_exact_mean():
    """The made-up station itself: the mean of 4,000 replications is Erlang's number."""
    values = Queue(2, np.array([1.5]), jumps=60).waiting(0)
    assert values.mean() == pytest.approx(erlang_queue(2, 1.5), abs=4 * values.std() / 4000**0.5)
    assert erlang_queue(1, 0.5) == pytest.approx(0.5)  # M/M/1: rho² / (1 - rho)


def steps(*means: float) -> Normal:
    """Levels that hardly vary."""
    return Normal(np.array(means)[:, None], 1, sd=0.01)


def search(source: Normal, **given: object) -> Bracket:
    """Over all levels of the source, tolerance 0.5."""
    rules = Rules(**{"zones": [0.5]} | given)  # type: ignore[arg-type]
    return largest(len(source.means), lambda level, n: source({level: n})[level], rules)


def test_neighbours_are_found():
    """Met up to the fourth of seven levels."""
    found = search(steps(-9, -8, -7, -1, 1, 2, 3))
    assert (found.met, found.missed, found.settled) == (3, 4, True)


def test_nothing_meets_the_targets():
    """Even the smallest load misses."""
    found = search(steps(1, 2, 3))
    assert (found.met, found.missed, found.settled) == (None, 0, True)


def test_everything_meets_the_targets():
    """Even the largest load meets them."""
    found = search(steps(-3, -2, -1))
    assert (found.met, found.missed, found.settled) == (2, None, True)


def test_level_that_stays_open_is_passed_on_both_sides():
    """Levels 2 to 4 are too close to call within 20 replications: the bracket says what is known around them."""
    source = Normal(np.array([-9, -8, 0, 0, 0, 8, 9])[:, None], 1)
    found = search(source, zones=[0.05], most=20)
    assert (found.met, found.missed, found.settled) == (1, 5, False)
    assert {one.level for one in found.tested if one.standing is Standing.OPEN} >= {3}


def test_no_more_levels_are_visited_than_reckoned():
    """The error is shared among so many."""
    for levels in (1, 2, 7, 8, 100):
        found = search(Normal(np.zeros((levels, 1)), 1), zones=[0.01], most=10)
        assert len(found.tested) <= visits(levels)


def test_missing_number_is_a_missed_target():
    """A load at which a target has no number does not meet it."""
    found = largest(1, lambda level, n: np.full((n, 2), [-1.0, np.nan]), Rules([0.5, 0.5]))
    assert found.tested[0].targets == (Standing.OPEN, Standing.MISSED)
