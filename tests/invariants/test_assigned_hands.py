"""Every nurse assignment in every clinic: nothing is broken, nobody is forgotten, and patients keep their nurse."""

from __future__ import annotations

from collections import Counter

import pytest
from auditor import audit
from clinics import CLINICS, clinic, variation

from sim.events import Kind
from sim.model.clinic import run

ASSIGNMENTS = ("kept_for_the_visit", "reassigned_when_free", "zones")


def chosen(assignment):
    """The setting that chooses a nurse assignment."""
    return f"policies.nurse_assignment={assignment}"


def changes_of_nurse(scenario, log):
    """How often, on average over visits, hands-on work of a watching role is begun by another than before."""
    rows = log.rows(Kind.HANDS_BEGAN)
    roles = list(scenario.staff)
    watching = {roles.index(step.watch) for visit in scenario.visits.values() for step in visit.steps if step.watch}
    before, changes = {}, Counter()
    for visit, role, member, beside in zip(rows.visit, rows.what, rows.unit, rows.value, strict=True):
        if int(role) in watching and beside != 1:
            changes["all"] += before.get((visit, role), member) != member
            before[visit, role] = member
    return changes["all"] / max(1, len({visit for visit, _ in before}))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("name", CLINICS)
def test_auditor_finds_nothing_under_any_assignment(name, assignment):
    """Five weeks of a shipped clinic: limits, rules, hands, order of steps, everybody accounted for."""
    scenario = clinic(name, chosen(assignment))
    assert audit(scenario, run(scenario, 0, seed=3)) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(12))
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("name", CLINICS)
def test_auditor_finds_nothing_in_variations_under_any_assignment(name, assignment, number):
    """The same with policies, rotas and habits drawn at random; visits may last into the next day, as elsewhere."""
    scenario, changes = variation(name, 100 + number)
    log = run(clinic(name, *changes, chosen(assignment)), 0, seed=number)
    found = [one for one in audit(scenario, log) if " lasted " not in one and " is still inside " not in one]
    assert (found, changes) == ([], changes)


def test_the_stricter_the_assignment_the_fewer_changes_of_nurse():
    """In the busy centre patients change nurse seldom when kept, more often reassigned, most often pooled."""
    changes = {}
    for assignment in ("kept_for_the_visit", "reassigned_when_free", "pooled"):
        scenario = clinic("busy_centre", chosen(assignment))
        changes[assignment] = changes_of_nurse(scenario, run(scenario, 0, seed=3))
    assert changes["kept_for_the_visit"] < 0.2
    assert changes["kept_for_the_visit"] < changes["reassigned_when_free"] < changes["pooled"]
