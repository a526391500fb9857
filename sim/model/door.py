"""At the door: who comes in, and who is sent home."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model.clinic import Clinic
    from sim.model.visit import Visit


class Latecomer:
    """Somebody late, as the late rule sees them (a ``LateArrival``); looked up only when the rule asks."""

    __slots__ = ("_clinic", "_visit", "minutes")

    def __init__(self, clinic: Clinic, visit: Visit, minutes: float) -> None:
        self._clinic, self._visit, self.minutes = clinic, visit, minutes

    @property
    def others_waiting(self) -> int:
        """Patients who have checked in and wait, not yet seated."""
        return len(self._clinic.unseated)

    @property
    def place_free(self) -> bool:
        """Whether a place of the first step that needs one is free now, with nobody in line for it."""
        places = next((line.places for line in self._visit.sheet.lines if line.places), None)
        return places is None or (self._clinic.may_seat and any(place.has_free() for place in places))
