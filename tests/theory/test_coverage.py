"""Intervals of the product's own M/M/3: how often they hold Erlang's number, over hundreds of experiments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from exact import shipped

from sim.experiment import Outcome, replicate
from sim.precision import Goal, Rule, until_precise
from sim.stats import Summary, summary
from sim.theory import erlang_c

pytestmark = pytest.mark.slow
WAIT = "queue.wait.mean"
ARRIVALS, SERVICE, CHAIRS = 2.4 / 60, 50.0, 3
"""Patients per minute, minutes, chairs: two chairs in three are busy."""
SETTINGS = ("walk_ins.patients.arrivals=2.4 per hour", "run.warm_up=2 days", "run.length=2 weeks")
REPLICATIONS = 3000


@pytest.fixture(scope="module")
def replications() -> list[Outcome]:
    """The product's replications, the wait alone."""
    scenario = shipped("mmc", *SETTINGS)
    found = (replicate(scenario, 11, number) for number in range(REPLICATIONS))
    return [Outcome(one.replication, {WAIT: one.metrics[WAIT]}, {}) for one in found]


@pytest.fixture(scope="module")
def exact() -> float:
    """Mean wait by Erlang C [min]."""
    load = ARRIVALS * SERVICE
    return float(erlang_c(CHAIRS, load) * SERVICE / (CHAIRS - load))


def estimate(outcomes: Sequence[Outcome], metric: str) -> Summary:
    """The plain estimate."""
    return summary([one.metrics[metric] for one in outcomes])


def experiments(replications: Sequence[Outcome], each: int) -> list[Sequence[Outcome]]:
    """The same replications in experiments that share none."""
    return [replications[start : start + each] for start in range(0, len(replications) - each + 1, each)]


def covered(found: Sequence[Summary], exact: float) -> float:
    """Share of the intervals that hold the exact value."""
    return float(np.mean([abs(one.mean - exact) <= one.half_width for one in found]))


def test_intervals_of_ten_replications_hold_the_exact_wait_as_often_as_they_say(replications, exact):
    """300 experiments of ten fortnights: 95 % intervals cover in 92 % to 98 %."""
    found = [estimate(part, WAIT) for part in experiments(replications, 10)]
    assert 0.92 <= covered(found, exact) <= 0.98


def test_intervals_that_were_made_narrow_hold_it_nearly_as_often(replications, exact):
    """200 experiments that go on until the wait is known within 15 %: their intervals cover in 91 % to 98 %."""
    found, used = [], []
    for start in range(0, REPLICATIONS, 15):
        turned = [*replications[start:], *replications[:start]]  # begins elsewhere, so that hardly any two are alike
        done = until_precise([Goal(WAIT, 0.15, True)], lambda n, given=turned: given[:n], estimate, Rule(most=200))
        assert done.reached[0].is_met
        found.append(done.reached[0].found)
        used.append(len(done.outcomes))
    assert 0.91 <= covered(found, exact) <= 0.98
    assert 20 <= np.mean(used) <= 60
