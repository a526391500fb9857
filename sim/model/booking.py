"""Appointments: made in the diary, then kept, cancelled or missed."""

from __future__ import annotations

from collections.abc import Generator
from math import exp
from typing import TYPE_CHECKING, Any

from sim.entities import Booking, Reminder
from sim.events import REASON, Phase
from sim.model import kinds
from sim.model.diary import Slot
from sim.model.engine import Process
from sim.model.luck import Draw, Luck
from sim.model.page import Plan
from sim.model.patient import Patient
from sim.model.sheet import Sheet
from sim.model.visit import Visit, attend
from sim.scenario.people import Attendance
from sim.units import DAY

if TYPE_CHECKING:
    from sim.model.clinic import Clinic

KEPT, MISSED, CANCELLED, SAME_DAY = range(4)


class Habits:
    """How appointments of one visit type are kept, bound to its draws."""

    def __init__(self, name: str, spec: Attendance, luck: Luck) -> None:
        self.spec = spec
        self._p_cancels = spec.cancels_with_notice.probability if spec.cancels_with_notice else 0.0
        self._p_same_day = spec.cancels_same_day
        self._floor, self._ceiling, self._scale = spec.no_show.floor, spec.no_show.ceiling, spec.no_show.scale
        self._p_rebooks = spec.rebooks.probability
        self._stays_away = luck.chance(f"no-show:{name}")
        self._same_day = luck.chance(f"same-day:{name}")
        self._cancels = luck.chance(f"cancels:{name}")
        self._rebooks = luck.chance(f"rebooks:{name}")
        self._ahead: Draw | None = None
        self._lateness: Draw | None = None
        if spec.cancels_with_notice:
            self._ahead = luck.span(f"notice:{name}", spec.cancels_with_notice.ahead)
        if spec.punctuality:
            self._lateness = luck.number(f"lateness:{name}", spec.punctuality)

    def fate(self, luck: int, nth: int, made: float, due: float) -> tuple[int, float]:
        """What becomes of the booking, and the instant [min] of it (for one that is kept: unclipped arrival)."""
        if self._ahead and self._cancels(luck, nth) < self._p_cancels:
            return CANCELLED, max(made, due - self._ahead(luck, nth))
        if self._p_same_day and self._same_day(luck, nth) < self._p_same_day:
            return SAME_DAY, max(made, due // DAY * DAY)
        if self._ceiling:
            p = self._floor
            if self._floor != self._ceiling:
                p += (self._ceiling - self._floor) * (1 - exp((made - due) / self._scale))
            if self._stays_away(luck, nth) < p:
                return MISSED, due
        return KEPT, due + self._lateness(luck, nth) if self._lateness else due

    def fate_reminded(self, luck: int, nth: int, made: float, due: float, reminder: Reminder) -> tuple[int, float]:
        """The same with a reminder: what would come after it has another probability, at the same draw."""
        if self._ahead:
            at = max(made, due - self._ahead(luck, nth))
            if self._cancels(luck, nth) < self._p_cancels * (reminder.with_notice if at > reminder.at else 1.0):
                return CANCELLED, at
        at = max(made, due // DAY * DAY)
        if self._same_day(luck, nth) < self._p_same_day * (reminder.same_day if at > reminder.at else 1.0):
            return SAME_DAY, at
        p = self._floor + (self._ceiling - self._floor) * (1 - exp((made - due) / self._scale))
        if self._stays_away(luck, nth) < p * reminder.no_show:
            return MISSED, due
        return KEPT, due + self._lateness(luck, nth) if self._lateness else due

    def rebooks(self, luck: int, nth: int) -> bool:
        """Whether the patient books again after a miss."""
        return self._p_rebooks >= 1 or self._rebooks(luck, nth) < self._p_rebooks


class Appointment:
    """A booking and what will become of it."""

    __slots__ = ("at", "due", "fate", "phase", "plan", "sheet", "slot", "stands", "visit")

    def __init__(self, visit: float, sheet: Sheet, phase: Phase, plan: Plan, slot: Slot, fate: int, at: float) -> None:
        self.visit, self.sheet, self.phase, self.plan, self.slot = visit, sheet, phase, plan, slot
        self.due, self.fate, self.at = slot.start, fate, at
        self.stands = True

    @property
    def day(self) -> int:
        """Day number of the appointment."""
        return self.slot.day


def book(
    clinic: Clinic, patient: Patient, sheet: Sheet, phase: Phase, low: int, target: int | None = None, high: int = 0
) -> Appointment | None:
    """Book the day nearest to *target* in [low, high], or the first after; None if the diary has none."""
    now, diary, plan = clinic.engine.now, clinic.diary, clinic.plans[sheet.code]
    first = clinic.first_bookable_day(now)
    low = low if low > first else first
    earliest = now + clinic.notice
    day = diary.nearest(plan, earliest, target if target is not None and target > low else low, low, high)
    if day is None:
        return None
    slot = diary.book(plan, day, earliest)
    nth, patient.bookings = patient.bookings, patient.bookings + 1
    habits, reminder = clinic.habits[sheet.code], None
    if clinic.reminds is not None:
        reminder = clinic.reminds(Booking(sheet.name, now, slot.start, patient.urgency))
    if reminder is None:
        fate, at = habits.fate(patient.luck, nth, now, slot.start)
    else:
        fate, at = habits.fate_reminded(patient.luck, nth, now, slot.start, reminder)
    if fate == KEPT:
        at = clinic.calendar.arrival(slot.start, max(at, now))
    elif fate == SAME_DAY:
        at = max(at, clinic.calendar.opens_on(slot.day))
        at = min(at, slot.start)
    visit = clinic.next_visit()
    clinic.note((now, kinds.BOOKED, patient.number, visit, sheet.code, phase, slot.start))
    appointment = Appointment(visit, sheet, phase, plan, slot, fate, at)
    if reminder is not None:
        clinic.engine.start(_remind(clinic, patient, appointment, reminder))
    return appointment


def _remind(clinic: Clinic, patient: Patient, appointment: Appointment, reminder: Reminder) -> Process:
    """Send the reminder when its time has come, unless the appointment was cancelled before."""
    yield reminder.at
    if appointment.stands:
        row = (
            reminder.at,
            kinds.REMINDED,
            patient.number,
            appointment.visit,
            appointment.sheet.code,
            -1,
            reminder.cost,
        )
        clinic.note(row)


def withdraw(clinic: Clinic, patient: Patient, appointment: Appointment, reason: str) -> None:
    """Cancel a booking ahead of time; the start is free again."""
    clinic.diary.cancel(appointment.plan, appointment.slot)
    _cancelled(clinic, patient, appointment, reason)


def _cancelled(clinic: Clinic, patient: Patient, appointment: Appointment, reason: str) -> None:
    appointment.stands = False
    row = (clinic.engine.now, kinds.CANCELLED, patient.number, appointment.visit, REASON[reason], -1, appointment.due)
    clinic.note(row)


def keep(
    clinic: Clinic, patient: Patient, appointment: Appointment, number_in_series: int = 0
) -> Generator[Any, Any, Visit | None]:
    """At the instant of the appointment's fate: attend, or not. Returns the visit if it was given."""
    if appointment.fate == MISSED:
        clinic.note(
            (clinic.engine.now, kinds.NO_SHOW, patient.number, appointment.visit, appointment.sheet.code, -1.0, -1.0)
        )
        return None
    if appointment.fate == CANCELLED:
        withdraw(clinic, patient, appointment, "cancelled with notice")
        return None
    if appointment.fate == SAME_DAY:
        _cancelled(clinic, patient, appointment, "cancelled same day")
        return None
    visit = Visit(appointment.visit, patient, appointment.sheet, appointment.phase, appointment.due)
    visit.number_in_series = number_in_series
    refused = yield attend(clinic, visit)
    if refused is not None:
        return None
    patient.visits += 1
    return visit


def see(
    clinic: Clinic, patient: Patient, sheet: Sheet, phase: Phase, low: int, target: int | None = None, high: int = 0,
    give_up_at: float = float("inf"),
) -> Generator[float | None, Any, str]:  # fmt: skip
    """Book and attend one visit, booking again after a miss.

    Returns "seen", "no slot", "did not rebook", or "too late" when *give_up_at* comes first.
    """
    habits = clinic.habits[sheet.code]
    while True:
        opens = clinic.diary.reaches(low)
        if opens > clinic.engine.now:
            yield min(opens, max(give_up_at, clinic.engine.now))
        appointment = book(clinic, patient, sheet, phase, low, target, high)
        if appointment is None:
            return "no slot"
        if appointment.at > give_up_at:
            yield max(give_up_at, clinic.engine.now)
            withdraw(clinic, patient, appointment, "course over")
            return "too late"
        yield appointment.at
        if (yield from keep(clinic, patient, appointment)) is not None:
            return "seen"
        if not habits.rebooks(patient.luck, patient.bookings):
            return "did not rebook"
        low = max(low, int((clinic.engine.now + habits.spec.rebooks.after) // DAY))
        target, high = max(low, target or low), max(low, high)
