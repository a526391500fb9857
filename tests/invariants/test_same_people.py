"""Two scenarios meet the same people with the same luck: common random numbers, seen in the log."""

from __future__ import annotations

from collections import Counter

import pytest
from clinics import CLINICS, clinic

from sim.events import Kind
from sim.model.clinic import run

POLICIES = (
    ("policies.slot=earliest", "policies.slot=level_the_day"),
    ("policies.dispatch=first_come", "policies.dispatch=appointment_time"),
    ("policies.series=whole", "policies.series=visit_by_visit"),
    ("policies.reminders=none", "policies.reminders={remind: {no_show_factor: 0.3, ahead: 1 day}}"),
)
STEADY = ("arrival", "preparation", "consult", "turnover")


def _people(log):
    """Who was referred when and why."""
    rows = log.rows(Kind.REFERRED)
    return list(zip(rows.patient.tolist(), rows.time.tolist(), rows.what.tolist(), rows.value.tolist(), strict=True))


def _planned(log):
    """Infusions planned by patient and induction."""
    rows = log.rows(Kind.INDUCTION_OPENED)
    return {(p, u): v for p, u, v in zip(rows.patient.tolist(), rows.unit.tolist(), rows.value.tolist(), strict=True)}


def _durations(log):
    """Length of steps that nothing can lengthen, by patient, number of the attended visit, and step."""
    rows, steps = log.all(), log.header.steps
    given, began, number, found = Counter(), {}, {}, {}
    names = ("time", "kind", "patient", "visit", "what")
    for time, kind, patient, visit, what in zip(*(getattr(rows, name).tolist() for name in names), strict=True):
        if kind == Kind.CHECKED_IN:
            number[visit] = given[patient]
        elif kind == Kind.DEPARTED:
            given[patient] += 1
        elif kind == Kind.STEP_BEGAN and steps[what].part in STEADY:
            began[visit, what] = time
        elif kind == Kind.STEP_ENDED and (visit, what) in began:
            found[patient, number[visit], what] = time - began[visit, what]
    return found


def _compare(one, other):
    """Equal wherever both logs have the patient, the visit and the step; returns how many were compared."""
    common = one.keys() & other.keys()
    wrong = {key for key in common if abs(one[key] - other[key]) > 1e-6}
    assert not wrong
    return len(common)


@pytest.mark.parametrize("pair", POLICIES, ids=lambda pair: pair[0].split(".")[1].split("=")[0])
@pytest.mark.parametrize("name", CLINICS)
def test_policies_meet_the_same_people(name, pair):
    """Same referrals, conditions, planned infusions, and the same length of each step at each visit of a patient."""
    one, other = (run(clinic(name, choice), 0, seed=6) for choice in pair)
    assert _people(one) == _people(other)
    assert len(_people(one)) > 0
    assert _compare(_planned(one), _planned(other)) > 0
    assert _compare(_durations(one), _durations(other)) > 50


@pytest.mark.parametrize("name", CLINICS)
def test_one_more_space_changes_nobodys_durations(name):
    """A place more of the first kind: the same people, each step as long as before."""
    scenario = clinic(name)
    kind, space = next(iter(scenario.spaces.items()))
    more = clinic(name, f"spaces.{kind}={space.count + 1}")
    one, other = run(scenario, 0, seed=6), run(more, 0, seed=6)
    assert _people(one) == _people(other)
    assert _compare(_planned(one), _planned(other)) > 0
    assert _compare(_durations(one), _durations(other)) > 50


def test_one_more_member_changes_nobodys_durations():
    """A nurse more, the same."""
    name = CLINICS[0]
    scenario = clinic(name)
    count = scenario.staff["nurse"].shifts[0].count
    one, other = run(scenario, 0, seed=6), run(clinic(name, f"staff.nurse.shifts.0.count={count + 1}"), 0, seed=6)
    assert _people(one) == _people(other)
    assert _compare(_durations(one), _durations(other)) > 50


def _fates(log):
    """Whether the patient came, by patient and number of the booking."""
    missed = {Kind.NO_SHOW: True, Kind.CHECKED_IN: False}
    booked, number, found = Counter(), {}, {}
    rows = log.all()
    names = ("kind", "patient", "visit")
    for kind, patient, visit in zip(*(getattr(rows, name).tolist() for name in names), strict=True):
        if kind == Kind.BOOKED:
            booked[patient] += 1
            number[visit] = booked[patient]
        elif kind in missed and visit in number:
            found[patient, number[visit]] = missed[kind]
    return found


@pytest.mark.parametrize("name", CLINICS)
def test_reordering_the_queue_changes_nobodys_fate(name):
    """Who is served first decides neither when anybody is referred nor who misses which of their appointments."""
    one, other = (
        run(clinic(name, f"policies.dispatch={choice}"), 0, seed=6) for choice in ("first_come", "appointment_time")
    )
    assert _people(one) == _people(other)
    fates = _fates(one)
    assert _compare(fates, _fates(other)) > 30
    assert 0 < sum(fates.values()) < len(fates)
