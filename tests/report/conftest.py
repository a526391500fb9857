"""Small experiments to draw: a clinic over weeks, one chair around the clock, and runs without a number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.experiment import Experiment, experiment
from sim.scenario.load import load

HERE = Path(__file__).parent


def run(file: Path, *settings: str) -> Experiment:
    """An experiment with a file and some settings, in this process."""
    return experiment(load(file, settings).scenario, seed=1)


@pytest.fixture(scope="session")
def clinic() -> Experiment:
    """Three replications of eight weeks of a clinic of six recliners, after a warm-up of two."""
    return run(HERE / "clinic.yaml")


@pytest.fixture(scope="session")
def single(clinic) -> Experiment:
    """The first replication alone."""
    return replace(clinic, outcomes=clinic.outcomes[:1])


@pytest.fixture(scope="session")
def textbook() -> Experiment:
    """One chair, no courses, no staff, no prices."""
    return run(HERE / "one_chair.yaml")


@pytest.fixture(scope="session")
def silent(clinic) -> Experiment:
    """The clinic's shapes with no number in them."""
    outcomes = tuple(
        replace(
            one,
            metrics=dict.fromkeys(one.metrics, np.nan),
            profiles={name: _nothing(name, values) for name, values in one.profiles.items()},
        )
        for one in clinic.outcomes
    )
    return replace(clinic, outcomes=outcomes)


@pytest.fixture(scope="session")
def none(clinic) -> Experiment:
    """No replication at all."""
    return replace(clinic, outcomes=())


def _nothing(name: str, values: np.ndarray) -> np.ndarray:
    return values[:0] if name.startswith("typical_day") else np.full(values.shape, np.nan)


@pytest.fixture(params=["silent", "none"])
def empty(request) -> Experiment:
    """An experiment without a number, of either kind."""
    found: Experiment = request.getfixturevalue(request.param)
    return found
