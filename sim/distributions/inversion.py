"""From uniforms to values where no one-line formula exists. SciPy is imported when first needed."""

from __future__ import annotations

from functools import lru_cache
from math import lgamma, log, log1p, pi, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EDGE = 2.0**-53
"""Smallest uniform handed to an inversion; the largest is 1 - EDGE."""


def inside(u: Array) -> Array:
    """Uniforms moved off 0 and 1 by no more than EDGE."""
    return np.clip(u, EDGE, 1 - EDGE)


def steps(u: Array, values: Array, chances: Array) -> Array:
    """Smallest of the ascending *values*, shape as *chances*, whose cumulative probability reaches *u*."""
    reached = np.searchsorted(np.cumsum(chances) / chances.sum(), u, side="left")
    found: Array = values[np.minimum(reached, np.flatnonzero(chances)[-1])]
    return found


def normal(u: Array) -> Array:
    """Quantile of the standard normal."""
    from scipy.special import ndtri

    z: Array = ndtri(u)
    return z


class Window(NamedTuple):
    """Standard normal kept between two edges, exact however far out they lie.

    Worked on the logarithmic scale in the left tail; a window on the right is mirrored.
    Source: Johnson, Kotz, Balakrishnan (1994), section 10.1.
    """

    low: float
    high: float

    def _left(self) -> tuple[float, float, int]:
        """Edges of the window, or of its mirror image (sign -1) if that lies further left."""
        return (self.low, self.high, 1) if self.low + self.high <= 0 else (-self.high, -self.low, -1)

    def _densities(self) -> tuple[float, float]:
        """Density at the left and at the right edge, relative to the mass between them."""
        from scipy.special import log_ndtr

        low, high, _ = self._left()
        mass = log_ndtr(high) + np.log(-np.expm1(log_ndtr(low) - log_ndtr(high)))
        at_low, at_high = (float(np.exp(-edge * edge / 2 - mass)) / sqrt(2 * pi) for edge in (low, high))
        return at_low, at_high

    def mean(self) -> float:
        """Mean inside the window [standard deviations]."""
        at_low, at_high = self._densities()
        return self._left()[2] * (at_low - at_high)

    def variance(self) -> float:
        """Variance inside the window, relative to that of the whole curve."""
        low, high, _ = self._left()
        at_low, at_high = self._densities()
        bend = (low * at_low if at_low else 0.0) - (high * at_high if at_high else 0.0)
        return 1 + bend - (at_low - at_high) ** 2

    def values(self, u: Array) -> Array:
        """Quantiles inside the window [standard deviations]."""
        from scipy.special import log_ndtr, ndtri_exp

        low, high, sign = self._left()
        p = u if sign > 0 else 1 - u
        z: Array = ndtri_exp(np.logaddexp(np.log1p(-p) + log_ndtr(low), np.log(p) + log_ndtr(high)))
        kept: Array = np.clip(sign * z, self.low, self.high)
        return kept


def gamma(u: Array, mean: float, variance: float) -> Array:
    """Quantile of the gamma distribution; zero variance gives the mean."""
    from scipy.special import gammaincinv

    if variance == 0:
        return np.full_like(u, mean)
    z: Array = np.asarray(gammaincinv(mean * mean / variance, u), np.float64)
    return variance / mean * z


@lru_cache(maxsize=256)
def weibull_shape(cv: float) -> float:
    """Weibull shape with coefficient of variation *cv* in [0.001, 1000], by bisection of its logarithm."""
    low, high, target = log(0.05), log(5000.0), log1p(cv * cv)
    for _ in range(60):
        middle = (low + high) / 2
        inverse = float(np.exp(-middle))
        too_wide = lgamma(1 + 2 * inverse) - 2 * lgamma(1 + inverse) > target
        low, high = (middle, high) if too_wide else (low, middle)
    return float(np.exp((low + high) / 2))


def inverse_gaussian(u: Array, shape: float) -> Array:
    """Quantile of the inverse Gaussian with mean 1, by bisection of log x.

    Source: distribution function of Shuster (1968), J. Am. Stat. Assoc. 63: 1514-1516.
    """
    from scipy.special import log_ndtr, ndtr

    low = np.full_like(u, log(shape / (100 + 2 * shape)))
    high = np.full_like(u, log(1 + 100 / shape + 20 / sqrt(shape)))
    for _ in range(56):
        middle = (low + high) / 2
        x = np.exp(middle)
        root = np.sqrt(shape / x)
        below = ndtr(root * (x - 1)) + np.exp(2 * shape + log_ndtr(-root * (x + 1))) < u
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.exp((low + high) / 2)
