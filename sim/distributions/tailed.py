"""Distributions with a tail: of the memoryless, the normal and the skewed kind.

Moments: Johnson, Kotz, Balakrishnan (1994, 1995), *Continuous Univariate Distributions* 1 and 2.
"""
# ruff: noqa: D102  (mean, variance and values are documented once, in base.Distribution)

from __future__ import annotations

from math import exp, gamma, inf, lgamma, log1p, pi, sin, sqrt
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from sim.distributions import inversion
from sim.distributions.base import Distribution, Factor, Frequency, Ratio
from sim.distributions.inversion import Array
from sim.spec import Duration, Positive, Span, Time

FARTHEST = 30
"""Standard deviations by which a window may miss the mean of a normal distribution."""


class Exponential(Distribution):
    """Memoryless time, by its mean or its rate, after an optional fixed shift."""

    ways = (("mean_",), ("rate",))
    mean_: Span | None = None
    """Mean, not counting the shift."""
    rate: Frequency | None = None
    """Events per time: one divided by the mean."""
    shift: Time = 0.0
    """Fixed time added to every value."""

    def _scale(self) -> float:
        return self.mean_ if self.mean_ is not None else 1 / (self.rate or inf)

    def mean(self) -> float:
        return self.shift + self._scale()

    def variance(self) -> float:
        return self._scale() ** 2

    def values(self, u: Array) -> Array:
        return self.shift - self._scale() * np.log1p(-u)


class Normal(Distribution):
    """Bell curve; with ``low`` or ``high``, values outside are drawn again (not moved to the edge).

    Mean and sd are those of the curve before values outside are excluded. Source of the
    moments: Johnson, Kotz, Balakrishnan (1994), section 13.10.1.
    """

    ascending = ("low", "high")
    mean_: Time
    """Mean of the untruncated curve."""
    sd: Duration
    """Standard deviation of the untruncated curve; zero gives a constant."""
    low: Time | None = None
    """Smallest value kept."""
    high: Time | None = None
    """Largest value kept."""

    @model_validator(mode="after")
    def _leaves_room(self) -> Self:
        if self.low is not None and self.low == self.high:
            raise ValueError("low and high must differ; write a constant instead")
        if self.sd == 0 and not self._low() <= self.mean_ <= self._high():
            raise ValueError("sd is zero and the mean lies outside low and high")
        if max(self._low() - self.mean_, self.mean_ - self._high()) > FARTHEST * self.sd:
            raise ValueError(f"low and high keep nothing of the curve: more than {FARTHEST} sd from the mean")
        return self

    def _low(self) -> float:
        return -inf if self.low is None else self.low

    def _high(self) -> float:
        return inf if self.high is None else self.high

    def _window(self) -> inversion.Window | None:
        if self.sd == 0 or (self.low is None and self.high is None):
            return None
        return inversion.Window((self._low() - self.mean_) / self.sd, (self._high() - self.mean_) / self.sd)

    def mean(self) -> float:
        window = self._window()
        return self.mean_ + self.sd * window.mean() if window else self.mean_

    def variance(self) -> float:
        window = self._window()
        return self.sd**2 * (window.variance() if window else 1.0)

    def values(self, u: Array) -> Array:
        window = self._window()
        z = window.values(u) if window else inversion.normal(u)
        kept: Array = np.clip(self.mean_ + self.sd * z, self._low(), self._high())
        return kept


class Laplace(Distribution):
    """Two memoryless tails of equal weight around the mean; half the values lie below it."""

    mean_: Time
    """Centre."""
    scale: Span
    """Mean distance from the centre."""

    def mean(self) -> float:
        return self.mean_

    def variance(self) -> float:
        return 2 * self.scale**2

    def values(self, u: Array) -> Array:
        tail = np.log(2 * np.minimum(u, 1 - u))
        signed: Array = np.where(u < 0.5, tail, -tail)
        return self.mean_ + self.scale * signed


class Lognormal(Distribution):
    """Skewed time whose logarithm is normal; mean and sd are those of the time itself."""

    ways = (("mean_", "sd"), ("mean_", "cv"), ("median", "sigma"))
    mean_: Span | None = None
    """Mean of the time."""
    sd: Duration | None = None
    """Standard deviation of the time; zero gives a constant."""
    cv: Ratio | None = None
    """Standard deviation divided by the mean."""
    median: Span | None = None
    """Half the values lie below it; the exponential of the mean of the logarithm."""
    sigma: Ratio | None = None
    """Standard deviation of the logarithm."""

    def _law(self) -> tuple[float, float]:
        """Median [min] and standard deviation of the logarithm."""
        if self.median is not None and self.sigma is not None:
            return self.median, self.sigma
        mean = self.mean_ or 0.0
        cv = self.cv if self.cv is not None else (self.sd or 0.0) / mean
        return mean / sqrt(1 + cv * cv), sqrt(log1p(cv * cv))

    def mean(self) -> float:
        median, sigma = self._law()
        return median * exp(sigma * sigma / 2)

    def variance(self) -> float:
        _, sigma = self._law()
        return self.mean() ** 2 * float(np.expm1(sigma * sigma))

    def values(self, u: Array) -> Array:
        median, sigma = self._law()
        return median * np.exp(sigma * inversion.normal(u))


class Gamma(Distribution):
    """Sum-like skewed time, by mean and sd or by shape and scale (the scale is not a rate)."""

    ways = (("mean_", "sd"), ("shape", "scale"))
    mean_: Span | None = None
    """Mean."""
    sd: Duration | None = None
    """Standard deviation; zero gives a constant."""
    shape: Factor | None = None
    """Shape, without unit."""
    scale: Span | None = None
    """Scale: variance divided by mean."""

    def mean(self) -> float:
        return self.mean_ if self.mean_ is not None else (self.shape or 0.0) * (self.scale or 0.0)

    def variance(self) -> float:
        return self.sd**2 if self.sd is not None else self.mean() * (self.scale or 0.0)

    def values(self, u: Array) -> Array:
        return inversion.gamma(u, self.mean(), self.variance())


class Erlang(Distribution):
    """Sum of k memoryless times with the same mean."""

    k: Positive
    """Number of phases."""
    mean_: Span
    """Mean of the whole time, all phases together."""

    def mean(self) -> float:
        return self.mean_

    def variance(self) -> float:
        return self.mean_**2 / self.k

    def values(self, u: Array) -> Array:
        return inversion.gamma(u, self.mean(), self.variance())


class Weibull(Distribution):
    """Time to an event whose hazard rises (shape above 1) or falls (below 1)."""

    ways = (("shape", "scale"), ("mean_", "sd"))
    shape: Factor | None = None
    """Shape, without unit."""
    scale: Span | None = None
    """Time by which 63.2 % of events have happened."""
    mean_: Span | None = None
    """Mean."""
    sd: Span | None = None
    """Standard deviation."""

    @model_validator(mode="after")
    def _can_be_fitted(self) -> Self:
        if self.mean_ is not None and self.sd is not None and not 1e-3 <= self.sd / self.mean_ <= 1e3:
            raise ValueError("sd must lie between a thousandth of the mean and a thousand times the mean")
        return self

    def _law(self) -> tuple[float, float]:
        if self.shape is not None and self.scale is not None:
            return self.shape, self.scale
        mean = self.mean_ or 0.0
        shape = inversion.weibull_shape((self.sd or 0.0) / mean)
        return shape, mean / exp(lgamma(1 + 1 / shape))

    def mean(self) -> float:
        shape, scale = self._law()
        return scale * gamma(1 + 1 / shape)

    def variance(self) -> float:
        shape, scale = self._law()
        return scale**2 * (gamma(1 + 2 / shape) - gamma(1 + 1 / shape) ** 2)

    def values(self, u: Array) -> Array:
        shape, scale = self._law()
        return scale * (-np.log1p(-u)) ** (1 / shape)


class Loglogistic(Distribution):
    """Time whose logarithm is logistic: like lognormal, with a heavier tail."""

    scale: Span
    """Median."""
    shape: Annotated[float, Field(gt=1)]
    """Tail: the mean is finite above 1 only, the variance above 2 only."""

    def mean(self) -> float:
        return self.scale * self._moment(1)

    def variance(self) -> float:
        return self.scale**2 * (self._moment(2) - self._moment(1) ** 2) if self.shape > 2 else inf

    def _moment(self, order: int) -> float:
        angle = order * pi / self.shape
        return angle / sin(angle)

    def values(self, u: Array) -> Array:
        return self.scale * (u / (1 - u)) ** (1 / self.shape)


class InverseGaussian(Distribution):
    """First passage of a drifting random walk: skewed, never negative."""

    mean_: Span
    """Mean."""
    shape: Span
    """Shape, itself a time: the variance is mean^3 / shape."""

    def mean(self) -> float:
        return self.mean_

    def variance(self) -> float:
        return self.mean_**3 / self.shape

    def values(self, u: Array) -> Array:
        return self.mean_ * inversion.inverse_gaussian(u, self.shape / self.mean_)
