"""A patient's course, from referral to exit: it reads like the protocol."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.events import REASON, Phase
from sim.model import kinds
from sim.model.admitting import admission
from sim.model.booking import see
from sim.model.engine import Process
from sim.model.patient import Patient, Upkeep, course_of, planned_infusions
from sim.model.series import Series
from sim.units import DAY

if TYPE_CHECKING:
    from sim.model.clinic import Clinic


def referred(clinic: Clinic, patient: Patient) -> Process:
    """The whole course of somebody who was referred."""
    clinic.note((clinic.engine.now, kinds.REFERRED, patient.number, -1, patient.condition, -1, 0))
    reason = yield from _before_treatment(clinic, patient)
    if reason is None:
        reason = yield from _treatment(clinic, patient, given=0)
    leave(clinic, patient, reason)


def already_in_induction(clinic: Clinic, patient: Patient, done: float) -> Process:
    """The rest of the course of somebody in the middle of an induction; *done* is the share given."""
    clinic.intake.joins(patient)
    yield clinic.engine.now
    clinic.note((clinic.engine.now, kinds.REFERRED, patient.number, -1, patient.condition, -1, 1))
    given = int(done * planned_infusions(patient))
    leave(clinic, patient, (yield from _treatment(clinic, patient, given)))


def already_in_maintenance(clinic: Clinic, patient: Patient, done: float) -> Process:
    """The rest of the course of somebody in maintenance; *done* is the share of the present gap gone by."""
    clinic.intake.joins(patient)
    clinic.note((clinic.engine.now, kinds.REFERRED, patient.number, -1, patient.condition, -1, 1))
    clinic.note((clinic.engine.now, kinds.MAINTENANCE_ENTERED, patient.number, -1.0, -1.0, -1.0, -1.0))
    reason = yield _maintenance(clinic, patient, clinic.engine.now, share_gone=done)
    while reason == "again":
        reason = yield from _treatment(clinic, patient, given=0)
    leave(clinic, patient, reason)


def leave(clinic: Clinic, patient: Patient, reason: str) -> None:
    """Gone for good."""
    clinic.intake.leaves(patient)
    clinic.note((clinic.engine.now, kinds.LEFT, patient.number, -1, REASON[reason], -1.0, -1.0))


# before treatment


def _before_treatment(clinic: Clinic, patient: Patient) -> Generator[float | None, Any, str | None]:
    """Consult and admission; returns why treatment does not begin, or None."""
    course = course_of(patient)
    if course.spec.consult:
        sheet = clinic.sheets[course.spec.consult]
        outcome = yield from see(clinic, patient, sheet, Phase.CONSULT, low=0)
        if outcome != "seen":
            return str(outcome)
        if not course.chance("eligible", patient, 0, course.spec.eligible):
            return "not eligible"
    return (yield from admission(clinic, patient))


# treatment


def _treatment(clinic: Clinic, patient: Patient, given: int) -> Generator[Any, Any, str]:
    """Induction, evaluation, maintenance, and again after a relapse; returns the reason for leaving."""
    while True:
        reason = yield from _one_round(clinic, patient, given)
        if reason != "again":
            return reason
        given = 0


def _one_round(clinic: Clinic, patient: Patient, given: int) -> Generator[Any, Any, str]:
    course = course_of(patient)
    ended, days_over, reason = yield from Series(clinic, patient, given).run()
    patient.courses += 1
    if reason is not None:
        return str(reason)
    if course.spec.evaluation:
        outcome = yield from see(clinic, patient, clinic.sheets[course.spec.evaluation], Phase.EVALUATION, low=0)
        if outcome != "seen":
            return str(outcome)
    response = course.spec.response
    p = max(0.0, response.probability - response.loses_per_day_over * days_over)
    responds = course.chance("response", patient, patient.courses, p)
    clinic.note((clinic.engine.now, kinds.RESPONSE, patient.number, -1, course.code, -1, float(responds)))
    if not responds:
        return "no response"
    if course.spec.maintenance is None:
        return "complete"
    if not course.chance("enters", patient, patient.courses, course.spec.maintenance.enters):
        return "no maintenance wanted"
    clinic.note((clinic.engine.now, kinds.MAINTENANCE_ENTERED, patient.number, -1.0, -1.0, -1.0, -1.0))
    return str((yield _maintenance(clinic, patient, ended)))


# maintenance


def _maintenance(
    clinic: Clinic, patient: Patient, last: float, share_gone: float = 0.0
) -> Generator[float | None, Any, str]:
    """Boosters until the patient leaves; returns the reason, or "again" for a new induction."""
    course = course_of(patient)
    upkeep = course.upkeep
    assert upkeep is not None
    n = 0
    while True:
        occasion = patient.courses * 512 + n
        gap = course.gap(patient, n, occasion)
        if gap is None:
            return "plan complete"
        due = last + gap * (1 - share_gone)
        share_gone = 0.0
        outcome = yield from _booster(clinic, patient, upkeep, due, last)
        if outcome == "too late":
            return (yield from _relapse(clinic, patient, occasion))
        if outcome != "seen":
            return str(outcome)
        last, n = clinic.engine.now, n + 1
        if upkeep.relapses and course.chance("relapses", patient, occasion, upkeep.relapses):
            return (yield from _relapse(clinic, patient, occasion))
        if upkeep.leaves and course.chance("leaves", patient, occasion, upkeep.leaves):
            return "attrition"


def _booster(clinic: Clinic, patient: Patient, upkeep: Upkeep, due: float, last: float) -> Generator[Any, Any, str]:
    """One booster: asked for when symptoms return, or booked ahead for its day."""
    limit = due + upkeep.seen_within
    sheet = clinic.sheets[course_of(patient).visit]
    if upkeep.on_request:
        yield max(due, clinic.engine.now)
        clinic.note((clinic.engine.now, kinds.SYMPTOMS_RETURNED, patient.number, -1.0, -1.0, -1.0, -1.0))
        return (yield from see(clinic, patient, sheet, Phase.MAINTENANCE, 0, give_up_at=limit))
    target = int(last // DAY) + round((due - last) / DAY)
    room = (target - int(last // DAY)) // 8  # how far ahead of its day a booster may be booked
    opens = clinic.diary.reaches(target)
    if opens > clinic.engine.now:
        yield opens
    return (yield from see(clinic, patient, sheet, Phase.MAINTENANCE, target - room, target, target + room, limit))


def _relapse(clinic: Clinic, patient: Patient, occasion: int) -> Generator[float | None, Any, str]:
    course = course_of(patient)
    assert course.spec.maintenance is not None
    again = course.spec.maintenance.reinduction
    clinic.note((clinic.engine.now, kinds.RELAPSED, patient.number, -1.0, -1.0, -1.0, -1.0))
    if not course.chance("reinduction", patient, occasion, again.probability):
        return "relapse"
    clinic.intake.admit(patient, clinic.engine.now + again.after, float("inf"))
    yield clinic.engine.now
    return "again"
