"""What equal allocation would have needed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.procedures.allocation import needed, rinott
from sim.procedures.selection import Rules


@pytest.mark.parametrize(("first", "confidence", "constant"), [(20, 0.90, 1.896), (20, 0.95, 2.453)])
def test_constant_for_two_designs_is_in_the_tables(first, confidence, constant):
    """Dudewicz and Dalal's h1, which for two designs is Rinott's: Law (2015), table 10.11."""
    assert rinott(2, first, confidence) == pytest.approx(constant, abs=2e-3)


def test_constant_gives_the_probability():
    """Two stages with it, slippage configuration, 20,000 times: the best is found in 95 %, or a little more."""
    designs, first, rng = 6, 10, np.random.default_rng(1)
    h = rinott(designs, first, 0.95)
    sizes = h**2 * rng.chisquare(first - 1, (20_000, designs)) / (first - 1)  # zone 1, standard deviation 1
    means = rng.standard_normal((20_000, designs)) / np.sqrt(sizes)
    means[:, 0] += 1.0
    assert np.mean(means.argmax(axis=1) == 0) == pytest.approx(0.955, abs=0.006)


def test_equal_allocation_goes_by_the_most_variable():
    """By hand: the second design varies three times as much, hence nine times the replications of the first."""
    rules = Rules([0.1], first=10)
    found = needed(np.array([[1.0], [9.0]]), rules)
    one = rinott(2, 10, 0.95) ** 2 * 100
    assert found.equal == 2 * np.ceil(9 * one)
    assert found.each == np.ceil(one) + np.ceil(9 * one)


def test_targets_count_too():
    """A target with a narrow tolerance asks for more than the objective."""
    loose, close = (needed(np.ones((3, 2)), Rules([1.0, zone])) for zone in (10.0, 0.1))
    assert close.equal > 20 * loose.equal


def test_never_fewer_than_the_first_stage():
    """What varies hardly at all is replicated ten times all the same."""
    assert needed(np.full((4, 1), 1e-9), Rules([1.0])) == (40, 40)
