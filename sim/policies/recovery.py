"""Where does a patient recover?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.spec import Spec, choice


class RecoveryPlace(Protocol):
    """Answers which spaces serve for recovery, in order of preference."""

    def __call__(self, treated_in: str) -> tuple[str, ...]: ...


class InTheRecliner(Spec):
    """Recovery keeps the space in which the infusion ran."""

    def __call__(self, treated_in: str) -> tuple[str, ...]:
        """The same space."""
        return (treated_in,)


class Lounge(Spec):
    """Recovery moves to another space; if none is free the patient stays where they are."""

    space: str
    """The kind of space to move to."""
    wait_for_it: bool = False
    """Whether to wait for such a space, blocking the treatment space, instead of staying in it for good."""

    def __call__(self, treated_in: str) -> tuple[str, ...]:
        """The lounge, then (unless told to wait) the same space."""
        return (self.space,) if self.wait_for_it else (self.space, treated_in)


RECOVERY: Mapping[str, type[Spec]] = {"in_the_recliner": InTheRecliner, "lounge": Lounge}
RecoveryPolicy = choice(RECOVERY, noun="recovery place", own=True)
