"""Many factors at once: what each does to a metric, by the plane that fits all designs best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

import numpy as np

from sim.stats import Summary, summary
from sim.sweep.designs import Sweep, Values


@dataclass(frozen=True)
class Effect:
    """What one factor does to one metric, by the plane that fits best."""

    label: str
    """The factor, and for words which level instead of the first."""
    low: str
    high: str
    """From which level to which."""
    change: Summary
    """Of the metric."""


@dataclass(frozen=True)
class Fit:
    """The plane that fits a metric best over all designs."""

    effects: tuple[Effect, ...]
    """In the order of the factors."""
    explained: float
    """Share of the variance between designs' means that the plane explains (R squared)."""


def fitted(sweep: Sweep, metric: str) -> Fit | None:
    """A plane through all designs, fitted in each replication; None with too few designs or missing values.

    The designs are given points, hence the interval of an effect is that of its mean over the replications.
    Source: Law (2015), section 12.4 (metamodels); Kleijnen (2015), *Design and Analysis of Simulation Experiments*.
    """
    columns = list(_columns(sweep))
    values = sweep.values(metric)
    if len(sweep.designs) < len(columns) + 2 or not np.isfinite(values).all():
        return None
    plane = np.column_stack([np.ones(len(sweep.designs)), *(column for *_, column in columns)])
    weights = np.linalg.lstsq(plane, values, rcond=None)[0]
    means = values.mean(axis=1)
    left, whole = means - plane @ weights.mean(axis=1), means - means.mean()
    explained = 1 - float(left @ left) / float(whole @ whole) if whole @ whole > 0 else nan
    effects = (
        Effect(label, low, high, summary(found, sweep.confidence))
        for (label, low, high, _), found in zip(columns, weights[1:], strict=True)
    )
    return Fit(tuple(effects), explained)


def _columns(sweep: Sweep) -> Iterator[tuple[str, str, str, Values]]:
    """Label, from, to, and each design's place between them from 0 to 1."""
    for place, factor in enumerate(sweep.factors):
        label, levels = sweep.labels[place], sweep.levels(place)
        if factor.numbers:
            numbers = sweep.numbers(place)
            ends = [numbers.min(), numbers.max()]
            if factor.is_range:
                levels, ends = list(factor.levels), list(factor.numbers)
            if ends[1] > ends[0]:
                yield label, levels[0], levels[-1], (numbers - ends[0]) / (ends[1] - ends[0])
            continue
        for level in levels[1:]:
            chosen = np.array([float(design.levels[place] == level) for design in sweep.designs])
            yield f"{label}: {level}", levels[0], level, chosen
