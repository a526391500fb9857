"""Which of the free starts of a day?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.entities import DayOffer
from sim.spec import Spec, choice


class SlotChoice(Protocol):
    """Answers which start of a day a visit is given."""

    def __call__(self, day: DayOffer) -> float: ...


class Earliest(Spec):
    """The earliest free start of the day."""

    def __call__(self, day: DayOffer) -> float:
        """First of the starts [min of the day]."""
        return day.earliest


class LevelTheDay(Spec):
    """The start at which the fewest places are planned in use; the earliest of equals."""

    def __call__(self, day: DayOffer) -> float:
        """Least loaded of the starts [min of the day]."""
        return day.least_loaded


SLOT: Mapping[str, type[Spec]] = {"earliest": Earliest, "level_the_day": LevelTheDay}
SlotPolicy = choice(SLOT, noun="slot policy", own=True)
