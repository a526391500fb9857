"""The clinic's day: doors, shifts, breaks, places out of service, and the look at the diary each morning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sim.model import kinds
from sim.model.engine import FIRST, Process
from sim.model.staff import Member, Pause, Staff
from sim.scenario.arithmetic import planned_break, spans
from sim.scenario.schema import OutOfService
from sim.scenario.staff import Absence, Break, Role, Shift
from sim.units import DAY, days

if TYPE_CHECKING:
    from sim.model.clinic import Clinic

PACKED_AT_ONCE = 3_000
"""Rows of the log that are packed together; large pieces of memory go back to the system when they are freed."""
Act = tuple[float, Callable[[], None]]


@dataclass(slots=True, eq=False)
class Duty:
    """One member on one line of the roster."""

    member: Member
    stand_in: Member
    """From the agency, for shifts that the member misses."""
    on_duty: Member
    """Whichever of the two worked the last shift, or works this one."""
    weekdays: tuple[int, ...]
    begins: float
    ends: float
    staff: Staff
    absent: Absence
    breaks: tuple[tuple[Break, float], ...]
    """Each with its planned beginning [min of the day]."""


def roster(clinic: Clinic) -> list[Duty]:
    """All members of all roles with their shifts and staggered breaks."""
    duties = []
    for name, role in clinic.scenario.staff.items():
        shifts = [shift for shift in role.shifts for _ in range(shift.count)]
        duties += [_duty(clinic.staff[name], role, shift, number) for number, shift in enumerate(shifts)]
    return duties


def _duty(staff: Staff, role: Role, shift: Shift, number: int) -> Duty:
    member, stand_in = Member(number), Member(int(staff.fact.rostered) + number)
    taken = tuple((pause, planned_break(pause, number)) for pause in role.breaks if spans(shift.hours, pause))
    return Duty(member, stand_in, member, days(shift.days), *shift.hours, staff, role.absent, taken)


def run_days(clinic: Clinic, priority: int) -> Process:
    """Everything the clock does to the clinic; openings come first at an instant, closings last."""
    day = 0
    while day * DAY < clinic.end:
        acts = beginnings(clinic, day) if priority == FIRST else endings(clinic, day)
        for at, act in sorted(acts, key=_when):
            yield day * DAY + at
            act()
        day += 1
        yield day * DAY
        if priority == FIRST:
            clinic.log.flush(PACKED_AT_ONCE)
            clinic.diary.forget_before(day)


def _when(entry: Act) -> float:
    return entry[0]


def beginnings(clinic: Clinic, day: int) -> list[Act]:
    """Shifts and sessions that begin on a day, breaks that fall due, places that come and go."""
    acts: list[Act] = []
    sessions = clinic.calendar.sessions(day)
    for name in clinic.scenario.spaces:
        acts += [(at, _set_out(clinic, name, day, at)) for at in _space_changes(clinic, name, day)]
    if not sessions:
        return acts
    for duty in clinic.duties:
        if clinic.calendar.weekday(day) in duty.weekdays and not _carries_on(clinic, duty, day - 1):
            acts.append((duty.begins, _begin(clinic, duty, day)))
        if clinic.calendar.weekday(day) in duty.weekdays:
            for one, at in duty.breaks:
                pause = Pause(day * DAY + at, one.length, one.cover)
                acts.append((at, partial(_wants_break, duty, pause)))
    for nth, (opens, closes) in enumerate(sessions):
        acts.append((opens, partial(_open, clinic, day * DAY + closes, first=nth == 0)))
    return acts


def endings(clinic: Clinic, day: int) -> list[Act]:
    """Shifts and sessions that end on a day, last starts, and break windows that close."""
    acts: list[Act] = []
    sessions = clinic.calendar.sessions(day)
    for duty in clinic.duties if sessions else ():
        if clinic.calendar.weekday(day) not in duty.weekdays:
            continue
        if not _carries_on(clinic, duty, day):
            acts.append((duty.ends, partial(_end, duty)))
        for one, _ in duty.breaks:
            acts.append((one.between[1] - one.length, partial(_misses_break, duty)))
    for nth, (_, closes) in enumerate(sessions):
        if closes == DAY and clinic.calendar.opens_at_midnight(day + 1):
            continue
        last = clinic.policies.end_of_day(closes)
        if last is not None and nth == len(sessions) - 1:
            acts.append((max(last, sessions[0][0]), clinic.last_start))
        acts.append((closes, partial(clinic.closes, nth == len(sessions) - 1)))
    return acts


# doors


def _open(clinic: Clinic, closes: float, first: bool) -> None:
    clinic.opens(closes, first)
    if first and clinic.scenario.protocols:
        for sheet in clinic.booked_sheets:
            wait = clinic.diary.third_next(clinic.plans[sheet], clinic.engine.now, clinic.earliest_bookable())
            clinic.note((clinic.engine.now, kinds.THIRD_NEXT, -1, -1, sheet, -1, -1.0 if wait is None else wait))


# shifts


def _carries_on(clinic: Clinic, duty: Duty, day: int) -> bool:
    """Whether this duty goes on past midnight into the same duty of the next day."""
    return (
        duty.ends == DAY
        and duty.begins == 0
        and day >= 0
        and clinic.calendar.weekday(day) in duty.weekdays
        and clinic.calendar.weekday(day + 1) in duty.weekdays
        and clinic.calendar.opens_at_midnight(day + 1)
        and bool(clinic.calendar.sessions(day))
    )


def _begin(clinic: Clinic, duty: Duty, day: int) -> Callable[[], None]:
    def begin() -> None:
        ends = day * DAY + duty.ends
        if duty.on_duty in duty.staff.members:  # still here from the shift before
            duty.staff.stays_on(duty.on_duty, ends)
            return
        member = _who_comes(clinic, duty, day)
        if member is not None:
            duty.on_duty = member
            duty.staff.arrive(member, ends)
            for rule in clinic.rules:
                rule.somebody_came()

    return begin


def _who_comes(clinic: Clinic, duty: Duty, day: int) -> Member | None:
    """The member; in case of absence somebody from the agency, or nobody."""
    staff, number, absent = duty.staff, duty.member.number, duty.absent
    luck, name = clinic.luck.chance, staff.fact.name
    if not absent.probability or luck(f"absent:{name}")(number, day) >= absent.probability:
        return duty.member
    planned = day * DAY + duty.ends
    clinic.note((clinic.engine.now, kinds.SHIFT_MISSED, -1, -1, staff.code, number, planned))
    if absent.agency and luck(f"agency:{name}")(number, day) < absent.agency.probability:
        return duty.stand_in
    return None


def _end(duty: Duty) -> None:
    if duty.on_duty in duty.staff.members:
        duty.staff.end_of_shift(duty.on_duty)


def _wants_break(duty: Duty, pause: Pause) -> None:
    duty.staff.wants_break(duty.on_duty, pause)


def _misses_break(duty: Duty) -> None:
    duty.staff.miss_break(duty.on_duty)


def back_after(clinic: Clinic, staff: Staff, member: Member, length: float) -> Process:
    """The end of a break."""
    yield clinic.engine.now + length
    staff.back_from_break(member)


# places out of service


def _space_changes(clinic: Clinic, name: str, day: int) -> list[float]:
    changes = {0.0} if day == 0 else set()
    for entry in clinic.scenario.spaces[name].out_of_service:
        changes |= {0.0, *(at for at in entry.hours if at < DAY)}
    return sorted(changes)


def _set_out(clinic: Clinic, name: str, day: int, at: float) -> Callable[[], None]:
    def act() -> None:
        space = clinic.scenario.spaces[name]
        out = min(space.count, sum(e.count for e in space.out_of_service if is_out(clinic, e, day, at)))
        if clinic.in_service.get(name) != space.count - out:
            clinic.in_service[name] = space.count - out
            code = clinic.spaces[name].code
            clinic.note((clinic.engine.now, kinds.SPACES, -1, -1, code, -1, space.count - out))
            clinic.spaces[name].out_of_service(out)

    return act


def is_out(clinic: Clinic, entry: OutOfService, day: int, at: float) -> bool:
    """Whether places are out of service at a time of a day."""
    return entry.holds_on(clinic.calendar.date(day)) and entry.hours[0] <= at < entry.hours[1]
