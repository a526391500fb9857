"""Arithmetic on a scenario that needs no simulation: expected times, planned lengths, who is on duty."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.people import Protocol
from sim.scenario.schema import OfTheProtocol, Scenario, Step, Visit
from sim.scenario.staff import Break, Role
from sim.units import DAY, days


def users(scenario: Scenario, visit: str) -> list[Protocol]:
    """The protocols whose infusions are visits of this type."""
    return [protocol for protocol in scenario.protocols.values() if protocol.visit == visit]


def treatment_spaces(scenario: Scenario) -> list[str]:
    """The kinds of space in which infusions run; every kind where there is no infusion."""
    found: list[str] = []
    for visit in scenario.visits.values():
        held: tuple[str, ...] = ()
        for step in visit.steps:
            held = step.in_ or held
            if step.part == "infusion":
                found += held
            held = () if step.leaves else held
    return list(dict.fromkeys(found)) or list(scenario.spaces)


def planned_hands(step: Step) -> tuple[str, ...]:
    """Roles for whose hands the diary plans, one of each: treatment and consults; check-in and discharge fit in."""
    return () if step.part in ("arrival", "departure") else tuple(step.hands)


def planned_space(visit: Visit, treating: Sequence[str]) -> str | None:
    """The kind of space that a booking counts against: the treatment space, else the first one named."""
    named = [step.in_[0] for step in visit.steps if step.in_]
    return next((kind for kind in named if kind in treating), named[0] if named else None)


def planned_length(visit: Visit, protocols: Sequence[Protocol], grid: float) -> float:
    """Planned time of a visit type in its space [min]: as the scenario says, or the mean of its steps."""
    infusion = max((protocol.infusion.mean() for protocol in protocols), default=0.0)
    if visit.booked is not None:
        return float(visit.booked)
    if visit.booked_beyond_infusion is not None:
        return float(infusion + visit.booked_beyond_infusion)
    total = sum(end - start for start, end, _ in timeline(visit, infusion) if end > start)
    return float(min(-(-total // grid) * grid, DAY))


def timeline(visit: Visit, infusion: float) -> list[tuple[float, float, Step]]:
    """Expected beginning and end of each step with the patient present [min after the start]."""
    at, result = 0.0, []
    for step in visit.steps:
        if step.patient == "gone":
            continue
        mean = infusion if isinstance(step.time, OfTheProtocol) else max(0.0, step.time.mean())
        end = at + mean * step.probability / (1 - step.repeat)
        result.append((at, end, step))
        at = end
    return result


def spans(hours: tuple[float, float], pause: Break) -> bool:
    """Whether a shift holds the whole window of a break, so that its members take it."""
    return hours[0] <= pause.between[0] and pause.between[1] <= hours[1]


def on_duty(role: Role, weekday: int, at: float) -> int:
    """Members on the roster at a time of a weekday."""
    return sum(
        shift.count for shift in role.shifts if weekday in days(shift.days) and shift.hours[0] <= at < shift.hours[1]
    )


def planned_break(pause: Break, number: int) -> float:
    """When a member's break should begin [min of the day]: by their numbers, one after the other in the window."""
    begins, ends = pause.between
    turns = max(1, int((ends - begins) // pause.length))
    return begins + (number % turns) * pause.length


def on_break(role: Role, weekday: int, start: float, end: float) -> int:
    """Members who have a planned break at some time of a stretch of a weekday [min of the day]."""
    shifts = [shift for shift in role.shifts for _ in range(shift.count)]
    return sum(
        any(_overlaps(pause, number, start, end) for pause in role.breaks if spans(shift.hours, pause))
        for number, shift in enumerate(shifts)
        if weekday in days(shift.days)
    )


def _overlaps(pause: Break, number: int, start: float, end: float) -> bool:
    begins = planned_break(pause, number)
    return begins < end and start < begins + pause.length
