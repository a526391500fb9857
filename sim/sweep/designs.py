"""Many designs of one clinic side by side: where each metric is best, and what each factor does to it.

All designs share seed and replications (common random numbers), so everything that is said about differences rests on
differences within replications.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim import metrics
from sim.comparison import NOISE
from sim.experiment import Experiment
from sim.scenario.factors import Factor, labels
from sim.scenario.quantities import quantity
from sim.stats import Summary, bonferroni, grouped, screened, summary

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """One point of a sweep."""

    levels: tuple[str, ...]
    """What each factor is, as written into the scenario."""
    name: str
    """``recliner 6, referrals 12 per week``."""

    def settings(self, factors: Sequence[Factor]) -> tuple[str, ...]:
        """``path=value`` for each factor."""
        return tuple(f"{factor.name}={level}" for factor, level in zip(factors, self.levels, strict=True))


def grid(factors: Sequence[Factor]) -> list[Design]:
    """Every combination of levels; the last factor changes fastest."""
    return [_design(factors, levels) for levels in product(*(factor.grid for factor in factors))]


def spread(factors: Sequence[Factor], shares: Values) -> list[Design]:
    """A design for each row of *shares*, shape (points, factors), in [0, 1); some may be equal."""
    return [_design(factors, [one.at(share) for one, share in zip(factors, row, strict=True)]) for row in shares]


def _design(factors: Sequence[Factor], levels: Sequence[str]) -> Design:
    words = labels([factor.name for factor in factors])
    name = ", ".join(f"{word} {level}" for word, level in zip(words, levels, strict=True))
    return Design(tuple(levels), name)


@dataclass(frozen=True)
class Best:
    """Which designs may be best by one metric."""

    metric: str
    first: int
    """The one with the best mean."""
    may_be: tuple[int, ...]
    """Those among which the truly best one is, with the confidence of the sweep."""


@dataclass(frozen=True)
class Sweep:
    """Experiments with the same seed, replications and window, one for each design."""

    factors: tuple[Factor, ...]
    designs: tuple[Design, ...]
    experiments: tuple[Experiment, ...]
    shown: tuple[str, ...]
    """Metrics that the report is about."""
    is_grid: bool = True
    """Whether every combination of the factors' levels is there."""
    confidence: float = 0.95

    @property
    def base(self) -> Experiment:
        """The first design, for what all share: seed, window, currency."""
        return self.experiments[0]

    @property
    def replications(self) -> int:
        """Of each design."""
        return len(self.base.outcomes)

    @cached_property
    def labels(self) -> list[str]:
        """The factors in a few words."""
        return labels([factor.name for factor in self.factors])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every metric that some design has."""
        return tuple(dict.fromkeys(name for one in self.experiments for name in one.names))

    def values(self, metric: str) -> Values:
        """One metric by unit of analysis (replications, or antithetic pairs of them), shape (designs, units)."""
        every = (grouped(one.values(metric), one.together) for one in self.experiments)
        return np.array([units.mean(axis=1) for units in every])

    def stat(self, place: int, metric: str) -> Summary:
        """Mean and interval of one metric of one design."""
        one = self.experiments[place]
        return summary(one.values(metric), self.confidence, one.together)

    def has(self, metric: str) -> bool:
        """Whether some replication of some design has a value."""
        return bool(np.isfinite(self.values(metric)).any())

    def varies(self, metric: str) -> bool:
        """Whether the designs differ in it, in some replication; what only the order of adding up makes is nothing."""
        values = self.values(metric)
        known = np.isfinite(values)
        if not known.any() or (known.any(axis=0) != known.all(axis=0)).any():
            return bool(known.any())
        apart = np.ptp(values[:, known.all(axis=0)], axis=0)
        return bool(apart.max(initial=0.0) > NOISE * np.abs(values[known]).max())

    def numbers(self, place: int) -> Values:
        """Levels of one factor, shape (designs,), in the factor's unit; words by their place in the list."""
        factor = self.factors[place]
        return np.array([_number(factor, design.levels[place]) for design in self.designs])

    def levels(self, place: int) -> list[str]:
        """Levels of one factor that some design has, in order."""
        found = dict.fromkeys(design.levels[place] for design in self.designs)
        return sorted(found, key=lambda level: _number(self.factors[place], level))

    def with_level(self, place: int, level: str) -> list[int]:
        """Designs in which a factor has a level."""
        return [number for number, design in enumerate(self.designs) if design.levels[place] == level]

    def best(self, metric: str) -> Best | None:
        """Which designs may be best; None where neither way is better or there is no value."""
        way = metrics.better(metric)
        if way == metrics.NEITHER or not self.has(metric):
            return None
        values = self.values(metric) * (1 if way == metrics.HIGHER else -1)
        with np.errstate(all="ignore"):
            means = np.array([summary(row).mean for row in values])
        return Best(metric, int(np.nanargmax(means)), tuple(screened(values, self.confidence)))

    def averaged(self, place: int, metric: str) -> Values:
        """One metric for each level of a factor, averaged over the other factors: shape (levels, replications)."""
        values = self.values(metric)
        return np.array([_mean(values[self.with_level(place, level)]) for level in self.levels(place)])

    def response(self, place: int, metric: str) -> list[Summary]:
        """The same with intervals."""
        return [summary(row, self.confidence) for row in self.averaged(place, metric)]

    def steps(self, place: int, metric: str) -> list[Summary]:
        """Change from each level of a factor to the next, paired; the intervals hold together (Bonferroni)."""
        found = self.averaged(place, metric)
        level = bonferroni(self.confidence, len(found) - 1)
        return [summary(after - before, level) for before, after in zip(found[:-1], found[1:], strict=True)]


def _number(factor: Factor, level: str) -> float:
    if not factor.numbers:
        return float(factor.levels.index(level))
    unit = quantity(factor.levels[0])
    return unit.like(quantity(level).size).number


def _mean(values: Values) -> Values:
    """Mean over designs within each replication, missing where one of them is: shape (replications,)."""
    return np.asarray(values.mean(axis=0))
