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
    """Only the planned chair time must fit into the spaces."""

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
    """Planned chair time, hands-on work (without check-in and discharge) and watching must all fit."""

    breaks: bool = False
    """Whether planned breaks take their members out of the count."""

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
