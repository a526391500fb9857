"""What a visit needs before a step can begin, and waiting for what is not to be had at once."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from sim.entities import Waiting
from sim.events import REASON
from sim.model.kinds import HANDS_BEGAN, HANDS_ENDED, SEATED, WAIT_BEGAN, WAIT_ENDED, WATCH_BEGAN, WATCH_ENDED
from sim.model.queues import Waiter
from sim.model.safety import Rule
from sim.model.sheet import Line
from sim.model.spaces import Spaces
from sim.model.staff import Member, Staff, Task

if TYPE_CHECKING:
    from sim.model.clinic import Clinic
    from sim.model.visit import Visit

CLOSING = REASON["closing"]
Crew = list[list[Member]]
"""Who is hands-on with a patient; one entry for each role that the step needs, all of it of one role."""
Lack = Callable[["Clinic", "Visit", Line], Generator[float | None, Any, int | None]]
"""Waits for something that a step still wants; returns why the visit is over, or None."""


def begin_at_once(clinic: Clinic, visit: Visit, line: Line) -> Lack | None:
    """Have everything that the step needs, as far as it is free; returns how to wait for what is lacking, or None.

    What was had stays with the visit, so that it can be asked again once the lack is over.
    """
    places = clinic.recovery_places(visit, line) if line.recovers else line.places
    if places and visit.space is not places[0] and not _stay_or_take_place(clinic, visit, places):
        return _wait_for_place
    if line.hands:
        crew = visit.crew
        for staff, need in line.hands[len(crew) :] if crew else line.hands:
            given = staff.take(need, visit)
            if given is None:
                return _wait_for_hands
            hands_on(clinic, visit, given)
            crew.append(given)
    watch = line.watch
    if watch is not None and visit.watched is not watch:
        stop_watching(clinic, visit)
        if not watch.watch():
            return _wait_for_watching
        _is_watched(clinic, visit, watch)
    if line.infusing and clinic.broken_by_infusion() is not None:
        return _held
    return None


def begin_later(
    clinic: Clinic, visit: Visit, line: Line, lack: Lack | None
) -> Generator[float | None, Any, int | None]:
    """Wait for one thing after the other until the step can begin; returns why the visit is over, or None."""
    while lack is not None:
        refused = yield from lack(clinic, visit, line)
        if refused is not None:
            release(clinic, visit, visit.crew)
            visit.crew.clear()
            return refused
        lack = begin_at_once(clinic, visit, line)
    return None


def rank(clinic: Clinic, visit: Visit) -> float:
    """The place in line that dispatch gives; smaller is sooner."""
    planned = clinic.header.booked[visit.sheet.code]
    waiting = Waiting(visit.due, visit.arrived, clinic.engine.now, visit.patient.urgency, planned)
    return float(clinic.dispatch(waiting))


def wait(clinic: Clinic, visit: Visit, waiter: Waiter, cause: int) -> Generator[float | None, Any, Any]:
    """Wait to be woken; both ends of the wait are noted with its cause."""
    me, number, note, engine = visit.me, visit.number, clinic.note, clinic.engine
    held = visit.space.code if visit.space else -1
    unseated = not visit.begun
    if unseated:
        clinic.unseated[number] = waiter
    note((engine.now, WAIT_BEGAN, me, number, cause, held, -1.0))
    told = yield None
    note((engine.now, WAIT_ENDED, me, number, cause, held, -1.0))
    if unseated:
        clinic.unseated.pop(number, None)
    return told


# spaces


def _stay_or_take_place(clinic: Clinic, visit: Visit, places: tuple[Spaces, ...]) -> bool:
    """Take one of the spaces that is free, in order of preference, and leave the one held before.

    The space held may stay if it is among the step's and no better one is to be looked for: a new choice, once.
    """
    held = visit.space
    if held in places and visit.taken_by == places:
        return True
    if held is None and not visit.begun and not clinic.may_seat:
        return False
    for place in places:
        unit = place.take() if place is not held else visit.unit
        if unit is not None:
            _sit(clinic, visit, places, place, unit)
            return True
    return False


def _sit(clinic: Clinic, visit: Visit, places: tuple[Spaces, ...], place: Spaces, unit: int) -> None:
    held, left = visit.space, visit.unit
    visit.taken_by = places
    if place is not held:
        visit.space, visit.unit, visit.begun = place, unit, True
        clinic.note((clinic.engine.now, SEATED, visit.me, visit.number, place.code, unit, -1.0))
        if held is not None:
            clinic.vacate(visit, held, left)


def _wait_for_place(clinic: Clinic, visit: Visit, line: Line) -> Generator[float | None, Any, int | None]:
    first = visit.space is None and not visit.begun
    if first and clinic.last_start_gone:
        return CLOSING
    places = line.places if not line.recovers else clinic.recovery_places(visit, line)
    waiter = Waiter(clinic.engine.current, unseated=first)
    order = rank(clinic, visit)
    for place in places:
        place.line.join(waiter, order, line.priority)
        place.serve()
    told = yield from wait(clinic, visit, waiter, clinic.cause_of_space[places[0].code])
    if not isinstance(told, tuple):
        return int(told)
    _sit(clinic, visit, places, *told)
    return None


# hands


def hands_on(clinic: Clinic, visit: Visit, members: list[Member], beside: float = -1.0) -> None:
    """Note that hands-on work begins; *beside* is 1 for members who go on watching others."""
    for member in members:
        role = member.role
        if role.hands_over:
            member.task = Task(members, visit, beside)
        clinic.note((clinic.engine.now, HANDS_BEGAN, visit.me, visit.number, role.code, member.number, beside))


def wait_for_hands(
    clinic: Clinic, visit: Visit, staff: Staff, need: int, priority: int, beside: bool = False
) -> Generator[float | None, Any, Any]:
    """Wait in line for members of a role; returns them, or the reason why the visit is over."""
    if clinic.is_over and not staff.is_here(need):
        return CLOSING
    waiter = Waiter(clinic.engine.current, need, not visit.begun, beside, visit)
    staff.line_up_for_hands(waiter, rank(clinic, visit), priority)
    return (yield from wait(clinic, visit, waiter, clinic.cause_of_hands[staff.code]))


def _wait_for_hands(clinic: Clinic, visit: Visit, line: Line) -> Generator[float | None, Any, int | None]:
    staff, need = line.hands[len(visit.crew)]
    given = yield from wait_for_hands(clinic, visit, staff, need, line.priority)
    if not isinstance(given, list):
        return int(given)
    hands_on(clinic, visit, given)
    visit.crew.append(given)
    return None


def release(clinic: Clinic, visit: Visit, crew: Crew) -> None:
    """Hands-on work ends."""
    now = clinic.engine.now
    for members in crew:
        role = members[0].role
        for member in members:
            clinic.note((now, HANDS_ENDED, visit.me, visit.number, role.code, member.number, -1.0))
        role.give_back(members)


# watching


def _wait_for_watching(clinic: Clinic, visit: Visit, line: Line) -> Generator[float | None, Any, int | None]:
    staff = line.watch
    assert staff is not None
    if clinic.is_over and not staff.members:
        return CLOSING
    waiter = Waiter(clinic.engine.current, unseated=not visit.begun)
    staff.for_watch.join(waiter, rank(clinic, visit), line.priority)
    staff.settle()
    told = yield from wait(clinic, visit, waiter, clinic.cause_of_watch[staff.code])
    if told is not True:
        return int(told)
    _is_watched(clinic, visit, staff)
    return None


def _is_watched(clinic: Clinic, visit: Visit, staff: Staff) -> None:
    visit.watched = staff
    clinic.note((clinic.engine.now, WATCH_BEGAN, visit.me, visit.number, staff.code, -1, -1.0))


def stop_watching(clinic: Clinic, visit: Visit) -> None:
    """Be watched no more, if anybody watched."""
    staff = visit.watched
    if staff is not None:
        visit.watched = None
        clinic.note((clinic.engine.now, WATCH_ENDED, visit.me, visit.number, staff.code, -1, -1.0))
        staff.unwatch()


# rules


def held(clinic: Clinic, visit: Visit, rule: Rule) -> Generator[float | None, Any, int | None]:
    """Wait until an on-site rule allows; returns why the visit is over, or None."""
    if clinic.is_over:
        return CLOSING
    waiter = Waiter(clinic.engine.current, unseated=not visit.begun)
    rule.hold(waiter)
    told: int | None = yield from wait(clinic, visit, waiter, clinic.cause_of_rule[rule.name])
    return told


def _held(clinic: Clinic, visit: Visit, line: Line) -> Generator[float | None, Any, int | None]:
    rule = clinic.broken_by_infusion()
    assert rule is not None
    return (yield from held(clinic, visit, rule))
