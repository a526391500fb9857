"""What follows from not knowing the inputs, kept apart from what follows from chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.components import Components, components
from sim.hypercube import triangular
from sim.scenario.factors import Factor
from sim.scenario.ranges import Range
from sim.sweep.designs import Sweep, Values

SHAPES = ("triangular", "uniform")
"""How likely the values of a range are: peaked at the value that the scenario gives, or all alike."""


@dataclass(frozen=True)
class Uncertainty:
    """A sweep whose designs are sets of inputs drawn from their ranges."""

    sweep: Sweep
    shape: str
    """One of SHAPES."""

    def parts(self, metric: str) -> Components | None:
        """The spread of one metric; None where a set or a replication has no value."""
        return components(self.sweep.values(metric), self.sweep.confidence)


def sets(ranges: Sequence[Range], factors: Sequence[Factor], shares: Values, shape: str) -> Values:
    """Shares of each range at which its value lies, from shares of its distribution; both shape (sets, inputs)."""
    found = shares.copy()
    if shape != "uniform":
        for column, one in enumerate(ranges):
            low, high = factors[column].numbers
            peak = (one.low.like(one.value.size).number - low) / (high - low)
            found[:, column] = [triangular(share, 0.0, peak, 1.0) for share in shares[:, column]]
    return found.clip(0.0, 1.0 - 1e-12)
