"""Rules across fields: what makes a scenario impossible, and what is allowed but probably not meant.

One rule is one small function that yields a problem for each finding. The tables ``ERRORS`` and
``WARNINGS`` at the foot of each subject's module say what exists.
"""

from __future__ import annotations

from sim.errors import Problem
from sim.scenario.checks import booking, breaks, courses, demand, hours, names, rota, sizes, visits, window
from sim.scenario.schema import Scenario

SUBJECTS = (names, visits, courses, booking, hours, rota, breaks, demand, sizes, window)

__all__ = ["SUBJECTS", "errors", "warnings"]


def errors(scenario: Scenario) -> list[Problem]:
    """Everything that makes the scenario impossible to run; empty if it can be run."""
    return list(dict.fromkeys(found for subject in SUBJECTS for rule in subject.ERRORS for found in rule(scenario)))


def warnings(scenario: Scenario) -> list[Problem]:
    """What is allowed but probably not meant; asked only of a scenario without errors."""
    return list(dict.fromkeys(found for subject in SUBJECTS for rule in subject.WARNINGS for found in rule(scenario)))
