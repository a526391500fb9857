"""When does a responder get the next booster?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pydantic import Field

from sim.distributions import TimeDistribution
from sim.spec import Positive, Spec, choice


class Maintenance(Protocol):
    """Says when the next booster falls due; ``on_request``: the patient asks for it at that time."""

    on_request: bool

    def gap(self, n: int) -> TimeDistribution | None: ...


class AsNeeded(Spec):
    """The patient asks when symptoms return, and waits for the diary."""

    symptoms_return: TimeDistribution
    """Time from an infusion until symptoms return."""

    @property
    def on_request(self) -> bool:
        """Booked when the patient asks, not ahead."""
        return True

    def gap(self, n: int) -> TimeDistribution | None:
        """The same law after every infusion; there is no last one."""
        return self.symptoms_return


class FixedInterval(Spec):
    """Boosters at a set interval, booked ahead."""

    every: TimeDistribution
    """Time between boosters."""
    first: TimeDistribution | None = None
    """Time from the last induction infusion to the first booster; like the others if left out."""
    at_most: Positive | None = None
    """How many boosters the plan holds; endless if left out."""

    @property
    def on_request(self) -> bool:
        """Booked ahead."""
        return False

    def gap(self, n: int) -> TimeDistribution | None:
        """Law of the time to booster *n* (from 0); None when the plan is complete."""
        if self.at_most is not None and n >= self.at_most:
            return None
        return self.first if n == 0 and self.first is not None else self.every


class Taper(Spec):
    """Boosters at growing intervals, booked ahead: weekly, fortnightly, monthly."""

    gaps: tuple[TimeDistribution, ...] = Field(min_length=1)
    """Times between boosters, in order."""
    then_every: TimeDistribution | None = None
    """Interval after those; the plan ends with them if left out."""

    @property
    def on_request(self) -> bool:
        """Booked ahead."""
        return False

    def gap(self, n: int) -> TimeDistribution | None:
        """Law of the time to booster *n* (from 0); None when the plan is complete."""
        return self.gaps[n] if n < len(self.gaps) else self.then_every


MAINTENANCE: Mapping[str, type[Spec]] = {"as_needed": AsNeeded, "fixed": FixedInterval, "taper": Taper}
MaintenancePolicy = choice(MAINTENANCE, noun="maintenance plan", own=True)
