"""Frozen facts about people and bookings, as policies see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Waiting(NamedTuple):
    """Somebody in the building who waits for a space or for staff; what dispatch knows."""

    due: float
    """Appointment, or arrival for walk-ins [min]."""
    arrived: float
    """Check-in [min]."""
    since: float
    """Joined this queue [min]."""
    urgency: int
    """Larger is more urgent; 0 is ordinary."""


class Colleague(NamedTuple):
    """A member of staff as nurse assignment knows them."""

    number: int
    """Which member of the role."""
    patients: int
    """Visits in hand: begun by this member, or taken over, and not yet done with the role."""


class HandsWanted(NamedTuple):
    """A visit that needs somebody's hands; what nurse assignment knows."""

    own: int | None
    """The member who has the visit in hand; None before the first, and when that member is away."""
    place: int
    """Which place of its kind the patient is in, counted from 0; -1 outside all places."""
    free: Sequence[Colleague]
    """Members on duty whose hands are free, at least one, the longest free first."""
    on_duty: Sequence[int]
    """Members on duty and not on a break, ascending."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """A patient who asks to start, and how busy the clinic is; what admission knows."""

    asked: float
    """When the patient was first ready to start [min]."""
    now: float
    """Now [min]."""
    urgent: bool
    """Whether the condition is one that the scenario calls urgent."""
    panel: int
    """Patients admitted and not yet gone."""
    starts_in_week: Callable[[int], int]
    """Starts already promised in a week, counted from 0 at the start of the run."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What admission says."""

    not_before: float | None
    """Admitted: the first infusion may be booked from here on [min]; None: not admitted now."""
    ask_again: float | None = None
    """Not admitted now: ask again at this instant [min]; None with no admission: never."""


class DayOffer(Protocol):
    """One day of the diary on which a visit can be booked; what slot choice knows.

    Starts are minutes since 00:00 of that day. The load of a start is the most places already
    planned in use at one time during the visit if it began then.
    """

    @property
    def earliest(self) -> float:
        """The first bookable start."""

    @property
    def least_loaded(self) -> float:
        """The bookable start with the smallest load; the earliest of equals."""

    @property
    def starts(self) -> tuple[float, ...]:
        """Every bookable start, ascending."""

    def load(self, start: float) -> int:
        """The load of a start."""
