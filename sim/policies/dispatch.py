"""Who is served next?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.entities import Waiting
from sim.spec import Duration, Spec, choice

_BEHIND = 1e9
"""Longer than any run [min]; whoever has this much added to their key comes after everybody else."""


class Dispatch(Protocol):
    """Ranks those who wait: the smallest key is served first, equal keys in order of joining."""

    def __call__(self, waiting: Waiting) -> float: ...


class AppointmentTime(Spec):
    """The earlier appointment first."""

    def __call__(self, waiting: Waiting) -> float:
        """The appointment."""
        return waiting.due


class FirstCome(Spec):
    """Whoever joined this queue first."""

    def __call__(self, waiting: Waiting) -> float:
        """When the queue was joined."""
        return waiting.since


class Urgency(Spec):
    """The more urgent first; of equals the one who joined this queue first."""

    def __call__(self, waiting: Waiting) -> float:
        """More urgent is smaller; joining order decides among equals."""
        return -waiting.urgency


class Shortest(Spec):
    """The shortest planned visit first; turnover, which frees a place, before any of them."""

    def __call__(self, waiting: Waiting) -> float:
        """The planned time."""
        return waiting.planned


class LateArrivalsLast(Spec):
    """By appointment; whoever came late waits behind all who were on time, the late ones in order of arrival."""

    grace: Duration = 0.0
    """Lateness that still counts as on time."""

    def __call__(self, waiting: Waiting) -> float:
        """The appointment, or behind all appointments the arrival."""
        return waiting.due if waiting.arrived <= waiting.due + self.grace else waiting.arrived + _BEHIND


DISPATCH: Mapping[str, type[Spec]] = {
    "appointment_time": AppointmentTime,
    "first_come": FirstCome,
    "urgency": Urgency,
    "shortest": Shortest,
    "late_arrivals_last": LateArrivalsLast,
}
DispatchPolicy = choice(DISPATCH, noun="dispatch policy", own=True)
