"""Names that a scenario uses must exist in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sim.errors import Problem
from sim.naming import slug
from sim.policies.nurse_assignment import NURSE_ASSIGNMENT
from sim.policies.recovery import Lounge
from sim.policies.reminders import Remind
from sim.scenario.facts import steps
from sim.scenario.problems import did_you_mean, listed, show, visible
from sim.scenario.schema import OnSite, PeopleInBuilding, Scenario

PLAIN_CONDITIONS = ("first infusion", "induction", "maintenance", "urgent")
EVERY_VISIT = "every visit"
_COMPARED = 300
"""Most names among which a near miss is sought, and longest list that is searched for one."""


def unknown(path: str, noun: str, name: str, options: Collection[str]) -> Iterator[Problem]:
    """A problem if *name* is not one of the options."""
    if name in options:
        return
    known = f"expected one of {listed(options)}" if options else f"the scenario has no {noun}"
    near = did_you_mean(name, options) if len(options) <= _COMPARED else ""
    yield Problem(f"unknown {noun}; got {show(name)}; {known}{near}", path)


def space_of_a_step(scenario: Scenario) -> Iterator[Problem]:
    """A step is done in a kind of space that the clinic has."""
    for _, _, path, step in steps(scenario):
        for name in step.in_:
            yield from unknown(f"{path}.in", "space", name, scenario.spaces)


def roles_of_a_step(scenario: Scenario) -> Iterator[Problem]:
    """Those hands-on, watching or checking are roles of the clinic."""
    for _, _, path, step in steps(scenario):
        for name in step.hands:
            yield from unknown(f"{path}.hands", "role", name, scenario.staff)
        if step.watch is not None:
            yield from unknown(f"{path}.watch", "role", step.watch, scenario.staff)
        if step.checks is not None:
            yield from unknown(f"{path}.checks.hands", "role", step.checks.hands, scenario.staff)


def role_of_a_side_effect(scenario: Scenario) -> Iterator[Problem]:
    """Who comes for a side effect is a role of the clinic."""
    for name, visit in scenario.visits.items():
        for effect, spec in visit.side_effects.items():
            yield from unknown(f"visits.{name}.side_effects.{effect}.hands", "role", spec.hands, scenario.staff)


def only_words(scenario: Scenario) -> Iterator[Problem]:
    """A condition of a step is a known word, a protocol, or one of the visit's chances."""
    for _, visit, path, step in steps(scenario):
        known = [*PLAIN_CONDITIONS, *scenario.protocols, *visit.chances]
        for text in step.only:
            word = text
            while word.startswith("not ") and word not in visit.chances:
                word = word[4:]
            yield from unknown(f"{path}.only", "condition", word, known)


def names_of_chances(scenario: Scenario) -> Iterator[Problem]:
    """A chance must not take the name of another condition."""
    for name, visit in scenario.visits.items():
        for chance in visit.chances:
            if chance in PLAIN_CONDITIONS or chance in scenario.protocols or chance.startswith("not "):
                what = f"{show(chance)} already means something under 'only'; choose another name"
                yield Problem(what, f"visits.{name}.chances.{chance}")


def visits_of_a_protocol(scenario: Scenario) -> Iterator[Problem]:
    """Infusion, consult and evaluation of a protocol are visit types."""
    for name, protocol in scenario.protocols.items():
        for key in ("visit", "consult", "evaluation"):
            wanted = getattr(protocol, key)
            if wanted is not None:
                yield from unknown(f"protocols.{name}.{key}", "visit type", wanted, scenario.visits)


def protocol_of_a_condition(scenario: Scenario) -> Iterator[Problem]:
    """A condition is treated by a protocol of the clinic."""
    for name, condition in scenario.patients.conditions.items():
        if condition.protocol is not None:
            path = f"patients.conditions.{name}.protocol"
            yield from unknown(path, "protocol", condition.protocol, scenario.protocols)


def visit_of_a_source(scenario: Scenario) -> Iterator[Problem]:
    """Walk-ins and timetables are for a visit type."""
    for part in ("walk_ins", "timetables"):
        for name, source in getattr(scenario, part).items():
            yield from unknown(f"{part}.{name}.visit", "visit type", source.visit, scenario.visits)


def visits_of_attendance(scenario: Scenario) -> Iterator[Problem]:
    """Attendance is given by visit type, or for every visit."""
    for name in scenario.attendance:
        yield from unknown(f"attendance.{name}", "visit type", name, [*scenario.visits, EVERY_VISIT])


def visits_with_money(scenario: Scenario) -> Iterator[Problem]:
    """Prices and supplies are given by visit type."""
    for key in ("prices", "supplies"):
        for name in getattr(scenario.money, key):
            yield from unknown(f"money.{key}.{name}", "visit type", name, scenario.visits)


def spaces_with_costs(scenario: Scenario) -> Iterator[Problem]:
    """What a place costs is given by kind of space."""
    for name in scenario.money.spaces_per_day:
        yield from unknown(f"money.spaces_per_day.{name}", "space", name, scenario.spaces)


def space_of_the_lounge(scenario: Scenario) -> Iterator[Problem]:
    """The lounge of the recovery policy is a kind of space."""
    policy = scenario.policies.recovery
    if isinstance(policy, Lounge):
        yield from unknown("policies.recovery.lounge.space", "space", policy.space, scenario.spaces)


def visits_of_reminders(scenario: Scenario) -> Iterator[Problem]:
    """Patients are reminded of visit types of the clinic."""
    policy = scenario.policies.reminders
    for name in policy.visits if isinstance(policy, Remind) else ():
        yield from unknown("policies.reminders.remind.visits", "visit type", name, scenario.visits)


def roles_that_are_helped(scenario: Scenario) -> Iterator[Problem]:
    """Whom a role helps is another role of the clinic."""
    for name, role in scenario.staff.items():
        for other in role.helps:
            yield from unknown(f"staff.{name}.helps", "role", other, scenario.staff)
            if other == name:
                yield Problem(f"'{visible(name)}' helps itself; name other roles", f"staff.{name}.helps")


def roles_of_nurse_assignment(scenario: Scenario) -> Iterator[Problem]:
    """Whose members have visits of their own is a role of the clinic."""
    policy = scenario.policies.nurse_assignment
    chosen = next((name for name, spec in NURSE_ASSIGNMENT.items() if type(policy) is spec), "")
    for name in getattr(policy, "roles", ()) if chosen else ():
        yield from unknown(f"policies.nurse_assignment.{chosen}.roles", "role", name, scenario.staff)


def role_of_a_safety_rule(scenario: Scenario) -> Iterator[Problem]:
    """Who must be on site is a role of the clinic."""
    for position, rule in enumerate(scenario.safety):
        if isinstance(rule, OnSite):
            yield from unknown(f"safety.{position}.on_site", "role", rule.on_site, scenario.staff)


def steps_with_one_name(scenario: Scenario) -> Iterator[Problem]:
    """Each step of a visit has a name of its own."""
    for name, visit in scenario.visits.items():
        seen: set[str] = set()
        for position, step in enumerate(visit.steps):
            if step.step in seen:
                what = f"two steps are called '{visible(step.step)}'; give each step of a visit a name of its own"
                yield Problem(what, f"visits.{name}.steps.{position}")
            seen.add(step.step)


def names_that_metrics_share(scenario: Scenario) -> Iterator[Problem]:
    """Whatever metrics are named after still has a name of its own when blanks, dots and colons are underscores.

    Spaces and roles stand side by side in ``queue.busy.mean``.
    """
    spaces = [(f"spaces.{name}", name) for name in scenario.spaces]
    roles = [(f"staff.{name}", name) for name in scenario.staff]
    visits = [(f"visits.{name}", name) for name in scenario.visits]
    steps_of = (
        [(f"{path}.steps.{one.step}", one.step) for one in scenario.visits[name].steps] for path, name in visits
    )
    together = ([*spaces, *roles], visits, *steps_of)
    for group in together:
        seen: dict[str, str] = {}
        for path, name in group:
            first = seen.setdefault(slug(name), path)
            if first != path:
                yield Problem(f"metrics would call this the same as {visible(first)}; give it another name", path)


def roles_that_are_causes(scenario: Scenario) -> Iterator[Problem]:
    """No role is called like what else a place may wait for, as in ``lost.waiting_for_watcher``."""
    for name in scenario.staff:
        if slug(name) in ("watcher", "rule", "space"):
            what = f"metrics mean something else by waiting_for_{slug(name)}; give this role another name"
            yield Problem(what, f"staff.{name}")


ERRORS = (
    space_of_a_step,
    roles_of_a_step,
    role_of_a_side_effect,
    only_words,
    names_of_chances,
    visits_of_a_protocol,
    protocol_of_a_condition,
    visit_of_a_source,
    visits_of_attendance,
    visits_with_money,
    spaces_with_costs,
    space_of_the_lounge,
    visits_of_reminders,
    roles_that_are_helped,
    roles_of_nurse_assignment,
    role_of_a_safety_rule,
    steps_with_one_name,
    names_that_metrics_share,
    roles_that_are_causes,
)


def spaces_nobody_uses(scenario: Scenario) -> Iterator[Problem]:
    """A kind of space that no step and no policy names, perhaps a slip of the pen."""
    recovery = scenario.policies.recovery
    used = {kind for visit in scenario.visits.values() for step in visit.steps for kind in step.in_}
    used |= {recovery.space} if isinstance(recovery, Lounge) else set()
    for name in scenario.spaces:
        if name not in used:
            yield Problem("no visit uses this space", f"spaces.{name}")


def roles_nobody_needs(scenario: Scenario) -> Iterator[Problem]:
    """A role on the payroll that no step, side effect, safety rule or policy names, perhaps a slip of the pen."""
    used = set(_roles_at_work(scenario))
    while helpers := {name for name, role in scenario.staff.items() if used.intersection(role.helps)} - used:
        used |= helpers
    for name in scenario.staff:
        if name not in used:
            present = any(isinstance(rule, PeopleInBuilding) for rule in scenario.safety)
            only = "it only counts among the people in the building" if present else "its shifts only cost wages"
            what = f"nobody needs this role: no step, safety rule or policy names it, so {only}"
            yield Problem(what, f"staff.{name}")


def _roles_at_work(scenario: Scenario) -> Iterator[str]:
    for _, _, _, step in steps(scenario):
        yield from step.hands
        yield from (role for role in (step.watch, step.checks.hands if step.checks else None) if role)
    for visit in scenario.visits.values():
        yield from (spec.hands for spec in visit.side_effects.values())
    yield from (rule.on_site for rule in scenario.safety if isinstance(rule, OnSite))
    yield from getattr(scenario.policies.nurse_assignment, "roles", None) or ()
    if each := getattr(scenario.policies.slot, "each", None):
        yield each


WARNINGS = (spaces_nobody_uses, roles_nobody_needs)
