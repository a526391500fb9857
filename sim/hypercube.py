"""Points that fill a space of several inputs evenly, and how a share of an input becomes a value.

Every number here comes from a seed of its own, apart from the patients' luck: the same points whatever the scenario.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

STREAM = 0x4C4853
"""Keeps these numbers apart from those of any replication."""


def latin_hypercube(points: int, inputs: int, seed: int) -> NDArray[np.float64]:
    """Shares in [0, 1), shape (points, inputs): in each column one in each of *points* equal strata.

    Among many ways to pair the columns one with a low discrepancy is taken, so that inputs hardly correlate.
    Source: McKay, Beckman, Conover (1979), *Technometrics* 21, 239-245; SciPy's ``stats.qmc``.
    """
    from scipy.stats import qmc

    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STREAM,)))
    found: NDArray[np.float64] = qmc.LatinHypercube(inputs, optimization="random-cd", seed=rng).random(points)
    return found


def triangular(share: float, low: float, mode: float, high: float) -> float:
    """Value below which *share* of a triangular distribution lies; low <= mode <= high, low < high."""
    turn = (mode - low) / (high - low)
    if share < turn:
        return low + sqrt(share * (high - low) * (mode - low))
    return high - sqrt((1 - share) * (high - low) * (high - mode))
