"""The triangle that decides between above and below zero."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.procedures.boundary import decide, half_heights, looks, width_constant


def walk(mean: float, tests: int, seed: int = 1, n: int = 120) -> np.ndarray:
    """Normal replications with standard deviation 1, shape (n, tests)."""
    return np.random.default_rng(seed).normal(mean, 1.0, (n, tests))


@pytest.mark.parametrize(("error", "first"), [(0.05, 10), (0.001, 5), (0.01, 20)])
def test_constant_solves_its_equation(error, first):
    """Half of (1 + h² / (first - 1)) to the power -(first - 1) / 2 is the error (Kim and Nelson 2001, c = 1)."""
    assert 0.5 * (1 + width_constant(error, first) / (first - 1)) ** (-(first - 1) / 2) == pytest.approx(error)


def test_constant_refuses_what_makes_no_sense():
    """No test errs less often than never, and one replication has no variance."""
    for error, first in ((0.0, 10), (0.5, 10), (0.05, 1)):
        with pytest.raises(ValueError, match="expected below one half"):
            width_constant(error, first)


def test_triangle_closes():
    """By hand: h² = 8, variance 2, zone 1: (16 - r) / 2 after r replications, nothing from 16 on."""
    heights = half_heights(np.array([2.0]), np.array([1.0]), 8.0, np.array([4, 10, 16, 20]))
    assert heights[:, 0].tolist() == [6.0, 3.0, 0.0, 0.0]


def test_looks_grow_and_ask_for_more():
    """The first at ten replications, each later one with half as many again and a smaller part of the error."""
    assert list(looks(0.01))[:5] == [10, 15, 22, 34, 51]
    spent = [0.01 * 6 / (np.pi * look) ** 2 for look in range(1, 4)]
    assert [round(size, 3) for size in list(looks(0.01).values())[:3]] == [
        round(float(-stats.t.ppf(part, n - 1)), 3) for part, n in zip(spent, (10, 15, 22), strict=True)
    ]


@pytest.mark.parametrize("mean", [0.0, 0.02])
def test_looks_alone_keep_their_error(mean):
    """With a zone so narrow that the triangle stays open: at most 5 % of 4,000 tests are called the wrong way."""
    found = decide(walk(mean, 4000, n=120), np.full(4000, 1e-6), error=0.05)
    assert np.mean(found == -1) < 0.025 + 0.005
    assert np.mean(found == 1) > 0.002


def test_far_means_are_decided_at_the_first_look():
    """Three standard deviations away and a zone of a twentieth: the triangle alone would need some thirty."""
    far = walk(3.0, 1, n=10)
    assert decide(far, np.full(1, 0.05), 0.01).tolist() == [1]
    assert abs(far.sum()) < half_heights(far.var(axis=0, ddof=1), np.full(1, 0.05), 20.0, np.array([10]))[0, 0]


@pytest.mark.parametrize("sign", [1, -1])
def test_error_at_the_edge_of_the_zone_is_kept(sign):
    """4,000 tests whose mean lies exactly one zone away: at most 5 % go wrong, and every one ends."""
    found = decide(walk(0.5 * sign, 4000, n=160), np.full(4000, 0.5), error=0.05)
    assert not (found == 0).any()
    wrong = np.mean(found != sign)
    assert wrong < 0.05
    assert wrong > 0.005  # the triangle is not far wider than it must be


def test_more_replications_never_change_a_decision():
    """What was decided after n replications is what is decided after all."""
    values, zone = walk(0.2, 300), np.full(300, 0.4)
    early, late = decide(values[:25], zone, 0.05), decide(values, zone, 0.05)
    assert (early != 0).any()
    assert (early[early != 0] == late[early != 0]).all()


def test_what_never_varies_is_decided_at_the_first_look():
    """A design that always meets its target to the point needs no more than the first replications."""
    assert decide(np.full((10, 3), [-1.0, 0.0, 1.0]), np.ones(3), 0.01).tolist() == [-1, -1, 1]


def test_too_few_replications_are_refused():
    """Before the first look there is no variance to go by."""
    with pytest.raises(ValueError, match="9 replications; the first look needs 10"):
        decide(np.zeros((9, 1)), np.ones(1), 0.05)
