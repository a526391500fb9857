"""A patient's course, from referral to exit: it reads like the protocol."""

from __future__ import annotations

from collections.abc import Generator
from math import inf
from typing import TYPE_CHECKING, Any

from sim.entities import Applicant
from sim.events import REASON, Phase
from sim.model import kinds
from sim.model.booking import Appointment, book, keep, see, withdraw
from sim.model.engine import Process
from sim.model.patient import Course, Patient
from sim.units import DAY, WEEK

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
    clinic.joins_panel(patient)
    yield clinic.engine.now
    clinic.note((clinic.engine.now, kinds.REFERRED, patient.number, -1, patient.condition, -1, 1))
    given = int(done * _planned(patient))
    leave(clinic, patient, (yield from _treatment(clinic, patient, given)))


def already_in_maintenance(clinic: Clinic, patient: Patient, done: float) -> Process:
    """The rest of the course of somebody in maintenance; *done* is the share of the present gap gone by."""
    clinic.joins_panel(patient)
    clinic.note((clinic.engine.now, kinds.REFERRED, patient.number, -1, patient.condition, -1, 1))
    clinic.note((clinic.engine.now, kinds.MAINTENANCE_ENTERED, patient.number, -1.0, -1.0, -1.0, -1.0))
    reason = yield from _maintenance(clinic, patient, clinic.engine.now, share_gone=done)
    while reason == "again":
        reason = yield from _treatment(clinic, patient, given=0)
    leave(clinic, patient, reason)


def leave(clinic: Clinic, patient: Patient, reason: str) -> None:
    """Gone for good."""
    clinic.leaves_panel(patient)
    clinic.note((clinic.engine.now, kinds.LEFT, patient.number, -1, REASON[reason], -1.0, -1.0))


# before treatment


def _before_treatment(clinic: Clinic, patient: Patient) -> Generator[float | None, Any, str | None]:
    """Consult and admission; returns why treatment does not begin, or None."""
    course = _course(patient)
    if course.spec.consult:
        sheet = clinic.sheets[course.spec.consult]
        outcome = yield from see(clinic, patient, sheet, Phase.CONSULT, low=0)
        if outcome != "seen":
            return str(outcome)
        if not course.chance("eligible", patient, 0, course.spec.eligible):
            return "not eligible"
    return (yield from _admission(clinic, patient))


def _admission(clinic: Clinic, patient: Patient) -> Generator[float | None, Any, str | None]:
    """Ask admission until it says yes; the patient may lose patience first."""
    asked = clinic.engine.now
    gives_up = asked + clinic.patience(patient)
    while True:
        now = clinic.engine.now
        not_before, ask_again = _first_week_with_room(clinic, patient, asked)
        if not_before is not None:
            clinic.note((now, kinds.ADMITTED, patient.number, -1, -1, -1, not_before))
            clinic.admit(patient, not_before, gives_up)
            return None
        if ask_again is None:
            return "declined"
        clinic.note((now, kinds.DEFERRED, patient.number, -1, -1, -1, ask_again))
        if ask_again > gives_up:
            yield max(gives_up, now)
            return "waited too long"
        yield ask_again


def _first_week_with_room(clinic: Clinic, patient: Patient, asked: float) -> tuple[float | None, float | None]:
    """Admission's answer for the week in which the diary can really start the patient."""
    at = clinic.engine.now
    while True:
        answer = clinic.policies.admission(
            Applicant(asked, at, patient.urgency > 0, clinic.panel, clinic.starts_in_week)
        )
        if answer.not_before is None:
            return None, answer.ask_again
        start = clinic.first_possible_start(patient, answer.not_before)
        if start is None or start // WEEK <= answer.not_before // WEEK:
            return answer.not_before, None
        at = start // WEEK * WEEK


# treatment


def _treatment(clinic: Clinic, patient: Patient, given: int) -> Generator[float | None, Any, str]:
    """Induction, evaluation, maintenance, and again after a relapse; returns the reason for leaving."""
    while True:
        reason = yield from _one_round(clinic, patient, given)
        if reason != "again":
            return reason
        given = 0


def _one_round(clinic: Clinic, patient: Patient, given: int) -> Generator[float | None, Any, str]:
    course = _course(patient)
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
    return (yield from _maintenance(clinic, patient, ended))


class Series:
    """One induction: keeps its appointments booked, follows them in order of time, counts what was given."""

    def __init__(self, clinic: Clinic, patient: Patient, given: int) -> None:
        self.clinic, self.patient, self.given = clinic, patient, given
        self.course = _course(patient)
        self.spacing = self.course.spec.induction.spacing
        self.dropout = self.course.spec.dropout
        self.sheet = clinic.sheets[self.course.spec.visit]
        self.ahead = clinic.policies.series
        self.planned = max(_planned(patient), given + 1)
        self.booked: list[Appointment] = []
        self.promised: float | None = None
        self.first_day: int | None = None
        self.last_day: int | None = None
        self.last_end = clinic.engine.now
        self.not_before, self.gives_up = clinic.promise(patient)

    def run(self) -> Generator[float | None, Any, tuple[float, int, str | None]]:
        """Returns the end of the last infusion [min], days beyond the window, and why it broke off or None."""
        clinic, patient, course = self.clinic, self.patient, self.course
        clinic.note(
            (clinic.engine.now, kinds.INDUCTION_OPENED, patient.number, -1, course.code, patient.courses, self.planned)
        )
        broke = yield from self._infusions()
        for appointment in self.booked:
            withdraw(clinic, patient, appointment, "course over")
        if not self.given:
            self._give_back_start()
        reason = REASON[broke or "finished"]
        clinic.note(
            (clinic.engine.now, kinds.INDUCTION_CLOSED, patient.number, -1, reason, patient.courses, self.given)
        )
        over = (self.last_day or 0) - (self.first_day or 0) - course.spec.induction.window
        return self.last_end, max(0, over), broke

    def _infusions(self) -> Generator[float | None, Any, str | None]:
        while self.given < self.planned or self._extends():
            while not self.booked and self._diary_opens() > self.clinic.engine.now:
                yield min(self._diary_opens(), self.gives_up if not self.given else inf)
                if not self.given and self.clinic.engine.now >= self.gives_up:
                    return "waited too long"
            if not self._keep_booked():
                return "no slot"
            following = self.booked[0] if len(self.booked) == 1 else min(self.booked, key=_instant)
            if not self.given and following.due > self.gives_up:
                yield max(self.gives_up, self.clinic.engine.now)
                return "waited too long"
            if self._too_long(following):
                return "dropped out after a long wait"
            yield max(following.at, self.clinic.engine.now)
            self.booked.remove(following)
            broke = yield from self._one(following)
            if broke is not None:
                return broke
        return None

    def _one(self, appointment: Appointment) -> Generator[float | None, Any, str | None]:
        """Keep one appointment; returns why the patient leaves, or None."""
        dropout = self.dropout
        visit = yield from keep(self.clinic, self.patient, appointment, self.given + 1)
        if visit is None:
            return self._after_miss(appointment)
        self.given += 1
        self.last_day, self.last_end = appointment.day, self.clinic.engine.now
        if self.first_day is None:
            self.first_day = appointment.day
        if self.given >= self.planned:
            return None
        if self._drops(dropout.after_first if self.given == 1 else dropout.after_each, "drops"):
            return "dropped out"
        if visit.side_effect and self._drops(dropout.after_side_effect, "drops after side effect"):
            return "dropped out after a side effect"
        return None

    def _after_miss(self, appointment: Appointment) -> str | None:
        habits, patient = self.clinic.habits[appointment.sheet.code], self.patient
        if not habits.rebooks(patient.luck, patient.bookings):
            return "did not rebook"
        if self.course.chance("drops after miss", patient, patient.bookings, self.course.spec.dropout.after_miss):
            return "dropped out after a miss"
        self.not_before = max(self.not_before, self.clinic.engine.now + habits.spec.rebooks.after)
        if not self.given and self.promised is not None and self.booked:
            self._promise_start(min(appointment.due for appointment in self.booked))
        return None

    def _drops(self, probability: float, purpose: str) -> bool:
        occasion = self.patient.courses * 64 + self.given
        return self.course.chance(purpose, self.patient, occasion, probability)

    def _extends(self) -> bool:
        extension = self.course.spec.induction.extension
        if extension is None or self.planned >= extension.to:
            return False
        extends = self.course.chance("extends", self.patient, self.patient.courses, extension.probability)
        self.planned = extension.to if extends else self.planned
        return extends

    # the diary

    def _diary_opens(self) -> float:
        """When the first day wanted comes within the diary's horizon [min]."""
        day = int(self.not_before // DAY)
        if self.last_day is not None:
            day = max(day, self.last_day + self.spacing.least)
        return self.clinic.diary.reaches(day)

    def _keep_booked(self) -> bool:
        """Book as far ahead as the series policy says; says whether anything is booked."""
        while len(self.booked) < self.ahead(self.planned - self.given):
            if self._book_next() is None:
                break
        return bool(self.booked)

    def _book_next(self) -> Appointment | None:
        clinic, spacing = self.clinic, self.spacing
        sheet = self.sheet
        position = self.given + len(self.booked)
        before = self.booked[-1].day if self.booked else self.last_day  # each is booked after the one before
        floor = int(self.not_before // DAY)
        if before is None:
            if self.promised is not None:
                floor = max(floor, self._ask_again())
            appointment = book(clinic, self.patient, sheet, Phase.INDUCTION, floor, number=position + 1)
            if appointment and position == 0 and not self.patient.courses:
                self._promise_start(appointment.due)
        else:
            wanted = before + spacing.target[(position - 1) % len(spacing.target)]
            low = max(before + spacing.least, floor)
            high = before + spacing.most
            appointment = book(clinic, self.patient, sheet, Phase.INDUCTION, low, max(low, wanted), high, position + 1)
        if appointment is not None:
            self.booked.append(appointment)
        return appointment

    def _ask_again(self) -> int:
        """The first infusion was missed: its start is given back, and admission says from which day on again."""
        self._give_back_start()
        not_before, _ = _first_week_with_room(self.clinic, self.patient, self.clinic.engine.now)
        return int((not_before or self.clinic.engine.now) // DAY)

    def _promise_start(self, due: float) -> None:
        """Count as a new start of that week, and no longer of the week promised before."""
        self._give_back_start()
        self.clinic.promise_start(due)
        self.promised = due

    def _give_back_start(self) -> None:
        if self.promised is not None:
            self.clinic.promise_start(self.promised, -1)
            self.promised = None

    def _too_long(self, appointment: Appointment) -> bool:
        rule = self.course.spec.dropout.after_long_wait
        if rule is None or self.last_day is None:
            return False
        return appointment.day - self.last_day > rule.beyond and self._drops(rule.probability, "drops after long wait")


def _instant(appointment: Appointment) -> float:
    return appointment.at


# maintenance


def _maintenance(
    clinic: Clinic, patient: Patient, last: float, share_gone: float = 0.0
) -> Generator[float | None, Any, str]:
    """Boosters until the patient leaves; returns the reason, or "again" for a new induction."""
    course = _course(patient)
    boosters = course.spec.maintenance
    assert boosters is not None
    n = 0
    while True:
        occasion = patient.courses * 512 + n
        gap = course.gap(patient, n, occasion)
        if gap is None:
            return "plan complete"
        due = last + gap * (1 - share_gone)
        share_gone = 0.0
        outcome = yield from _booster(clinic, patient, due, last)
        if outcome == "too late":
            return (yield from _relapse(clinic, patient, occasion))
        if outcome != "seen":
            return str(outcome)
        last, n = clinic.engine.now, n + 1
        if course.chance("relapses", patient, occasion, boosters.relapses_after_each):
            return (yield from _relapse(clinic, patient, occasion))
        if course.chance("leaves", patient, occasion, boosters.leaves_after_each):
            return "attrition"


def _booster(clinic: Clinic, patient: Patient, due: float, last: float) -> Generator[float | None, Any, str]:
    """One booster: asked for when symptoms return, or booked ahead for its day."""
    course = _course(patient)
    boosters = course.spec.maintenance
    assert boosters is not None
    limit = due + boosters.relapse_if_not_seen_within if boosters.relapse_if_not_seen_within else float("inf")
    sheet = clinic.sheets[course.spec.visit]
    if boosters.plan.on_request:
        yield max(due, clinic.engine.now)
        clinic.note((clinic.engine.now, kinds.SYMPTOMS_RETURNED, patient.number, -1.0, -1.0, -1.0, -1.0))
        return (yield from see(clinic, patient, sheet, Phase.MAINTENANCE, 0, give_up_at=limit))
    target = int(last // DAY) + round((due - last) / DAY)
    room = (target - int(last // DAY)) // 8  # how far ahead of its day a booster may be booked
    if clinic.diary.reaches(target) > clinic.engine.now:
        yield clinic.diary.reaches(target)
    return (yield from see(clinic, patient, sheet, Phase.MAINTENANCE, target - room, target, target + room, limit))


def _relapse(clinic: Clinic, patient: Patient, occasion: int) -> Generator[float | None, Any, str]:
    course = _course(patient)
    assert course.spec.maintenance is not None
    again = course.spec.maintenance.reinduction
    clinic.note((clinic.engine.now, kinds.RELAPSED, patient.number, -1.0, -1.0, -1.0, -1.0))
    if not course.chance("reinduction", patient, occasion, again.probability):
        return "relapse"
    clinic.admit(patient, clinic.engine.now + again.after, float("inf"))
    yield clinic.engine.now
    return "again"


def _course(patient: Patient) -> Course:
    assert patient.protocol is not None
    return patient.protocol


def _planned(patient: Patient) -> int:
    return int(_course(patient).planned(patient.luck, patient.courses))
