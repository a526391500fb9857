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
    planned: float = 0.0
    """Planned time of this type of visit in its space, as the diary books it [min]; 0 for turnover."""


class LateArrival(Protocol):
    """Somebody at the door after the time of the appointment; what the late rule knows."""

    @property
    def minutes(self) -> float:
        """Arrival minus appointment, more than 0 [min]."""

    @property
    def others_waiting(self) -> int:
        """Patients who have checked in and wait, not yet seated."""

    @property
    def place_free(self) -> bool:
        """Whether a place in which this visit would begin is free now, with nobody in line for it."""


class Booking(NamedTuple):
    """An appointment that has just been made; what reminders know."""

    visit: str
    """The visit type."""
    made: float
    """Now [min]."""
    due: float
    """The appointment [min]."""
    urgency: int
    """Larger is more urgent; 0 is ordinary."""


class Reminder(NamedTuple):
    """A message to be sent ahead of an appointment, and what it does to whatever comes after it."""

    at: float
    """When it is sent [min]."""
    no_show: float = 1.0
    """Multiplies the probability of staying away without a word."""
    same_day: float = 1.0
    """Multiplies the probability of cancelling on the day."""
    with_notice: float = 1.0
    """Multiplies the probability of cancelling ahead."""
    cost: float = 0.0
    """What it costs to send."""


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
    ahead: Callable[[bool], int]
    """Patients who wait for an answer and come before this one: by who asked first, or (True) the urgent first."""
    whole_series_from: Callable[[float], float | None]
    """The beginning of the first day, at most so far ahead [min], from which every infusion of the induction can be
    booked inside its window [min]; None if there is no such day."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What admission says."""

    not_before: float | None
    """Admitted: the first infusion may be booked from here on [min]; None: not admitted now."""
    ask_again: float | None = None
    """Not admitted now: ask again at this instant [min]; None with no admission: never."""


class Request(NamedTuple):
    """An appointment that is being made; what holding knows."""

    induction: bool
    """Whether it is an infusion of an induction."""
    number: int
    """Number of the infusion in its induction, from 1; 0 outside one."""
    urgent: bool
    """Whether the patient's condition is one that the scenario calls urgent."""


class FullDay(NamedTuple):
    """A day on which no start is left; what overbooking knows."""

    booked: int
    """Treatments booked on it."""
    expected_no_shows: float
    """Sum of the probabilities that those booked will not come."""


class Candidate(NamedTuple):
    """Somebody on the waiting list; what the waiting list's policy knows."""

    booked: float
    """When the present appointment was made [min]."""
    window_ends: float
    """When the window of the induction ends [min]; infinite outside one."""
    urgent: bool
    """Whether the patient's condition is one that the scenario calls urgent."""


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
        """The bookable start with the smallest load; of equals the one at which the fewest begin, then the earliest."""

    @property
    def starts(self) -> tuple[float, ...]:
        """Every bookable start, ascending."""

    @property
    def preferred(self) -> float:
        """Time of day that the patient likes best [min]; 0 if nobody asked."""

    def load(self, start: float) -> int:
        """The load of a start."""
