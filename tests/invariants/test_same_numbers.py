"""Equal arguments give equal numbers, whatever runs beside them, in one process or several."""

from __future__ import annotations

import numpy as np
import pytest
from clinics import CLINICS, SMALL, clinic

from sim.experiment import experiment, replicate
from sim.model.clinic import run
from sim.sampling import Demand, local


def _table(log):
    rows = log.all()
    return np.stack(
        [getattr(rows, name).astype(float) for name in ("time", "kind", "patient", "visit", "what", "unit", "value")]
    )


def _equal(one, other):
    assert one.replication == other.replication
    assert one.metrics.keys() == other.metrics.keys()
    np.testing.assert_array_equal(list(one.metrics.values()), list(other.metrics.values()))
    for name, profile in one.profiles.items():
        np.testing.assert_array_equal(profile, other.profiles[name])


@pytest.mark.parametrize("name", CLINICS)
def test_same_seed_gives_the_same_log(name):
    """Every number of every row, with another replication run in between; another replication differs."""
    scenario = clinic(name, "run.length=3 weeks")
    first, other, again = (_table(run(scenario, replication, seed=3)) for replication in (1, 2, 1))
    np.testing.assert_array_equal(first, again)
    assert first.shape != other.shape or (first != other).any()


def test_other_seed_gives_another_log():
    """Seeds 1 and 2 differ."""
    scenario = clinic(SMALL, "run.length=3 weeks")
    one, two = (_table(run(scenario, 0, seed=seed)) for seed in (1, 2))
    assert one.shape != two.shape or (one != two).any()


def test_replication_alone_equals_the_one_in_the_batch():
    """Replication 2 of three, and replication 2 by itself."""
    scenario = clinic(SMALL, "run.length=3 weeks")
    _equal(experiment(scenario, seed=4).outcomes[2], replicate(scenario, 4, 2))


def test_parallel_equals_serial():
    """Three replications with one worker and with two: the same to the last digit, in the same order."""
    scenario = clinic(SMALL, "run.length=3 weeks")
    with local(workers=2) as sample:
        (parallel,) = sample([Demand(scenario, 3, seed=4)])
    for one, other in zip(experiment(scenario, seed=4).outcomes, parallel, strict=True):
        _equal(one, other)
