"""Ceilings: what would keep a run busy for ever, or fill the memory, is refused before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem
from sim.scenario.facts import number, steps
from sim.scenario.problems import visible
from sim.scenario.schema import Scenario

MOST_MEMBERS = 200
"""Members of a role who are simulated one by one."""
MOST_REPEATS = 1000
"""Times that a step may be done on average."""
SHORTEST_ROUND = 1.0
"""Least time from one check to the next [min]."""


def too_many_members(scenario: Scenario) -> Iterator[Problem]:
    """Every member of a role is a person with shifts, breaks and hands of their own."""
    for name, role in scenario.staff.items():
        members = sum(shift.count for shift in role.shifts)
        if members > MOST_MEMBERS:
            what = f"{number(members, 'member')} of '{visible(name)}'; at most {number(MOST_MEMBERS, 'member')}"
            yield Problem(f"{what} of a role can be simulated", f"staff.{name}.shifts")


def nearly_endless_repeats(scenario: Scenario) -> Iterator[Problem]:
    """A step that is nearly always done again keeps its patient for months."""
    for _, _, path, step in steps(scenario):
        if step.repeat < 1 and (times := 1 / (1 - step.repeat)) > MOST_REPEATS * (1 + 1e-9):
            what = f"the step would be done {times:.2g} times on average; expected at most {MOST_REPEATS} times"
            yield Problem(what, f"{path}.repeat")


def checks_without_pause(scenario: Scenario) -> Iterator[Problem]:
    """Checks leave a minute between one beginning and the next."""
    for _, _, path, step in steps(scenario):
        if step.checks and step.checks.every < SHORTEST_ROUND:
            yield Problem("checks more often than every minute; expected 1 min or longer", f"{path}.checks.every")


ERRORS = (too_many_members, nearly_endless_repeats, checks_without_pause)
WARNINGS = ()
