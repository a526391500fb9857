"""A patient arrives late: what then?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.entities import LateArrival
from sim.spec import Duration, Spec, choice


class LateRule(Protocol):
    """Answers whether somebody who came late is still seen; nobody asks about those who are on time."""

    def __call__(self, arrival: LateArrival) -> bool: ...


class SeatAnyway(Spec):
    """Late patients are seen all the same."""

    def __call__(self, arrival: LateArrival) -> bool:
        """Always."""
        return True


class SendHome(Spec):
    """Patients who are too late are sent home and may book again."""

    after: Duration
    """How late a patient may be and still be seen."""

    def __call__(self, arrival: LateArrival) -> bool:
        """Only up to the limit."""
        return arrival.minutes <= self.after


class FitIn(Spec):
    """Patients who are late are seen if nobody waits to be seated and a place is free, else sent home."""

    after: Duration = 0.0
    """How late a patient may be and is seen in any case."""
    at_most: Duration | None = None
    """Beyond this nobody is fitted in; no limit if left out."""

    def __call__(self, arrival: LateArrival) -> bool:
        """In any case, never, or if they are in nobody's way."""
        if arrival.minutes <= self.after:
            return True
        if self.at_most is not None and arrival.minutes > self.at_most:
            return False
        return arrival.place_free and not arrival.others_waiting


LATE: Mapping[str, type[Spec]] = {"seat_anyway": SeatAnyway, "send_home": SendHome, "fit_in": FitIn}
LatePolicy = choice(LATE, noun="late rule", own=True)
