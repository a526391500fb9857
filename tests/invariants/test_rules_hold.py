"""What must hold at every instant of every log, recomputed by the auditor from the rows alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from auditor import audit
from clinics import CLINICS, SMALL, clinic, variation

from sim import metrics
from sim.events import EventLog, Kind
from sim.experiment import window_of
from sim.model.clinic import run

FRACTIONS = ("use.chair_utilisation.occupied", "use.chair_utilisation.treating", "use.hands_on", "use.at_watch_limit")


def _in_a_variation(scenario, log):
    """What the auditor and the metrics find, but for visits that last into the next day.

    A variation may leave nobody of a role on duty for the rest of a day (absence, a shift that ends before the
    last infusion has begun): whoever is in a chair then waits for the morning, and the next gap may be too short.
    """
    found, wrong = audit(scenario, log), _metrics_in_order(scenario, log)
    by_day = [one for one in found if " lasted " not in one and " is still inside " not in one]
    if len(by_day) < len(found):
        wrong.pop("identities.gaps_below_least", None)
    return by_day, wrong


def _metrics_in_order(scenario, log):
    """Identities are zero, nothing was violated, shares lie in [0, 1]."""
    found = metrics.compute(log, window_of(scenario))
    wrong = {
        name: value
        for name, value in found.items()
        if name.startswith(("identities.", "safety.violations")) and abs(value) > 1e-6
    }
    shares = {
        name: value for name, value in found.items() if name.startswith(FRACTIONS) and not -1e-9 <= value <= 1 + 1e-9
    }
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
    assert (*_in_a_variation(scenario, log), changes) == ([], {}, changes)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3, 40))
@pytest.mark.parametrize("name", CLINICS)
def test_auditor_finds_nothing_in_many_variations(name, number):
    """The same with many more."""
    scenario, changes = variation(name, number)
    log = run(scenario, number % 3, seed=number)
    assert (*_in_a_variation(scenario, log), changes) == ([], {}, changes)


@pytest.mark.slow
@pytest.mark.parametrize("name", CLINICS)
def test_auditor_finds_nothing_in_a_year(name):
    """A year, warm-up and cool-down included."""
    scenario = clinic(name, "run.length=52 weeks")
    assert audit(scenario, run(scenario, 0, seed=5)) == []


@pytest.mark.parametrize(
    ("kind", "name", "value", "said"),
    [
        (Kind.HANDS_BEGAN, "unit", 77, "not on duty"),
        (Kind.HANDS_ENDED, "unit", 77, "were with somebody else"),
        (Kind.SHIFT_ENDED, "time", 0.0, "goes back"),
        (Kind.SPACE_READY, "unit", 9, "made ready by another visit"),
        (Kind.STEP_ENDED, "kind", Kind.SYMPTOMS_RETURNED, "visit "),
        (Kind.WATCH_BEGAN, "kind", Kind.SYMPTOMS_RETURNED, "begins unwatched"),
        (Kind.OPENED, "kind", Kind.CLOSED, "seated while closed"),
        (Kind.BOOKED, "value", -1.0, "into the past"),
        (Kind.SEATED, "kind", Kind.SYMPTOMS_RETURNED, "made ready by another visit"),
    ],
)
def test_auditor_notices_a_broken_log(kind, name, value, said):
    """One number changed in one row: the auditor says what is wrong."""
    scenario = clinic(SMALL)
    rows = run(scenario, 0, seed=1).all()
    nth = (rows.kind == kind).nonzero()[0][5]
    column = getattr(rows, name).copy()
    column[nth] = value
    log = EventLog.of(run(scenario, 0, seed=1).header, replace(rows, **{name: column}))
    assert said in " ".join(audit(scenario, log))
