"""One sequential test: is a mean above or below zero, when it is at least a zone away from it?

A sum of replications walks until it leaves a triangle; the side on which it leaves is the answer. Once the triangle
has closed the sign of the sum decides, so that every test ends.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FIRST = 10
"""Replications from which the variance is estimated before anything is decided."""

Floats = NDArray[np.float64]
Signs = NDArray[np.int64]


def width_constant(error: float, first: int = FIRST) -> float:
    """The constant h² of a triangle whose test errs with probability *error* at most, after *first* replications.

    Solves (1 + 2 eta) ** (-(first - 1) / 2) / 2 = error and returns 2 eta (first - 1).
    Source: Kim and Nelson (2001), *ACM TOMACS* 11, 251-273, equation (5) with c = 1, for which the triangle
    is the shortest whatever the means.
    """
    if not 0 < error < 0.5 or first < 2:
        raise ValueError(f"an error of {error} after {first} replications; expected below one half, and two or more")
    eta = ((2 * error) ** (-2 / (first - 1)) - 1) / 2
    return float(2 * eta * (first - 1))


def half_heights(variance: Floats, zone: Floats, constant: float, counts: NDArray[np.int64]) -> Floats:
    """How far from zero the sum may walk undecided, after each of *counts* replications; shape (counts, tests).

    Source: Kim and Nelson (2001), section 3, W(r) for comparisons; Andradóttir and Kim (2010), *Naval Research
    Logistics* 57, 403-421, section 3, R(r) for constraints: the same triangle with c = 1.
    """
    heights: Floats = (constant * variance / zone - zone * counts[:, None]) / 2
    return np.maximum(heights, 0.0)


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
    heights = half_heights(values[:first].var(axis=0, ddof=1), zone, width_constant(error, first), counts)
    outside = np.abs(sums) >= heights
    at = outside.argmax(axis=0)
    tests = np.arange(values.shape[1])
    signs: Signs = np.where(sums[at, tests] > 0, 1, -1)
    return np.where(outside.any(axis=0), signs, 0)
