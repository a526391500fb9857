"""Replications of the shipped theory scenarios, with some of their values changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.experiment import window_of
from sim.metrics import Facts
from sim.model.clinic import run
from sim.scenario.load import load
from sim.scenario.schema import Scenario

THEORY = Path(__file__).parents[2] / "scenarios" / "theory"


def shipped(name: str, *settings: str) -> Scenario:
    """A scenario of ``scenarios/theory/`` with some of its values changed, as by ``--set``."""
    return load(THEORY / f"{name}.yaml", settings).scenario


def facts(scenario: Scenario, replication: int = 0) -> Facts:
    """One replication, ready for questions."""
    return Facts(run(scenario, replication, scenario.run.seed), window_of(scenario))


def waits(one: Facts) -> np.ndarray:
    """Direct waits of all who were served, by visit number [min]."""
    found: np.ndarray = one.visits.wait[~np.isnan(one.visits.served)]
    return found
