"""What the booking policies ask for must be possible: roles, visit types, weekdays and times that exist."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem
from sim.policies.holding import HoldStarts
from sim.policies.pattern import FixedWeekdays
from sim.policies.slot import Template
from sim.scenario.checks.names import unknown
from sim.scenario.facts import week
from sim.scenario.problems import visible
from sim.scenario.schema import Scenario
from sim.units import WEEKDAYS, days, show_clock


def role_that_paces_the_starts(scenario: Scenario) -> Iterator[Problem]:
    """Starts are staggered by a role of the clinic."""
    role = scenario.policies.slot.paced_by
    if role is not None:
        yield from unknown("policies.slot.stagger.each", "role", role, scenario.staff)


def visits_of_the_template(scenario: Scenario) -> Iterator[Problem]:
    """A template is for visit types of the clinic."""
    policy = scenario.policies.slot
    if isinstance(policy, Template):
        for name in policy.starts:
            yield from unknown(f"policies.slot.template.starts.{name}", "visit type", name, scenario.visits)


def starts_of_the_template(scenario: Scenario) -> Iterator[Problem]:
    """A template's starts lie in the opening hours and on the diary's grid."""
    policy, open_times = scenario.policies.slot, week(scenario)
    for visit, table in policy.starts.items() if isinstance(policy, Template) else ():
        for names, times in table.items():
            path = f"policies.slot.template.starts.{visit}.{names}"
            for at in dict.fromkeys(times):
                if at % scenario.diary.every:
                    what = f"{show_clock(at)} is not on the diary's grid of {scenario.diary.every:g} min (diary.every)"
                    yield Problem(what, path)
                shut = [day for day in days(names) if not any(a <= at < b for a, b in open_times[day])]
                if shut:
                    yield Problem(f"{show_clock(at)} on {WEEKDAYS[shut[0]]} lies outside the opening hours", path)


def patterns_on_closed_days(scenario: Scenario) -> Iterator[Problem]:
    """A pattern of weekdays has a weekday on which the clinic opens."""
    policy, open_times = scenario.policies.pattern, week(scenario)
    for position, names in enumerate(policy.patterns if isinstance(policy, FixedWeekdays) else ()):
        if not any(open_times[day] for day in days(names)):
            what = f"the clinic is never open on {visible(names)}"
            yield Problem(what, f"policies.pattern.fixed_weekdays.patterns.{position}")


ERRORS = (
    role_that_paces_the_starts,
    visits_of_the_template,
    starts_of_the_template,
    patterns_on_closed_days,
)


def starts_held_for_nobody(scenario: Scenario) -> Iterator[Problem]:
    """Starts held for urgent patients are of no use where no condition is urgent."""
    policy = scenario.policies.holding
    nobody = not any(condition.urgent for condition in scenario.patients.conditions.values())
    if isinstance(policy, HoldStarts) and policy.for_ == "urgent" and nobody:
        yield Problem("no condition is urgent, so these starts wait for nobody", "policies.holding.hold_starts.for")


WARNINGS = (starts_held_for_nobody,)
