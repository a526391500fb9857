"""One attendance, from check-in until the space can be used again."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.entities import Waiting
from sim.events import Phase
from sim.model.engine import Process
from sim.model.infusion import infuse_with_effects, onsets, with_checks
from sim.model.kinds import SPACE_READY, STEP_BEGAN, STEP_ENDED
from sim.model.needs import Need
from sim.model.queues import Waiter
from sim.model.sheet import REPEATED, Line, Sheet, Turnover
from sim.model.spaces import Spaces
from sim.model.staff import Staff
from sim.model.waiting import CLOSING, Crew, Wait, hands_on, held, release, stop_watching, wait

if TYPE_CHECKING:
    from sim.model.clinic import Clinic
    from sim.model.patient import Patient


class Visit:
    """What a visit carries along."""

    __slots__ = (
        "arrived", "begun", "crew", "due", "entered", "me", "more_recovery", "number", "number_in_series", "occasion",
        "patient", "phase", "sheet", "side_effect", "space", "taken_by", "treated", "unit", "watched",
    )  # fmt: skip

    def __init__(self, number: float, patient: Patient, sheet: Sheet, phase: Phase, due: float) -> None:
        self.number, self.patient, self.sheet, self.phase, self.due = number, patient, sheet, phase, due
        self.me = patient.number
        self.occasion = patient.visits
        self.number_in_series = 0
        self.arrived = due
        self.space: Spaces | None = None
        self.unit = -1.0
        self.watched: Staff | None = None
        self.begun = self.entered = self.side_effect = self.treated = False
        self.more_recovery = 0.0
        self.taken_by: tuple[Spaces, ...] = ()  # the choice of spaces from which the one held was taken
        self.crew: Crew = []  # who is hands-on throughout the present step

    @property
    def urgency(self) -> int:
        """Larger is more urgent."""
        return self.patient.urgency

    @property
    def protocol_name(self) -> str:
        """Name of the patient's protocol, empty for walk-ins."""
        return self.patient.protocol.name if self.patient.protocol else ""

    def take_more_recovery(self, line: Line) -> float:
        """What side effects have added to the recovery that begins now [min]; nothing for any other step."""
        if line.part != "recovery":
            return 0.0
        more, self.more_recovery = self.more_recovery, 0.0
        return more

    def chance(self, name: str) -> bool:
        """Whether a fact of the visit type holds for this visit."""
        probability, draw = self.sheet.chances[name]
        return draw(self.patient.luck, self.occasion) < probability


def attend(clinic: Clinic, visit: Visit) -> Wait:
    """Come in, follow the sheet, go home; returns None when the visit was given, or the reason why it was not."""
    clinic.checks_in(visit)
    reason = clinic.refuses(visit)
    if reason is None and clinic.broken_by_patient() is None:
        return _follow(clinic, visit)
    return _at_the_door(clinic, visit, reason)


def _at_the_door(clinic: Clinic, visit: Visit, reason: int | None) -> Wait:
    """Sent home, or held until the on-site rules allow one more patient."""
    while reason is None and (rule := clinic.broken_by_patient()) is not None:
        reason = yield from held(clinic, visit, rule)
    if reason is None:
        return (yield from _follow(clinic, visit))
    return _goes(clinic, visit, reason)


def _follow(clinic: Clinic, visit: Visit) -> Wait:
    """Step after step of the sheet, each as often as it must be, then home."""
    clinic.enters(visit)
    luck, me, number, engine, note = visit.patient.luck, visit.me, visit.number, clinic.engine, clinic.note
    placeless, nth = not visit.sheet.has_space, float(visit.number_in_series)
    for line in visit.sheet.lines:
        turn = visit.occasion
        wanted = not line.sometimes or _wanted(line, visit)
        while wanted:
            for need in line.needs:
                if not need.had(clinic, visit):
                    reason = yield from _begin_later(clinic, visit, line, need)
                    if reason is not None:
                        _give_up(clinic, visit, line)
                        return _goes(clinic, visit, reason)
                    break
            if placeless:
                visit.begun = True
            began = engine.now
            note((began, STEP_BEGAN, me, number, line.code, nth, -1.0))
            if line.ruled:
                clinic.infusion_begins()
            length = line.length
            if length is None:
                time = line.time
                length = visit.patient.infusion_time(turn) if time is None else time(luck, turn)
            ends = began + length
            if visit.more_recovery:
                ends += visit.take_more_recovery(line)
            if line.eventful:
                yield from _go_through(clinic, visit, line, ends, turn)
            else:
                yield ends
            note((engine.now, STEP_ENDED, me, number, line.code, -1.0, -1.0))
            if line.infusing:
                visit.treated = True
                if line.ruled:
                    clinic.infusion_ends()
            if line.hands:
                if line.frees_place and _next_is_near(visit, line):
                    # Who gets this place is seated before the hands choose whom they serve next.
                    stop_watching(clinic, visit)
                    clinic.leaves_space(visit)
                    yield engine.now
                release(clinic, visit, visit.crew)
                visit.crew.clear()
            if not line.repeat or line.again(luck, turn) >= line.repeat:
                break
            turn += REPEATED
            _begin_anew(clinic, visit, line)
        if visit.watched is not None and not line.keeps_watch:
            stop_watching(clinic, visit)
        for staff in line.done_with:
            staff.finished_with(visit)
            if staff.restless:
                staff.settle()
        if line.leaves and visit.space is not None:
            clinic.leaves_space(visit)
    return _goes(clinic, visit, None)


def _goes(clinic: Clinic, visit: Visit, reason: int | None) -> int | None:
    """Leave the building; whoever had the infusion was given the visit, however it ended."""
    if visit.watched is not None:
        stop_watching(clinic, visit)
    given = None if visit.treated else reason
    clinic.leaves_building(visit, given)
    return given


def _begin_later(clinic: Clinic, visit: Visit, line: Line, lacking: Need) -> Wait:
    """Wait for one thing after the other until the step can begin; returns why the visit is over, or None."""
    for need in line.needs[line.needs.index(lacking) :]:
        met = need is not lacking and need.had(clinic, visit)
        while not met:
            waiter = need.line_up(clinic, visit)
            refused = CLOSING if waiter is None else (yield from wait(clinic, visit, waiter))
            if refused is not None or waiter is None:
                release(clinic, visit, visit.crew)
                visit.crew.clear()
                return refused
            met = need.have(clinic, visit, waiter.given)
    return None


def _wanted(line: Line, visit: Visit) -> bool:
    for holds in line.only:
        if not holds(visit):
            return False
    return line.probability >= 1 or line.needed(visit.patient.luck, visit.occasion) < line.probability


def _give_up(clinic: Clinic, visit: Visit, line: Line) -> None:
    """The visit ends before this step: the roles of what is left are needed no more."""
    stop_watching(clinic, visit)
    lines = visit.sheet.lines
    for later in lines[lines.index(line) :]:
        for staff in later.done_with:
            staff.finished_with(visit)


def _go_through(clinic: Clinic, visit: Visit, line: Line, ends: float, turn: int) -> Generator[float | None, Any, None]:
    """A step in which something may happen: its checks, side effects of an infusion."""
    began = clinic.engine.now
    if not line.infusing:
        yield from with_checks(clinic, visit, line, began, ends, turn)
        return
    coming = onsets(visit, began, ends, turn)
    if coming or line.checks:
        yield from infuse_with_effects(clinic, visit, line, ends, coming, turn)
    else:
        yield ends


def _begin_anew(clinic: Clinic, visit: Visit, line: Line) -> None:
    """A step that is to be done again: unwatched, and from the line for its place."""
    stop_watching(clinic, visit)
    if visit.space is not None and line.places:
        clinic.leaves_space(visit)


def _next_is_near(visit: Visit, line: Line) -> bool:
    """Whether the place is given up now, while somebody waits for it and somebody else for the same hands."""
    space = visit.space
    if space is None or not space.line.heap:
        return False
    if visit.sheet.turnover[space].lines or not space.line:
        return False
    return any(staff.for_hands for staff, _ in line.hands)


def turn_over(clinic: Clinic, visit: Visit, space: Spaces, unit: float, turnover: Turnover) -> Process:
    """Make a space ready again after its patient has gone."""
    me, number, note, engine = visit.me, visit.number, clinic.note, clinic.engine
    luck, occasion = visit.patient.luck, visit.occasion
    for line in turnover.lines:
        if line.probability < 1 and line.needed(luck, occasion) >= line.probability:
            continue
        crew: Crew = []
        for staff, need in line.hands:
            given = staff.take(need)
            while given is None:  # if they go home first, it is done in the morning
                rank = clinic.dispatch(Waiting(engine.now, engine.now, engine.now, 0))
                waiter = Waiter(engine.current, need=need)
                staff.line_up_for_hands(waiter, rank, line.priority)
                yield None
                given = waiter.given
            hands_on(clinic, visit, given)
            crew.append(given)
        note((engine.now, STEP_BEGAN, me, number, line.code, -1.0, -1.0))
        length, time = line.length, line.time
        if length is None:
            length = 0.0 if time is None else time(luck, occasion)
        yield engine.now + length
        note((engine.now, STEP_ENDED, me, number, line.code, -1.0, -1.0))
        if crew:
            release(clinic, visit, crew)
    note((engine.now, SPACE_READY, me, number, space.code, unit, -1.0))
    space.give_back(unit)
    for staff in turnover.cleaners:
        staff.needed -= 1
        staff.settle()
