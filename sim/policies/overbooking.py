"""How many more than fit may be booked on a day, because some will not come?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.entities import FullDay
from sim.spec import Positive, Probability, Spec, choice


class Overbooking(Protocol):
    """Answers how many bookings a day may have beyond those that fit."""

    @property
    def at_most(self) -> int:
        """Most of them on any day."""

    def __call__(self, day: FullDay) -> int: ...


class Never(Spec):
    """Nobody is booked beyond what fits."""

    @property
    def at_most(self) -> int:
        """None."""
        return 0

    def __call__(self, day: FullDay) -> int:
        """None."""
        return 0


class ByShare(Spec):
    """A full day takes a few more: a share of those it has."""

    share: Probability
    """Extra bookings, as a share of those the day has, rounded down."""
    at_most: Positive = 3
    """Most extra bookings on one day."""

    def __call__(self, day: FullDay) -> int:
        """The share of the day's bookings."""
        return min(self.at_most, int(day.booked * self.share))


class ByExpectedNoShows(Spec):
    """A full day takes as many more as are expected to stay away."""

    share: Probability = 1.0
    """Which part of the no-shows expected that day is booked in addition, rounded down."""
    at_most: Positive = 3
    """Most extra bookings on one day."""

    def __call__(self, day: FullDay) -> int:
        """The expected number of those who will not come."""
        return min(self.at_most, int(day.expected_no_shows * self.share))


OVERBOOKING: Mapping[str, type[Spec]] = {
    "never": Never,
    "by_share": ByShare,
    "by_expected_no_shows": ByExpectedNoShows,
}
OverbookingPolicy = choice(OVERBOOKING, noun="overbooking policy", own=True)
