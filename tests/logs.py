"""Logs written by hand: rows with names instead of codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sim.events import EventLog, Header, Kind, RoleFact, StepName, VisitFact

HEADER = Header(
    starts=date(2026, 1, 5),  # a Monday
    spaces=("recliner", "lounge"),
    treatment_spaces=(0,),
    roles=(
        RoleFact("nurse", watches=2, strict=False, wage=60.0, overtime=1.5),
        RoleFact("prescriber", watches=0, strict=False, wage=120.0, overtime=1.0),
    ),
    steps=(
        StepName("infusion", "check in", "arrival", present=True),
        StepName("infusion", "prepare", "preparation", present=True),
        StepName("infusion", "infuse", "infusion", present=True),
        StepName("infusion", "recover", "recovery", present=True),
        StepName("infusion", "clean", "turnover", present=False),
        StepName("consult", "talk", "consult", present=True),
    ),
    visits=(
        VisitFact("infusion", kind="infusion", price=500.0, supplies=40.0),
        VisitFact("consult", kind="consult", price=200.0, supplies=0.0),
    ),
    conditions=("depression",),
    protocols=("standard",),
    windows=(21 * 1440.0,),
    planned=((1440.0, 4 * 1440.0),),
    side_effects=("nausea", "dizziness"),
    causes=(
        "space:recliner",
        "hands:nurse",
        "watch:nurse",
        "rule:prescriber on site",
        "opening",
        "hands:prescriber",
    ),
    booked=(60.0, 30.0),
    fixed_per_day=100.0,
)

_LISTS: dict[Kind, str] = {
    **dict.fromkeys((Kind.SEATED, Kind.LEFT_SPACE, Kind.SPACE_READY, Kind.SPACES), "spaces"),
    **dict.fromkeys((Kind.STEP_BEGAN, Kind.STEP_ENDED), "steps"),
    **dict.fromkeys((Kind.WAIT_BEGAN, Kind.WAIT_ENDED), "causes"),
    **dict.fromkeys((Kind.BOOKED, Kind.CHECKED_IN, Kind.THIRD_NEXT, Kind.REMINDED), "visits"),
    **dict.fromkeys((Kind.CANCELLED, Kind.TURNED_AWAY, Kind.LEFT, Kind.INDUCTION_CLOSED), "reasons"),
    **dict.fromkeys((Kind.SHIFT_BEGAN, Kind.SHIFT_ENDED, Kind.SHIFT_MISSED), "roles"),
    **dict.fromkeys((Kind.BREAK_BEGAN, Kind.BREAK_ENDED, Kind.BREAK_MISSED), "roles"),
    **dict.fromkeys((Kind.HANDS_BEGAN, Kind.HANDS_ENDED, Kind.WATCH_BEGAN, Kind.WATCH_ENDED), "roles"),
    Kind.SIDE_EFFECT: "side_effects",
    Kind.INDUCTION_OPENED: "protocols",
    Kind.REFERRED: "conditions",
}
"""Kind -> the header's list in which ``what`` is a place."""


def code(header: Header, kind: Kind, name: str) -> int:
    """Code of a name in the list that belongs to a kind; steps are named without their visit."""
    entries = getattr(header, _LISTS[kind])
    return [getattr(entry, "step", getattr(entry, "name", entry)) for entry in entries].index(name)


def row(
    time: float, kind: Kind, what: str | int = -1, **numbers: float
) -> tuple[float, Kind, str | int, dict[str, Any]]:
    """One row: time, kind, and by name what it has of patient, visit, unit and value."""
    return time, kind, what, numbers


def log(*rows: tuple[float, Kind, str | int, dict[str, Any]], **changes: Any) -> EventLog:
    """A log of *rows* (sorted by time, ties as written) under ``HEADER`` with *changes*."""
    header = replace(HEADER, **changes)
    found = EventLog(header)
    for time, kind, what, numbers in sorted(rows, key=lambda entry: entry[0]):
        number = code(header, kind, what) if isinstance(what, str) else what
        rest = [float(numbers.get(name, -1)) for name in ("patient", "visit")]
        found.note((time, float(kind), *rest, float(number), *(float(numbers.get(n, -1)) for n in ("unit", "value"))))
    return found
