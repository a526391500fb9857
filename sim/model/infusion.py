"""What can happen while a step runs: side effects, checks, an early stop."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from sim.events import Phase
from sim.model import kinds
from sim.model.sheet import LATER, Effect, Line
from sim.model.staff import Staff
from sim.model.waiting import hands_on, line_up_for_hands, release, wait

if TYPE_CHECKING:
    from sim.model.clinic import Clinic
    from sim.model.visit import Visit

HEAD_OF_QUEUE = 99
Onset = tuple[float, Effect]


def onsets(visit: Visit, began: float, ends: float, turn: int) -> list[Onset]:
    """The side effects of an infusion with their instants [min], in order."""
    luck = visit.patient.luck
    number = LATER if visit.phase is Phase.MAINTENANCE else visit.number_in_series or 1
    coming = [
        (began + effect.onset(luck, turn) * (ends - began), effect)
        for effect in visit.sheet.effects
        if effect.happens(luck, turn) < effect.probability(number)
    ]
    return sorted(coming, key=_instant) if len(coming) > 1 else coming


def infuse_with_effects(
    clinic: Clinic, visit: Visit, line: Line, ends: float, coming: list[Onset], turn: int
) -> Generator[float | None, Any, None]:
    """Run the infusion with side effects: somebody comes, it goes on, is lengthened, or stops; and with its checks."""
    luck, began = visit.patient.luck, clinic.engine.now
    for onset, effect in coming:
        ends = yield from _until(clinic, visit, line, began, max(onset, clinic.engine.now), ends, turn)
        clinic.note((clinic.engine.now, kinds.SIDE_EFFECT, visit.me, visit.number, effect.code, -1, -1.0))
        visit.side_effect = True
        yield from _hands_on(clinic, visit, effect.staff, effect.time(luck, turn))
        if effect.recovery:
            visit.more_recovery += effect.recovery(luck, turn)
        if effect.stop(luck, turn) < effect.stops:
            clinic.note((clinic.engine.now, kinds.STOPPED_EARLY, visit.me, visit.number, line.code, -1, -1.0))
            return
        ends += effect.infusion
    yield from _until(clinic, visit, line, began, max(ends, clinic.engine.now), ends, turn)


def _instant(onset: Onset) -> float:
    return onset[0]


def _until(
    clinic: Clinic, visit: Visit, line: Line, began: float, instant: float, ends: float, turn: int
) -> Generator[float | None, Any, float]:
    """Go on until an instant, with the step's checks on the way; returns when the step now ends."""
    if line.checks:
        yield from with_checks(clinic, visit, line, began, instant, turn)
        return max(ends, clinic.engine.now)
    yield instant
    return ends


def with_checks(
    clinic: Clinic, visit: Visit, line: Line, began: float, until: float, turn: int
) -> Generator[float | None, Any, None]:
    """Checks at their interval, counted from the step's beginning, until an instant; some may be late."""
    assert line.checks is not None
    every, staff, time = line.checks
    nth = int((clinic.engine.now - began) // every)
    due = began + (nth + 1) * every
    while due < until:
        yield max(due, clinic.engine.now)
        length = time(visit.patient.luck, turn * 64 + nth)
        yield from _hands_on(clinic, visit, staff, length, HEAD_OF_QUEUE - 1)
        due, nth = due + every, nth + 1
    yield max(until, clinic.engine.now)


def _hands_on(
    clinic: Clinic, visit: Visit, staff: Staff, length: float, priority: int = HEAD_OF_QUEUE
) -> Generator[float | None, Any, None]:
    """Have one member hands-on for a while, ahead of ordinary work; nobody, if none is left in the building.

    Whoever is hands-on with this patient throughout the step does it without being asked.
    """
    if any(members[0].role is staff for members in visit.crew):
        yield clinic.engine.now + length
        return
    given = staff.take(1, visit, beside=True)
    if given is None:
        waiter = line_up_for_hands(clinic, visit, staff, 1, priority, beside=True)
        if waiter is None or (yield from wait(clinic, visit, waiter)) is not None:
            return
        given = waiter.given
    hands_on(clinic, visit, given, beside=1.0)
    yield clinic.engine.now + length
    release(clinic, visit, [given])
