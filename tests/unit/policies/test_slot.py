"""The slot policy: which start of a day."""

from __future__ import annotations

from dataclasses import dataclass

from sim.policies.slot import Earliest, LevelTheDay


@dataclass(frozen=True)
class Day:
    """A day with starts and loads given by hand."""

    loads: dict[float, int]

    @property
    def starts(self):
        """Every start."""
        return tuple(self.loads)

    @property
    def earliest(self):
        """The first."""
        return min(self.loads)

    @property
    def least_loaded(self):
        """The first of the least loaded."""
        return min(self.loads, key=lambda start: (self.loads[start], start))

    def load(self, start):
        """As written."""
        return self.loads[start]


DAY = Day({480.0: 2, 540.0: 1, 600.0: 3, 660.0: 1})


def test_earliest_takes_the_first_start():
    """8:00, however loaded."""
    assert Earliest()(DAY) == 480.0


def test_level_the_day_takes_the_first_of_the_least_loaded():
    """9:00 and 11:00 have load 1: 9:00."""
    assert LevelTheDay()(DAY) == 540.0
