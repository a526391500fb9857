"""Rules across fields: what no single field can know."""

from __future__ import annotations

from sim.errors import Problem
from sim.scenario.schema import Scenario


def errors(scenario: Scenario) -> list[Problem]:
    """What makes a scenario impossible to run."""
    return []


def warnings(scenario: Scenario) -> list[Problem]:
    """What is allowed but probably not meant."""
    return []
