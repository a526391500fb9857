"""On which days and at what time of day do the infusions of a series lie, and what gives way when they do not fit?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from pydantic import Field

from sim.spec import DaySet, Duration, Span, Spec, choice
from sim.units import days

Relaxation = Literal["other time", "other day", "wider spacing", "later start"]
"""What may give way: the time of day, the weekday, the protocol's most spacing, or the day of the first infusion
(for series that are booked whole)."""


class Pattern(Protocol):
    """Answers on which weekdays and how near to the first one's time of day an infusion may lie."""

    @property
    def if_full(self) -> tuple[Relaxation, ...]:
        """What gives way when no start suits, in this order, each on top of those before."""

    def weekdays(self, first: int | None) -> frozenset[int] | None:
        """Weekdays that will do after a first infusion on *first* (None: this is the first); None: any."""

    @property
    def same_time(self) -> float | None:
        """Farthest from the first infusion's time of day [min]; None: any time."""


class AnyDay(Spec):
    """Any day that the protocol's spacing allows, at any time; when those are full, infusions lie further apart."""

    @property
    def if_full(self) -> tuple[Relaxation, ...]:
        """The spacing gives way."""
        return ("wider spacing",)

    def weekdays(self, first: int | None) -> frozenset[int] | None:
        """Any."""
        return None

    @property
    def same_time(self) -> float | None:
        """Any."""
        return None


class SameTime(Spec):
    """Any day that the protocol's spacing allows, at about the time of day of the first infusion."""

    within: Duration = 30.0
    """How far from the first infusion's time of day the others may lie."""
    if_full: tuple[Relaxation, ...] = ("other time", "wider spacing")
    """What gives way when no start suits, the first named first."""

    def weekdays(self, first: int | None) -> frozenset[int] | None:
        """Any."""
        return None

    @property
    def same_time(self) -> float | None:
        """As the scenario says."""
        return self.within


class FixedWeekdays(Spec):
    """Infusions on fixed weekdays, such as Monday, Wednesday and Friday."""

    patterns: tuple[DaySet, ...] = Field(min_length=1)
    """The patterns offered; a patient follows the first one that has the weekday of the first infusion."""
    same_time_within: Span | None = None
    """How far from the first infusion's time of day the others may lie; any time if left out."""
    if_full: tuple[Relaxation, ...] = ("other time", "other day", "wider spacing")
    """What gives way when no start suits, the first named first."""

    def weekdays(self, first: int | None) -> frozenset[int] | None:
        """Those of the pattern, or of all patterns for the first infusion."""
        patterns = [frozenset(days(names)) for names in self.patterns]
        every = frozenset().union(*patterns)
        if first is None:
            return every
        return next((pattern for pattern in patterns if first in pattern), every)

    @property
    def same_time(self) -> float | None:
        """As the scenario says."""
        return self.same_time_within


PATTERN: Mapping[str, type[Spec]] = {"any_day": AnyDay, "same_time": SameTime, "fixed_weekdays": FixedWeekdays}
PatternPolicy = choice(PATTERN, noun="series pattern", own=True)
