"""Chairtime: simulate a ketamine-infusion clinic.

What a policy of the user's own is written with; the names are looked up when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.distributions import Distribution, TimeDistribution
    from sim.entities import Answer, Applicant, Booking, DayOffer, LateArrival, Reminder, Waiting
    from sim.spec import Count, Duration, Money, Positive, Probability, Span, Spec

__all__ = [
    "Answer", "Applicant", "Booking", "Count", "DayOffer", "Distribution", "Duration", "LateArrival", "Money",
    "Positive", "Probability", "Reminder", "Span", "Spec", "TimeDistribution", "Waiting",
]  # fmt: skip
_HOMES = ("sim.spec", "sim.entities", "sim.distributions")


def __getattr__(name: str) -> Any:
    if name in __all__:
        return next(getattr(home, name) for home in map(import_module, _HOMES) if hasattr(home, name))
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
