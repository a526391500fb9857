"""What holds path by path: change of unit, one more chair, the same scenario afterwards."""

from __future__ import annotations

import numpy as np
import pytest
from exact import facts, shipped, waits

from sim.metrics import measure
from sim.scenario.load import dump

INFUSE = "visits.stay.steps.infuse.time"


def test_hours_for_minutes_change_nothing_but_the_unit():
    """M/M/3 sixty times slower, with the same seed: shares are identical and times sixty times longer."""
    fast = measure(facts(shipped("mmc", "run.warm_up=0 weeks", "run.length=2 weeks")))
    slow = ("walk_ins.patients.arrivals=0.048 per hour", f"{INFUSE}={{exponential: {{mean: 50 h}}}}")
    times = ("run.warm_up=0 weeks", "run.length=120 weeks", "run.cool_down=60 days")
    slower = measure(facts(shipped("mmc", *slow, *times)))
    for name in ("queue.wait.share_positive", "queue.busy.mean.chair", "queue.present.mean"):
        assert slower[name] == pytest.approx(fast[name], rel=1e-9)
    for name in ("queue.wait.mean", "queue.wait.p95", "queue.time_in_system.mean"):
        assert slower[name] == pytest.approx(60 * fast[name], rel=1e-9)


@pytest.mark.parametrize("time", ["{exponential: {mean: 50 min}}", "50 min", "{lognormal: {mean: 50 min, sd: 50 min}}"])
def test_one_more_chair_delays_nobody(time):
    """With first come first served at one station every patient is seated no later when a chair is added."""
    fewer, more = (
        facts(shipped("mmc", f"{INFUSE}={time}", f"spaces.chair={chairs}", "run.length=4 weeks")).visits.served
        for chairs in (3, 4)
    )
    both = min(len(fewer), len(more))
    known = ~np.isnan(fewer[:both]) & ~np.isnan(more[:both])
    assert known.sum() > 2000
    assert np.all(more[:both][known] <= fewer[:both][known] + 1e-9)


def test_one_more_nurse_shorter_infusions_or_fewer_patients_shorten_the_wait():
    """The same luck, four changes for the better: mean wait and time in the building fall every time."""
    base = measure(facts(shipped("chairs_and_nurses", "run.length=8 weeks")))
    for setting in (
        "staff.nurse.shifts=[{days: mon-sun, hours: 00:00-24:00, count: 3}]",
        "spaces.chair=7",
        "visits.stay.steps.infuse.time.exponential.mean=40 min",
        "walk_ins.patients.arrivals=3.5 per hour",
    ):
        better = measure(facts(shipped("chairs_and_nurses", "run.length=8 weeks", setting)))
        assert better["queue.wait.mean"] < base["queue.wait.mean"]
        assert better["queue.time_in_system.mean"] < base["queue.time_in_system.mean"]


def test_a_run_leaves_its_scenario_as_it_was():
    """The resolved scenario reads the same after a run as before it."""
    scenario = shipped("chairs_and_nurses", "run.length=1 week")
    before = dump(scenario)
    assert len(waits(facts(scenario))) > 500
    assert dump(scenario) == before
