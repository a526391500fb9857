"""Studies of ``scenarios/studies/`` shortened for a test: same people, same luck in every variant."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.experiment import replicate
from sim.scenario.load import load_family
from sim.stats import Summary, paired_difference

STUDIES = Path(__file__).parents[2] / "scenarios" / "studies"


class Study:
    """Metrics of a study's base (named ``""``) and of its variants, replication by replication."""

    def __init__(self, name: str, replications: int, *settings: str) -> None:
        family = load_family(STUDIES / name / f"{name}.yaml", settings)
        self._outcomes = {
            loaded.variant: [replicate(loaded.scenario, seed=11, replication=r) for r in range(replications)]
            for loaded in family
        }

    def values(self, variant: str, metric: str) -> np.ndarray:
        """One value for each replication, shape (n,)."""
        return np.array([outcome.metrics[metric] for outcome in self._outcomes[variant]])

    def change(self, metric: str, variant: str, since: str = "", confidence: float = 0.999) -> Summary:
        """The paired difference *variant* - *since*, at 99.9 % unless told otherwise."""
        return paired_difference(self.values(since, metric), self.values(variant, metric), confidence)

    def rises(self, metric: str, variant: str, since: str = "") -> bool:
        """Whether the whole interval lies above zero."""
        change = self.change(metric, variant, since)
        return change.mean - change.half_width > 0

    def falls(self, metric: str, variant: str, since: str = "") -> bool:
        """Whether the whole interval lies below zero."""
        change = self.change(metric, variant, since)
        return change.mean + change.half_width < 0
