"""Scenarios beside a first one, the base: paired differences and what they allow to be said.

All scenarios share seed and replications, so that replication r meets the same people with the same
luck in each of them (common random numbers), and the unit of analysis is the difference within a
replication. Verdicts rest on intervals that hold all together (Bonferroni): unlike Holm's procedure
this gives an interval, and not only a decision, for each comparison. Law (2015), section 10.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from math import isfinite, isnan, nan

import numpy as np

from sim import metrics
from sim.experiment import Experiment
from sim.stats import Summary, bonferroni, grouped, replications_for, summary, variance_reduction

MOST = 100_000
"""Replications beyond this are told as *more than* so many."""
NOISE = 1e-9
"""Differences below this part of the values are rounding."""


class Verdict(StrEnum):
    """What the simultaneous interval of a difference allows to be said."""

    BETTER = "better"
    """The whole interval lies on the good side of zero."""
    WORSE = "worse"
    """The whole interval lies on the bad side of zero."""
    DIFFERS = "differs"
    """The whole interval lies on one side of zero, and neither side is better by itself."""
    NO_DIFFERENCE = "no difference that matters"
    """The whole interval lies in the indifference zone."""
    NOT_SETTLED = "not settled"
    """More replications are needed to say any of these."""
    NOT_AVAILABLE = "not available"
    """No replication has a value in both scenarios."""


SETTLED = {Verdict.BETTER, Verdict.WORSE, Verdict.DIFFERS, Verdict.NO_DIFFERENCE}


@dataclass(frozen=True)
class Difference:
    """One metric in one scenario against the base; values in the metric's unit."""

    metric: str
    """Full name."""
    base: np.ndarray
    """Of the base, by replication, shape (n,)."""
    other: np.ndarray
    """Of the scenario, by replication, shape (n,)."""
    confidence: float = 0.95
    """Of the interval by itself."""
    comparisons: int = 1
    """How many differences are looked at together."""
    indifference: float = 0.0
    """A difference up to this does not matter."""
    members: int = 1
    """Replications that make one unit of analysis: 2 for antithetic pairs."""

    @cached_property
    def pairs(self) -> np.ndarray:
        """Other - base by replication, shape (n,); what only the order of adding up makes (NOISE) is zero."""
        found = self.other - self.base
        return np.where(np.abs(found) <= self.noise, 0.0, found)

    @cached_property
    def noise(self) -> float:
        """Differences up to this are rounding."""
        return NOISE * float(np.nanmax(np.abs([self.base, self.other]), initial=0.0))

    @cached_property
    def alone(self) -> Summary:
        """Other - base over the replications that have both, with the interval of this difference alone."""
        return self._summary(self.confidence)

    @cached_property
    def together(self) -> Summary:
        """The same with the wider interval, which holds together with those of all comparisons."""
        return self._summary(bonferroni(self.confidence, self.comparisons))

    def _summary(self, confidence: float) -> Summary:
        found = summary(self.pairs, confidence, self.members)
        return found._replace(mean=0.0) if abs(found.mean) <= self.noise else found

    @property
    def low(self) -> float:
        """Lower end of the simultaneous interval."""
        return self.together.mean - self.together.half_width

    @property
    def high(self) -> float:
        """Upper end of the simultaneous interval."""
        return self.together.mean + self.together.half_width

    @property
    def better(self) -> str:
        """Which way the metric is better."""
        return metrics.better(self.metric)

    @property
    def gain(self) -> int:
        """1 if the mean difference is for the better, -1 for the worse, 0 if it is neither."""
        sign = int(np.sign(np.nan_to_num(self.together.mean)))
        return {metrics.HIGHER: sign, metrics.LOWER: -sign}.get(self.better, 0)

    @property
    def verdict(self) -> Verdict:
        """What may be said, with the confidence asked for, about all comparisons at once."""
        if not self.together.n:
            return Verdict.NOT_AVAILABLE
        if self.low >= -self.indifference and self.high <= self.indifference:
            return Verdict.NO_DIFFERENCE
        if not (self.low > 0 or self.high < 0):  # also where there is no interval
            return Verdict.NOT_SETTLED
        return {1: Verdict.BETTER, -1: Verdict.WORSE, 0: Verdict.DIFFERS}[self.gain]

    @cached_property
    def missing(self) -> float:
        """More replications until the question is settled, if mean and spread stay: 0 when it is, inf above MOST.

        Settled is an interval that leaves out zero or lies in the zone, whichever needs fewer. NaN with
        fewer than two replications.
        """
        if self.verdict in SETTLED:
            return 0.0
        pairs = grouped(self.pairs, self.members).mean(axis=1)
        pairs = pairs[~np.isnan(pairs)]
        if pairs.size < 2:
            return nan
        mean = abs(float(pairs.mean()))
        wanted = max(mean, self.indifference - mean)
        level = bonferroni(self.confidence, self.comparisons)
        needed = replications_for(float(pairs.std(ddof=1)), wanted, level, MOST)
        return float(self.members * max(needed - pairs.size, 1)) if needed else np.inf

    @property
    def compared(self) -> int:
        """Replications that have a value in both."""
        return int(np.sum(~np.isnan(self.pairs)))

    @property
    def higher(self) -> int:
        """Replications in which the scenario's value is above the base's."""
        return int(np.sum(self.pairs > 0))

    @property
    def lower(self) -> int:
        """Replications in which it is below."""
        return int(np.sum(self.pairs < 0))

    @property
    def wins(self) -> int | None:
        """Replications in which the scenario beat the base; None where neither way is better."""
        return {metrics.HIGHER: self.higher, metrics.LOWER: self.lower}.get(self.better)

    @property
    def variance_reduction(self) -> float:
        """What pairing is worth here: the variance without over the variance with it."""
        return variance_reduction(
            *(grouped(one, self.members).mean(axis=1) for one in (self.base, self.base + self.pairs))
        )


@dataclass(frozen=True)
class Comparison:
    """Several experiments with the same seed, replications and window; the first is the base."""

    experiments: tuple[Experiment, ...]
    labels: tuple[str, ...]
    """What each is called, all different."""
    shown: tuple[str, ...]
    """Metrics for which verdicts are given; chosen before the numbers are seen."""
    confidence: float = 0.95
    """Of all verdicts together."""
    indifference: Mapping[str, float] = field(default_factory=dict)
    """Metric -> difference up to which nothing matters, in the metric's unit."""

    @property
    def by_label(self) -> dict[str, Experiment]:
        """Every scenario under what it is called."""
        return dict(zip(self.labels, self.experiments, strict=True))

    @property
    def base(self) -> Experiment:
        """The experiment that the others are compared with."""
        return self.experiments[0]

    @property
    def others(self) -> tuple[str, ...]:
        """Labels of the rest."""
        return self.labels[1:]

    def experiment(self, label: str) -> Experiment:
        """The experiment of a label."""
        return self.experiments[self.labels.index(label)]

    def has(self, metric: str) -> bool:
        """Whether some replication of some scenario has a value."""
        return any(np.isfinite(one.values(metric)).any() for one in self.experiments)

    def showing(self, metrics: Sequence[str]) -> Comparison:
        """The same with verdicts for other metrics."""
        return replace(self, shown=tuple(metrics))

    def stat(self, label: str, metric: str) -> Summary:
        """Mean and interval of one metric in one scenario."""
        return summary(self.experiment(label).values(metric), self.confidence, self.base.together)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every metric that some scenario has."""
        return tuple(dict.fromkeys(name for one in self.experiments for name in one.names))

    @cached_property
    def comparisons(self) -> int:
        """Differences for which a verdict is asked: metrics shown times scenarios beside the base."""
        return len(self.shown) * len(self.others)

    def difference(self, label: str, metric: str) -> Difference:
        """One metric of one scenario against the base."""
        values = self.base.values(metric), self.experiment(label).values(metric)
        zone = self.indifference.get(metric, 0.0)
        return Difference(metric, *values, self.confidence, self.comparisons, zone, self.base.together)

    def differences(self, label: str) -> list[Difference]:
        """The metrics shown, of one scenario."""
        return [self.difference(label, name) for name in self.shown]

    def every(self) -> Iterator[tuple[str, Difference]]:
        """Every difference shown with the label of its scenario, metric by metric."""
        return ((label, self.difference(label, name)) for name in self.shown for label in self.others)


def gain_of_pairing(comparison: Comparison) -> Summary:
    """The factors by which common random numbers cut the variance, over the differences shown that vary."""
    found = [one.variance_reduction for _, one in comparison.every()]
    return summary([factor for factor in found if isfinite(factor)])


HEAD = (
    "metric", "unit", "better", "scenario", "base_mean", "mean", "difference", "half_width", "low", "high",
    "simultaneous_low", "simultaneous_high", "indifference", "verdict", "more_replications",
    "higher", "lower", "equal", "n", "variance_reduction",
)  # fmt: skip
"""Columns of ``comparison.csv`` and keys of each entry in ``comparison.json``."""


def rows(comparison: Comparison, unit: Callable[[str], str]) -> Iterator[dict[str, object]]:
    """Every metric of every scenario against the base; verdicts only for those shown, absent is None."""
    for name in comparison.names:
        for label in comparison.others:
            yield _row(comparison, label, name, unit(name))


def _row(comparison: Comparison, label: str, name: str, unit: str) -> dict[str, object]:
    one, asked = comparison.difference(label, name), name in comparison.shown
    alone = one.alone
    cells: Sequence[object] = (
        name, unit, one.better, label, comparison.stat(comparison.labels[0], name).mean,
        comparison.stat(label, name).mean, alone.mean, alone.half_width, alone.mean - alone.half_width,
        alone.mean + alone.half_width, one.low if asked else None, one.high if asked else None,
        one.indifference if asked else None, one.verdict.value if asked else None, _missing(one) if asked else None,
        one.higher, one.lower, one.compared - one.higher - one.lower, alone.n, one.variance_reduction,
    )  # fmt: skip
    return {key: _absent(cell) for key, cell in zip(HEAD, cells, strict=True)}


def _missing(one: Difference) -> object:
    """A whole number, or ``more than 100000``; absent where nothing can be reckoned."""
    if isnan(one.missing):
        return None
    return int(one.missing) if isfinite(one.missing) else f"more than {MOST}"


def _absent(cell: object) -> object:
    return None if isinstance(cell, float) and not isfinite(cell) else cell
