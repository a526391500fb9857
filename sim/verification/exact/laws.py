"""Laws of time as SciPy knows them: a second route to moments, tails and quantiles."""

from __future__ import annotations

from math import log, sqrt
from typing import Any

import numpy as np


def constant(value: float) -> Any:
    """One length for all."""
    return Mixed(((1.0, _Point(value)),))


def uniform(low: float, high: float) -> Any:
    """Equally likely between two values."""
    from scipy.stats import uniform as law

    return law(low, high - low)


def triangular(low: float, mode: float, high: float) -> Any:
    """Rises to the mode and falls from it."""
    from scipy.stats import triang

    return triang((mode - low) / (high - low), low, high - low)


def lognormal(mean: float, sd: float) -> Any:
    """By its own mean and sd."""
    from scipy.stats import lognorm

    spread = log(1 + (sd / mean) ** 2)
    return lognorm(sqrt(spread), scale=mean / sqrt(1 + (sd / mean) ** 2))


def exponential(mean: float, shift: float = 0.0) -> Any:
    """By the mean of what comes after the shift."""
    from scipy.stats import expon

    return expon(shift, mean)


def gamma(shape: float, scale: float) -> Any:
    """By shape and scale; Erlang with a whole shape."""
    from scipy.stats import gamma as law

    return law(shape, scale=scale)


def weibull(shape: float, scale: float) -> Any:
    """By shape and scale."""
    from scipy.stats import weibull_min

    return weibull_min(shape, scale=scale)


def beta(a: float, b: float, low: float, high: float) -> Any:
    """A beta law between two values."""
    from scipy.stats import beta as law

    return law(a, b, low, high - low)


def pert(low: float, mode: float, high: float, weight: float = 4.0) -> Any:
    """A beta law by its mode; source: Malcolm et al. (1959), *Oper. Res.* 7: 646-669; Vose (2008)."""
    width = high - low
    return beta(1 + weight * (mode - low) / width, 1 + weight * (high - mode) / width, low, high)


def normal(mean: float, sd: float, low: float = -np.inf, high: float = np.inf) -> Any:
    """Normal, cut off where values outside are drawn again."""
    from scipy.stats import truncnorm

    return truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd)


def clipped(mean: float, sd: float) -> Any:
    """Normal, where what is below zero counts as zero."""
    share = float(normal(mean, sd).sf(0.0))
    return Mixed(((1 - share, _Point(0.0)), (share, normal(mean, sd, 0.0))))


def loglogistic(scale: float, shape: float) -> Any:
    """By median and shape."""
    from scipy.stats import fisk

    return fisk(shape, scale=scale)


def inverse_gaussian(mean: float, shape: float) -> Any:
    """By mean and shape."""
    from scipy.stats import invgauss

    return invgauss(mean / shape, scale=shape)


def laplace(mean: float, scale: float) -> Any:
    """Two exponentials back to back."""
    from scipy.stats import laplace as law

    return law(mean, scale)


class _Point:
    """All at one value."""

    def __init__(self, value: float) -> None:
        self.value = value

    def moment(self, order: int) -> float:
        return float(self.value**order)

    def sf(self, x: float) -> float:
        return float(self.value > x)


class Mixed:
    """One of several laws, by shares."""

    def __init__(self, parts: tuple[tuple[float, Any], ...]) -> None:
        self.parts = parts

    def moment(self, order: int) -> float:
        """Raw moment."""
        return float(sum(share * law.moment(order) for share, law in self.parts))

    def mean(self) -> float:
        """Mean."""
        return self.moment(1)

    def sf(self, x: float) -> float:
        """Probability of more than *x*."""
        return float(sum(share * law.sf(x) for share, law in self.parts))


def points(values: tuple[float, ...], weights: tuple[float, ...]) -> Mixed:
    """So many values with weights."""
    return Mixed(tuple((weight / sum(weights), _Point(value)) for value, weight in zip(values, weights, strict=True)))
