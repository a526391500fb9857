"""Waiting for a space, for hands, to be watched, for a rule: what a visit does when it cannot go on at once."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.entities import Waiting
from sim.events import REASON
from sim.model import kinds
from sim.model.queues import Waiter
from sim.model.safety import Rule
from sim.model.sheet import Line
from sim.model.spaces import Spaces
from sim.model.staff import Member, Staff

if TYPE_CHECKING:
    from sim.model.clinic import Clinic
    from sim.model.visit import Visit

CLOSING = REASON["closing"]
Crew = list[tuple[Staff, list[Member]]]
"""Who is hands-on with a patient."""


def rank(clinic: Clinic, visit: Visit) -> float:
    """The place in line that dispatch gives; smaller is sooner."""
    return float(clinic.dispatch(Waiting(visit.due, visit.arrived, clinic.engine.now, visit.patient.urgency)))


def wait(clinic: Clinic, visit: Visit, waiter: Waiter, cause: int) -> Generator[float | None, Any, Any]:
    """Wait to be woken; both ends of the wait are noted with its cause."""
    me, number = visit.me, visit.number
    held = visit.space.code if visit.space else -1
    unseated = not visit.begun
    if unseated:
        clinic.unseated[number] = waiter
    clinic.note((clinic.engine.now, kinds.WAIT_BEGAN, me, number, cause, held, -1.0))
    told = yield None
    clinic.note((clinic.engine.now, kinds.WAIT_ENDED, me, number, cause, held, -1.0))
    if unseated:
        clinic.unseated.pop(number, None)
    return told


def move(
    clinic: Clinic, visit: Visit, line: Line, places: tuple[Spaces, ...]
) -> Generator[float | None, Any, int | None]:
    """Take one of the spaces, in order of preference, then leave the one held before."""
    first = visit.space is None and not visit.begun
    if first and clinic.last_start_gone:
        return CLOSING
    held = visit.space
    for place in places if clinic.may_seat or not first else ():
        unit = place.take() if place is not held else visit.unit
        if unit is not None:
            break
    else:
        waiter = Waiter(clinic.engine.current, unseated=first)
        order = rank(clinic, visit)
        for place in places:
            place.line.join(waiter, order, line.priority)
            place.serve()
        told = yield from wait(clinic, visit, waiter, clinic.cause_of_space[places[0].code])
        if not isinstance(told, tuple):
            return int(told)
        place, unit = told
    visit.taken_by = places
    if place is not held:
        left = visit.unit
        visit.space, visit.unit, visit.begun = place, unit, True
        clinic.note((clinic.engine.now, kinds.SEATED, visit.me, visit.number, place.code, unit, -1.0))
        if held is not None:
            clinic.vacate(visit, held, left)
    return None


def wait_for_hands(
    clinic: Clinic, visit: Visit, staff: Staff, need: int, priority: int, beside: bool = False
) -> Generator[float | None, Any, Any]:
    """Wait in line for members of a role; returns them, or the reason why the visit is over."""
    if clinic.is_over and len(staff.members) < need:
        return CLOSING
    waiter = Waiter(clinic.engine.current, need, unseated=not visit.begun, beside=beside)
    staff.line_up_for_hands(waiter, rank(clinic, visit), priority)
    return (yield from wait(clinic, visit, waiter, clinic.cause_of_hands[staff.code]))


def be_watched(clinic: Clinic, visit: Visit, staff: Staff, priority: int) -> Generator[float | None, Any, int | None]:
    """Be watched by a role from now on, when its limit allows; returns why the visit is over, or None."""
    stop_watching(clinic, visit)
    if not staff.watch():
        if clinic.is_over and not staff.members:
            return CLOSING
        waiter = Waiter(clinic.engine.current, unseated=not visit.begun)
        staff.for_watch.join(waiter, rank(clinic, visit), priority)
        staff.settle()
        told = yield from wait(clinic, visit, waiter, clinic.cause_of_watch[staff.code])
        if told is not True:
            return int(told)
    visit.watched = staff
    clinic.note((clinic.engine.now, kinds.WATCH_BEGAN, visit.me, visit.number, staff.code, -1, -1.0))
    return None


def stop_watching(clinic: Clinic, visit: Visit) -> None:
    """Be watched no more, if anybody watched."""
    staff, visit.watched = visit.watched, None
    if staff is not None:
        clinic.note((clinic.engine.now, kinds.WATCH_ENDED, visit.me, visit.number, staff.code, -1, -1.0))
        staff.unwatch()


def held(clinic: Clinic, visit: Visit, rule: Rule) -> Generator[float | None, Any, int | None]:
    """Wait until an on-site rule allows; returns why the visit is over, or None."""
    if clinic.is_over:
        return CLOSING
    waiter = Waiter(clinic.engine.current, unseated=not visit.begun)
    rule.hold(waiter)
    told: int | None = yield from wait(clinic, visit, waiter, clinic.cause_of_rule[rule.name])
    return told


def take_one(clinic: Clinic, visit: Visit, line: Line) -> Crew | None:
    """The usual case: one member of one role who is free; None if somebody must be waited for."""
    staff, need = line.hands[0]
    if need > 1 or len(line.hands) > 1:
        return None
    given = staff.take(1)
    if given is None:
        return None
    clinic.note((clinic.engine.now, kinds.HANDS_BEGAN, visit.me, visit.number, staff.code, given[0].number, -1.0))
    return [(staff, given)]


def release(clinic: Clinic, visit: Visit, crew: Crew) -> None:
    """Hands-on work ends."""
    now = clinic.engine.now
    for staff, members in crew:
        for member in members:
            clinic.note((now, kinds.HANDS_ENDED, visit.me, visit.number, staff.code, member.number, -1.0))
        staff.give_back(members)
