"""Every family of policies with its question and its choices, for lists and help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from sim.distributions import TimeDistribution
from sim.policies.admission import ADMISSION
from sim.policies.capacity import CAPACITY
from sim.policies.dispatch import DISPATCH
from sim.policies.end_of_day import END_OF_DAY
from sim.policies.holding import HOLDING
from sim.policies.late import LATE
from sim.policies.maintenance import MAINTENANCE
from sim.policies.missed import MISSED
from sim.policies.nurse_assignment import NURSE_ASSIGNMENT
from sim.policies.overbooking import OVERBOOKING
from sim.policies.pattern import PATTERN
from sim.policies.recovery import RECOVERY
from sim.policies.reminders import REMINDERS
from sim.policies.series import SERIES
from sim.policies.slot import SLOT, TimeOfDay
from sim.policies.waiting_list import WAITING_LIST
from sim.spec import (
    Clock,
    Count,
    DaySet,
    Duration,
    Grid,
    Money,
    Name,
    Positive,
    Probability,
    Rate,
    Span,
    Spec,
    Time,
    default_written,
    documented,
)

FAMILIES: Mapping[str, tuple[str, Mapping[str, type[Spec]]]] = {
    "admission": ("Start this patient now, later, or never?", ADMISSION),
    "series": ("How many infusions of an induction are booked at a time?", SERIES),
    "pattern": ("On which days and at what time of day do the infusions of a series lie?", PATTERN),
    "missed": ("An infusion of the induction was missed: what becomes of the rest?", MISSED),
    "slot": ("Which free start of a day does a visit get?", SLOT),
    "capacity": ("What must be free before a start can be booked?", CAPACITY),
    "overbooking": ("How many more than fit may be booked on a day?", OVERBOOKING),
    "holding": ("For whom are starts kept free?", HOLDING),
    "waiting_list": ("Who gets a start that somebody has cancelled?", WAITING_LIST),
    "dispatch": ("Who is served next?", DISPATCH),
    "nurse_assignment": ("Which member of staff serves this visit?", NURSE_ASSIGNMENT),
    "late": ("A patient arrives late: what then?", LATE),
    "recovery": ("Where does a patient recover?", RECOVERY),
    "end_of_day": ("The day runs late: who is still seated?", END_OF_DAY),
    "reminders": ("Is a patient reminded of an appointment?", REMINDERS),
    "maintenance plan": ("When does a responder get the next booster? (in a protocol)", MAINTENANCE),
}


@dataclass(frozen=True)
class Parameter:
    """One number, name or switch of a policy."""

    name: str
    unit: str
    """How it is written: duration, count, probability, money..."""
    default: str
    """As it would be written; ``required`` or ``none`` where there is no value."""
    meaning: str


_UNITS: tuple[tuple[Any, str], ...] = (
    (Duration, "duration"), (Span, "duration"), (Time, "duration"), (Grid, "duration"),
    (TimeDistribution, "duration or distribution"), (TimeOfDay, "time of day or distribution"),
    (Probability, "probability"), (Money, "money"), (Rate, "rate"),
    (Clock, "time of day"), (Count, "count"), (Positive, "count"), (bool, "true or false"), (int, "count"),
    (float, "number"), (str, "name"), (Name, "name"), (DaySet, "set of weekdays"),
)  # fmt: skip
"""Type of a field -> how it is written."""


def parameters(spec: type[Spec]) -> list[Parameter]:
    """The parameters of a policy, in order."""
    hints = get_type_hints(spec, include_extras=True)
    return [
        Parameter(
            info.alias or name, _unit(hints[name]), default_written(info, hints[name]), _one_line(info.description)
        )
        for name, info in documented(spec).items()
    ]


def _unit(hint: Any) -> str:
    for known, unit in _UNITS:
        if hint == known:
            return unit
    inner = [one for one in get_args(hint) if one is not type(None)]
    if get_origin(hint) is Literal:
        return "one of: " + ", ".join(map(str, inner))
    if get_origin(hint) is dict:
        return f"{_unit(inner[0])} to {_unit(inner[1])}"
    if get_origin(hint) is tuple:
        word = _unit(inner[0])
        return f"list, {word}" if ":" in word else "list of " + " or ".join(map(_plural, word.split(" or ")))
    return _unit(inner[0]) if inner else "see the scenario language"


def _plural(word: str) -> str:
    first, rest = (word.split(" ", 1) + [""])[:2]
    return f"{first}s {rest}".strip() if first in ("time", "set") else f"{word}s"


def lines() -> Iterator[str]:
    """The catalogue as text: a family, its choices, their parameters with unit, default and meaning."""
    for family, (question, table) in FAMILIES.items():
        yield f"{family}: {question}"
        for name, spec in table.items():
            yield f"  {name}: {headline(spec)}"
            for one in parameters(spec):
                default = one.default if one.default == "required" else f"default {one.default}"
                yield f"      {one.name} [{one.unit}, {default}]: {one.meaning}"


def headline(described: type) -> str:
    """The first line of what a class says of itself."""
    return (described.__doc__ or "").strip().split("\n")[0]


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
