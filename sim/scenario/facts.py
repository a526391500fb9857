"""Plain facts about a scenario: its week, what is in use, who is on duty, and words for stretches of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sim.calendars import Calendar, Session, joined
from sim.distributions import Distribution
from sim.policies.maintenance import AsNeeded, FixedInterval, Taper
from sim.scenario.arithmetic import on_duty
from sim.scenario.people import Protocol
from sim.scenario.schema import Scenario, Space, Step, Visit
from sim.scenario.staff import Role
from sim.units import DAY, days, show_clock, show_days

Week = tuple[tuple[Session, ...], ...]
Stretch = tuple[int, float, float]
"""Weekday, from, to [min of the day]."""
_RANGE = re.compile(r"\s*(\d{1,6})\s*(?:-\s*(\d{1,6})\s*)?")
_ENDLESS = 10**9


def week(scenario: Scenario) -> Week:
    """Opening sessions by weekday; overlapping ones made one."""
    found: list[list[Session]] = [[] for _ in range(7)]
    for names, sessions in scenario.calendar.hours.items():
        for day in days(names):
            found[day].extend(sessions)
    return tuple(_united(day) for day in found)


def _united(sessions: list[Session]) -> tuple[Session, ...]:
    try:
        return joined(sessions)
    except ValueError:
        return ((min(start for start, _ in sessions), max(end for _, end in sessions)),)


def calendar(scenario: Scenario) -> Calendar:
    """The clinic's calendar, overlapping sessions made one."""
    return Calendar(scenario.calendar.starts, week(scenario), frozenset(scenario.calendar.closed))


def open_weekdays(scenario: Scenario) -> tuple[int, ...]:
    """Weekdays on which some session is held."""
    return tuple(day for day, sessions in enumerate(week(scenario)) if sessions)


def length_of_run(scenario: Scenario) -> float:
    """Simulated time [min]."""
    return scenario.run.end + scenario.run.cool_down


def steps(scenario: Scenario, used_only: bool = False) -> Iterator[tuple[str, Visit, str, Step]]:
    """Every step with the name of its visit, the visit and the path."""
    names = used_visits(scenario) if used_only else set(scenario.visits)
    for name, visit in scenario.visits.items():
        if name in names:
            yield from ((name, visit, f"visits.{name}.steps.{step.step}", step) for step in visit.steps)


def needed_steps(scenario: Scenario) -> Iterator[tuple[str, Visit, str, Step]]:
    """Steps that can happen, of visits that somebody makes."""
    return (entry for entry in steps(scenario, used_only=True) if entry[3].probability > 0)


def protocols_in_use(scenario: Scenario) -> dict[str, Protocol]:
    """Protocols that some patient follows."""
    people = scenario.patients
    if not (people.referrals or people.start_from.induction or people.start_from.maintenance):
        return {}
    first = next(iter(scenario.protocols), "")
    mix = [condition.protocol or first for condition in people.conditions.values() if condition.share > 0]
    names = set(mix) if people.conditions else {first}
    return {name: protocol for name, protocol in scenario.protocols.items() if name in names}


def laws_of_boosters(protocol: Protocol) -> Iterator[tuple[str, Distribution]]:
    """Every law of the time to a booster, with its path below the plan of maintenance."""
    plan = protocol.maintenance.plan if protocol.maintenance else None
    if isinstance(plan, AsNeeded):
        yield "as_needed.symptoms_return", plan.symptoms_return
    if isinstance(plan, FixedInterval):
        yield "fixed.every", plan.every
        if plan.first:
            yield "fixed.first", plan.first
    if isinstance(plan, Taper):
        yield from ((f"taper.gaps.{nth}", law) for nth, law in enumerate(plan.gaps))
        if plan.then_every:
            yield "taper.then_every", plan.then_every


def by_visit(scenario: Scenario) -> dict[str, list[Protocol]]:
    """Protocols by the visit type of their infusions."""
    found: dict[str, list[Protocol]] = {}
    for protocol in scenario.protocols.values():
        found.setdefault(protocol.visit, []).append(protocol)
    return found


def booked_visits(scenario: Scenario) -> set[str]:
    """Visit types that courses book in the diary."""
    found = protocols_in_use(scenario).values()
    return {name for one in found for name in (one.visit, one.consult, one.evaluation) if name}


def used_visits(scenario: Scenario) -> set[str]:
    """Visit types that somebody makes."""
    return booked_visits(scenario) | visits_without_course(scenario)


def visits_without_course(scenario: Scenario) -> set[str]:
    """Visit types of walk-ins and timetables."""
    return {one.visit for one in scenario.walk_ins.values()} | {one.visit for one in scenario.timetables.values()}


def infuses(visit: Visit) -> bool:
    """Whether the visit has an infusion."""
    return any(step.part == "infusion" for step in visit.steps)


def stretch(key: str) -> tuple[int, int] | None:
    """First and last infusion meant by ``any``, ``later``, ``4`` or ``1-3``; None if it means nothing."""
    if key in ("any", "later"):
        return 1, _ENDLESS
    match = _RANGE.fullmatch(key)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    return (first, last) if 1 <= first <= last else None


def chance_of(table: Mapping[str, float], number: int) -> float:
    """Probability at an infusion's number, from {1-3: p, later: q}, {any: p} and the like."""
    for key, chance in table.items():
        first, last = (0, 0) if key == "later" else stretch(key) or (0, 0)
        if first <= number <= last:
            return chance
    return table.get("later", 0.0)


def watching_roles(scenario: Scenario) -> set[str]:
    """Roles that watch in some step."""
    return {step.watch for visit in scenario.visits.values() for step in visit.steps if step.watch}


def usable(space: Space) -> int:
    """Places that are not out of service for good."""
    gone = sum(e.count for e in space.out_of_service if not e.from_ and not e.to and e.hours == (0.0, DAY))
    return max(0, space.count - gone)


# on duty


def at_work(role: Role, weekday: int, at: float) -> int:
    """Members who may be on duty: nobody if all are always absent and the agency sends nobody."""
    return 0 if role.absent.uncovered >= 1 else on_duty(role, weekday, at)


def most_on_duty(scenario: Scenario, roles: Iterable[Role], while_open: bool = True) -> int:
    """Most members of the roles together on duty, while the clinic is open or on any of its days."""
    together = list(roles)
    return max((_together(together, day, at) for day, at in _instants(scenario, together, while_open)), default=0)


def least_above_zero(scenario: Scenario, role: Role) -> int:
    """Fewest members on duty while the clinic is open and somebody is; 0 if nobody ever is."""
    numbers = (at_work(role, day, at) for day, at in _instants(scenario, [role], while_open=True))
    return min((number for number in numbers if number), default=0)


def _together(roles: Iterable[Role], weekday: int, at: float) -> int:
    return sum(at_work(role, weekday, at) for role in roles)


def _instants(scenario: Scenario, roles: Iterable[Role], while_open: bool) -> Iterator[tuple[int, float]]:
    """Every instant of the week at which the number on duty may change."""
    turns = {at for role in roles for shift in role.shifts for at in shift.hours}
    for day, sessions in enumerate(week(scenario)):
        stretches = sessions if while_open else ((0.0, DAY),) if sessions else ()
        for opens, closes in stretches:
            yield from ((day, at) for at in sorted({opens, *turns}) if opens <= at < closes)


def open_time_without(scenario: Scenario, roles: Iterable[Role], least: int = 1) -> list[Stretch]:
    """Opening time in which fewer than *least* members of the roles together are on duty."""
    together = list(roles)
    turns = {at for role in together for shift in role.shifts for at in shift.hours}
    found: list[Stretch] = []
    for day, sessions in enumerate(week(scenario)):
        for opens, closes in sessions:
            edges = sorted({opens, closes, *(at for at in turns if opens < at < closes)})
            pieces = zip(edges, edges[1:], strict=False)
            found += [(day, a, b) for a, b in pieces if _together(together, day, a) < least]
    return _touching_joined(found)


def _touching_joined(stretches: list[Stretch]) -> list[Stretch]:
    result: list[Stretch] = []
    for day, start, end in stretches:
        if result and result[-1][0] == day and result[-1][2] == start:
            result[-1] = (day, result[-1][1], end)
        else:
            result.append((day, start, end))
    return result


# words


def spoken(stretches: Iterable[Stretch], limit: int = 4) -> str:
    """Stretches of the week as text, equal days together: ``mon-fri 16:30-17:00``."""
    by_hours: dict[str, list[int]] = {}
    for day, start, end in stretches:
        by_hours.setdefault(hours_text(start, end), []).append(day)
    parts = [f"{show_days(tuple(numbers))} {text}" for text, numbers in by_hours.items()]
    return "; ".join(parts[:limit]) + (f" and {len(parts) - limit} more" if len(parts) > limit else "")


def hours_text(start: float, end: float) -> str:
    """A stretch of a day, ``08:00-17:00``."""
    return f"{show_clock(start)}-{show_clock(end)}"


def number(count: int, noun: str) -> str:
    """``1 day``, ``3 days``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}".replace(",", " ")
