"""Book how many infusions of a series, how far ahead?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.spec import Positive, Spec, choice


class Series(Protocol):
    """Answers how many appointments of a series should stand in the diary."""

    def __call__(self, needed: int) -> int: ...


class Whole(Spec):
    """All infusions of the induction are booked at once."""

    def __call__(self, needed: int) -> int:
        """All that are still needed."""
        return needed


class VisitByVisit(Spec):
    """The next infusion is booked when the one before is over."""

    def __call__(self, needed: int) -> int:
        """One, while any is needed."""
        return min(needed, 1)


class Rolling(Spec):
    """The next few infusions are always booked."""

    visits: Positive
    """How many appointments ahead stand in the diary."""

    def __call__(self, needed: int) -> int:
        """So many, or as many as are still needed."""
        return min(needed, self.visits)


SERIES: Mapping[str, type[Spec]] = {"whole": Whole, "visit_by_visit": VisitByVisit, "rolling": Rolling}
SeriesPolicy = choice(SERIES, noun="series policy", own=True)
