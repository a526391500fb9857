"""What a step needs before it can begin: a place, hands, somebody who watches, an on-site rule that allows.

Each is had at once if it is free, or waited for in its line. What was had stays with the visit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sim.model.kinds import SEATED, WATCH_BEGAN
from sim.model.queues import Waiter
from sim.model.spaces import Spaces
from sim.model.staff import Member, Staff
from sim.model.waiting import hands_on, line_up_for_hands, line_up_under, rank, stop_watching

if TYPE_CHECKING:
    from sim.model.clinic import Clinic
    from sim.model.visit import Visit


class Need(Protocol):
    """Something that a step needs."""

    def had(self, clinic: Clinic, visit: Visit) -> bool:
        """Have it at once; says whether it was free."""

    def line_up(self, clinic: Clinic, visit: Visit) -> Waiter | None:
        """Join the line for it; None if nobody will be served in it today."""

    def have(self, clinic: Clinic, visit: Visit, given: Any) -> bool:
        """Have what the wait was for; says whether the need is met by that."""


class PlaceNeed:
    """One of some spaces, in order of preference; the one held before is left."""

    __slots__ = ("_places", "_priority", "_recovers")

    def __init__(self, places: tuple[Spaces, ...], recovers: bool, priority: int) -> None:
        self._places, self._recovers, self._priority = places, recovers, priority

    def had(self, clinic: Clinic, visit: Visit) -> bool:
        """Take the first that is free.

        The space held may stay if it is among the step's and no better one is to be looked for: a new choice, once.
        """
        held, places = visit.space, self._of(clinic, visit) if self._recovers else self._places
        if held is None:
            if not visit.begun and not clinic.may_seat:
                return not places
        elif not places or held is places[0] or (visit.taken_by == places and held in places):
            return True
        for place in places:
            unit = place.take() if place is not held else visit.unit
            if unit is not None:
                _sit(clinic, visit, places, place, unit)
                return True
        return not places

    def line_up(self, clinic: Clinic, visit: Visit) -> Waiter | None:
        """Wait for all of them; on the day's last start gone, for none."""
        first = not visit.begun
        if first and clinic.last_start_gone:
            return None
        places = self._of(clinic, visit)
        waiter = Waiter(clinic.engine.current, clinic.cause_of_space[places[0]], unseated=first)
        order = rank(clinic, visit)
        for place in places:
            place.line.join(waiter, order, self._priority)
            place.serve()
        return waiter

    def have(self, clinic: Clinic, visit: Visit, given: tuple[Spaces, float]) -> bool:
        """Be seated in the one given."""
        _sit(clinic, visit, self._of(clinic, visit), *given)
        return True

    def _of(self, clinic: Clinic, visit: Visit) -> tuple[Spaces, ...]:
        """The spaces that will do; for a recovery the policy has its say."""
        return clinic.recovery_places(visit, self._places) if self._recovers else self._places


def _sit(clinic: Clinic, visit: Visit, places: tuple[Spaces, ...], place: Spaces, unit: float) -> None:
    held, left = visit.space, visit.unit
    visit.taken_by = places
    if place is not held:
        visit.space, visit.unit, visit.begun = place, unit, True
        note = clinic.note
        note((clinic.engine.now, SEATED, visit.me, visit.number, place.code, unit, -1.0))
        if held is not None:
            clinic.vacate(visit, held, left)


class HandsNeed:
    """So many members of a role, hands-on throughout the step."""

    __slots__ = ("_number", "_priority", "_staff")

    def __init__(self, staff: Staff, number: int, priority: int) -> None:
        self._staff, self._number, self._priority = staff, number, priority

    def had(self, clinic: Clinic, visit: Visit) -> bool:
        """Take whoever is free."""
        given = self._staff.take(self._number, visit)
        if given is None:
            return False
        hands_on(clinic, visit, given)
        visit.crew.append(given)
        return True

    def line_up(self, clinic: Clinic, visit: Visit) -> Waiter | None:
        """Wait for the role; for nobody, once the day is over and none is here."""
        return line_up_for_hands(clinic, visit, self._staff, self._number, self._priority)

    def have(self, clinic: Clinic, visit: Visit, given: list[Member]) -> bool:
        """They begin."""
        hands_on(clinic, visit, given)
        visit.crew.append(given)
        return True


class WatchNeed:
    """Somebody of a role who watches, within the limit."""

    __slots__ = ("_priority", "_staff")

    def __init__(self, staff: Staff, priority: int) -> None:
        self._staff, self._priority = staff, priority

    def had(self, clinic: Clinic, visit: Visit) -> bool:
        """Be watched, or go on being watched by the same role."""
        staff = self._staff
        if visit.watched is staff:
            return True
        if visit.watched is not None:
            stop_watching(clinic, visit)
        return staff.watch() and self.have(clinic, visit, True)

    def line_up(self, clinic: Clinic, visit: Visit) -> Waiter | None:
        """Wait for the role; for nobody, once the day is over and none is here."""
        staff = self._staff
        if clinic.is_over and not staff.members:
            return None
        waiter = Waiter(clinic.engine.current, clinic.cause_of_watch[staff], unseated=not visit.begun)
        staff.for_watch.join(waiter, rank(clinic, visit), self._priority)
        staff.settle()
        return waiter

    def have(self, clinic: Clinic, visit: Visit, given: Any) -> bool:
        """Be watched from now on."""
        staff, note = self._staff, clinic.note
        visit.watched = staff
        note((clinic.engine.now, WATCH_BEGAN, visit.me, visit.number, staff.code, -1.0, -1.0))
        return True


class RuleNeed:
    """The on-site rules that hold while an infusion runs."""

    def had(self, clinic: Clinic, visit: Visit) -> bool:
        """Whether they allow one more."""
        return clinic.broken_by_infusion() is None

    def line_up(self, clinic: Clinic, visit: Visit) -> Waiter | None:
        """Wait until the one that forbids it allows."""
        rule = clinic.broken_by_infusion()
        assert rule is not None
        return line_up_under(clinic, visit, rule)

    def have(self, clinic: Clinic, visit: Visit, given: Any) -> bool:
        """Another may forbid it, or the same again because of somebody who went first."""
        return self.had(clinic, visit)
