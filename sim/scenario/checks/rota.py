"""Staff: everybody a step needs must be there at some time, and safety rules must be keepable."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem
from sim.policies.nurse_assignment import Pooled
from sim.policies.recovery import InTheRecliner
from sim.scenario.facts import (
    hours_text,
    infuses,
    least_above_zero,
    most_on_duty,
    needed_steps,
    number,
    open_time_without,
    spoken,
    used_visits,
    watching_roles,
    week,
)
from sim.scenario.problems import listed, visible
from sim.scenario.schema import OnSite, Scenario, Step
from sim.scenario.staff import Shift
from sim.units import days

Need = tuple[str, str, int, bool]
"""Path, role, how many at once, and whether the patient is present."""


def needs(scenario: Scenario) -> Iterator[Need]:
    """Every need of a known role, of steps that can happen."""
    for _, _, path, step in needed_steps(scenario):
        here = step.patient == "present"
        found = [(f"{path}.hands", role, count, here) for role, count in step.hands.items()]
        if step.watch:
            found.append((f"{path}.watch", step.watch, 1, here))
        if step.checks:
            found.append((f"{path}.checks.hands", step.checks.hands, 1, here))
        yield from (need for need in found if need[1] in scenario.staff)
    for name in used_visits(scenario) & scenario.visits.keys():
        if infuses(scenario.visits[name]):
            for effect, spec in scenario.visits[name].side_effects.items():
                if spec.hands in scenario.staff and any(spec.probability.values()):
                    yield f"visits.{name}.side_effects.{effect}.hands", spec.hands, 1, True


def role_nobody_works(scenario: Scenario) -> Iterator[Problem]:
    """A step needs somebody who is on duty at some time."""
    most = _most(scenario)
    for path, role, _, here in dict.fromkeys(needs(scenario)):
        if most[role, here] == 0:
            yield Problem(f"nobody can do this: {_why_nobody(scenario, role)}", path)


def _most(scenario: Scenario) -> dict[tuple[str, bool], int]:
    """Most members of each role on duty together: while the clinic is open, and on any of its days."""
    staff = scenario.staff.items()
    return {(name, here): most_on_duty(scenario, [role], here) for name, role in staff for here in (True, False)}


def _why_nobody(scenario: Scenario, role: str) -> str:
    name, spec = visible(role), scenario.staff[role]
    if not spec.shifts:
        return f"'{name}' has no shifts"
    if spec.absent.uncovered >= 1:
        return f"'{name}' is always absent"
    return f"no '{name}' is on duty while the clinic is open ({spoken(_open_time(scenario))})"


def _open_time(scenario: Scenario) -> list[tuple[int, float, float]]:
    return [(day, start, end) for day, sessions in enumerate(week(scenario)) for start, end in sessions]


def more_hands_than_people(scenario: Scenario) -> Iterator[Problem]:
    """A step needs no more of a role than are ever on duty together."""
    most = _most(scenario)
    for path, role, count, here in dict.fromkeys(needs(scenario)):
        if 0 < most[role, here] < count:
            what = f"needs {count} of '{visible(role)}' at once, but never more than {most[role, here]} are on duty"
            yield Problem(what, path)


def watching_nobody(scenario: Scenario) -> Iterator[Problem]:
    """A role that must watch may watch at least one patient."""
    for path, role in dict.fromkeys((f"staff.{step.watch}.watches", step.watch) for step in _watched(scenario)):
        if role in scenario.staff and scenario.staff[role].watches == 0:
            yield Problem(f"'{visible(role)}' must watch patients, but may watch 0 at a time; expected 1 or more", path)


def _watched(scenario: Scenario) -> Iterator[Step]:
    return (step for _, _, _, step in needed_steps(scenario) if step.watch)


def alone_and_strict(scenario: Scenario) -> Iterator[Problem]:
    """Who alone watches a patient cannot be hands-on with the same patient if that ends the watching."""
    for name, visit, path, step in needed_steps(scenario):
        role = scenario.staff.get(step.watch or "")
        if role is None or role.watches_while_hands_on or most_on_duty(scenario, [role]) != 1:
            continue
        effects = visit.side_effects.values() if step.part == "infusion" else ()
        called = {
            *step.hands,
            *(effect.hands for effect in effects),
            *([step.checks.hands] if step.checks else []),
        }
        if step.watch in called:
            what = (
                f"only one '{visible(step.watch)}' is ever on duty and would have to watch this "
                "patient and be hands-on "
                f"at once; set staff.{visible(step.watch)}.watches_while_hands_on: true or add a shift"
            )
            yield Problem(what, path if step.watch in step.hands or step.checks else f"visits.{name}.side_effects")


def rule_that_cannot_be_kept(scenario: Scenario) -> Iterator[Problem]:
    """A safety rule can be kept at some time."""
    for position, (who, least, roles) in enumerate(_rules(scenario)):
        most = most_on_duty(scenario, [scenario.staff[role] for role in roles])
        if most < least:
            together = f"never more than {most} are on duty while the clinic is open" if most else "nobody ever is"
            what = f"can never be kept: {number(least, who)} must be on site, but {together}"
            yield Problem(what, f"safety.{position}")


def _rules(scenario: Scenario) -> list[tuple[str, int, list[str]]]:
    """Whom each safety rule wants, how many, and the roles that count."""
    found = []
    for rule in scenario.safety:
        if isinstance(rule, OnSite):
            found.append((f"'{visible(rule.on_site)}'", rule.count, [r for r in scenario.staff if r == rule.on_site]))
        else:
            found.append(("member", rule.people_in_building, list(scenario.staff)))
    return found


# warnings


def rule_that_is_kept_in_part(scenario: Scenario) -> Iterator[Problem]:
    """A safety rule holds patients up in part of the opening hours."""
    for position, (_, least, roles) in enumerate(_rules(scenario)):
        gaps = open_time_without(scenario, [scenario.staff[role] for role in roles], least)
        if gaps:
            yield Problem(f"cannot be kept {spoken(gaps)}; patients wait meanwhile", f"safety.{position}")


def open_hours_without_a_role(scenario: Scenario) -> Iterator[Problem]:
    """Nobody of a role that patients need, nor of one that helps it, is on duty in some opening hours."""
    watching = watching_roles(scenario)
    for role in dict.fromkeys(role for _, role, _, here in needs(scenario) if here):
        helpers = [] if role in watching else [spec for spec in scenario.staff.values() if role in spec.helps]
        gaps = open_time_without(scenario, [scenario.staff[role], *helpers])
        if gaps:
            yield Problem(
                f"no '{visible(role)}' is on duty {spoken(gaps)}; who needs one waits", f"staff.{role}.shifts"
            )


def strict_watching_alone(scenario: Scenario) -> Iterator[Problem]:
    """With one member on duty, hands-on work stops all watching."""
    watching = {step.watch for step in _watched(scenario)}
    for name, role in scenario.staff.items():
        alone = not role.watches_while_hands_on and name in watching and least_above_zero(scenario, role) == 1
        if alone and any(need[1] == name and need[0].endswith("hands") for need in needs(scenario)):
            what = (
                f"at times one '{visible(name)}' is on duty alone: nothing hands-on can begin while "
                "that one watches, "
                "and nobody can be watched while that one is hands-on"
            )
            yield Problem(what, f"staff.{name}.watches_while_hands_on")


def shift_outside_hours(scenario: Scenario) -> Iterator[Problem]:
    """A shift lies wholly outside the opening hours."""
    for name, role in scenario.staff.items():
        for position, shift in enumerate(role.shifts):
            if not _overlaps(scenario, shift):
                what = f"{shift.days} {hours_text(*shift.hours)} lies wholly outside the opening hours"
                yield Problem(what, f"staff.{name}.shifts.{position}")


def _overlaps(scenario: Scenario, shift: Shift) -> bool:
    begins, ends = shift.hours
    table = week(scenario)
    return any(opens < ends and begins < closes for day in days(shift.days) for opens, closes in table[day])


def spaces_that_cannot_be_watched(scenario: Scenario) -> Iterator[Problem]:
    """The watching limit leaves some places unusable."""
    for role, kinds in _watched_in(scenario).items():
        spec, places = scenario.staff[role], sum(scenario.spaces[kind].count for kind in kinds)
        staff = most_on_duty(scenario, [spec])
        if staff * spec.watches < places:
            what = (
                f"at most {staff * spec.watches} of {places} places ({listed(sorted(kinds))}) in use "
                "at a time: "
                f"{staff} on duty, each watching {spec.watches}"
            )
            yield Problem(what, f"staff.{role}.watches")


def _watched_in(scenario: Scenario) -> dict[str, set[str]]:
    """Kinds of space in which each role watches."""
    found: dict[str, set[str]] = {}
    held: tuple[str, ...] = ()
    for _, visit, _, step in needed_steps(scenario):
        held = () if step is visit.steps[0] else held
        held = step.in_ or held
        moves = step.part == "recovery" and not isinstance(scenario.policies.recovery, InTheRecliner)
        kinds = scenario.policies.recovery(held[0]) if moves and held else held
        if step.watch and step.watch in scenario.staff:
            found.setdefault(step.watch, set()).update(kind for kind in kinds if kind in scenario.spaces)
        held = () if step.leaves else held
    return found


def agency_without_absence(scenario: Scenario) -> Iterator[Problem]:
    """An agency covers shifts that somebody misses."""
    for name, role in scenario.staff.items():
        if role.absent.agency and not role.absent.probability:
            what = f"the agency is never called: no '{visible(name)}' is ever absent"
            yield Problem(what, f"staff.{name}.absent.probability")


def assignment_of_nobody(scenario: Scenario) -> Iterator[Problem]:
    """Nurse assignment names no role, and nobody watches."""
    policy, watching = scenario.policies.nurse_assignment, watching_roles(scenario)
    if not isinstance(policy, Pooled) and not any(policy.concerns(name, name in watching) for name in scenario.staff):
        what = "applies to nobody, because no role watches; name the roles, as in {zones: {roles: [nurse]}}"
        yield Problem(what, "policies.nurse_assignment")


ERRORS = (
    role_nobody_works,
    more_hands_than_people,
    watching_nobody,
    alone_and_strict,
    rule_that_cannot_be_kept,
)
WARNINGS = (
    rule_that_is_kept_in_part,
    open_hours_without_a_role,
    strict_watching_alone,
    shift_outside_hours,
    spaces_that_cannot_be_watched,
    agency_without_absence,
    assignment_of_nobody,
)
