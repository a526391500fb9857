"""One uncertain input at a time at either end of its range, against the clinic as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.comparison import SETTLED, Difference
from sim.experiment import Experiment
from sim.scenario.factors import labels
from sim.scenario.ranges import Range
from sim.stats import Summary, summary


@dataclass(frozen=True)
class Swing:
    """What one input does to one metric, all others at their value."""

    label: str
    """The input in a few words."""
    value: str
    """What is simulated otherwise."""
    low_at: str
    """Lower end of the range."""
    high_at: str
    """Upper end."""
    low: Difference
    """The clinic with the lower end against the clinic as it stands."""
    high: Difference
    """The same with the upper end."""

    @property
    def reach(self) -> float:
        """From the lowest to the highest mean that the input gives, its value included; 0 where nothing is known."""
        means = [one.together.mean for one in (self.low, self.high)]
        return float(np.ptp([0.0, *(mean for mean in means if np.isfinite(mean))]))

    @property
    def is_settled(self) -> bool:
        """Whether at least one end is known to change the metric, or both are known not to matter."""
        return any(one.verdict in SETTLED for one in (self.low, self.high))


@dataclass(frozen=True)
class Tornado:
    """The clinic as it stands, and two experiments for each input, all with the same people and luck."""

    base: Experiment
    ranges: tuple[Range, ...]
    low: tuple[Experiment, ...]
    """With each input at its lower end, in the order of the ranges."""
    high: tuple[Experiment, ...]
    """With each at its upper end."""
    shown: tuple[str, ...]
    """Metrics that the report is about."""
    confidence: float = 0.95
    """Of the differences of each metric, over all inputs together."""

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """All of them, the base first."""
        return (self.base, *self.low, *self.high)

    @property
    def comparisons(self) -> int:
        """Differences that are looked at together: of one metric, both ends of every input."""
        return 2 * len(self.ranges)

    def stat(self, metric: str) -> Summary:
        """Mean and interval of the clinic as it stands."""
        return summary(self.base.values(metric), self.confidence, self.base.together)

    def has(self, metric: str) -> bool:
        """Whether the clinic as it stands has a value."""
        return bool(np.isfinite(self.base.values(metric)).any())

    def swings(self, metric: str) -> list[Swing]:
        """Every input, that with the largest effect first."""
        words = labels([one.name for one in self.ranges])
        found = [self._swing(place, word, metric) for place, word in enumerate(words)]
        return sorted(found, key=lambda one: -one.reach)

    def _swing(self, place: int, word: str, metric: str) -> Swing:
        one = self.ranges[place]
        ends = [self._difference(metric, side[place]) for side in (self.low, self.high)]
        return Swing(word, str(one.value), str(one.low), str(one.high), *ends)

    def _difference(self, metric: str, other: Experiment) -> Difference:
        values = self.base.values(metric), other.values(metric)
        return Difference(metric, *values, self.confidence, self.comparisons, members=self.base.together)


def ends(ranges: Sequence[Range]) -> list[str]:
    """``path=value`` for the lower end of every range, then for the upper ends."""
    return [f"{one.name}={getattr(one, side)}" for side in ("low", "high") for one in ranges]
