"""Which way nurse assignment moves the waits, under common random numbers, paired by replication."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.events import EventLog, Kind
from sim.model.clinic import run
from sim.scenario.load import load
from sim.stats import paired_difference

CENTRE = Path(__file__).parents[2] / "scenarios" / "busy_centre.yaml"
SHORT = ("run.warm_up=0 min", "run.length=6 weeks", "run.cool_down=1 day")
REPLICATIONS = 10


def wait_for_a_nurse(log: EventLog) -> float:
    """Minutes per visit spent waiting for the hands of a nurse."""
    cause = log.header.causes.index("hands:nurse")
    began, ended = log.rows(Kind.WAIT_BEGAN), log.rows(Kind.WAIT_ENDED)
    still = (began.what == cause).sum() - (ended.what == cause).sum()
    minutes = ended.time[ended.what == cause].sum() - began.time[began.what == cause].sum()
    return (minutes + still * log.all().time[-1]) / len(log.rows(Kind.CHECKED_IN))


def waits(assignment: str) -> np.ndarray:
    """One mean wait for each replication; the same people with the same luck under every assignment."""
    scenario = load(CENTRE, [*SHORT, f"policies.nurse_assignment={assignment}"]).scenario
    return np.array([wait_for_a_nurse(run(scenario, replication, seed=11)) for replication in range(REPLICATIONS)])


@pytest.fixture(scope="module")
def found() -> dict[str, np.ndarray]:
    """Waits under every assignment, shape (n,) [min]."""
    return {name: waits(name) for name in ("pooled", "reassigned_when_free", "kept_for_the_visit", "zones")}


@pytest.mark.slow
@pytest.mark.parametrize("strict", ["kept_for_the_visit", "zones"])
def test_strict_assignment_gives_longer_waits_for_a_nurse(found, strict):
    """Than reassigning on the day, at 99.9 %; as Alvarado et al. (DEVS-CHEMO) found in chemotherapy."""
    gap = paired_difference(found["reassigned_when_free"], found[strict], confidence=0.999)
    assert gap.mean - gap.half_width > 0


@pytest.mark.slow
def test_reassigning_is_no_better_than_pooling_by_more_than_noise(found):
    """A pool never lets anybody wait while a nurse is free: within the interval at 99.9 %, or longer."""
    gap = paired_difference(found["pooled"], found["reassigned_when_free"], confidence=0.999)
    assert gap.mean + gap.half_width >= 0
