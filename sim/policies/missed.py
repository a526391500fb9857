"""An infusion of the induction was missed: what becomes of the rest?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.spec import Span, Spec, choice
from sim.units import DAY


class Missed(Protocol):
    """Answers how the series goes on after a miss."""

    @property
    def gives_up_one(self) -> bool:
        """Whether the missed infusion is not made up for."""

    @property
    def squeezes(self) -> bool:
        """Whether it is made up for before the next one that is booked, if the least spacing allows."""

    def begins_anew(self, days_since_last: int) -> bool:
        """Whether an infusion so many days after the one before counts as the first of a new series."""


class Shift(Spec):
    """The next appointment takes its place, and so on; one appointment more is made at the end."""

    @property
    def gives_up_one(self) -> bool:
        """It is made up for."""
        return False

    @property
    def squeezes(self) -> bool:
        """At the end."""
        return False

    def begins_anew(self, days_since_last: int) -> bool:
        """Never."""
        return False


class SqueezeIn(Shift):
    """It is given between the others as soon as the least spacing to them allows, else at the end."""

    @property
    def squeezes(self) -> bool:
        """As soon as possible."""
        return True


class Drop(Shift):
    """It is not given: the induction is one infusion shorter. A first infusion that is missed is given all the same."""

    @property
    def gives_up_one(self) -> bool:
        """It is dropped."""
        return True


class Restart(Shift):
    """It is given at the end; after too long a gap the whole series begins anew."""

    after: Span
    """Longest gap between two infusions, counted in whole days, after which the series still goes on."""

    def begins_anew(self, days_since_last: int) -> bool:
        """Whether the gap is longer."""
        return days_since_last * DAY > self.after


MISSED: Mapping[str, type[Spec]] = {"shift": Shift, "squeeze_in": SqueezeIn, "drop": Drop, "restart": Restart}
MissedPolicy = choice(MISSED, noun="rule for missed infusions", own=True)
