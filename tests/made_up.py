"""A made-up clinic whose log is long and plausible, for timing and for sums that must be exact.

No queue is simulated: patients come in pairs of visits to chairs that are free by construction.
What matters is that every kind of row occurs and that the rows agree with each other.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from logs import HEADER

from sim.events import REASON, EventLog, Kind

CHAIRS = 6
OPEN, CLOSE = 480.0, 1020.0


def made_up_log(weeks: int, seed: int = 1, slots: int = 6) -> EventLog:
    """Rows of *weeks* weeks of a clinic with six recliners and *slots* visits a day in each."""
    rng = np.random.default_rng(seed)
    found = EventLog(replace(HEADER))
    rows: list[tuple[float, ...]] = [
        (0.0, Kind.SPACES, -1, -1, 0, -1, CHAIRS),
        (0.0, Kind.SPACES, -1, -1, 1, -1, 4),
    ]
    state: dict[int, list[float]] = {}
    visit = 0
    for day in range(weeks * 7):
        if day % 7 > 4:
            continue
        start = day * 1440.0
        rows += _day_rows(start, rng)
        for chair in range(CHAIRS):
            for slot in range(slots):
                patient = int(rng.integers(0, 1 + (day + 1) * 2))
                rows += _visit_rows(start + OPEN + slot * 88.0, chair, visit, patient, state, rng)
                visit += 1
    rows.sort(key=lambda entry: entry[0])
    for entry in rows:
        found.note(entry)
    return found


def _day_rows(start: float, rng: np.random.Generator) -> list[tuple[float, ...]]:
    opens, closes = start + OPEN, start + CLOSE
    rows: list[tuple[float, ...]] = [
        (opens, Kind.OPENED, -1, -1, -1, -1, closes),
        (closes, Kind.CLOSED, -1, -1, -1, -1, -1),
    ]
    for member in range(4):
        ends = closes + max(0.0, rng.normal(-10, 20))
        noon = start + 720 + 30 * member
        rows += [
            (opens - 15, Kind.SHIFT_BEGAN, -1, -1, 0, member, closes),
            (noon, Kind.BREAK_BEGAN, -1, -1, 0, member, start + 720),
            (noon + 30, Kind.BREAK_ENDED, -1, -1, 0, member, -1),
            (ends, Kind.SHIFT_ENDED, -1, -1, 0, member, closes),
        ]
    rows.append((opens, Kind.THIRD_NEXT, -1, -1, 0, -1, 3000.0))
    if rng.random() < 0.05:
        rows += [
            (start, Kind.SPACES, -1, -1, 0, -1, CHAIRS - 1),
            (start + 600, Kind.SPACES, -1, -1, 0, -1, CHAIRS),
        ]
    return rows


def _visit_rows(
    due: float, chair: int, visit: int, patient: int, state: dict[int, list[float]], rng: np.random.Generator
) -> list[tuple[float, ...]]:
    who = (patient, visit)
    rows: list[tuple[float, ...]] = []
    if patient not in state:
        state[patient] = [0]
        rows += [
            (due - 480, Kind.REFERRED, patient, -1, 0, -1, 0),
            (due - 470, Kind.ADMITTED, patient, -1, -1, -1, 0),
        ]
        rows += [(due - 465, Kind.INDUCTION_OPENED, patient, -1, 0, 0, 6)]
    phase = 2 if state[patient][0] < 6 else 3
    rows.append((due - 460, Kind.BOOKED, *who, 0, phase, due))
    luck = rng.random()
    if luck < 0.06:
        return [*rows, (due, Kind.NO_SHOW, *who, 0, phase, due)]
    if luck < 0.12:
        return [*rows, (due - 200, Kind.CANCELLED, *who, REASON["cancelled with notice"], phase, due)]
    rows += [(due - 461, Kind.SYMPTOMS_RETURNED, patient, -1, -1, -1, -1)] if phase == 3 else []
    number = state[patient][0] = state[patient][0] + 1
    arrival = due + rng.integers(-10, 6)
    seat = max(arrival + 2, due) + rng.integers(0, 4)
    rows += [
        (arrival, Kind.CHECKED_IN, *who, 0, phase, due),
        (arrival, Kind.STEP_BEGAN, *who, 0, -1, -1),
        (arrival + 1.5, Kind.STEP_ENDED, *who, 0, -1, -1),
        (arrival + 1.5, Kind.WAIT_BEGAN, *who, 0, -1, -1),
        (seat, Kind.WAIT_ENDED, *who, 0, -1, -1),
        (seat, Kind.SEATED, *who, 0, chair, -1),
    ]
    nurse = chair % 4
    clock = seat
    for step, length, hands, cause in ((1, 5.0, True, 1), (2, 40.0, False, 2), (3, 12.0, True, -1)):
        if cause >= 0 and rng.random() < 0.5:
            pause = float(rng.integers(1, 3))
            rows += [
                (clock, Kind.WAIT_BEGAN, *who, cause, 0, -1),
                (clock + pause, Kind.WAIT_ENDED, *who, cause, 0, -1),
            ]
            clock += pause
        length += float(rng.random())
        rows.append((clock, Kind.STEP_BEGAN, *who, step, number if step == 2 else -1, -1))
        busy = [
            (clock, Kind.HANDS_BEGAN, *who, 0, nurse, -1),
            (clock + 1, Kind.HANDS_ENDED, *who, 0, nurse, -1),
        ]
        watch = [
            (clock, Kind.WATCH_BEGAN, *who, 0, -1, -1),
            (clock + length, Kind.WATCH_ENDED, *who, 0, -1, -1),
        ]
        rows += busy if hands else watch
        if step == 2 and rng.random() < 0.1:
            rows.append((clock + 20, Kind.SIDE_EFFECT, *who, int(rng.integers(2)), -1, -1))
        clock += length
        rows.append((clock, Kind.STEP_ENDED, *who, step, -1, -1))
    rows += [
        (clock, Kind.LEFT_SPACE, *who, 0, chair, -1),
        (clock, Kind.DEPARTED, *who, -1, -1, -1),
        (clock, Kind.STEP_BEGAN, *who, 4, -1, -1),
        (clock + 3, Kind.STEP_ENDED, *who, 4, -1, -1),
        (clock + 3, Kind.SPACE_READY, *who, 0, chair, -1),
    ]
    if number == 6:
        rows += [(clock, Kind.INDUCTION_CLOSED, patient, -1, REASON["finished"], 0, 6)]
        rows += [
            (clock, Kind.RESPONSE, patient, -1, -1, -1, 1),
            (clock, Kind.MAINTENANCE_ENTERED, patient, -1, -1, -1, -1),
        ]
    return rows
