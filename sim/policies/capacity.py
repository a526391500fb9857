"""When is a start bookable at all?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.spec import Spec, choice


class CapacityRule(Protocol):
    """Answers which planned loads must fit before a start is bookable."""

    hands: bool
    """Whether planned hands-on work may not exceed the staff on duty."""
    watching: bool
    """Whether planned watching may not exceed the watching limit of the staff on duty."""
    breaks: bool
    """Whether whoever has a planned break counts as not on duty meanwhile."""


class ChairTime(Spec):
    """Only a free space must be there for the planned chair time."""

    @property
    def hands(self) -> bool:
        """Staff are not looked at."""
        return False

    @property
    def watching(self) -> bool:
        """Staff are not looked at."""
        return False

    @property
    def breaks(self) -> bool:
        """Staff are not looked at."""
        return False


class ChairTimeAndStaff(Spec):
    """A free space must be there, and staff for the hands-on work (without check-in and discharge) and the watching."""

    breaks: bool = False
    """Whether staff do not count while they have a planned break."""

    @property
    def hands(self) -> bool:
        """Planned hands-on work is kept within the staff on duty."""
        return True

    @property
    def watching(self) -> bool:
        """Planned watching is kept within the limit."""
        return True


CAPACITY: Mapping[str, type[Spec]] = {"chair_time": ChairTime, "chair_time_and_staff": ChairTimeAndStaff}
CapacityPolicy = choice(CAPACITY, noun="capacity rule", own=True)
