"""Which designs nobody beats in everything: the Pareto front for two or three objectives, as far as it is settled.

Differences within replications (common random numbers) have intervals that hold all together, whatever the pair, the
objective and the look at which they are taken (Bonferroni; the look numbered l has 6 / (pi l)² of the error). Between
looks only the designs that are still open are replicated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import pi

import numpy as np

from sim.procedures.boundary import FIRST, Floats

Draw = Callable[[Mapping[int, int]], Mapping[int, Floats]]
"""Design -> replications wanted; gives design -> the first so many, shape (n, objectives), larger is better."""


class Place(StrEnum):
    """Where a design stands."""

    FRONT = "on the front"
    """Against every other design it is certainly better in something."""
    DOMINATED = "dominated"
    """Some design is certainly no worse in anything, up to the zones, and certainly better in something."""
    OPEN = "not settled"


@dataclass(frozen=True)
class Front:
    """Every design's place."""

    places: dict[int, Place]
    by: dict[int, int]
    """Design that is dominated -> one that dominates it."""
    looks: int


def front(
    designs: Sequence[int],
    draw: Draw,
    zones: Sequence[float],
    confidence: float = 0.95,
    first: int = FIRST,
    most: int = 80,
) -> Front:
    """Place the *designs*; replications double from look to look until all are placed or *most* is reached.

    zones: for each objective, a difference that does not matter (0 or more). All places called certain are right
    together with probability *confidence*, for independent normal replications.
    """
    n, look = first, 1
    values = dict(draw(dict.fromkeys(designs, n)))
    places = dict.fromkeys(designs, Place.OPEN)
    by: dict[int, int] = {}
    while True:
        level = (1 - confidence) * 6 / (pi * look) ** 2 / max(len(designs) * (len(designs) - 1) * len(zones), 1)
        for one in [one for one in designs if places[one] is Place.OPEN]:
            places[one] = _place(one, designs, values, np.array(zones), level, by)
        left = [one for one in designs if places[one] is Place.OPEN]
        if not left or 2 * n > most:
            return Front(places, by, look)
        n, look = 2 * n, look + 1
        rivals = {other for one in left for other in designs if places[other] is not Place.DOMINATED} | set(left)
        values |= draw(dict.fromkeys(sorted(rivals), n))


def _place(
    one: int, designs: Sequence[int], values: Mapping[int, Floats], zones: Floats, level: float, by: dict[int, int]
) -> Place:
    others = [other for other in designs if other != one]
    if not others:
        return Place.FRONT
    low, high = _intervals(values[one], [values[other] for other in others], level)
    dominates = (high <= zones).all(axis=1) & (high < 0).any(axis=1)
    if dominates.any():
        by[one] = others[int(dominates.argmax())]
        return Place.DOMINATED
    known = np.array([other in by for other in others])  # whoever dominates that one must be beaten instead
    return Place.FRONT if (known | (low > 0).any(axis=1)).all() else Place.OPEN


def _intervals(one: Floats, others: Sequence[Floats], level: float) -> tuple[Floats, Floats]:
    """Simultaneous intervals of one - other, over the replications that both have; both shape (others, objectives)."""
    from scipy.special import stdtrit

    n = np.array([min(len(one), len(other)) for other in others])
    means, spreads = np.empty((len(others), one.shape[1])), np.empty((len(others), one.shape[1]))
    for size in set(n.tolist()):
        alike = np.flatnonzero(n == size)
        pairs = one[:size] - np.stack([others[nth][:size] for nth in alike.tolist()])
        means[alike], spreads[alike] = pairs.mean(axis=1), pairs.std(axis=1, ddof=1)
    half = (stdtrit(n - 1, 1 - level) / np.sqrt(n))[:, None] * spreads
    return means - half, means + half
