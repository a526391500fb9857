"""The largest load that meets the targets: levels of one number of the scenario, searched by bisection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiment import Experiment, Outcome
from sim.procedures.bisection import Bracket, Level, Rules, Standing, largest
from sim.sampling import Demand, Sampler
from sim.stats import Summary, summary
from sim.targets import Target, values


@dataclass(frozen=True)
class Load:
    """One level of what is raised."""

    number: float
    text: str
    """As it is written in a scenario."""


@dataclass(frozen=True)
class Capacity:
    """A search for the largest load, and what it found."""

    path: str
    """What is raised, as for ``--set``."""
    loads: tuple[Load, ...]
    """From the easiest to the hardest."""
    targets: tuple[Target, ...]
    bracket: Bracket
    rules: Rules
    outcomes: dict[int, tuple[Outcome, ...]]
    """Of each level that was tested."""
    designs: dict[int, Any]
    """The checked scenario of each, with its origins."""
    seed: int

    @property
    def met(self) -> Load | None:
        """The hardest load that meets all targets."""
        return None if self.bracket.met is None else self.loads[self.bracket.met]

    @property
    def missed(self) -> Load | None:
        """The easiest load that misses one."""
        return None if self.bracket.missed is None else self.loads[self.bracket.missed]

    @property
    def tested(self) -> list[Level]:
        """Levels in their order."""
        return sorted(self.bracket.tested, key=lambda one: one.level)

    def at(self, level: int) -> Level:
        """What was found at a level that was tested."""
        return next(one for one in self.bracket.tested if one.level == level)

    def stat(self, level: int, metric: str) -> Summary:
        """One metric at a level that was tested."""
        return summary(values(self.outcomes[level], metric))

    def binding(self) -> list[Target]:
        """The targets that stop the load: those missed just above it, else the one with the least room."""
        level = self.bracket.missed
        if level is not None:
            standings = self.at(level).targets
            return [one for one, found in zip(self.targets, standings, strict=True) if found is Standing.MISSED]
        last = self.tested[-1].level
        return [max(self.targets, key=lambda one: self.excess(last, one))]

    def excess(self, level: int, target: Target) -> float:
        """By how many tolerances the mean misses a target; negative where it keeps it, infinite without a number."""
        found = float(target.excess(self.stat(level, target.metric).mean)) / target.tolerance
        return float(np.nan_to_num(found, nan=np.inf))

    def experiment(self, level: int) -> Experiment:
        """One level as a report shows it."""
        return Experiment.of(self.designs[level].scenario, self.seed, self.outcomes[level])

    @property
    def replications(self) -> int:
        """All that were run."""
        return sum(map(len, self.outcomes.values()))


def search(
    path: str,
    loads: Sequence[Load],
    design: Callable[[Load], Any],
    targets: Sequence[Target],
    sampler: Sampler,
    seed: int,
    rules: Rules,
    seen: Callable[[Bracket], None] = lambda bracket: None,
) -> Capacity:
    """Find the hardest of the *loads* that meets all *targets*, as ``sim.procedures.bisection`` does.

    *design* makes the checked scenario of a load; it is asked once for each that is tested.
    """
    kept: dict[int, tuple[Outcome, ...]] = {}
    designs: dict[int, Any] = {}

    def draw(level: int, n: int) -> np.ndarray:
        if level not in designs:
            designs[level] = design(loads[level])
        (found,) = sampler([Demand(designs[level].scenario, n, seed)])
        kept[level] = found
        return np.column_stack([one.excess(values(found, one.metric)) for one in targets])

    bracket = largest(len(loads), draw, rules, seen)
    return Capacity(path, tuple(loads), tuple(targets), bracket, rules, kept, designs, seed)
