"""A patient arrives late: what then?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.spec import Duration, Spec, choice


class LateRule(Protocol):
    """Answers whether somebody this late is still seen."""

    def __call__(self, late: float) -> bool: ...


class SeatAnyway(Spec):
    """Late patients are seen all the same."""

    def __call__(self, late: float) -> bool:
        """Always."""
        return True


class SendHome(Spec):
    """Patients who are too late are sent home and may book again."""

    after: Duration
    """Most lateness that is still accepted."""

    def __call__(self, late: float) -> bool:
        """Only up to the limit [min]."""
        return late <= self.after


LATE: Mapping[str, type[Spec]] = {"seat_anyway": SeatAnyway, "send_home": SendHome}
LatePolicy = choice(LATE, noun="late rule")
