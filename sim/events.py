"""The event log: what happened, in order. The only thing that crosses from model to metrics.

A row is seven numbers: time, kind, patient, visit, what, unit, value. ``what`` is a code
whose list depends on the kind (a space, a role, a step, a cause, a reason); the lists are in
the log's ``Header``. Absent numbers are -1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from functools import cached_property
from math import inf
from struct import pack
from typing import Any

import numpy as np


class Kind(IntEnum):
    """What a row says. After the dash: what ``what``, ``unit`` and ``value`` mean."""

    # the course
    REFERRED = 0  # what: condition; value: 1 if already a patient when the run began
    ADMITTED = 1  # admission said yes; value: earliest first infusion [min]
    DEFERRED = 2  # admission said later; value: when it asks again [min]
    INDUCTION_OPENED = 3  # what: protocol; unit: 0 first, 1 re-induction...; value: infusions planned
    INDUCTION_CLOSED = 4  # what: reason (FINISHED or why not); unit as above; value: infusions given
    RESPONSE = 5  # decided after an induction; value: 1 responder, 0 not
    MAINTENANCE_ENTERED = 6
    SYMPTOMS_RETURNED = 7  # the patient asks for a booster
    RELAPSED = 8
    LEFT = 9  # what: reason; the patient is gone for good
    # the appointment
    BOOKED = 10  # what: visit type; unit: phase; value: appointment [min]
    CANCELLED = 11  # what: reason; value: appointment [min]
    NO_SHOW = 12  # time: the appointment
    # the visit
    CHECKED_IN = 13  # what: visit type; unit: phase; value: appointment, or arrival for walk-ins [min]
    TURNED_AWAY = 14  # what: reason; leaves the building without having been given the visit
    SEATED = 15  # what: space; unit: which one
    STEP_BEGAN = 16  # what: step; unit: number of this infusion in its series, if any
    STEP_ENDED = 17  # what: step
    WAIT_BEGAN = 18  # what: cause; unit: space held while waiting (code) or -1
    WAIT_ENDED = 19  # what: cause; unit as above
    SIDE_EFFECT = 20  # what: side effect
    STOPPED_EARLY = 21  # the infusion was stopped before its time
    LEFT_SPACE = 22  # what: space; unit: which one; it now waits for turnover
    SPACE_READY = 23  # what: space; unit: which one
    DEPARTED = 24  # the patient leaves the building after a visit
    # what can run out
    OPENED = 25  # value: planned closing of this session [min]
    CLOSED = 26
    SPACES = 27  # what: space; value: number in service from now on
    SHIFT_BEGAN = 28  # what: role; unit: member, from the agency beyond the roster (RoleFact); value: planned end [min]
    SHIFT_ENDED = 29  # what: role; unit: member; value: planned end [min]
    SHIFT_MISSED = 30  # what: role; unit: member; value: planned end [min]: absent
    BREAK_BEGAN = 31  # what: role; unit: member; value: planned beginning [min]
    BREAK_ENDED = 32  # what: role; unit: member
    BREAK_MISSED = 33  # what: role; unit: member
    HANDS_BEGAN = 34  # what: role; unit: member; value: 1 if the member goes on watching, see the scenario
    HANDS_ENDED = 35  # what: role; unit: member
    WATCH_BEGAN = 36  # what: role
    WATCH_ENDED = 37  # what: role
    THIRD_NEXT = 38  # sampled when a day first opens; what: visit type; value: wait for it [min], -1 if there is none
    REMINDED = 39  # a reminder is sent; what: visit type; value: what it costs


OF_SPACES = frozenset((Kind.SEATED, Kind.LEFT_SPACE, Kind.SPACE_READY, Kind.SPACES))
OF_STEPS = frozenset((Kind.STEP_BEGAN, Kind.STEP_ENDED, Kind.STOPPED_EARLY))
OF_REASONS = frozenset((Kind.INDUCTION_CLOSED, Kind.LEFT, Kind.CANCELLED, Kind.TURNED_AWAY))
OF_WAITS = frozenset((Kind.WAIT_BEGAN, Kind.WAIT_ENDED))
OF_VISITS = frozenset((Kind.BOOKED, Kind.CHECKED_IN, Kind.NO_SHOW, Kind.THIRD_NEXT, Kind.REMINDED))
OF_ROLES = frozenset(kind for kind in Kind if kind.name.startswith(("SHIFT_", "BREAK_", "HANDS_", "WATCH_")))
"""Kinds of rows by the list in which their ``what`` is a place."""


class Phase(IntEnum):
    """Where in the course a visit belongs."""

    NONE = 0
    CONSULT = 1
    INDUCTION = 2
    MAINTENANCE = 3
    EVALUATION = 4


REASONS = (
    "finished",  # induction complete
    "dropped out",  # left of their own accord after an infusion
    "dropped out after a miss",
    "dropped out after a side effect",
    "dropped out after a long wait",
    "not eligible",
    "no response",
    "no maintenance wanted",
    "attrition",  # stopped boosters
    "plan complete",  # reached the planned number of boosters
    "relapse",  # relapsed and not induced again
    "did not rebook",
    "waited too long",  # lost before the first infusion
    "declined",  # admission said never
    "no slot",  # nothing bookable within the horizon
    "cancelled with notice",
    "cancelled same day",
    "late",
    "closing",
    "waiting room full",
    "patience",  # a walk-in left before being seen
    "course over",  # an appointment given back because the patient has left or relapsed
    "complete",  # the course held no maintenance and is complete
    "moved earlier",  # an appointment given up for a start that somebody else had cancelled
)
GIVEN_BACK = ("course over", "moved earlier")
"""Reasons of cancellations that are not a patient's failing to come."""
REASON = {name: code for code, name in enumerate(REASONS)}

PARTS = ("arrival", "preparation", "infusion", "recovery", "departure", "turnover", "consult", "other")
"""What a step is to the visit; figures and lost chair-hours speak of parts."""


@dataclass(frozen=True)
class StepName:
    """One step as the log names it."""

    visit: str
    step: str
    part: str
    present: bool
    """Whether the patient is there (turnover is not)."""


@dataclass(frozen=True)
class RoleFact:
    """What metrics must know of a staff role."""

    name: str
    watches: int
    """Most patients that one member watches."""
    strict: bool
    """Whether a member who is hands-on stops watching."""
    wage: float
    """Per hour."""
    overtime: float
    """Overtime pays this multiple of the wage."""
    rostered: float = inf
    """Members on the roster, numbered from 0; whoever has this number or a higher one comes from the agency."""
    agency_wage: float = 0.0
    """Per hour of the agency's members."""


@dataclass(frozen=True)
class VisitFact:
    """What metrics must know of a visit type."""

    name: str
    kind: str
    """infusion, consult, evaluation or other."""
    price: float
    supplies: float
    on_timetable: bool = False
    """Whether some timetable gives appointments for it."""


@dataclass(frozen=True)
class RuleFact:
    """What metrics must know of an on-site rule."""

    name: str
    roles: tuple[int, ...]
    """Codes of the roles whose members count, on a break or not."""
    least: int
    """So many of them must be in the building."""
    infusing: bool
    """Whether it holds while an infusion runs; otherwise while a patient is in the building."""


@dataclass(frozen=True)
class Header:
    """The meaning of the codes, and constants that give rows their worth."""

    starts: date
    spaces: tuple[str, ...]
    treatment_spaces: tuple[int, ...]
    """Codes of the spaces in which infusions run (for a place without infusions: every space)."""
    roles: tuple[RoleFact, ...]
    steps: tuple[StepName, ...]
    visits: tuple[VisitFact, ...]
    conditions: tuple[str, ...]
    protocols: tuple[str, ...]
    windows: tuple[float, ...]
    """Per protocol: the induction should be finished within [min]."""
    planned: tuple[tuple[float, float], ...]
    """Per protocol: least and most spacing of induction infusions [min]."""
    side_effects: tuple[str, ...]
    causes: tuple[str, ...]
    """Why somebody waits: `space:<name>`, `hands:<role>`, `watch:<role>`, `rule:<rule>`, `opening`."""
    booked: tuple[float, ...]
    """Per visit type: planned time in its space [min]."""
    currency: str = "USD"
    fixed_per_day: float = 0.0
    reasons: tuple[str, ...] = REASONS
    rules: tuple[RuleFact, ...] = ()

    def moment(self, minute: float) -> str:
        """An instant of a run as a date and a time of day."""
        return f"{datetime.combine(self.starts, time()) + timedelta(minutes=minute):%a %d %b %Y at %H:%M}"

    def name(self, kind: Kind, code: int) -> str:
        """What ``what`` means in a row of a kind, empty if absent."""
        if code < 0:
            return ""
        names = next((names for kinds, names in self._names if kind in kinds), ())
        return names[code] if code < len(names) else str(code)

    @cached_property
    def _names(self) -> tuple[tuple[frozenset[Kind], tuple[str, ...]], ...]:
        """The kinds of rows whose ``what`` is a place in the same list, and that list."""
        steps = tuple(f"{step.visit}/{step.step}" for step in self.steps)
        return (
            (OF_SPACES, self.spaces),
            (OF_STEPS, steps),
            (OF_REASONS, self.reasons),
            (OF_WAITS, self.causes),
            (OF_VISITS, tuple(visit.name for visit in self.visits)),
            (OF_ROLES, tuple(role.name for role in self.roles)),
            (frozenset((Kind.REFERRED,)), self.conditions),
            (frozenset((Kind.INDUCTION_OPENED, Kind.RESPONSE)), self.protocols),
            (frozenset((Kind.SIDE_EFFECT,)), self.side_effects),
        )


@dataclass(frozen=True)
class Rows:
    """Some rows of a log, column by column, each of shape (n,)."""

    time: np.ndarray
    """Instants [min since 00:00 of the start date], ascending."""
    kind: np.ndarray
    """Codes of ``Kind``."""
    patient: np.ndarray
    """Patients' numbers, -1 where nobody is meant."""
    visit: np.ndarray
    """Visits' numbers (one per booking or walk-in), -1 where none is meant."""
    what: np.ndarray
    """Codes; see ``Kind``."""
    unit: np.ndarray
    """Codes; see ``Kind``."""
    value: np.ndarray
    """Numbers; see ``Kind``."""

    def __len__(self) -> int:
        return len(self.time)

    def where(self, mask: np.ndarray) -> Rows:
        """The rows for which *mask* (booleans or positions) says so; a column is copied when it is first asked for."""
        return _Chosen(self, np.flatnonzero(mask) if mask.dtype == bool else mask)


class _Chosen(Rows):
    """Some rows of others: most questions to a log ask for two columns of its seven."""

    def __init__(self, rows: Rows, places: np.ndarray) -> None:
        self.__dict__.update(_rows=rows, _places=places)

    def __len__(self) -> int:
        return len(self._places)

    def __reduce__(self) -> Any:
        return Rows, tuple(getattr(self, name) for name in COLUMNS)  # without the rows they were chosen from

    def __getattr__(self, name: str) -> np.ndarray:
        if name not in COLUMNS:
            raise AttributeError(name)
        column: np.ndarray = getattr(self._rows, name)[self._places]
        self.__dict__[name] = column
        return column


COLUMNS = tuple(entry.name for entry in fields(Rows))
_TYPES = (np.float64, np.int8, np.int64, np.int64, np.int16, np.int32, np.float64)


@dataclass
class EventLog:
    """Rows in the order in which they happened.

    While a run lasts rows are collected in a flat list (``note`` is its ``extend``), which
    ``flush`` packs into columns day by day, so that memory stays small.
    """

    header: Header
    _open: list[float] = field(default_factory=list)
    _parts: list[list[np.ndarray]] = field(default_factory=lambda: [[np.empty(0, kind)] for kind in _TYPES])
    """Per column the pieces packed so far."""

    @property
    def note(self) -> Callable[[tuple[float, ...]], None]:
        """Append one row of seven numbers; bind it once, it is called for everything that happens."""
        return self._open.extend

    @classmethod
    def of(cls, header: Header, rows: Rows) -> EventLog:
        """A log that holds these rows."""
        return cls(header, _parts=[[getattr(rows, name)] for name in COLUMNS])

    def flush(self, at_least: int = 1) -> None:
        """Pack the rows collected so far into columns, if there are *at_least* so many."""
        if len(self._open) >= at_least * len(COLUMNS):
            # Five times as fast as np.fromiter, which makes an array's element out of every number.
            table = np.frombuffer(pack(f"{len(self._open)}d", *self._open)).reshape(-1, len(COLUMNS))
            for i, kind in enumerate(_TYPES):
                self._parts[i].append(table[:, i].astype(kind))
            self._open.clear()

    def all(self) -> Rows:
        """Every row, in order."""
        self.flush()
        for parts in self._parts:  # column by column, so that never more than one stands twice in memory
            if len(parts) > 1:
                parts[:] = [np.concatenate(parts)]
        return Rows(*(parts[0] for parts in self._parts))

    def rows(self, *kinds: Kind) -> Rows:
        """The rows of some kinds, in order."""
        rows = self.all()
        return rows.where(np.isin(rows.kind, [int(kind) for kind in kinds]))


@dataclass(frozen=True)
class Window:
    """The observed part of a run, [start, end) [min]."""

    start: float
    end: float

    @property
    def weeks(self) -> float:
        """Length in weeks."""
        return (self.end - self.start) / 10080.0
