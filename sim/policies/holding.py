"""Keep starts for whom?

A start that is held is a *protection level*: bookings of others are refused on a day while what is still to be
had there is no more than what is held and not yet used. Source of the idea: Littlewood (1972); for appointments
Gupta and Denton (2008), *IIE Transactions* 40, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Literal, Protocol

from pydantic import Field, model_validator

from sim.entities import Request
from sim.spec import Count, Duration, Probability, Spec, choice
from sim.units import DAY


class Holding(Protocol):
    """Answers for whom starts are kept, how many of a day's, and until when."""

    @property
    def release(self) -> float:
        """How long before the day's opening held starts are given to anybody [min]; negative: none are held."""

    def __call__(self, request: Request) -> bool:
        """Whether a booking may have a held start."""

    def held(self, starts: int) -> int:
        """How many of a day's starts are held."""


class Nobody(Spec):
    """No start is kept for anybody."""

    @property
    def release(self) -> float:
        """Nothing is held at any time."""
        return -1.0

    def __call__(self, request: Request) -> bool:
        """Everybody may have every start."""
        return True

    def held(self, starts: int) -> int:
        """None."""
        return 0


class HoldStarts(Spec):
    """Some starts of each day are kept for some bookings until a while before the day."""

    for_: Literal["inductions", "first infusions", "urgent"] = Field(alias="for")
    """Who may have them: all infusions of an induction, only the first one, or urgent patients."""
    starts: Count | None = None
    """How many starts a day; give this or share."""
    share: Probability | None = None
    """The same as a share of the starts that an empty day has, rounded up; give this or starts."""
    release: Duration = DAY
    """How long before the day opens the starts that are left may be booked by anybody."""

    @model_validator(mode="after")
    def _one_amount(self) -> HoldStarts:
        if (self.starts is None) == (self.share is None):
            raise ValueError("give starts or share, one of the two")
        return self

    def __call__(self, request: Request) -> bool:
        """Whether the booking is one of those the starts are held for."""
        if self.for_ == "urgent":
            return request.urgent
        return request.induction and (self.for_ == "inductions" or request.number == 1)

    def held(self, starts: int) -> int:
        """As many as the scenario says, never more than there are."""
        return min(starts, self.starts if self.starts is not None else ceil(self.share * starts))  # type: ignore[operator]


HOLDING: Mapping[str, type[Spec]] = {"nobody": Nobody, "hold_starts": HoldStarts}
HoldingPolicy = choice(HOLDING, noun="holding policy", own=True)
