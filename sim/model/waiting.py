"""Waiting in a visit, and what it notes: waits with their causes, hands-on work, watching."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.entities import Waiting
from sim.events import REASON
from sim.model.kinds import HANDS_BEGAN, HANDS_ENDED, WAIT_BEGAN, WAIT_ENDED, WATCH_ENDED
from sim.model.queues import Waiter
from sim.model.safety import Rule
from sim.model.staff import Member, Staff, Task

if TYPE_CHECKING:
    from sim.model.clinic import Clinic
    from sim.model.visit import Visit

CLOSING = REASON["closing"]
Wait = Generator[float | None, Any, int | None]
"""A wait; returns why it was in vain, or None."""
Crew = list[list[Member]]
"""Who is hands-on with a patient; one entry for each role that the step needs, all of it of one role."""


def rank(clinic: Clinic, visit: Visit) -> float:
    """The place in line that dispatch gives; smaller is sooner."""
    planned = clinic.header.booked[visit.sheet.code]
    waiting = Waiting(visit.due, visit.arrived, clinic.engine.now, visit.patient.urgency, planned)
    return float(clinic.dispatch(waiting))


def wait(clinic: Clinic, visit: Visit, waiter: Waiter) -> Wait:
    """Wait to be woken; both ends of the wait are noted with its cause. Returns why it was in vain, or None."""
    me, number, cause, note, engine = visit.me, visit.number, waiter.cause, clinic.note, clinic.engine
    held = visit.space.code if visit.space is not None else -1.0
    if waiter.unseated:
        clinic.unseated[number] = waiter
    note((engine.now, WAIT_BEGAN, me, number, cause, held, -1.0))
    yield None
    note((engine.now, WAIT_ENDED, me, number, cause, held, -1.0))
    if waiter.unseated:
        clinic.unseated.pop(number, None)
    return waiter.refused


# hands


def hands_on(clinic: Clinic, visit: Visit, members: list[Member], beside: float = -1.0) -> None:
    """Note that hands-on work begins; *beside* is 1 for members who go on watching others."""
    note, now = clinic.note, clinic.engine.now
    for member in members:
        role = member.role
        if role.hands_over:
            member.task = Task(members, visit, beside)
        note((now, HANDS_BEGAN, visit.me, visit.number, role.code, member.number, beside))


def line_up_for_hands(
    clinic: Clinic, visit: Visit, staff: Staff, need: int, priority: int, beside: bool = False
) -> Waiter | None:
    """Join the line for members of a role; None if none will come today."""
    if clinic.is_over and not staff.is_here(need):
        return None
    waiter = Waiter(clinic.engine.current, clinic.cause_of_hands[staff], need, not visit.begun, beside, visit)
    staff.line_up_for_hands(waiter, rank(clinic, visit), priority)
    return waiter


def release(clinic: Clinic, visit: Visit, crew: Crew) -> None:
    """Hands-on work ends."""
    note, now = clinic.note, clinic.engine.now
    for members in crew:
        role = members[0].role
        for member in members:
            note((now, HANDS_ENDED, visit.me, visit.number, role.code, member.number, -1.0))
        role.give_back(members)


# watching


def stop_watching(clinic: Clinic, visit: Visit) -> None:
    """Be watched no more, if anybody watched."""
    staff = visit.watched
    if staff is not None:
        visit.watched = None
        note = clinic.note
        note((clinic.engine.now, WATCH_ENDED, visit.me, visit.number, staff.code, -1.0, -1.0))
        staff.unwatch()


# rules


def held(clinic: Clinic, visit: Visit, rule: Rule) -> Wait:
    """Wait until an on-site rule allows; returns why the visit is over, or None."""
    waiter = line_up_under(clinic, visit, rule)
    return CLOSING if waiter is None else (yield from wait(clinic, visit, waiter))


def line_up_under(clinic: Clinic, visit: Visit, rule: Rule) -> Waiter | None:
    """Wait for an on-site rule to allow; None if nobody will come any more today."""
    if clinic.is_over:
        return None
    waiter = Waiter(clinic.engine.current, clinic.cause_of_rule[rule.name], unseated=not visit.begun)
    rule.hold(waiter)
    return waiter
