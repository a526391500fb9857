"""What somebody asks of the diary: days, weekdays, times of day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from sim.events import Phase

if TYPE_CHECKING:
    from sim.model.clinic import Clinic


class Limits(NamedTuple):
    """What a start must be beside near its day; nothing after the last day will do then."""

    weekdays: frozenset[int] | None = None
    """Weekdays that will do; any if left out."""
    around: tuple[float, float] | None = None
    """Time of day, and how far from it a start may lie [min]; any time if left out."""
    firm: bool = False
    """Whether the last day stands even where the time of day is a matter of taste."""


@dataclass(slots=True)
class Ask:
    """An appointment that somebody wants."""

    phase: Phase
    low: int
    """First day that will do."""
    target: int
    """Day it should be; the first one if that is later."""
    high: int
    """Last day that will do; later ones only if there is none up to here."""
    number: int = 0
    """Number of the infusion in its induction; 0 outside one."""
    limits: Limits | None = None
    """If there are any."""


class Hope(NamedTuple):
    """What somebody who waits for an appointment would rather have."""

    low: int
    """First day that will do."""
    wanted: int
    """Day it should have been."""
    window_ends: float = inf
    """When the window of the induction ends [min]."""
    moved: Callable[[float], None] | None = None
    """Told the new appointment [min]; for first infusions, which keep to their week: starts are counted by it."""


def suiting(clinic: Clinic, limits: Limits) -> Callable[[int], int]:
    """The starts of a day that lie within the limits, as bits."""
    calendar, weekdays, times = clinic.calendar, limits.weekdays, _near(clinic, limits.around)
    if weekdays is None:
        return lambda day: times
    return lambda day: times if calendar.weekday(day) in weekdays else 0


def _near(clinic: Clinic, around: tuple[float, float] | None) -> int:
    """Starts of a day near a time of day, as bits; all of them if nothing is said."""
    if around is None or around[1] == inf:
        return -1
    grid, (time, reach) = clinic.scenario.diary.every, around
    first, last = -(-(time - reach) // grid), (time + reach) // grid
    return clinic.diary.layout.cells(max(0, int(first)), max(0, int(last) + 1))
