"""Distributions between two ends. Moments: Johnson, Kotz, Balakrishnan (1995), chapters 25 and 26."""
# ruff: noqa: D102  (mean, variance and values are documented once, in base.Distribution)

from __future__ import annotations

import numpy as np

from sim.distributions.base import Distribution, Factor
from sim.distributions.inversion import Array
from sim.spec import Time


class Constant(Distribution):
    """Always the same value; also written as the bare duration."""

    value: Time
    """The value."""

    def mean(self) -> float:
        return self.value

    def variance(self) -> float:
        return 0.0

    def values(self, u: Array) -> Array:
        return np.full_like(u, self.value)


class Uniform(Distribution):
    """Equally likely anywhere between two values; equal ends give a constant."""

    ascending = ("low", "high")
    low: Time
    """Smallest value."""
    high: Time
    """Largest value."""

    def mean(self) -> float:
        return (self.low + self.high) / 2

    def variance(self) -> float:
        return (self.high - self.low) ** 2 / 12

    def values(self, u: Array) -> Array:
        return self.low + (self.high - self.low) * u


class Triangular(Distribution):
    """Rises in a straight line to the mode and falls in a straight line from it."""

    ascending = ("low", "mode", "high")
    low: Time
    """Smallest value."""
    mode: Time
    """Most likely value; may equal an end."""
    high: Time
    """Largest value."""

    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    def variance(self) -> float:
        return ((self.high - self.low) ** 2 - (self.high - self.mode) * (self.mode - self.low)) / 18

    def values(self, u: Array) -> Array:
        rise, fall = self.mode - self.low, self.high - self.mode
        width = rise + fall
        rising, falling = self.low + np.sqrt(u * width * rise), self.high - np.sqrt((1 - u) * width * fall)
        return np.where(u * width < rise, rising, falling)


class Beta(Distribution):
    """Beta curve stretched over a range."""

    ascending = ("low", "high")
    a: Factor
    """First shape; larger moves the mass to the high end."""
    b: Factor
    """Second shape; larger moves the mass to the low end."""
    low: Time
    """Smallest value."""
    high: Time
    """Largest value."""

    def mean(self) -> float:
        return self.low + (self.high - self.low) * self.a / (self.a + self.b)

    def variance(self) -> float:
        total = self.a + self.b
        return (self.high - self.low) ** 2 * self.a * self.b / (total**2 * (total + 1))

    def values(self, u: Array) -> Array:
        from scipy.special import betaincinv

        along: Array = betaincinv(self.a, self.b, u)
        return self.low + (self.high - self.low) * along


class Pert(Distribution):
    """Smooth curve over a range with a given mode, from three expert guesses.

    Its sd is that of the beta distribution, not the textbook (high - low) / 6.
    Source: Vose (2008), *Risk Analysis*, modified PERT.
    """

    ascending = ("low", "mode", "high")
    low: Time
    """Smallest value."""
    mode: Time
    """Most likely value; may equal an end."""
    high: Time
    """Largest value."""
    lambda_: Factor = 4.0
    """Weight of the mode; larger is narrower."""

    def _beta(self) -> Beta:
        width = (self.high - self.low) or 1.0
        a, b = (1 + self.lambda_ * part / width for part in (self.mode - self.low, self.high - self.mode))
        return Beta.model_construct(a=a, b=b, low=self.low, high=self.high)

    def mean(self) -> float:
        return self._beta().mean()

    def variance(self) -> float:
        return self._beta().variance()

    def values(self, u: Array) -> Array:
        return self._beta().values(u)
