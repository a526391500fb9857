"""Factors that depend on each other: what one does differs with the level of the other, and an average hides it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.stats import Summary, bonferroni, summary
from sim.sweep.designs import Sweep, Values

STRONG = 0.25
"""Part of the range of the means from which on a dependence is told (assumption)."""
LOOKED_AT = 50
"""Of all such differences so many, the largest first, are looked at for one that is settled."""


@dataclass(frozen=True)
class Interaction:
    """Two factors of a grid, and two levels of each between which their effects on a metric differ most."""

    metric: str
    along: int
    """The factor whose effect is told."""
    beside: int
    """The factor on which that effect depends."""
    low: str
    high: str
    """From which level to which the first one goes."""
    weak: str
    strong: str
    """Level of the second at which that does less, and at which it does more."""
    at_weak: Summary
    at_strong: Summary
    """Change of the metric at either."""
    apart: Summary
    """The second less the first, with an interval that holds among all that were looked at."""


def cells(sweep: Sweep, along: int, beside: int, metric: str) -> Values:
    """One metric by the levels of two factors, averaged over the others: shape (levels, levels, replications)."""
    values = sweep.values(metric)
    rows, columns = sweep.levels(along), sweep.levels(beside)
    found = [
        [values[[place for place in sweep.with_level(along, row) if sweep.designs[place].levels[beside] == column]]
         for column in columns]
        for row in rows
    ]  # fmt: skip
    return np.array([[group.mean(axis=0) for group in row] for row in found])


def strongest(sweep: Sweep, metric: str) -> Interaction | None:
    """The pair of factors of a grid that depend most on each other; None where nothing strong is settled.

    Looked at are all differences of differences between two levels of one factor and two of another; they are
    paired within replications, and their intervals hold together (Bonferroni). Source: Law (2015), section 12.2.
    """
    if not sweep.is_grid or len(sweep.factors) < 2:
        return None
    pairs = list(combinations(range(len(sweep.factors)), 2))
    found = [one for pair in pairs for one in _between(sweep, *pair, metric, len(pairs))]
    return max(found, key=lambda one: abs(one.apart.mean), default=None)


def _between(sweep: Sweep, first: int, second: int, metric: str, pairs: int) -> Iterator[Interaction]:
    """The largest settled one of two factors, if it is strong."""
    along, beside = _sides(sweep, first, second)
    values = cells(sweep, along, beside, metric)
    values = values[:, :, np.isfinite(values).all(axis=(0, 1))]
    if values.shape[2] < 2:
        return
    corners = [
        (*rows, *columns)
        for rows in combinations(range(values.shape[0]), 2)
        for columns in combinations(range(values.shape[1]), 2)
    ]
    low, high, left, right = np.array(corners).T if corners else np.zeros((4, 0), dtype=int)
    apart = (values[high, right] - values[low, right]) - (values[high, left] - values[low, left])
    size, level = np.abs(apart.mean(axis=1)), bonferroni(sweep.confidence, pairs * len(corners))
    least = STRONG * np.ptp(values.mean(axis=2))
    for nth in np.argsort(-size, kind="stable")[:LOOKED_AT]:
        told = summary(apart[nth], level)
        if size[nth] < least or not size[nth] > 0:
            return
        if size[nth] > told.half_width:
            yield _told(sweep, metric, (along, beside), values, corners[nth], level)
            return


def _told(
    sweep: Sweep, metric: str, pair: tuple[int, int], values: Values, corner: tuple[int, ...], level: float
) -> Interaction:
    """The levels by name, the one at which more happens last."""
    low, high, *sides = corner
    changes = {side: values[high, side] - values[low, side] for side in sides}
    weak, strong = sorted(sides, key=lambda side: abs(changes[side].mean()))
    (along, beside), words = pair, sweep.levels(pair[1])
    rows = sweep.levels(along)
    return Interaction(
        metric, along, beside, rows[low], rows[high], words[weak], words[strong],
        summary(changes[weak], sweep.confidence), summary(changes[strong], sweep.confidence),
        summary(changes[strong] - changes[weak], level),
    )  # fmt: skip


def _sides(sweep: Sweep, first: int, second: int) -> tuple[int, int]:
    """The factor to go along, in numbers and with more levels, before the one to stay beside."""
    along = max(
        (first, second), key=lambda place: (bool(sweep.factors[place].numbers), len(sweep.levels(place)), -place)
    )
    return along, first + second - along
