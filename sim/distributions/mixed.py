"""Distributions put together from others, and the punctuality of patients."""
# ruff: noqa: D102  (mean, variance and values are documented once, in base.Distribution)

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from sim.distributions.base import SUM_TOLERANCE, AsTuple, Distribution, sums_to_one
from sim.distributions.inversion import Array, inside
from sim.spec import Probability, Span, Spec

if TYPE_CHECKING:
    TimeDistribution = Distribution


class Part(Spec):
    """One part of a mixture."""

    share: Probability
    """Probability that a value comes from this part."""
    of: TimeDistribution
    """Distribution of the part."""


class Mixture(Distribution):
    """Several kinds of time, each with its share: most visits short, a few long.

    One uniform picks the part; what is left of it, stretched to (0, 1), drives the part.
    """

    parts: Annotated[tuple[Part, ...], AsTuple, Field(min_length=1)]
    """The parts; their shares sum to 1."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        sums_to_one((part.share for part in self.parts), "shares")
        return self

    def mean(self) -> float:
        return fsum(part.share * part.of.mean() for part in self.parts)

    def variance(self) -> float:
        middle = self.mean()
        return fsum(part.share * (part.of.variance() + (part.of.mean() - middle) ** 2) for part in self.parts)

    def negative_share(self) -> float:
        return fsum(part.share * part.of.negative_share() for part in self.parts)

    def values(self, u: Array) -> Array:
        parts = [part for part in self.parts if part.share > 0]
        ends = np.cumsum([part.share for part in parts])
        chosen = np.searchsorted(ends[:-1], u, side="right")
        found = np.empty_like(u)
        for index, part in enumerate(parts):
            mine = chosen == index
            found[mine] = part.of.values(inside((u[mine] - ends[index]) / part.share + 1))
        return found


class EarlyOrLate(Distribution):
    """Arrival relative to the appointment: early by a memoryless time, late by another, or exact."""

    early: Probability
    """Probability of coming early."""
    mean_early: Span
    """How early, on average, those who are early."""
    late: Probability | None = None
    """Probability of coming late; all who are not early, unless given. The rest come on time."""
    mean_late: Span
    """How late, on average, those who are late."""

    @model_validator(mode="after")
    def _leaves_no_debt(self) -> Self:
        if self.early + self._late() > 1 + SUM_TOLERANCE:
            raise ValueError(f"early and late sum to {self.early + self._late():.10g}, more than 1")
        return self

    def _late(self) -> float:
        return 1 - self.early if self.late is None else self.late

    def mean(self) -> float:
        return self._late() * self.mean_late - self.early * self.mean_early

    def variance(self) -> float:
        return 2 * (self.early * self.mean_early**2 + self._late() * self.mean_late**2) - self.mean() ** 2

    def values(self, u: Array) -> Array:
        found = np.zeros_like(u)
        early, late = u < self.early, 1 - u < self._late()
        found[early] = self.mean_early * np.log(u[early] / self.early)
        found[late & ~early] = -self.mean_late * np.log((1 - u[late & ~early]) / self._late())
        return found
