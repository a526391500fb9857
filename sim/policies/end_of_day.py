"""The day runs late: who is still begun, and by whom is it finished? What has begun is always finished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.spec import Duration, Spec, choice


class EndOfDay(Protocol):
    """Answers until when somebody may be seated."""

    def __call__(self, closes: float) -> float | None: ...


class AtShiftEnd(Spec):
    """What every end-of-day rule may add: by whom the work in hand is finished when a shift ends."""

    hand_over: bool = False
    """Whether a member whose shift is over hands the task over to a colleague who is free, and goes home."""


class LastStart(AtShiftEnd):
    """Nobody is seated after a last time; whoever still waits then goes home and may book again."""

    before_closing: Duration = 0.0
    """How long before closing the last patient may be seated."""

    def __call__(self, closes: float) -> float | None:
        """The last instant at which somebody may be seated [min]."""
        return closes - self.before_closing


class ServeEveryone(AtShiftEnd):
    """Whoever checked in before closing is still served, in overtime if need be."""

    def __call__(self, closes: float) -> float | None:
        """There is no last start for those in the building."""
        return None


END_OF_DAY: Mapping[str, type[Spec]] = {"last_start": LastStart, "serve_everyone": ServeEveryone}
EndOfDayPolicy = choice(END_OF_DAY, noun="end-of-day rule", own=True)
