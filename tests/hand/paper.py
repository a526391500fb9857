"""Days worked out on paper: a scenario as text, and what happened as lines a nurse manager can read.

Patients are letters in the order in which they become known: A, B, C. Instants are clock times
of the first day ("08:15"), or weekday, date and clock ("wed 7 Jan 08:15") where days are shown.
"""

from __future__ import annotations

import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path

from sim.events import REASONS, EventLog, Kind
from sim.model.clinic import run
from sim.scenario.load import load

ABOUT = {
    "scenario": "scenario: A day on paper\n",
    "calendar": "calendar: {starts: 2026-01-05, hours: {mon-sun: 08:00-17:00}}\n",  # a Monday
    "run": "run: {length: 1 day, cool_down: 0 min, seed: 1}\n",
}
"""What a text need not say unless it differs."""


def simulated(text: str, *overrides: str, replication: int = 0) -> EventLog:
    """The log of a scenario written as text; name, calendar and run may be left out."""
    written = {line.split(":")[0] for line in text.splitlines()}
    whole = "".join(line for key, line in ABOUT.items() if key not in written) + text
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "day.yaml"
        file.write_text(whole, encoding="utf-8")
        return run(load(file, overrides).scenario, replication)


Line = tuple[str, str, str]


def lines(log: EventLog, *about: str, dated: bool = False) -> list[Line]:
    """(time, what, who) of every row whose *what* begins with one of *about*; all rows without one."""
    rows, found = log.all(), []
    for i in range(len(rows)):
        number, patient = int(rows.what[i]), int(rows.patient[i])
        what = _sentence(log, Kind(int(rows.kind[i])), number, int(rows.unit[i]), float(rows.value[i]))
        staff = rows.kind[i] in _OF_STAFF
        who = f"{log.header.roles[number].name} {int(rows.unit[i])}" if staff else letter(patient)
        if not about or what.startswith(about):
            found.append((show(log, float(rows.time[i]), dated), what, who))
    return found


def letter(patient: int) -> str:
    """A, B, ... Z, then numbers; nothing where nobody is meant."""
    return "" if patient < 0 else chr(65 + patient) if patient < 26 else str(patient)


def show(log: EventLog, instant: float, dated: bool) -> str:
    """An instant as a clock time, with the date if wanted; fractions of a minute as decimals."""
    moment = datetime.combine(log.header.starts, time()) + timedelta(minutes=int(instant // 1))
    rest = round(instant % 1, 3)
    clock = f"{moment:%H:%M}" + (f"{rest:g}"[1:] if rest else "")
    return f"{moment:%a} {moment.day} {moment:%b} {clock}".lower() if dated else clock


_OF_STAFF = frozenset(
    {Kind.SHIFT_BEGAN, Kind.SHIFT_ENDED, Kind.SHIFT_MISSED, Kind.BREAK_BEGAN, Kind.BREAK_ENDED, Kind.BREAK_MISSED}
)

_PLAIN = {
    Kind.ADMITTED: "admitted",
    Kind.DEFERRED: "deferred",
    Kind.RESPONSE: "response",
    Kind.MAINTENANCE_ENTERED: "maintenance",
    Kind.SYMPTOMS_RETURNED: "symptoms return",
    Kind.RELAPSED: "relapses",
    Kind.REFERRED: "referred",
    Kind.STOPPED_EARLY: "stopped early",
    Kind.DEPARTED: "departs",
    Kind.OPENED: "opens",
    Kind.CLOSED: "closes",
    Kind.SHIFT_BEGAN: "shift begins",
    Kind.SHIFT_ENDED: "shift ends",
    Kind.SHIFT_MISSED: "shift missed",
    Kind.BREAK_BEGAN: "break begins",
    Kind.BREAK_ENDED: "break ends",
    Kind.BREAK_MISSED: "break missed",
    Kind.CHECKED_IN: "checks in",
    Kind.NO_SHOW: "no-show",
    Kind.INDUCTION_OPENED: "series begins",
}

_WITH_REASON = {
    Kind.CANCELLED: "cancelled",
    Kind.TURNED_AWAY: "sent home",
    Kind.LEFT: "leaves",
    Kind.INDUCTION_CLOSED: "series ends",
}


def _sentence(log: EventLog, kind: Kind, what: int, unit: int, value: float) -> str:
    header = log.header
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _WITH_REASON:
        return f"{_WITH_REASON[kind]}: {REASONS[what]}"
    if kind in (Kind.SEATED, Kind.LEFT_SPACE, Kind.SPACE_READY):
        verb = {Kind.SEATED: "seated in", Kind.LEFT_SPACE: "left", Kind.SPACE_READY: "ready"}[kind]
        return f"{verb} {header.spaces[what]} {unit}"
    if kind in (Kind.STEP_BEGAN, Kind.STEP_ENDED):
        return f"{header.steps[what].step} {'begins' if kind is Kind.STEP_BEGAN else 'ends'}"
    if kind in (Kind.WAIT_BEGAN, Kind.WAIT_ENDED):
        return f"{'waits for' if kind is Kind.WAIT_BEGAN else 'has waited for'} {header.causes[what]}"
    if kind in (Kind.HANDS_BEGAN, Kind.HANDS_ENDED):
        return f"hands {'on' if kind is Kind.HANDS_BEGAN else 'off'} {header.roles[what].name} {unit}"
    if kind in (Kind.WATCH_BEGAN, Kind.WATCH_ENDED):
        return f"watch {'on' if kind is Kind.WATCH_BEGAN else 'off'} {header.roles[what].name}"
    if kind is Kind.SIDE_EFFECT:
        return f"side effect {header.side_effects[what]}"
    if kind is Kind.BOOKED:
        return f"booked for {show(log, value, dated=True)}"
    if kind is Kind.SPACES:
        return f"{header.spaces[what]}: {value:g} in service"
    return kind.name.lower()


def appointments(log: EventLog, who: str) -> list[str]:
    """Weekday, date and clock of every booking of a patient, in the order in which they were made."""
    return [what.removeprefix("booked for ") for _, what, name in lines(log, "booked for") if name == who]


def appointment_days(log: EventLog, who: str) -> list[str]:
    """Weekday and date of every booking of a patient, in the order in which they were made."""
    return [text.rsplit(" ", 1)[0] for text in appointments(log, who)]
