"""Is a patient reminded of an appointment?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, Field

from sim.entities import Booking, Reminder
from sim.spec import Money, Span, Spec, choice, with_tuples
from sim.units import DAY

Factor = Annotated[float, Field(ge=0, le=10)]
"""What multiplies a probability; 1 leaves it as it is."""


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else with_tuples(value)


class Reminders(Protocol):
    """Answers, when an appointment is made, with the reminder that will be sent for it, or None."""

    def __call__(self, booking: Booking) -> Reminder | None: ...


class NoReminders(Spec):
    """Nobody is reminded."""

    def __call__(self, booking: Booking) -> Reminder | None:
        """No reminder."""
        return None


class Remind(Spec):
    """A message is sent ahead of appointments that were made earlier than that.

    Source: text messages multiply missed appointments by 0.77 (0.71 to 0.84; meta-analysis of 12 studies);
    one randomised trial saw 26.3 against 39.8 %, a factor of 0.66. No figure was seen for cancellations:
    a factor of 1 is an assumption, as is the time ahead.
    """

    no_show_factor: Factor = 0.77
    """Multiplies the probability of staying away without a word; 0.77 (0.71 to 0.84) in 12 studies of text messages."""
    same_day_cancellation_factor: Factor = 1.0
    """Multiplies the probability of cancelling on the day; no figure seen, 1 is an assumption."""
    cancels_with_notice_factor: Factor = 1.0
    """Multiplies the probability of cancelling ahead, after the message; no figure seen, 1 is an assumption."""
    cost: Money = 0.0
    """Of each message sent; no figure seen, put in your own."""
    visits: Annotated[tuple[str, ...], BeforeValidator(_several, json_schema_input_type=str | tuple[str, ...])] = ()
    """The visit types of which patients are reminded; all if left out."""
    ahead: Span = 2 * DAY
    """How long before the appointment; whoever books later than that is not reminded. Two days is an assumption."""

    def __call__(self, booking: Booking) -> Reminder | None:
        """A message, if the visit is one of those and its time has not gone by."""
        at = booking.due - self.ahead
        if at <= booking.made or (self.visits and booking.visit not in self.visits):
            return None
        factors = self.no_show_factor, self.same_day_cancellation_factor, self.cancels_with_notice_factor
        return Reminder(at, *factors, self.cost)


REMINDERS: Mapping[str, type[Spec]] = {"none": NoReminders, "remind": Remind}
RemindersPolicy = choice(REMINDERS, noun="reminders", own=True)
