"""Clinics on which generated scenarios once found a promise broken; each says which."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_worlds import keeps_its_promises

from sim.experiment import replicate
from sim.scenario.load import load

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[1] / "scenarios"
SPREAD = "{early_or_late: {early: 0.907, mean_early: 1000 weeks, late: 0.077, mean_late: 20.5 min}}"

FOUND = {
    "weeks early, patients came on the day of another appointment": (
        SCENARIOS / "suburban_clinic.yaml",
        [f"attendance.infusion.punctuality={SPREAD}", "policies.late.send_home.after=8 h"],
    ),
    "weeks late, patients came in through the doors of a later day": (
        HERE / "clinic.yaml",
        ["attendance.infusion.punctuality={normal: {mean: 3 weeks, sd: 10 min}}"],
    ),
    "overtime until the next shift counted as work off duty": (
        SCENARIOS / "lean_practice.yaml",
        ["visits.infusion.steps.prepare.time={triangular: {low: 0 min, mode: 7.25 min, high: 3 h}}"],
    ),
    "after days inside, a patient checked in on a closed day": (
        SCENARIOS / "busy_centre.yaml",
        [
            "visits.infusion.side_effects.distress.time={inverse_gaussian: {mean: 2 days, shape: 3 weeks}}",
            "visits.infusion.side_effects.distress.probability=0.05",
        ],
    ),
}


@pytest.mark.parametrize(("path", "changes"), FOUND.values(), ids=FOUND)
def test_what_was_found_does_not_come_back(path, changes):
    """Identities at zero and no rule broken, as in every other clinic."""
    keeps_its_promises(load(path, changes).scenario)


def test_a_million_chairs_take_little_memory():
    """Two weeks leave behind arrays of a few megabytes; one number for each chair and half-hour would be gigabytes."""
    scenario = load(HERE / "clinic.yaml", ["spaces.recliner=1000000"]).scenario
    kept = replicate(scenario, 1, 0).profiles
    assert sum(array.nbytes for array in kept.values()) < 20e6
