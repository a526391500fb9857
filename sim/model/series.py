"""One induction: its appointments, and what was given."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import replace
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sim.events import REASON, Phase
from sim.model import kinds
from sim.model.admitting import first_week_with_room
from sim.model.booking import REACH, Appointment, book, comes, confirm, withdraw
from sim.model.diary import Hope, Limits, Wish
from sim.model.fitting import FAR, first_wish, limits_after, next_wish, next_wishes, whole_series
from sim.model.patient import Patient, course_of, planned_infusions
from sim.model.visit import Visit, attend
from sim.scenario.people import LongWait
from sim.units import DAY

if TYPE_CHECKING:
    from sim.model.clinic import Clinic

_TURN, _DUE = attrgetter("turn"), attrgetter("due")


class Series:
    """One induction: keeps its appointments booked, follows them in order of time, counts what was given."""

    def __init__(self, clinic: Clinic, patient: Patient, given: int) -> None:
        self.clinic, self.patient, self.given = clinic, patient, given
        self.course = course_of(patient)
        self.pace = self.course.pace
        self.missed = clinic.policies.missed
        self.dropout = self.course.spec.dropout
        self.sheet = clinic.sheets[self.course.visit]
        self.ahead = clinic.policies.series.__call__  # bound once, as dispatch is by the clinic
        self.planned = max(planned_infusions(patient), given + 1)
        self.booked: list[Appointment] = []
        self.limits: Limits | None = None
        self.promised: float | None = None
        self.first_day: int | None = None
        self.last_day: int | None = None
        self.last_end = clinic.engine.now
        not_before, self.gives_up = clinic.intake.promise(patient)
        self.floor = int(not_before // DAY)
        """The first day that admission, or a miss, leaves."""

    def run(self) -> Generator[Any, Any, tuple[float, int, str | None]]:
        """Returns the end of the last infusion [min], days beyond the window, and why it broke off or None."""
        clinic, patient, course = self.clinic, self.patient, self.course
        clinic.note(
            (clinic.engine.now, kinds.INDUCTION_OPENED, patient.number, -1, course.code, patient.courses, self.planned)
        )
        broke = yield self._infusions()
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

    def _infusions(self) -> Generator[Any, Any, str | None]:
        """Book ahead, wait for the next appointment, keep it or not, until all are given; why it broke off, or None."""
        clinic, patient, booked = self.clinic, self.patient, self.booked
        engine, diary, back_fill = clinic.engine, clinic.diary, clinic.back_fill
        long_wait = self.dropout.after_long_wait
        while self.given < self.planned or self._extends():
            while not booked and (opens := diary.reaches(self._soonest())) > engine.now:
                yield min(opens, self.gives_up if not self.given else inf)
                if not self.given and engine.now >= self.gives_up:
                    return "waited too long"
            if not self._keep_booked():
                return "no slot"
            following = booked[0] if len(booked) == 1 else min(booked, key=_TURN)
            if not self.given and min(map(_DUE, booked)) > self.gives_up:
                yield max(self.gives_up, engine.now)
                return "waited too long"
            if long_wait is not None and self._too_long(following, long_wait):
                return "dropped out after a long wait"
            if back_fill.keeps_a_list:
                back_fill.join(patient, following, self._hope(following))
            yield max(following.at, engine.now)
            if back_fill.keeps_a_list:
                back_fill.leave(patient)
            booked.remove(following)
            visit = comes(clinic, patient, following, self._number_of(following))
            if visit is not None and (yield attend(clinic, visit)) is None:
                broke = self._after_infusion(following, visit)
            else:
                broke = self._after_miss(following)
            if broke is not None:
                return broke
        return None

    def _number_of(self, appointment: Appointment) -> int:
        """Number of the infusion that is given if the patient comes."""
        begins_anew = self.last_day is not None and self.missed.begins_anew(appointment.day - self.last_day)
        return 1 if begins_anew else self.given + 1

    def _hope(self, appointment: Appointment) -> Hope:
        """When the patient would rather come than to the next appointment."""
        floor, pace = self.floor, self.pace
        if not self.given or self.last_day is None:
            return Hope(floor, floor, moved=self._promise_start if self.promised is not None else None)
        later = min((other.day for other in self.booked if other is not appointment), default=0)
        low = max(self.last_day + pace.least, floor, later - pace.most)
        wanted = self.last_day + pace.wanted(self.given + 1)
        ends = ((self.first_day or self.last_day) + self.course.spec.induction.window + 1) * DAY
        return Hope(low, max(low, wanted), ends)

    def _after_infusion(self, appointment: Appointment, visit: Visit) -> str | None:
        """An infusion was given; returns why the patient leaves, or None."""
        dropout, number = self.dropout, visit.number_in_series
        self.given = number
        self.patient.visits += 1
        self.last_day, self.last_end = appointment.day, self.clinic.engine.now
        if number == 1 or self.first_day is None:
            self.first_day = appointment.day
        if number >= self.planned:
            return None
        if self._drops(dropout.after_first if number == 1 else dropout.after_each, "drops"):
            return "dropped out"
        if visit.side_effect and self._drops(dropout.after_side_effect, "drops after side effect"):
            return "dropped out after a side effect"
        return None

    def _after_miss(self, appointment: Appointment) -> str | None:
        """Nobody came, or nothing was given; returns why the patient leaves, or None."""
        habits, patient = self.clinic.habits[appointment.sheet.code], self.patient
        if not habits.rebooks(patient.luck, patient.bookings):
            return "did not rebook"
        if self.course.chance("drops after miss", patient, patient.bookings, self.course.spec.dropout.after_miss):
            return "dropped out after a miss"
        self.floor = max(self.floor, int((self.clinic.engine.now + habits.spec.rebooks.after) // DAY))
        if self.missed.gives_up_one and self.given:
            self.planned -= 1
        elif self.missed.squeezes and self.given and self.booked:
            self._squeeze_in()
        if not self.given and self.promised is not None and self.booked:
            self._promise_start(min(appointment.due for appointment in self.booked))
        return None

    def _squeeze_in(self) -> None:
        """Make up for a miss before the next infusion that is booked, if the least spacing allows."""
        low = self._soonest()
        high = min(other.day for other in self.booked) - self.pace.least
        if low > high:
            return
        wish = Wish(low, low, high, limits=Limits(firm=True))
        appointment = book(self.clinic, self.patient, self.sheet, Phase.INDUCTION, wish, self.given + 1)
        if appointment is not None:
            self.booked.insert(0, appointment)

    def _drops(self, probability: float, purpose: str) -> bool:
        if not probability:
            return False
        return self.course.chance(purpose, self.patient, self.patient.courses * 64 + self.given, probability)

    def _extends(self) -> bool:
        extension = self.course.spec.induction.extension
        if extension is None or self.planned >= extension.to:
            return False
        extends = self.course.chance("extends", self.patient, self.patient.courses, extension.probability)
        self.planned = extension.to if extends else self.planned
        return extends

    # the diary

    def _soonest(self) -> int:
        """The first day that a miss and the least spacing leave."""
        return self.floor if self.last_day is None else max(self.floor, self.last_day + self.pace.least)

    def _keep_booked(self) -> bool:
        """Book as far ahead as the series policy says; says whether anything is booked."""
        if not self.booked and not self.given:
            self._book_whole()
        wanted = self.ahead(self.planned - self.given)
        for _ in range(wanted - len(self.booked)):
            if not self._book_next():
                break
        return bool(self.booked)

    def _book_whole(self) -> None:
        """Where the whole series may start later to keep its days and times: book all of it, if that can be."""
        if_full = self.clinic.policies.pattern.if_full
        if "later start" not in if_full or self.ahead(self.planned) < self.planned:
            return
        clinic, low = self.clinic, max(self._may_start_on(), self.clinic.first_bookable_day(self.clinic.engine.now))
        relaxed: frozenset[str] = frozenset()
        for relaxation in (None, *if_full):
            relaxed |= {relaxation} if relaxation else frozenset()
            latest = low + FAR if "later start" in relaxed else low + REACH
            slots = whole_series(clinic, self.patient, self.planned, low, latest, relaxed)
            if slots is not None:
                for slot in slots:
                    number = len(self.booked) + 1
                    self._booked(confirm(clinic, self.patient, self.sheet, Phase.INDUCTION, slot, number))
                return

    def _may_start_on(self) -> int:
        """The first day for the first infusion: if one was missed, admission is asked again."""
        return self.floor if self.promised is None else max(self.floor, self._ask_again())

    def _book_next(self) -> bool:
        """Book one more; says whether there was a start for it."""
        before = self.booked[-1].day if self.booked else self.last_day  # each is booked after the one before
        number = 1 if before is None else self.given + len(self.booked) + 1
        for wish in self._first_wishes() if before is None else self._next_wishes(number, before):
            appointment = book(self.clinic, self.patient, self.sheet, Phase.INDUCTION, wish, number)
            if appointment is not None:
                self._booked(appointment)
                return True
        return False

    def _first_wishes(self) -> Iterable[Wish]:
        low = self._may_start_on()
        wish = first_wish(self.clinic, low, low + FAR)
        return (wish,) if wish.limits is None else (wish, replace(wish, limits=None))

    def _next_wishes(self, number: int, before: int) -> Iterable[Wish]:
        if self.limits is None:
            return (next_wish(self.pace, number, before, self.floor),)
        return next_wishes(self.clinic, self.pace, number, before, self.floor, self.limits)

    def _booked(self, appointment: Appointment) -> None:
        if not self.booked and not self.given:
            self.limits = limits_after(self.clinic, appointment.slot)
            if not self.patient.courses:
                self._promise_start(appointment.due)
        self.booked.append(appointment)

    def _ask_again(self) -> int:
        """The first infusion was missed: its start is given back, and admission says from which day on again."""
        self._give_back_start()
        not_before, _ = first_week_with_room(self.clinic, self.patient, self.clinic.engine.now)
        return int((not_before or self.clinic.engine.now) // DAY)

    def _promise_start(self, due: float) -> None:
        """Count as a new start of that week, and no longer of the week promised before."""
        self._give_back_start()
        self.clinic.intake.promise_start(due)
        self.promised = due

    def _give_back_start(self) -> None:
        if self.promised is not None:
            self.clinic.intake.promise_start(self.promised, -1)
            self.promised = None

    def _too_long(self, appointment: Appointment, rule: LongWait) -> bool:
        if self.last_day is None:
            return False
        return appointment.day - self.last_day > rule.beyond and self._drops(rule.probability, "drops after long wait")
