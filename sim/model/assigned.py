"""A role whose members have visits of their own, as the nurse-assignment policy says.

Hand-over: a visit whose member has gone home or is on a break is taken by a colleague as if nobody
had begun with it, and stays with that colleague. Side effects, checks, work that needs several
members and work after the patient has gone are for whoever is free; they change no assignment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.entities import Colleague, HandsWanted
from sim.events import RoleFact
from sim.model.engine import Engine
from sim.model.queues import PASSED_OVER, Waiter
from sim.model.staff import Member, Note, Staff
from sim.policies.nurse_assignment import NurseAssignment, fewest_in_hand

if TYPE_CHECKING:
    from sim.model.visit import Visit


class AssignedStaff(Staff):
    """All members of one role, each with visits of their own."""

    def __init__(self, engine: Engine, note: Note, code: int, fact: RoleFact, policy: NurseAssignment) -> None:
        super().__init__(engine, note, code, fact)
        self._policy = policy
        self.pooled = False
        self._own: dict[float, Member] = {}  # by number of the visit

    def finished_with(self, visit: Visit) -> None:
        """The visit is in nobody's hand any more."""
        super().finished_with(visit)
        member = self._own.pop(visit.number, None)
        if member is not None:
            member.patients -= 1

    def _pick(self, need: int, beside: bool, visit: Visit | None) -> list[Member] | None:
        if visit is None or need > 1:
            return super()._pick(need, beside, visit)
        wanted = self._wanted(visit)
        number = self._policy(wanted)
        if number is None:
            if not beside:
                return None
            number = fewest_in_hand(wanted.free)
        member = next(one for one in self._idle if one.number == number)
        self._idle.remove(member)
        if not beside:
            self._keep(visit, member)
        return [member]

    def _wanted(self, visit: Visit) -> HandsWanted:
        """The question that the policy is asked."""
        own = self._own_of(visit)
        return HandsWanted(
            None if own is None else own.number,
            int(visit.unit),
            [Colleague(member.number, member.patients) for member in self._idle],
            sorted(member.number for member in self.members if not member.on_break),
        )

    def _own_of(self, visit: Visit) -> Member | None:
        """The member who has the visit in hand and is on duty."""
        member = self._own.get(visit.number)
        return member if member in self.members and not member.on_break else None

    def _keep(self, visit: Visit, member: Member) -> None:
        before = self._own.get(visit.number)
        if before is not member:
            if before is not None:
                before.patients -= 1
            self._own[visit.number] = member
            member.patients += 1

    def _taken_over(self, visit: Visit, colleague: Member) -> None:
        if visit.number in self._own:
            self._keep(visit, colleague)

    def _borrow(self, need: int, beside: bool, visit: Visit | None) -> list[Member] | None:
        """Helpers of another role, but for a visit that a member on duty has in hand."""
        if visit is not None and not beside and self._own_of(visit) is not None:
            return None
        return super()._borrow(need, beside, visit)

    def _grant_hands(self, waiter: Waiter) -> Any:
        """Members, or that those behind may go ahead while the waiter's own member is busy."""
        given = super()._grant_hands(waiter)
        return PASSED_OVER if given is None and waiter.need == 1 and self._idle else given
