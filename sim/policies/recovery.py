"""Where does a patient recover?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.spec import Spec, choice


class RecoveryPlace(Protocol):
    """Answers which spaces serve for recovery, in order of preference."""

    def __call__(self, treated_in: str) -> tuple[str, ...]: ...


class InTheRecliner(Spec):
    """Patients recover where they had their infusion."""

    def __call__(self, treated_in: str) -> tuple[str, ...]:
        """The same space."""
        return (treated_in,)


class Lounge(Spec):
    """Patients move to another space to recover; if none is free they stay where they had their infusion."""

    space: str
    """The kind of space to move to."""
    wait_for_it: bool = False
    """Whether patients wait in the treatment space until such a space is free, and recover only there."""

    def __call__(self, treated_in: str) -> tuple[str, ...]:
        """The lounge, then (unless told to wait) the same space."""
        return (self.space,) if self.wait_for_it else (self.space, treated_in)


RECOVERY: Mapping[str, type[Spec]] = {"in_the_recliner": InTheRecliner, "lounge": Lounge}
RecoveryPolicy = choice(RECOVERY, noun="recovery place", own=True)
