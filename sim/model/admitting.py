"""Asking admission until it says yes."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Generator
from math import inf
from typing import TYPE_CHECKING, Any

from sim.entities import Applicant
from sim.model import kinds
from sim.model.engine import Engine
from sim.model.fitting import first_day_of_whole_series
from sim.model.patient import Patient
from sim.units import WEEK

if TYPE_CHECKING:
    from sim.model.clinic import Clinic


class Applicants:
    """Those who wait for admission's answer, in the order of asking; the urgent apart."""

    def __init__(self) -> None:
        self._lines: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])

    def join(self, patient: Patient, asked: float) -> None:
        """Somebody waits who first asked at an instant [min]."""
        insort(self._lines[patient.urgency > 0], (asked, patient.number))

    def leave(self, patient: Patient, asked: float) -> None:
        """Admitted, declined or out of patience."""
        line = self._lines[patient.urgency > 0]
        del line[bisect_left(line, (asked, patient.number))]

    def ahead(self, patient: Patient, asked: float, urgent_first: bool) -> int:
        """How many come before this patient."""
        here = (asked, patient.number)
        ordinary, urgent = self._lines
        if not urgent_first:
            return bisect_left(ordinary, here) + bisect_left(urgent, here)
        return bisect_left(urgent, here) if patient.urgency > 0 else bisect_left(ordinary, here) + len(urgent)


class Intake:
    """What is counted for admission: who waits, who is in care, which starts are promised."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.applicants = Applicants()
        self._in_care: set[float] = set()
        self._starts: dict[int, int] = {}
        self._promises: dict[float, tuple[float, float]] = {}

    @property
    def panel(self) -> int:
        """Patients in care."""
        return len(self._in_care)

    def joins(self, patient: Patient) -> None:
        """Count as in care."""
        self._in_care.add(patient.number)

    def leaves(self, patient: Patient) -> None:
        """Count as in care no more."""
        self._in_care.discard(patient.number)

    def admit(self, patient: Patient, not_before: float, gives_up: float) -> None:
        """The patient belongs to the panel and may be booked from *not_before* on."""
        self._promises[patient.number] = (not_before, gives_up)
        self.joins(patient)

    def promise(self, patient: Patient) -> tuple[float, float]:
        """What admission promised: earliest first infusion, and when the patient gives up waiting [min]."""
        return self._promises.pop(patient.number, (self._engine.now, inf))

    def starts_in_week(self, week: int) -> int:
        """New starts promised in a week of the run."""
        return self._starts.get(week, 0)

    def promise_start(self, due: float, by: int = 1) -> None:
        """A new start is booked, or given back."""
        week = int(due // WEEK)
        self._starts[week] = self._starts.get(week, 0) + by


def admission(clinic: Clinic, patient: Patient) -> Generator[float | None, Any, str | None]:
    """Ask admission until it says yes; the patient may lose patience first. Returns why not, or None."""
    asked = clinic.engine.now
    clinic.intake.applicants.join(patient, asked)
    reason = yield from _asking(clinic, patient, asked)
    clinic.intake.applicants.leave(patient, asked)
    return reason


def _asking(clinic: Clinic, patient: Patient, asked: float) -> Generator[float | None, Any, str | None]:
    gives_up = asked + clinic.patience(patient)
    while True:
        now = clinic.engine.now
        not_before, ask_again = first_week_with_room(clinic, patient, asked)
        if not_before is not None:
            clinic.note((now, kinds.ADMITTED, patient.number, -1, -1, -1, not_before))
            clinic.intake.admit(patient, not_before, gives_up)
            return None
        if ask_again is None:
            return "declined"
        clinic.note((now, kinds.DEFERRED, patient.number, -1, -1, -1, ask_again))
        if ask_again > gives_up:
            yield max(gives_up, now)
            return "waited too long"
        yield ask_again


def first_week_with_room(clinic: Clinic, patient: Patient, asked: float) -> tuple[float | None, float | None]:
    """Admission's answer for the week in which the diary can really start the patient."""
    at = clinic.engine.now
    while True:
        answer = clinic.policies.admission(_applicant(clinic, patient, asked, at))
        if answer.not_before is None:
            return None, answer.ask_again
        start = clinic.first_possible_start(patient, answer.not_before)
        if start is None or start // WEEK <= answer.not_before // WEEK:
            return answer.not_before, None
        at = start // WEEK * WEEK


def _applicant(clinic: Clinic, patient: Patient, asked: float, at: float) -> Applicant:
    return Applicant(
        asked,
        at,
        patient.urgency > 0,
        clinic.intake.panel,
        clinic.intake.starts_in_week,
        lambda urgent_first: clinic.intake.applicants.ahead(patient, asked, urgent_first),
        lambda within: first_day_of_whole_series(clinic, patient, at, within),
    )
