"""One attendance, from check-in until the space can be used again."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.entities import Waiting
from sim.events import REASON, Phase
from sim.model import kinds
from sim.model.engine import Process
from sim.model.queues import Waiter
from sim.model.safety import Rule
from sim.model.sheet import REPEATED, Effect, Line, Sheet
from sim.model.spaces import Spaces
from sim.model.staff import Member, Staff

if TYPE_CHECKING:
    from sim.model.clinic import Clinic
    from sim.model.patient import Patient

HEAD_OF_QUEUE = 99
CLOSING = REASON["closing"]


class Visit:
    """What a visit carries along."""

    __slots__ = (
        "arrived", "begun", "due", "entered", "more_recovery", "number", "number_in_series", "occasion", "patience", "patient",
        "phase", "sheet", "side_effect", "space", "task", "unit", "watched",
    )  # fmt: skip

    def __init__(self, number: int, patient: Patient, sheet: Sheet, phase: Phase, due: float) -> None:
        self.number, self.patient, self.sheet, self.phase, self.due = number, patient, sheet, phase, due
        self.occasion = patient.visits
        self.number_in_series = 0
        self.arrived = due
        self.space: Spaces | None = None
        self.unit = -1
        self.watched: Staff | None = None
        self.begun = self.entered = self.side_effect = False
        self.more_recovery = 0.0
        self.patience: float | None = None

    @property
    def urgency(self) -> int:
        """Larger is more urgent."""
        return self.patient.urgency

    @property
    def protocol_name(self) -> str:
        """Name of the patient's protocol, empty for walk-ins."""
        return self.patient.protocol.name if self.patient.protocol else ""

    def chance(self, name: str) -> bool:
        """Whether a fact of the visit type holds for this visit."""
        probability, draw = self.sheet.chances[name]
        return draw(self.patient.luck, self.occasion) < probability


def attend(clinic: Clinic, visit: Visit) -> Generator[float | None, Any, int | None]:
    """Follow the sheet; returns None when the visit was given, or the reason why it was not."""
    reason = yield from _come_in(clinic, visit)
    if reason is None:
        reason = yield from _follow(clinic, visit)
    clinic.leaves_building(visit, reason)
    return reason


def _come_in(clinic: Clinic, visit: Visit) -> Generator[float | None, Any, int | None]:
    """Check in; wait at the door until the on-site rules allow one more patient."""
    clinic.checks_in(visit)
    refused = clinic.refuses(visit)
    if refused is not None:
        return refused
    while (rule := clinic.broken_by_patient()) is not None:
        told = yield from _held(clinic, visit, rule)
        if told is not None:
            return int(told)
    clinic.enters(visit)
    return None


def _held(clinic: Clinic, visit: Visit, rule: Rule) -> Generator[float | None, Any, int | None]:
    waiter = Waiter(clinic.engine.current, unseated=not visit.begun)
    rule.hold(waiter)
    told: int | None = yield from _wait(clinic, visit, waiter, clinic.cause_of_rule[rule.name])
    return told


def _follow(clinic: Clinic, visit: Visit) -> Generator[float | None, Any, int | None]:
    patient, note, engine = visit.patient, clinic.note, clinic.engine
    number, me, luck, occasion = visit.number, patient.number, patient.luck, visit.occasion
    for line in visit.sheet.lines:
        if line.sometimes and not _wanted(line, visit):
            _stop_watching(clinic, visit)
        else:
            turn = occasion
            while True:
                if line.places and visit.space is not line.places[0]:
                    refused = yield from _move(clinic, visit, line)
                    if refused is not None:
                        return _give_up(visit, line, refused)
                members: tuple[tuple[Staff, list[Member]], ...] = ()
                for staff, need in line.hands:
                    given = staff.take(need)
                    if given is None:
                        given = yield from _wait_for_hands(clinic, visit, staff, need, line.priority)
                        if not isinstance(given, list):
                            _release(clinic, visit, members)
                            return _give_up(visit, line, given)
                    for member in given:
                        note((engine.now, kinds.HANDS_BEGAN, me, number, staff.code, member.number, -1))
                    members = (*members, (staff, given))
                if line.watch is not None and visit.watched is not line.watch:
                    yield from _be_watched(clinic, visit, line.watch)
                if line.infusing:
                    yield from _infuse(clinic, visit, line, turn)
                else:
                    visit.begun = visit.begun or not visit.sheet.has_space
                    now = engine.now
                    note((now, kinds.STEP_BEGAN, me, number, line.code, visit.number_in_series, -1))
                    length = line.time(luck, turn) if line.time else patient.infusion_time(turn)
                    if line.checks:
                        yield from _with_checks(clinic, visit, line, now + length, turn)
                    elif line.part == "recovery":
                        yield now + length + visit.more_recovery
                    else:
                        yield now + length
                    note((engine.now, kinds.STEP_ENDED, me, number, line.code, -1, -1))
                if members:
                    _release(clinic, visit, members)
                if visit.watched is not None and not line.keeps_watch:
                    _stop_watching(clinic, visit)
                if not line.repeat or line.again(luck, turn) >= line.repeat:
                    break
                turn += REPEATED
                if visit.space is not None:
                    clinic.leaves_space(visit)
        for staff in line.done_with:
            staff.needed -= 1
            if staff.restless:
                staff.settle()
        if line.leaves and visit.space is not None:
            clinic.leaves_space(visit)
    _stop_watching(clinic, visit)
    return None


def _give_up(visit: Visit, line: Line, reason: int) -> int:
    """The visit ends before this step: its roles are needed no more."""
    lines = visit.sheet.lines
    for later in lines[lines.index(line) :]:
        for staff in later.done_with:
            staff.needed -= 1
    return reason


def _wanted(line: Line, visit: Visit) -> bool:
    for holds in line.only:
        if not holds(visit):
            return False
    return line.probability >= 1 or line.needed(visit.patient.luck, visit.occasion) < line.probability


def _release(clinic: Clinic, visit: Visit, members: tuple[tuple[Staff, list[Member]], ...]) -> None:
    now = clinic.engine.now
    for staff, given in members:
        for member in given:
            clinic.note((now, kinds.HANDS_ENDED, visit.patient.number, visit.number, staff.code, member.number, -1))
        staff.give_back(given)


# waiting


def _rank(clinic: Clinic, visit: Visit) -> float:
    return clinic.dispatch(Waiting(visit.due, visit.arrived, clinic.engine.now, visit.patient.urgency))


def _wait(clinic: Clinic, visit: Visit, waiter: Waiter, cause: int) -> Generator[float | None, Any, Any]:
    """Wait to be woken; both ends of the wait are noted with its cause."""
    me, number = visit.patient.number, visit.number
    held = visit.space.code if visit.space else -1
    unseated = not visit.begun
    if unseated:
        clinic.unseated[number] = waiter
    clinic.note((clinic.engine.now, kinds.WAIT_BEGAN, me, number, cause, held, -1))
    told = yield None
    clinic.note((clinic.engine.now, kinds.WAIT_ENDED, me, number, cause, held, -1))
    if unseated:
        clinic.unseated.pop(number, None)
    return told


def _move(clinic: Clinic, visit: Visit, line: Line) -> Generator[float | None, Any, int | None]:
    """Take one of the step's spaces, in order of preference, then leave the one held before."""
    first = visit.space is None and not visit.begun
    if first and not clinic.may_seat:
        return CLOSING
    for place in line.places:
        unit = place.take() if place is not visit.space else visit.unit
        if unit is not None:
            break
    else:
        waiter = Waiter(clinic.engine.current, unseated=first)
        rank = _rank(clinic, visit)
        for place in line.places:
            place.line.join(waiter, rank, line.priority)
        told = yield from _wait(clinic, visit, waiter, clinic.cause_of_space[line.places[0].code])
        if not isinstance(told, tuple):
            return int(told)
        place, unit = told
    if place is not visit.space:
        before = (visit.space, visit.unit)
        visit.space, visit.unit, visit.begun = place, unit, True
        clinic.note((clinic.engine.now, kinds.SEATED, visit.patient.number, visit.number, place.code, unit, -1))
        if before[0] is not None:
            clinic.vacate(visit, before[0], before[1])
    return None


def _wait_for_hands(
    clinic: Clinic, visit: Visit, staff: Staff, need: int, priority: int
) -> Generator[float | None, Any, Any]:
    waiter = Waiter(clinic.engine.current, need, unseated=not visit.begun)
    staff.for_hands.join(waiter, _rank(clinic, visit), priority)
    staff.settle()
    return (yield from _wait(clinic, visit, waiter, clinic.cause_of_hands[staff.code]))


def _be_watched(clinic: Clinic, visit: Visit, staff: Staff) -> Generator[float | None, Any, None]:
    _stop_watching(clinic, visit)
    if not staff.watch():
        waiter = Waiter(clinic.engine.current)
        staff.for_watch.join(waiter, _rank(clinic, visit))
        staff.settle()
        yield from _wait(clinic, visit, waiter, clinic.cause_of_watch[staff.code])
    visit.watched = staff
    clinic.note((clinic.engine.now, kinds.WATCH_BEGAN, visit.patient.number, visit.number, staff.code, -1, -1))


def _stop_watching(clinic: Clinic, visit: Visit) -> None:
    staff, visit.watched = visit.watched, None
    if staff is not None:
        clinic.note((clinic.engine.now, kinds.WATCH_ENDED, visit.patient.number, visit.number, staff.code, -1, -1))
        staff.unwatch()


# the infusion


def _infuse(clinic: Clinic, visit: Visit, line: Line, turn: int) -> Generator[float | None, Any, None]:
    """Run the infusion, under the on-site rules, with whatever side effects come."""
    patient = visit.patient
    me, number = patient.number, visit.number
    while (rule := clinic.broken_by_infusion()) is not None:
        yield from _held(clinic, visit, rule)
    clinic.infusion_begins()
    began = clinic.engine.now
    clinic.note((began, kinds.STEP_BEGAN, me, number, line.code, visit.number_in_series, -1))
    length = line.time(patient.luck, turn) if line.time else patient.infusion_time(turn)
    effects = [effect for effect in visit.sheet.effects if _happens(effect, visit, turn)]
    if effects or line.checks:
        yield from _with_effects(clinic, visit, line, began + length, effects, turn)
    else:
        yield began + length
    clinic.note((clinic.engine.now, kinds.STEP_ENDED, me, number, line.code, -1, -1))
    clinic.infusion_ends()


def _happens(effect: Effect, visit: Visit, turn: int) -> bool:
    return effect.happens(visit.patient.luck, turn) < effect.probability(visit.number_in_series or 1)


def _with_effects(
    clinic: Clinic, visit: Visit, line: Line, ends: float, effects: list[Effect], turn: int
) -> Generator[float | None, Any, None]:
    """Side effects in order of onset: somebody comes, the infusion goes on, is lengthened, or stops."""
    luck, began = visit.patient.luck, clinic.engine.now
    length = ends - began
    for onset, effect in sorted(((began + effect.onset(luck, turn) * length, effect) for effect in effects), key=_onset):
        ends = yield from _until(clinic, visit, line, max(onset, clinic.engine.now), ends, turn)
        clinic.note((clinic.engine.now, kinds.SIDE_EFFECT, visit.patient.number, visit.number, effect.code, -1, -1))
        visit.side_effect = True
        yield from _hands_on(clinic, visit, effect.staff, effect.time(luck, turn))
        if effect.recovery:
            visit.more_recovery += effect.recovery(luck, turn)
        if effect.stop(luck, turn) < effect.stops:
            clinic.note((clinic.engine.now, kinds.STOPPED_EARLY, visit.patient.number, visit.number, line.code, -1, -1))
            return
        ends += effect.infusion
    yield from _until(clinic, visit, line, max(ends, clinic.engine.now), ends, turn)


def _onset(entry: tuple[float, Effect]) -> float:
    return entry[0]


def _until(
    clinic: Clinic, visit: Visit, line: Line, instant: float, ends: float, turn: int
) -> Generator[float | None, Any, float]:
    """Go on until an instant, with the step's checks on the way; returns when the step now ends."""
    if line.checks:
        yield from _with_checks(clinic, visit, line, instant, turn)
        return max(ends, clinic.engine.now)
    yield instant
    return ends


def _with_checks(
    clinic: Clinic, visit: Visit, line: Line, until: float, turn: int
) -> Generator[float | None, Any, None]:
    """Checks at their interval until an instant; a check that finds nobody free is done late."""
    assert line.checks is not None
    every, staff, time = line.checks
    due, nth = clinic.engine.now + every, 0
    while due < until:
        yield max(due, clinic.engine.now)
        yield from _hands_on(clinic, visit, staff, time(visit.patient.luck, turn * 64 + nth), HEAD_OF_QUEUE - 1)
        due, nth = due + every, nth + 1
    yield max(until, clinic.engine.now)


def _hands_on(
    clinic: Clinic, visit: Visit, staff: Staff, length: float, priority: int = HEAD_OF_QUEUE
) -> Generator[float | None, Any, None]:
    """Have one member hands-on for a while, ahead of ordinary work."""
    given = staff.take(1)
    if given is None:
        given = yield from _wait_for_hands(clinic, visit, staff, 1, priority)
    me, number = visit.patient.number, visit.number
    clinic.note((clinic.engine.now, kinds.HANDS_BEGAN, me, number, staff.code, given[0].number, -1))
    yield clinic.engine.now + length
    _release(clinic, visit, ((staff, given),))


# afterwards


def turn_over(clinic: Clinic, visit: Visit, space: Spaces, unit: int, lines: tuple[Line, ...]) -> Process:
    """Make a space ready again after its patient has gone."""
    me, number, note = visit.patient.number, visit.number, clinic.note
    for line in lines:
        if line.probability < 1 and line.needed(visit.patient.luck, visit.occasion) >= line.probability:
            continue
        members: tuple[tuple[Staff, list[Member]], ...] = ()
        for staff, need in line.hands:
            given = staff.take(need)
            if given is None:
                staff.for_hands.join(Waiter(clinic.engine.current, need), clinic.engine.now, line.priority)
                staff.settle()
                given = yield None
            for member in given:
                note((clinic.engine.now, kinds.HANDS_BEGAN, me, number, staff.code, member.number, -1))
            members = (*members, (staff, given))
        note((clinic.engine.now, kinds.STEP_BEGAN, me, number, line.code, -1, -1))
        yield clinic.engine.now + (line.time(visit.patient.luck, visit.occasion) if line.time else 0.0)
        note((clinic.engine.now, kinds.STEP_ENDED, me, number, line.code, -1, -1))
        _release(clinic, visit, members)
    note((clinic.engine.now, kinds.SPACE_READY, me, number, space.code, unit, -1))
    space.give_back(unit)
