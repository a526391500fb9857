"""The waiting list: starts that were cancelled are offered to those who would like to come sooner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from sim.entities import Candidate, Request
from sim.events import REASON, Phase
from sim.model import kinds
from sim.model.booking import Appointment, make
from sim.model.diary import Hope, Slot
from sim.model.engine import Task
from sim.model.page import Plan
from sim.model.patient import Patient
from sim.units import WEEK

if TYPE_CHECKING:
    from sim.model.clinic import Clinic

MOVED = REASON["moved earlier"]


class Freed(Protocol):
    """What becomes of starts that are given back."""

    keeps_a_list: bool
    """Whether those who wait for an appointment join, and leave when the wait is over."""

    def join(self, patient: Patient, appointment: Appointment, hope: Hope) -> None:
        """Somebody waits for an appointment."""

    def leave(self, patient: Patient) -> None:
        """The wait is over."""

    def freed(self, plan: Plan, slot: Slot) -> None:
        """A start was cancelled ahead and is free again."""

    def lost(self, plan: Plan, slot: Slot) -> None:
        """A start was cancelled on the day."""


class NothingIsOffered:
    """Freed starts are simply free; what is cancelled on the day is lost."""

    keeps_a_list = False

    def join(self, patient: Patient, appointment: Appointment, hope: Hope) -> None:
        """No list is kept."""

    def leave(self, patient: Patient) -> None:
        """No list is kept."""

    def freed(self, plan: Plan, slot: Slot) -> None:
        """Free to be booked."""

    def lost(self, plan: Plan, slot: Slot) -> None:
        """Too late to give it away."""


class _Listed:
    """One entry of the list."""

    __slots__ = ("appointment", "candidate", "hope", "patient", "task")

    def __init__(self, patient: Patient, appointment: Appointment, hope: Hope, task: Task) -> None:
        self.patient, self.appointment, self.hope, self.task = patient, appointment, hope, task
        self.candidate = Candidate(appointment.made, hope.window_ends, patient.urgency > 0)

    def would_take(self, slot: Slot) -> bool:
        """Whether a start is nearer to the day wanted than the one booked, and not later."""
        booked, hope = self.appointment.day, self.hope
        if not hope.low <= slot.day < booked or abs(slot.day - hope.wanted) >= booked - hope.wanted:
            return False
        return hope.moved is None or slot.start // WEEK == self.appointment.due // WEEK


class BackFill:
    """Calls those on the list one after the other."""

    keeps_a_list = True

    def __init__(self, clinic: Clinic, shortest_notice: float) -> None:
        self._clinic, self._notice = clinic, shortest_notice
        self._listed: dict[float, _Listed] = {}
        self._chance = clinic.luck.chance("accepts a freed start")

    def join(self, patient: Patient, appointment: Appointment, hope: Hope) -> None:
        """On the list until the appointment."""
        if appointment.day > hope.wanted:
            self._listed[patient.number] = _Listed(patient, appointment, hope, self._clinic.engine.current)

    def leave(self, patient: Patient) -> None:
        """Off the list."""
        self._listed.pop(patient.number, None)

    def lost(self, plan: Plan, slot: Slot) -> None:
        """Cancelled on the day: still offered, as far as the notice allows."""
        self._clinic.diary.cancel(plan, slot)
        self.freed(plan, slot)

    def freed(self, plan: Plan, slot: Slot) -> None:
        """Offer the start, then the one given back for it, and so on."""
        offered: Slot | None = slot
        while offered is not None:
            offered = self._offer(plan, offered)

    def _offer(self, plan: Plan, slot: Slot) -> Slot | None:
        """Call one after the other; returns the start that the first to accept gives back."""
        clinic, policy = self._clinic, self._clinic.policies.waiting_list
        notice = slot.start - clinic.engine.now
        if notice < self._notice:
            return None
        takers = [one for one in self._listed.values() if one.appointment.plan is plan and one.would_take(slot)]
        for one in sorted(takers, key=lambda one: policy(one.candidate)):
            one.patient.offers += 1
            if self._chance(one.patient.luck, one.patient.offers) < policy.accepts(notice) and self._is_free(one, slot):
                return self._move(one, slot)
        return None

    def _is_free(self, one: _Listed, slot: Slot) -> bool:
        return self._clinic.diary.is_free(one.appointment.plan, slot, self._favoured(one), self._clinic.engine.now)

    def _favoured(self, one: _Listed) -> bool:
        appointment = one.appointment
        induction = appointment.phase is Phase.INDUCTION
        booking = Request(induction, appointment.number, one.patient.urgency > 0)
        return bool(self._clinic.policies.holding(booking))

    def _move(self, one: _Listed, slot: Slot) -> Slot:
        """Give somebody the freed start in place of their own, which is returned."""
        clinic, appointment, now = self._clinic, one.appointment, self._clinic.engine.now
        old = appointment.slot
        clinic.diary.cancel(appointment.plan, old)
        clinic.note((now, kinds.CANCELLED, one.patient.number, appointment.visit, MOVED, -1, appointment.due))
        taken = replace(slot, favoured=self._favoured(one), risk=old.risk)
        clinic.diary.take(appointment.plan, taken)
        make(clinic, one.patient, appointment, taken)
        if one.hope.moved is not None:
            one.hope.moved(appointment.due)
        one.task = clinic.engine.reschedule(one.task, max(appointment.at, now))
        one.candidate = Candidate(now, one.hope.window_ends, one.patient.urgency > 0)
        return old
