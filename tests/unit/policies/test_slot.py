"""The slot policy: which start of a day."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sim.policies.slot import Earliest, LevelTheDay, Preferred, Stagger, Template


@dataclass(frozen=True)
class Day:
    """A day with starts and loads given by hand."""

    loads: dict[float, int]
    preferred: float = 0.0

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


@pytest.mark.parametrize(("preferred", "start"), [(0.0, 480.0), (565.0, 540.0), (570.0, 540.0), (571.0, 600.0)])
def test_preferred_takes_the_nearest_start(preferred, start):
    """Starts at 8, 9, 10 and 11; 9:30 lies between two, and the earlier is taken."""
    policy = Preferred.model_validate({"time": "10:00"})
    assert policy == Preferred.model_validate({"time": "10 h"})
    assert policy(Day(DAY.loads, preferred)) == start


def test_stagger_says_who_limits_the_starts_and_how():
    """Two starts a nurse in 30 minutes; the start itself is the first or the least loaded of those left."""
    policy = Stagger.model_validate({"each": "nurse", "starts": 2, "interval": "30 min"})
    assert (policy.paced_by, policy.pace) == ("nurse", (2, 30.0))
    assert policy(DAY) == 480.0
    assert policy.model_copy(update={"level": True})(DAY) == 540.0


def test_template_counts_the_starts_of_a_weekday():
    """Monday 8:00 twice and 9:30; Tuesday nothing; consults are not in the template."""
    policy = Template.model_validate(
        {"starts": {"infusion": {"mon": ("08:00", "09:30", "08:00"), "wed-fri": ("10:00",)}}}
    )
    assert policy.template("infusion", 0) == {480.0: 2, 570.0: 1}
    assert policy.template("infusion", 1) == {}
    assert policy.template("consult", 0) is None


def test_other_policies_limit_no_start():
    """No pace, no template, no time of day."""
    for policy in (Earliest(), LevelTheDay()):
        assert (policy.paced_by, policy.template("infusion", 0), policy.likes) == (None, None, None)
