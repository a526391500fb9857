"""One sequential test: is a mean above or below zero, when it is at least a zone away from it?

The error is shared by two rules, of which whichever stops first decides. *Near* zero: the sum of the replications
walks until it leaves a triangle, and when that has closed its sign decides, so that every test ends. *Far* from
zero: looks at growing numbers of replications, each an ordinary t test with a part of the error; they stop at once
where the triangle, made for a mean at the edge of the zone, would go on.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi

import numpy as np
from numpy.typing import NDArray

FIRST = 10
"""Replications from which the variance is estimated before anything is decided."""
GROWTH = 1.5
"""From look to look the replications grow by this factor."""
LOOKS = 40
"""More looks than anybody takes: the last is at ten million times the first."""

Floats = NDArray[np.float64]
Signs = NDArray[np.int64]


def width_constant(error: float, first: int = FIRST) -> float:
    """The constant h² of a triangle whose test errs with probability *error* at most, after *first* replications.

    Solves (1 + 2 eta) ** (-(first - 1) / 2) / 2 = error and returns 2 eta (first - 1).
    Source: Kim and Nelson (2001), *ACM TOMACS* 11, 251-273, the equation g(eta) = error of the procedure's setup
    with c = 1, which they recommend where nothing is known of the means.
    """
    if not 0 < error < 0.5 or first < 2:
        raise ValueError(f"an error of {error} after {first} replications; expected below one half, and two or more")
    eta = ((2 * error) ** (-2 / (first - 1)) - 1) / 2
    return float(2 * eta * (first - 1))


def half_heights(variance: Floats, zone: Floats, constant: float, counts: NDArray[np.int64]) -> Floats:
    """How far from zero the sum may walk undecided, after each of *counts* replications; shape (counts, tests).

    Source: Kim and Nelson (2001), W(r) of the screening step, for comparisons; Andradóttir and Kim (2010), *Naval
    Research Logistics* 57, 403-421, R(r), for constraints: the same triangle with c = 1.
    """
    heights: Floats = (constant * variance / zone - zone * counts[:, None]) / 2
    return np.maximum(heights, 0.0)


@lru_cache
def looks(error: float, first: int = FIRST) -> dict[int, float]:
    """Replications at which a t test is made -> the size of t that decides it; together they err by *error* at most.

    The look numbered l spends 6 / (pi l)² of the error. Source: spending of error over looks, Lan and DeMets
    (1983), *Biometrika* 70, 659-663, here by Bonferroni's inequality, which asks for no joint distribution.
    """
    from scipy.special import stdtrit

    counts = dict.fromkeys(round(first * GROWTH**look) for look in range(LOOKS))
    return {n: float(-stdtrit(n - 1, error * 6 / (pi * look) ** 2)) for look, n in enumerate(counts, start=1)}


def decide(values: Floats, zone: Floats, error: float, first: int = FIRST) -> Signs:
    """1 where the mean is above zero, -1 where below, 0 where that is open; shape (tests,).

    values, shape (n, tests), n >= *first*: all replications so far, in order; more of them never change a decision
    once made. zone, shape (tests,), > 0: a mean at least so far from zero is put on the right side with
    probability 1 - *error* or more, if replications are independent and normal. A sum of exactly zero under a
    closed triangle counts as below.
    """
    n = values.shape[0]
    if n < first:
        raise ValueError(f"{n} replications; the first look needs {first}")
    counts = np.arange(first, n + 1)
    sums = np.cumsum(values, axis=0)[first - 1 :]
    heights = half_heights(values[:first].var(axis=0, ddof=1), zone, width_constant(error / 2, first), counts)
    outside = np.abs(sums) >= heights
    for count, size in looks(error / 2, first).items():
        if count > n:
            break
        spread = values[:count].std(axis=0, ddof=1) * np.sqrt(count)
        outside[count - first] |= np.abs(sums[count - first]) > size * spread
    at = outside.argmax(axis=0)
    tests = np.arange(values.shape[1])
    signs: Signs = np.where(sums[at, tests] > 0, 1, -1)
    return np.where(outside.any(axis=0), signs, 0)
