"""Where people come from: referrals, the panel at the start, walk-ins, timetables."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sim.events import REASON, Phase
from sim.model import course, kinds
from sim.model.engine import Process
from sim.model.luck import Draw
from sim.model.patient import Patient
from sim.model.sheet import Sheet
from sim.model.visit import Visit, attend
from sim.scenario.people import Timetable, WalkIn
from sim.units import DAY, days

if TYPE_CHECKING:
    from sim.model.clinic import Clinic

REFERRALS, PANEL = "referrals", "panel"
"""Each source numbers its people on its own, so that one more patient of one source changes nobody else's luck."""


def luck_of(source: str, nth: int) -> int:
    """The address of a person's luck."""
    return (crc32(source.encode()) << 32) + nth


def referrals(clinic: Clinic) -> Process:
    """Everybody who is referred, one after the other."""
    people = clinic.scenario.patients
    if people.referrals is None:
        return
    rng = clinic.luck.streams.generator("referrals")
    instants = people.referrals.instants(clinic.end, clinic.calendar, rng)
    for nth, at in enumerate(instants.tolist()):
        yield at
        clinic.engine.start(course.referred(clinic, clinic.new_patient(luck_of(REFERRALS, nth))))


def panel(clinic: Clinic) -> None:
    """Patients already in care when the run begins, each somewhere in the middle."""
    start = clinic.scenario.patients.start_from
    where = clinic.luck.chance("panel")
    for nth in range(start.induction + start.maintenance):
        patient = clinic.new_patient(luck_of(PANEL, nth))
        begins = course.already_in_induction if nth < start.induction else course.already_in_maintenance
        clinic.engine.start(begins(clinic, patient, where(patient.luck)))


# walk-ins


def walk_ins(clinic: Clinic, source: str, spec: WalkIn) -> Process:
    """People of one kind who come without appointment, while the clinic is open."""
    assert spec.arrivals is not None
    visit_type = WalkInKind(clinic, source, spec)
    rng = clinic.luck.streams.generator(f"walk-ins:{source}")
    for nth, at in enumerate(spec.arrivals.instants(clinic.end, clinic.calendar, rng).tolist()):
        if clinic.calendar.is_open_at(at):
            yield at
            patient = clinic.stranger(luck_of(source, nth), spec.urgency)
            clinic.engine.start(visit_type.come(patient))


def returning(clinic: Clinic, source: str, spec: WalkIn) -> None:
    """A closed population that comes again and again."""
    assert spec.away is not None
    kind = WalkInKind(clinic, source, spec)
    away = clinic.luck.span(f"away:{source}", spec.away)
    for nth in range(spec.population):
        patient = clinic.stranger(luck_of(source, nth), spec.urgency)
        clinic.engine.start(_again_and_again(clinic, kind, patient, away))


def _again_and_again(clinic: Clinic, kind: WalkInKind, patient: Patient, away: Draw) -> Process:
    while True:
        yield clinic.engine.now + away(patient.luck, patient.visits)
        yield from kind.come(patient)
        patient.visits += 1


class WalkInKind:
    """Walk-ins of one kind: what they come for and how long they wait."""

    def __init__(self, clinic: Clinic, source: str, spec: WalkIn) -> None:
        self.clinic, self.sheet, self.room = clinic, clinic.sheets[spec.visit], spec.waiting_room
        self._inside: set[float] = set()
        self.patience = clinic.luck.span(f"patience:{source}", spec.patience) if spec.patience else None

    def come(self, patient: Patient) -> Process:
        """Come in, unless the waiting room is full."""
        clinic = self.clinic
        visit = Visit(clinic.next_visit(), patient, self.sheet, Phase.NONE, clinic.engine.now)
        if self.room is not None and self._is_full():
            clinic.checks_in(visit)
            clinic.turns_away(visit, REASON["waiting room full"])
            return
        if self.patience:
            clinic.engine.start(_loses_patience(clinic, visit, self.patience(patient.luck, patient.visits)))
        self._inside.add(visit.number)
        yield from attend(clinic, visit)
        self._inside.discard(visit.number)

    def _is_full(self) -> bool:
        """Whether the newcomer would have to wait and all places for this kind to wait are taken."""
        waiting = len(self._inside & self.clinic.unseated.keys())
        return waiting >= (self.room or 0) and not _could_begin(self.sheet)


def _could_begin(sheet: Sheet) -> bool:
    """Whether the first step could begin at once."""
    line = sheet.lines[0]
    places_free = not line.places or any(place.has_free() for place in line.places)
    return places_free and all(staff.has_free(need) for staff, need in line.hands)


def _loses_patience(clinic: Clinic, visit: Visit, patience: float) -> Process:
    yield clinic.engine.now + patience
    clinic.give_up_waiting(visit.number, REASON["patience"])


# timetables


def timetable(clinic: Clinic, source: str, spec: Timetable) -> Generator[float | None, Any, None]:
    """The appointments of a fixed timetable, day by day."""
    sheet = clinic.sheets[spec.visit]
    shows = clinic.luck.chance(f"shows:{source}")
    lateness = clinic.luck.number(f"lateness:{source}", spec.lateness) if spec.lateness else None
    nth = 0
    for day in range(int(clinic.end // DAY) + 1):
        if not clinic.calendar.is_open_day(day) or clinic.calendar.weekday(day) not in days(spec.days):
            continue
        yield day * DAY
        for position, time in enumerate(_times(clinic, spec, day)):
            patient = clinic.stranger(luck_of(source, nth), 0)
            nth += 1
            p = spec.shows[position] if isinstance(spec.shows, tuple) else spec.shows
            due = day * DAY + time
            if shows(patient.luck) < p or p == 1:
                at = clinic.calendar.arrival(day, due, due + (lateness(patient.luck) if lateness else 0.0))
                clinic.engine.start(_appears(clinic, patient, sheet, due), max(at, clinic.engine.now))
            else:
                clinic.engine.start(_stays_away(clinic, patient, sheet, due), due)


def _appears(clinic: Clinic, patient: Patient, sheet: Sheet, due: float) -> Process:
    yield from attend(clinic, Visit(clinic.next_visit(), patient, sheet, sheet.phase, due))


def _stays_away(clinic: Clinic, patient: Patient, sheet: Sheet, due: float) -> Process:
    clinic.note((due, kinds.NO_SHOW, patient.number, clinic.next_visit(), sheet.code, -1.0, -1.0))
    yield from ()


def _times(clinic: Clinic, spec: Timetable, day: int) -> list[float]:
    if spec.at:
        return list(spec.at)
    times: list[float] = []
    for opens, closes in clinic.calendar.sessions(day):
        at = opens
        while at < closes:
            times += [at] * spec.together
            at += spec.every or DAY
    return times
