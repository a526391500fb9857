"""The roles of a clinic, each with its way of saying who serves whom."""

from __future__ import annotations

from sim.events import Header
from sim.model.assigned import AssignedStaff
from sim.model.engine import Engine
from sim.model.staff import Note, Staff
from sim.scenario.facts import watching_roles
from sim.scenario.schema import Scenario


def build_roles(engine: Engine, note: Note, header: Header, scenario: Scenario) -> dict[str, Staff]:
    """Every role by name, in the order of the scenario."""
    policy, watching = scenario.policies.nurse_assignment, watching_roles(scenario)
    roles = {
        fact.name: AssignedStaff(engine, note, code, fact, policy)
        if policy.concerns(fact.name, fact.name in watching)
        else Staff(engine, note, code, fact)
        for code, fact in enumerate(header.roles)
    }
    for name, role in roles.items():
        role.hands_over = scenario.policies.end_of_day.hand_over
        role.helps = tuple(roles[other] for other in scenario.staff[name].helps)
        role.helpers = tuple(roles[other] for other, spec in scenario.staff.items() if name in spec.helps)
    return roles
