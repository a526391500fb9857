"""Appointments: made in the diary, then kept, cancelled or missed."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING, Any

from sim.entities import Booking, Reminder, Request
from sim.events import REASON, Phase
from sim.model import kinds
from sim.model.diary import Hope, Limits, Slot, Wish
from sim.model.engine import Process
from sim.model.luck import Draw, Luck
from sim.model.page import Plan
from sim.model.patient import Patient
from sim.model.sheet import Sheet
from sim.model.visit import Visit, attend
from sim.scenario.people import Attendance
from sim.streams import Address
from sim.units import DAY

if TYPE_CHECKING:
    from sim.model.clinic import Clinic

KEPT, MISSED, CANCELLED, SAME_DAY = range(4)
LAST_INSTANT = DAY - 1e-6
"""The last instant of a day at which somebody comes for an appointment on it [min of the day]."""
NEVER = 1.0
"""In place of a uniform: no probability exceeds it."""
REACH = 7
"""Days from the first possible one on which a patient looks for the time of day they like best."""


class Habits:
    """How appointments of one visit type are kept, bound to its draws."""

    def __init__(self, name: str, spec: Attendance, luck: Luck) -> None:
        self.spec = spec
        cancels = spec.cancels_with_notice
        self._p_cancels = cancels.probability if cancels else 0.0
        self._p_same_day = spec.cancels_same_day
        self._floor, self._ceiling, self._scale = spec.no_show.floor, spec.no_show.ceiling, spec.no_show.scale
        self._grows = self._floor < self._ceiling
        self._p_rebooks = spec.rebooks.probability
        self._drawn = luck.several(
            (f"cancels:{name}", None) if cancels else NEVER,
            (f"same-day:{name}", None) if self._p_same_day else NEVER,
            (f"no-show:{name}", None) if self._ceiling else NEVER,
            (f"lateness:{name}", spec.punctuality) if spec.punctuality else 0.0,
        )
        self._rebooks = luck.chance(f"rebooks:{name}")
        self._ahead: Draw | None = luck.span(f"notice:{name}", cancels.ahead) if cancels else None

    def fate(self, luck: Address, nth: int, made: float, due: float) -> tuple[int, float]:
        """What becomes of the booking, and the instant [min] of it (for one that is kept: unclipped arrival)."""
        cancels, same_day, stays_away, late = self._drawn(luck, nth)
        if cancels < self._p_cancels:
            return CANCELLED, self._cancelled_at(luck, nth, made, due)
        if same_day < self._p_same_day:
            return SAME_DAY, max(made, due // DAY * DAY)
        if stays_away < (self._no_show(made, due) if self._grows else self._floor):
            return MISSED, due
        return KEPT, due + late

    def _cancelled_at(self, luck: Address, nth: int, made: float, due: float) -> float:
        return max(made, due - self._ahead(luck, nth)) if self._ahead else due

    def _no_show(self, made: float, due: float) -> float:
        return self._floor + (self._ceiling - self._floor) * (1 - exp((made - due) / self._scale))

    def risk(self, made: float, due: float) -> float:
        """Probability that the start is lost: stays away, or cancels on the day."""
        return self._p_same_day + (1 - self._p_same_day) * self._no_show(made, due)

    def fate_reminded(self, luck: Address, nth: int, made: float, due: float, reminder: Reminder) -> tuple[int, float]:
        """The same with a reminder: what would come after it has another probability, at the same draw."""
        cancels, same_day, stays_away, late = self._drawn(luck, nth)
        at = self._cancelled_at(luck, nth, made, due)
        if cancels < self._p_cancels * (reminder.with_notice if at > reminder.at else 1.0):
            return CANCELLED, at
        at = max(made, due // DAY * DAY)
        if same_day < self._p_same_day * (reminder.same_day if at > reminder.at else 1.0):
            return SAME_DAY, at
        if stays_away < self._no_show(made, due) * reminder.no_show:
            return MISSED, due
        return KEPT, due + late

    def rebooks(self, luck: Address, nth: int) -> bool:
        """Whether the patient books again after a miss."""
        return self._p_rebooks >= 1 or self._rebooks(luck, nth) < self._p_rebooks


class Appointment:
    """A booking and what will become of it."""

    __slots__ = (
        "at", "day", "due", "fate", "made", "nth", "number", "phase", "plan", "sheet", "slot", "stands", "turn",
        "visit",
    )  # fmt: skip

    slot: Slot
    day: int
    """Day number of the start."""
    due: float
    """The start [min]."""
    made: float
    """When it was booked [min]."""
    fate: int
    at: float
    """When its fate takes hold [min]."""
    turn: float
    """When it is this one's turn among others: who is late for it has not yet turned to those that come after [min]."""
    visit: float
    """Number of the visit."""

    def __init__(self, sheet: Sheet, phase: Phase, plan: Plan, nth: int, number: int) -> None:
        self.sheet, self.phase, self.plan, self.nth, self.number = sheet, phase, plan, nth, number
        self.stands = True


def book(
    clinic: Clinic, patient: Patient, sheet: Sheet, phase: Phase, wish: Wish, number: int = 0
) -> Appointment | None:
    """Book what is wished for, at the patient's preferred time if that can be; None if the diary has nothing.

    *number* is that of the infusion in its induction; 0 outside one.
    """
    if clinic.liked_time is None:
        slot = reserve(clinic, patient, sheet, phase, wish, number)
    else:
        wish.preferred = clinic.liked_time(patient.luck)
        slot = _reserve_as_liked(clinic, patient, sheet, phase, wish, number)
    return None if slot is None else confirm(clinic, patient, sheet, phase, slot, number)


def _reserve_as_liked(
    clinic: Clinic, patient: Patient, sheet: Sheet, phase: Phase, wish: Wish, number: int
) -> Slot | None:
    """A start as near to the time of day that the patient likes best as they insist on, else any."""
    limits = wish.limits or Limits()
    if limits.times == -1:
        high = wish.high if limits.firm else max(wish.high, wish.low + REACH)
        times = clinic.diary.starts_near(wish.preferred, clinic.policies.slot.flexible)
        near = replace(wish, high=high, limits=limits._replace(times=times))
        found = reserve(clinic, patient, sheet, phase, near, number)
        if found is not None:
            return found
    return reserve(clinic, patient, sheet, phase, wish, number)


def reserve(clinic: Clinic, patient: Patient, sheet: Sheet, phase: Phase, wish: Wish, number: int = 0) -> Slot | None:
    """Take the start that fits best out of the diary; nobody has been told yet.

    The wish is made complete on the way: nothing before what may be booked now, and whether held starts may be had.
    """
    now, diary, plan = clinic.engine.now, clinic.diary, clinic.plans[sheet.code]
    wish.earliest = earliest = now + clinic.notice
    if wish.low * DAY <= earliest:  # on later days anything may be booked
        wish.low = max(wish.low, clinic.first_bookable_day(now))
    if wish.target < wish.low:
        wish.target = wish.low
    if diary.holds:
        request = Request(phase is Phase.INDUCTION, number, patient.urgency > 0)
        wish.favoured = bool(clinic.policies.holding(request))
    day = diary.nearest(plan, wish)
    if day is None:
        return None
    risk = clinic.habits[sheet.code].risk(now, day * DAY) if diary.weighs_risks else 0.0
    return diary.book(plan, day, wish, risk)


def confirm(clinic: Clinic, patient: Patient, sheet: Sheet, phase: Phase, slot: Slot, number: int = 0) -> Appointment:
    """Give the patient a reserved start; from now on it is an appointment with its fate."""
    appointment = Appointment(sheet, phase, clinic.plans[sheet.code], patient.bookings, number)
    patient.bookings += 1
    make(clinic, patient, appointment, slot)
    return appointment


def make(clinic: Clinic, patient: Patient, appointment: Appointment, slot: Slot) -> None:
    """Make an appointment for a start now: note it, and settle what will become of it."""
    now, sheet, day, due = clinic.engine.now, appointment.sheet, slot.day, slot.start
    fate, at = clinic.habits[sheet.code].fate(patient.luck, appointment.nth, now, due)
    if clinic.reminds is not None:
        reminder = clinic.reminds(Booking(sheet.name, now, due, patient.urgency))
        if reminder is not None:
            fate, at = clinic.habits[sheet.code].fate_reminded(patient.luck, appointment.nth, now, due, reminder)
            clinic.engine.start(_remind(clinic, patient, appointment, reminder, due))
    if fate == KEPT:
        at = at if at > now else now
        if not clinic.calendar.is_open_on(day, at):
            begins = day * DAY  # the day is kept, for the spacing's sake
            at = clinic.calendar.arrival(day, due, min(max(at, begins), begins + LAST_INSTANT))
    elif fate == SAME_DAY:
        at = min(max(at, clinic.calendar.opens_on(day)), due)
    appointment.slot, appointment.day, appointment.due, appointment.made = slot, day, due, now
    appointment.fate, appointment.at, appointment.turn = fate, at, at if at < due else due
    visit = appointment.visit = clinic.next_visit()
    clinic.note((now, kinds.BOOKED, patient.number, visit, sheet.code, appointment.phase, due))


def _remind(clinic: Clinic, patient: Patient, appointment: Appointment, reminder: Reminder, due: float) -> Process:
    """Send the reminder when its time has come, unless the appointment was cancelled or moved before."""
    yield reminder.at
    if appointment.stands and appointment.due == due:
        me, visit, sheet = patient.number, appointment.visit, appointment.sheet.code
        clinic.note((reminder.at, kinds.REMINDED, me, visit, sheet, -1, reminder.cost))


def withdraw(clinic: Clinic, patient: Patient, appointment: Appointment, reason: str) -> None:
    """Cancel a booking ahead of time; the start is free again."""
    clinic.diary.cancel(appointment.plan, appointment.slot)
    _cancelled(clinic, patient, appointment, reason)
    clinic.back_fill.freed(appointment.plan, appointment.slot)


def _cancelled(clinic: Clinic, patient: Patient, appointment: Appointment, reason: str) -> None:
    appointment.stands = False
    row = (clinic.engine.now, kinds.CANCELLED, patient.number, appointment.visit, REASON[reason], -1, appointment.due)
    clinic.note(row)


def comes(clinic: Clinic, patient: Patient, appointment: Appointment, number_in_series: int = 0) -> Visit | None:
    """At the instant of the appointment's fate: the visit that the patient comes for, or None if nobody comes.

    Somebody who was in the building for an earlier visit all the time may come, or cancel, too late.
    """
    if appointment.fate != KEPT or clinic.engine.now >= (appointment.day + 1) * DAY:
        _is_not_kept(clinic, patient, appointment)
        return None
    visit = Visit(appointment.visit, patient, appointment.sheet, appointment.phase, appointment.due)
    visit.number_in_series = number_in_series
    return visit


def _is_not_kept(clinic: Clinic, patient: Patient, appointment: Appointment) -> None:
    now, visit, sheet = clinic.engine.now, appointment.visit, appointment.sheet.code
    if appointment.fate == MISSED or now > appointment.due:
        clinic.note((now, kinds.NO_SHOW, patient.number, visit, sheet, -1.0, -1.0))
    elif appointment.fate == CANCELLED:
        withdraw(clinic, patient, appointment, "cancelled with notice")
    else:
        _cancelled(clinic, patient, appointment, "cancelled same day")
        clinic.back_fill.lost(appointment.plan, appointment.slot)


def see(
    clinic: Clinic, patient: Patient, sheet: Sheet, phase: Phase, low: int, target: int = 0, high: int = 0,
    give_up_at: float = float("inf"),
) -> Generator[Any, Any, str]:  # fmt: skip
    """Book and attend one visit, booking again after a miss.

    Returns "seen", "no slot", "did not rebook", or "too late" when *give_up_at* comes first.
    """
    engine, back_fill = clinic.engine, clinic.back_fill
    while True:
        opens = clinic.diary.reaches(low)
        if opens > engine.now:
            yield min(opens, max(give_up_at, engine.now))
        appointment = book(clinic, patient, sheet, phase, Wish(low, target, high))
        if appointment is None:
            return "no slot"
        if appointment.turn > give_up_at:
            yield max(give_up_at, engine.now)
            withdraw(clinic, patient, appointment, "course over")
            return "too late"
        if back_fill.keeps_a_list:
            back_fill.join(patient, appointment, Hope(low, max(low, target)))
        yield appointment.at
        if back_fill.keeps_a_list:
            back_fill.leave(patient)
        visit = comes(clinic, patient, appointment)
        if visit is not None and (yield attend(clinic, visit)) is None:
            patient.visits += 1
            return "seen"
        habits = clinic.habits[sheet.code]
        if not habits.rebooks(patient.luck, patient.bookings):
            return "did not rebook"
        low = max(low, int((engine.now + habits.spec.rebooks.after) // DAY))
        high = max(low, high)
