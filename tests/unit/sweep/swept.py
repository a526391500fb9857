"""Sweeps with given numbers in place of simulated ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import SimpleNamespace

import numpy as np

from sim.events import Header, Window
from sim.experiment import Experiment, Outcome
from sim.scenario.factors import factors
from sim.sweep.designs import Design, Sweep, grid, spread

HEADER = Header(date(2026, 1, 5), *[()] * 12)
WAIT, MARGIN, GAP = "day.direct_wait.mean", "money.margin.per_week", "fidelity.gap.mean"
"""Better lower, better higher, neither."""


def experiment(values: Mapping[str, Sequence[float]]) -> Experiment:
    """Outcomes with these numbers, one list for each metric."""
    names, rows = list(values), zip(*values.values(), strict=True)
    outcomes = tuple(Outcome(r, dict(zip(names, map(float, row), strict=True)), {}) for r, row in enumerate(rows))
    scenario = SimpleNamespace(run=SimpleNamespace(together=1))
    return Experiment(scenario, HEADER, 1, Window(0.0, 1.0), outcomes)  # type: ignore[arg-type]


def sweep(
    varied: Sequence[str],
    number: Callable[[Design], Mapping[str, Sequence[float]]],
    shares: np.ndarray | None = None,
    shown: Sequence[str] = (WAIT, MARGIN, GAP),
) -> Sweep:
    """A grid, or the designs of *shares*, with the numbers that *number* gives for each design."""
    read = factors(varied)
    made = grid(read) if shares is None else spread(read, shares)
    done = tuple(experiment(number(design)) for design in made)
    return Sweep(tuple(read), tuple(made), done, tuple(shown), shares is None)


def noise(seed: int, n: int = 10, sd: float = 1.0) -> np.ndarray:
    """Luck that all designs share."""
    return np.random.default_rng(seed).normal(0, sd, n)
