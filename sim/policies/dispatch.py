"""Who is served next?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.entities import Waiting
from sim.spec import Spec, choice


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
    """The more urgent first; among equals the one who joined this queue first."""

    def __call__(self, waiting: Waiting) -> float:
        """More urgent is smaller; joining order decides among equals."""
        return -waiting.urgency


DISPATCH: Mapping[str, type[Spec]] = {
    "appointment_time": AppointmentTime,
    "first_come": FirstCome,
    "urgency": Urgency,
}
DispatchPolicy = choice(DISPATCH, noun="dispatch policy")
