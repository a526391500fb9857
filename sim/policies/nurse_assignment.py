"""Which member of staff serves this visit?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sim.entities import Colleague, HandsWanted
from sim.spec import Spec, choice


class NurseAssignment(Protocol):
    """Answers who of those free serves a visit (a member's number), or None: it waits."""

    def concerns(self, role: str, watches: bool) -> bool: ...

    def __call__(self, wanted: HandsWanted) -> int | None: ...


class Pooled(Spec):
    """Whoever has been free longest takes the next task, whichever patient it is for."""

    def concerns(self, role: str, watches: bool) -> bool:
        """Nobody is anybody's own: there is nothing to ask."""
        return False

    def __call__(self, wanted: HandsWanted) -> int | None:
        """The member who has been free longest."""
        return wanted.free[0].number


class _Assigned(Spec):
    """What the ways of having a nurse of one's own share."""

    roles: tuple[str, ...] = ()
    """Roles to which this applies; the roles that watch patients if left out."""

    def concerns(self, role: str, watches: bool) -> bool:
        """Whether the role is named, or watches where none is named."""
        return role in self.roles if self.roles else watches


class KeptForTheVisit(_Assigned):
    """Who begins with a patient does everything in that visit; the patient waits if that member is busy."""

    def __call__(self, wanted: HandsWanted) -> int | None:
        """The patient's own member if free, nobody if busy; at first the free one with fewest patients in hand."""
        if wanted.own is None:
            return fewest_in_hand(wanted.free)
        return wanted.own if _is_free(wanted, wanted.own) else None


class ReassignedWhenFree(_Assigned):
    """Who begins with a patient goes on; when that member is busy and a colleague is free, the colleague takes over."""

    def __call__(self, wanted: HandsWanted) -> int | None:
        """The patient's own member if free, else the free one with fewest patients in hand."""
        if wanted.own is not None and _is_free(wanted, wanted.own):
            return wanted.own
        return fewest_in_hand(wanted.free)


class Zones(_Assigned):
    """Each member on duty looks after certain places, dealt out in turn, and nobody else serves there.

    With two on duty every other place is the first one's. When members come and go the places are dealt anew.
    """

    def __call__(self, wanted: HandsWanted) -> int | None:
        """The zone's member if free, else nobody; outside all places whoever has been free longest."""
        if wanted.place < 0:
            return wanted.free[0].number
        of_zone = wanted.on_duty[wanted.place % len(wanted.on_duty)]
        return of_zone if _is_free(wanted, of_zone) else None


def fewest_in_hand(free: Sequence[Colleague]) -> int:
    """The member with fewest patients in hand; of equals the one who has been free longest."""
    return min(free, key=_patients).number


def _patients(colleague: Colleague) -> int:
    return colleague.patients


def _is_free(wanted: HandsWanted, member: int) -> bool:
    return any(colleague.number == member for colleague in wanted.free)


NURSE_ASSIGNMENT: Mapping[str, type[Spec]] = {
    "pooled": Pooled,
    "kept_for_the_visit": KeptForTheVisit,
    "reassigned_when_free": ReassignedWhenFree,
    "zones": Zones,
}
NurseAssignmentPolicy = choice(NURSE_ASSIGNMENT, noun="nurse assignment", own=True)
