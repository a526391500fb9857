"""Who gets a start that somebody has cancelled?

On the list stand all who wait for their next appointment and have it later than they wanted. A freed start is
offered to one after the other; whoever takes it gives their own start back, which is offered in turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Protocol

from sim.entities import Candidate
from sim.spec import Duration, Probability, Span, Spec, choice
from sim.units import DAY, HOUR


class WaitingList(Protocol):
    """Answers in which order freed starts are offered, and how readily they are taken."""

    @property
    def shortest_notice(self) -> float | None:
        """Nobody is called less than this before a start [min]; None: nobody is called at all."""

    def __call__(self, candidate: Candidate) -> tuple[float, ...]:
        """Place on the list; smaller is called sooner."""

    def accepts(self, notice: float) -> float:
        """Probability that somebody who is called takes a start so far ahead [min]."""


class NobodyIsCalled(Spec):
    """A freed start is free to be booked, and nobody is called."""

    @property
    def shortest_notice(self) -> float | None:
        """Never."""
        return None

    def __call__(self, candidate: Candidate) -> tuple[float, ...]:
        """Nobody is called."""
        return ()

    def accepts(self, notice: float) -> float:
        """Nobody is called."""
        return 0.0


class FirstInList(Spec):
    """Whoever has been waiting longest since booking is called first."""

    accepted: Probability = 0.7
    """Probability that somebody who is called takes a start that is far ahead; an assumption, no source gives it."""
    scale: Span = DAY
    """The shorter the notice, the fewer say yes; with so much notice the probability is 63 % of that. An assumption."""
    shortest_notice: Duration = 2 * HOUR
    """Nobody is called later than this before a start."""

    def __call__(self, candidate: Candidate) -> tuple[float, ...]:
        """By the instant of booking."""
        return (candidate.booked,)

    def accepts(self, notice: float) -> float:
        """Accepted x (1 - exp(-notice / scale))."""
        return self.accepted * (1 - exp(-notice / self.scale))


class ClosestToWindowEnd(FirstInList):
    """Whoever has least time left to finish the induction is called first; boosters after all inductions."""

    def __call__(self, candidate: Candidate) -> tuple[float, ...]:
        """By the end of the window, then by the instant of booking."""
        return candidate.window_ends, candidate.booked


class UrgentFirst(FirstInList):
    """Urgent patients are called first; of several, whoever booked first."""

    def __call__(self, candidate: Candidate) -> tuple[float, ...]:
        """Urgent before others, then by the instant of booking."""
        return float(not candidate.urgent), candidate.booked


WAITING_LIST: Mapping[str, type[Spec]] = {
    "nobody": NobodyIsCalled,
    "first_in_list": FirstInList,
    "closest_to_window_end": ClosestToWindowEnd,
    "urgent_first": UrgentFirst,
}
WaitingListPolicy = choice(WAITING_LIST, noun="waiting list", own=True)
