"""Which of the free starts of a day?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import inf
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator

from sim import units
from sim.distributions import TimeDistribution
from sim.entities import DayOffer
from sim.spec import Clock, DaySet, Name, Positive, Span, Spec, choice
from sim.units import days


class SlotChoice(Protocol):
    """Answers which start of a day a visit is given."""

    def __call__(self, day: DayOffer) -> float: ...


class AnyStart(Spec):
    """What a slot policy may add to the capacity rule, by default nothing: limits to the starts themselves."""

    @property
    def paced_by(self) -> str | None:
        """The staff role whose number on duty limits how many visits start together; None: no such limit."""
        return None

    @property
    def pace(self) -> tuple[int, float]:
        """Most starts for each member on duty, and the interval in which they count [min]."""
        return 0, 0.0

    def template(self, visit: str, weekday: int) -> Mapping[float, int] | None:
        """The starts laid down for a visit type on a weekday [min of the day] and how often each; None: any start."""
        return None

    @property
    def likes(self) -> TimeDistribution | None:
        """Law of the time of day that patients like best [min]; None if they are not asked."""
        return None

    @property
    def flexible(self) -> float:
        """How far from it they still come [min]."""
        return inf


class Earliest(AnyStart):
    """The earliest free start of the day."""

    def __call__(self, day: DayOffer) -> float:
        """First of the starts [min of the day]."""
        return day.earliest


class LevelTheDay(AnyStart):
    """The start at which the fewest places will be in use; of several, the one at which the fewest visits begin."""

    def __call__(self, day: DayOffer) -> float:
        """Least loaded of the starts [min of the day]."""
        return day.least_loaded


class Stagger(AnyStart):
    """At most so many visits begin in a quarter of an hour, say, per nurse on duty; of those left, the earliest."""

    starts: Positive = 1
    """Most visits that begin in such an interval, for each member of the role on duty."""
    each: Name
    """The role of those who begin visits, such as nurse."""
    interval: Span = 15.0
    """How long such an interval is; rounded up to whole steps of the diary."""
    level: bool = False
    """Whether to take, of the starts left, the one with the fewest places in use instead of the earliest."""

    def __call__(self, day: DayOffer) -> float:
        """First, or least loaded, of the starts [min of the day]."""
        return day.least_loaded if self.level else day.earliest

    @property
    def paced_by(self) -> str | None:
        """The role."""
        return self.each

    @property
    def pace(self) -> tuple[int, float]:
        """Starts and interval."""
        return self.starts, self.interval


def _since_midnight(value: Any) -> Any:
    """A time of day such as 11:00 as the time since midnight; anything else as it is."""
    is_clock = isinstance(value, str) and ":" in value
    return f"{units.clock(value):g} min" if is_clock else value


TimeOfDay = Annotated[
    TimeDistribution, BeforeValidator(_since_midnight, json_schema_input_type=Clock | TimeDistribution)
]
"""A time of day for all, such as 11:00, or a law of the time since midnight."""


class Preferred(AnyStart):
    """The start nearest to the time of day that the patient likes best."""

    time: TimeOfDay
    """The time of day that patients like best: 11:00 for all, or a distribution of times since midnight, from
    which every patient has one of their own."""
    within: Span | None = None
    """How far from it a patient still comes while another day has a start that is nearer; no limit if left out."""

    def __call__(self, day: DayOffer) -> float:
        """Nearest of the starts; the earlier of two equally near [min of the day]."""
        return min(day.starts, key=lambda start: (abs(start - day.preferred), start))

    @property
    def likes(self) -> TimeDistribution | None:
        """The law."""
        return self.time

    @property
    def flexible(self) -> float:
        """The limit."""
        return inf if self.within is None else self.within


class Template(AnyStart):
    """Only the starts that the weekly plan lays down; of those left, the earliest."""

    starts: dict[Name, dict[DaySet, tuple[Clock, ...]]]
    """The times for each visit type and weekday; a time written twice may be given twice. Visit types left out start
    at any time."""

    def __call__(self, day: DayOffer) -> float:
        """First of the starts [min of the day]."""
        return day.earliest

    def template(self, visit: str, weekday: int) -> Mapping[float, int] | None:
        """The starts of that weekday; none on a weekday that is not named."""
        if visit not in self.starts:
            return None
        return Counter(at for names, times in self.starts[visit].items() if weekday in days(names) for at in times)


SLOT: Mapping[str, type[Spec]] = {
    "earliest": Earliest,
    "level_the_day": LevelTheDay,
    "stagger": Stagger,
    "preferred": Preferred,
    "template": Template,
}
SlotPolicy = choice(SLOT, noun="slot policy", own=True)
