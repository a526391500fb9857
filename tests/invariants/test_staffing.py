"""Every way of staffing at once, on top of random variations: nothing is broken, nobody is forgotten."""

from __future__ import annotations

import numpy as np
import pytest
from auditor import audit
from clinics import CLINICS, clinic, variation

from sim import metrics
from sim.errors import ScenarioError
from sim.experiment import window_of
from sim.model.clinic import run

STAFFING = (
    "policies.nurse_assignment=kept_for_the_visit",
    "policies.nurse_assignment={zones: {roles: [nurse, prescriber]}}",
    "policies.nurse_assignment={reassigned_when_free: {roles: [nurse, front desk]}}",
    "staff.nurse.helps=[front desk]",
    "staff.nurse.helps=[prescriber]",
    "staff.front desk.helps=[nurse]",
    "staff.prescriber.helps=[nurse]",
    "staff.front desk.absent=0.2",
    "staff.prescriber.absent={probability: 0.2, agency: {probability: 0.9, wage: 75}}",
    "staff.nurse.break=[{length: 15 min, between: '10:00-11:00'}, {length: 30 min, between: '12:00-14:00', cover: 0}]",
)


def staffed(name, number):
    """A random variation of a clinic with a few ways of staffing drawn at random, as far as they fit."""
    changes = variation(name, 1000 + number)[1]
    for choice in np.random.default_rng([number, 77]).permutation(STAFFING)[:6].tolist():
        try:
            clinic(name, *changes, choice)
        except ScenarioError:
            continue
        changes.append(choice)
    return clinic(name, *changes), changes


def wrong(scenario, log):
    """What the auditor finds, but for visits that last into the next day; and breaches that the metrics find."""
    found = [one for one in audit(scenario, log) if " lasted " not in one and " is still inside " not in one]
    breaches = metrics.compute(log, window_of(scenario))["safety.violations"]
    return found if breaches == 0 else [*found, f"{breaches:g} violations"]


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("name", CLINICS)
def test_nothing_is_broken_however_a_clinic_is_staffed(name, number):
    """Five weeks of each clinic."""
    scenario, changes = staffed(name, number)
    assert (wrong(scenario, run(scenario, 0, seed=number)), changes) == ([], changes)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3, 40))
@pytest.mark.parametrize("name", CLINICS)
def test_nothing_is_broken_in_many_ways_of_staffing(name, number):
    """The same with many more."""
    scenario, changes = staffed(name, number)
    assert (wrong(scenario, run(scenario, 0, seed=number)), changes) == ([], changes)
