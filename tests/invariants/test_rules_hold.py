"""What must hold at every instant of every log, recomputed by the auditor from the rows alone."""

from __future__ import annotations

import pytest
from auditor import audit
from clinics import CLINICS, clinic, variation

from sim import metrics
from sim.experiment import window_of
from sim.model.clinic import run

FRACTIONS = ("use.chair_utilisation.occupied", "use.chair_utilisation.treating", "use.hands_on", "use.at_watch_limit")


def _metrics_in_order(scenario, log):
    """Identities are zero, nothing was violated, shares lie in [0, 1]."""
    found = metrics.compute(log, window_of(scenario))
    wrong = {name: value for name, value in found.items() if name.startswith(("identities.", "safety.violations")) and abs(value) > 1e-6}
    shares = {name: value for name, value in found.items() if name.startswith(FRACTIONS) and not -1e-9 <= value <= 1 + 1e-9}
    return wrong | {name: value for name, value in shares.items() if value == value}


@pytest.mark.parametrize("replication", range(2))
@pytest.mark.parametrize("name", CLINICS)
def test_auditor_finds_nothing_in_a_shipped_clinic(name, replication):
    """Five weeks from the start: chairs, hands, watching, rules, doors, order of steps, bookings, people."""
    scenario = clinic(name)
    log = run(scenario, replication, seed=2)
    assert audit(scenario, log) == []
    assert _metrics_in_order(scenario, log) == {}


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("name", CLINICS)
def test_auditor_finds_nothing_in_a_random_variation(name, number):
    """The same with up to seven policies, rotas and habits drawn at random."""
    scenario, changes = variation(name, number)
    log = run(scenario, 0, seed=number)
    assert (audit(scenario, log), changes) == ([], changes)
    assert _metrics_in_order(scenario, log) == {}


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3, 40))
@pytest.mark.parametrize("name", CLINICS)
def test_auditor_finds_nothing_in_many_variations(name, number):
    """The same with many more."""
    scenario, changes = variation(name, number)
    log = run(scenario, number % 3, seed=number)
    assert (audit(scenario, log), changes) == ([], changes)
    assert _metrics_in_order(scenario, log) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", CLINICS)
def test_auditor_finds_nothing_in_a_year(name):
    """A year, warm-up and cool-down included."""
    scenario = clinic(name, "run.length=52 weeks")
    assert audit(scenario, run(scenario, 0, seed=5)) == []


def test_auditor_notices_a_broken_log():
    """A patient seated twice in one chair, and hands of somebody who is not on duty, are found."""
    scenario = clinic(CLINICS[0])
    log = run(scenario, 0, seed=1)
    rows = log.all()
    seats = (rows.kind == 15).nonzero()[0]
    rows.unit[seats[3:9]] = rows.unit[seats[2]]
    rows.time[-1] = 0.0
    rows.unit[(rows.kind == 34).nonzero()[0][:1]] = 77
    said = " ".join(audit(scenario, log))
    assert "taken or not ready" in said
    assert "not on duty" in said
    assert "goes back" in said
