"""Two simulators side by side: the same clinic, independent numbers, intervals that hold all together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.experiment import replicate
from sim.scenario.schema import Scenario

CONFIDENCE = 0.999


@dataclass(frozen=True)
class Row:
    """One metric in both simulators."""

    metric: str
    product: float
    second: float
    half_width: float
    """Of the difference, jointly with all other rows."""

    @property
    def difference(self) -> float:
        """The product less the second simulator."""
        return self.product - self.second

    @property
    def agrees(self) -> bool:
        """Whether the interval of the difference holds zero."""
        return abs(self.difference) <= self.half_width

    def __str__(self) -> str:
        """The row with its interval, as a message."""
        return f"{self.metric}: {self.product:.6g}, second {self.second:.6g}, difference up to {self.half_width:.3g}"


def product(scenario: Scenario, seed: int, replications: int) -> list[dict[str, float]]:
    """Metrics of each replication of the product."""
    return [replicate(scenario, seed, number).metrics for number in range(replications)]


def compare(ours: list[dict[str, float]], theirs: list[Mapping[str, float]]) -> list[Row]:
    """Every metric of the second simulator beside the product's.

    Welch's interval for the difference of two means over independent replications, 99.9 % for all metrics
    jointly by Bonferroni. Rounding may differ, so an interval is never narrower than 1e-9 of the value.
    Source: Law (2015), *Simulation Modeling and Analysis*, section 10.2.2.
    """
    names = list(theirs[0])
    return [row(name, _column(ours, name), _column(theirs, name), len(names)) for name in names]


def _column(replications: Iterable[Mapping[str, float]], name: str) -> np.ndarray:
    return np.array([one[name] for one in replications])


def row(name: str, a: np.ndarray, b: np.ndarray, comparisons: int) -> Row:
    """One metric: means and the half-width of their difference."""
    parts = np.array([a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)])
    half_width = 0.0
    if parts.sum() > 0:
        freedom = parts.sum() ** 2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))
        half_width = stats.t.isf((1 - CONFIDENCE) / 2 / comparisons, freedom) * np.sqrt(parts.sum())
    return Row(name, a.mean(), b.mean(), max(half_width, 1e-9 * abs(b.mean())))
