"""What the same guarantee would have cost without any cleverness: equal numbers on independent streams."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import NamedTuple

import numpy as np

from sim.procedures.boundary import Floats
from sim.procedures.selection import Rules

NODES = 96
"""Points of the quadrature; the constant is right to four digits from about 40 on."""


class Needed(NamedTuple):
    """Replications that a two-stage procedure would take."""

    equal: int
    """Every design as often as the one that needs most."""
    each: int
    """Every design as often as it needs itself."""


@lru_cache
def rinott(designs: int, first: int, confidence: float) -> float:
    """Rinott's constant h: the second stage takes (h S / zone)² replications of a design, S from the first stage.

    Solves the double integral over two chi-square variables with *first* - 1 degrees of freedom for probability
    *confidence*. Source: Rinott (1978), *Communications in Statistics A* 7, 799-811; tables in Law (2015),
    appendix 10B.
    """
    from scipy.optimize import brentq
    from scipy.special import gammaincinv, ndtr

    if designs < 2:
        return 0.0
    freedom = first - 1
    points, weights = np.polynomial.legendre.leggauss(NODES)
    chance, weight = (points + 1) / 2, weights / 2
    spread = 1 / (2 * gammaincinv(freedom / 2, chance))  # one over a chi-square quantile
    both = np.sqrt(freedom * (spread[:, None] + spread[None, :]))

    def short(constant: float) -> float:
        inner = ndtr(constant / both) @ weight
        return float(inner ** (designs - 1) @ weight) - confidence

    return float(brentq(short, 0.0, 100.0))


def needed(variances: Floats, rules: Rules) -> Needed:
    """Replications for the guarantee of ``select`` by two stages on independent streams.

    variances, shape (designs, 1 + targets): of objective and targets, from a first stage. Half of the error goes to
    Rinott's selection, half to Stein's two-stage test of each target, in parts as in ``Rules.error``. Source:
    Rinott (1978); Stein (1945), *Annals of Mathematical Statistics* 16, 243-258.
    """
    from scipy.special import stdtrit

    designs, columns = variances.shape
    error, targets = 1 - rules.confidence, columns - 1
    half = error / 2 if targets else error
    constants = np.full(columns, rinott(designs, rules.first, 1 - half))
    constants[1:] = stdtrit(rules.first - 1, 1 - half / (designs - 1 + max(targets, 1)))
    sizes = np.ceil(constants**2 * variances / np.array(rules.zones) ** 2).max(axis=1)
    sizes = np.maximum(sizes, rules.first)
    return Needed(int(ceil(sizes.max())) * designs, int(sizes.sum()))
