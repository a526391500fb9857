"""A staff role: members on duty, hands-on one at a time, watching up to a limit, breaks and going home.

Members of one role may help another with hands-on work while nobody waits for them in their own.
Both limits hold at every instant. Somebody whose shift is over leaves when the task in hand is
done and nobody is left unwatched, unserved or against a rule; the excess is overtime.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.events import RoleFact
from sim.model import kinds
from sim.model.engine import Engine
from sim.model.queues import Line, Waiter

if TYPE_CHECKING:
    from sim.model.visit import Visit

Note = Callable[[tuple[float, ...]], None]
"""Appends a row to the log."""


class Pause(NamedTuple):
    """A break as it is planned for one member on one day."""

    planned: float
    """Beginning [min]."""
    length: float
    cover: int
    """So many of the role must stay on duty meanwhile."""


class Task(NamedTuple):
    """Hands-on work with one patient."""

    members: list[Member]
    """Who does it."""
    visit: Visit
    beside: float
    """1 where it is done beside watching others, else -1."""


class Member:
    """One person of a role on one shift."""

    __slots__ = ("apart", "busy", "due", "leaving", "number", "off_at", "on_break", "patients", "role", "task")

    role: Staff
    """Known since the first shift."""
    task: Task
    """What they are hands-on with, or were the last time; known where work is handed over."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.off_at = 0.0
        self.busy = self.apart = self.leaving = self.on_break = False
        self.due: Pause | None = None  # the break that is to be taken now
        self.patients = 0  # visits in hand, where members have visits of their own


class Staff:
    """All members of one role who are in the building."""

    def __init__(self, engine: Engine, note: Note, code: int, fact: RoleFact) -> None:
        self._engine, self._note, self.code, self.fact = engine, note, float(code), fact
        self._limit, self._strict = fact.watches, fact.strict
        self._idle: deque[Member] = deque()
        self.pooled = True  # whether everybody serves whoever comes next, with no visits of their own
        self.members: list[Member] = []
        self.present = 0  # on duty and not on a break
        self.apart = 0  # hands-on and therefore not watching
        self.watching = 0
        self.needed = 0  # visits in the building that may still need this role
        self.least = 1  # members who stay for them: the most that a step or an on-site rule asks for at once
        self.for_hands, self.for_watch = Line(), Line()
        self.helps: tuple[Staff, ...] = ()  # roles whose hands-on work members of this one also do
        self.helpers: tuple[Staff, ...] = ()  # roles that do the same for this one
        self.restless = 0  # members who want to go home or on a break
        self.hands_over = False  # whether who wants to go home gives the task in hand to a colleague
        self.can_be_spared: Callable[[], bool] = lambda: True  # asks the on-site rules

    # hands-on

    def take(
        self, need: int, visit: Visit | None = None, beside: bool = False, ahead: bool = False
    ) -> list[Member] | None:
        """So many members hands-on from now on, or None if they are not free or others wait already.

        *beside*: for a side effect or a check, which does not make a member stop watching, strict or not.
        *ahead*: whoever waits comes later.
        """
        if self.for_hands.heap and not ahead and self.for_hands:
            return None
        idle = self._idle
        if len(idle) < need:
            return self._borrow(need, beside, visit) if self.helpers else None
        apart = self._strict and not beside
        if apart and self.watching > self._limit * (self.present - self.apart - need):
            return None
        members = [idle.popleft()] if need == 1 and self.pooled else self._pick(need, beside, visit)
        if members is None:
            return None
        if apart:
            self.apart += need
        for member in members:
            member.busy, member.apart = True, apart
        return members

    def line_up_for_hands(self, waiter: Waiter, rank: float, priority: int) -> None:
        """Wait for hands; somebody who may go ahead of others can be served at once."""
        others = bool(self.for_hands.heap)
        self.for_hands.join(waiter, rank, priority)
        if others:
            self.settle()

    def give_back(self, members: list[Member]) -> None:
        """End of hands-on work."""
        for member in members:
            member.busy = False
            if member.apart:
                self.apart -= 1
            self._idle.append(member)
        if self.restless or self.for_hands.heap or self.for_watch.heap or self.helps:
            self.settle()

    def finished_with(self, visit: Visit) -> None:
        """No later step of the visit needs this role."""
        self.needed -= 1

    def lend(self, need: int, beside: bool) -> list[Member] | None:
        """Members for the work of another role."""
        return self.take(need, None, beside, ahead=True) if self.can_lend(need) else None

    def can_lend(self, need: int) -> bool:
        """Whether so many are free and nobody waits for this role."""
        return len(self._idle) >= need and not self.for_hands and not self.for_watch

    def _borrow(self, need: int, beside: bool, visit: Visit | None) -> list[Member] | None:
        """Members of another role that helps this one."""
        return next((given for helper in self.helpers if (given := helper.lend(need, beside)) is not None), None)

    def _pick(self, need: int, beside: bool, visit: Visit | None) -> list[Member] | None:
        """Whose hands are to be had; None if nobody's among those free."""
        return [self._idle.popleft() for _ in range(need)]

    # watching

    def watch(self, ahead: bool = False) -> bool:
        """Watch one more patient from now on, if the limit allows and nobody waits already, or all come later."""
        if self.for_watch.heap and not ahead and self.for_watch:
            return False
        if self.watching >= self._limit * (self.present - self.apart):
            return False
        self.watching += 1
        return True

    def unwatch(self) -> None:
        """One patient less to watch."""
        self.watching -= 1
        if self.restless or self.for_hands.heap or self.for_watch.heap or self.helps:
            self.settle()

    # coming and going

    def arrive(self, member: Member, off_at: float) -> None:
        """A shift begins."""
        member.role = self
        member.off_at, member.leaving, member.busy, member.on_break = off_at, False, False, False
        self.members.append(member)
        self.present += 1
        self._idle.append(member)
        self._note((self._engine.now, kinds.SHIFT_BEGAN, -1, -1, self.code, member.number, off_at))
        self.settle()

    def end_of_shift(self, member: Member) -> None:
        """The shift is over: home as soon as nobody needs this member."""
        member.leaving = True
        self.restless += 1
        self.miss_break(member)
        self.settle()

    def stays_on(self, member: Member, off_at: float) -> None:
        """A member still here in overtime begins the next shift."""
        now, code, number = self._engine.now, self.code, member.number
        self._note((now, kinds.SHIFT_ENDED, -1, -1, code, number, member.off_at))
        self._note((now, kinds.SHIFT_BEGAN, -1, -1, code, number, off_at))
        self.restless -= member.leaving
        member.off_at, member.leaving = off_at, False

    def has_free(self, need: int) -> bool:
        """Whether so many members could be hands-on at once for a newcomer."""
        if self.for_hands:
            return False
        return len(self._idle) >= need or any(helper.can_lend(need) for helper in self.helpers)

    def is_here(self, need: int = 1) -> bool:
        """Whether so many of the role, or of one that helps it, are in the building."""
        return len(self.members) >= need or any(len(helper.members) >= need for helper in self.helpers)

    def send_home(self, reason: int) -> None:
        """With nobody of the role in the building at the end of the day: whoever waits for one goes home."""
        if not self.is_here():
            self.for_hands.dismiss(self._engine, reason)
        if not self.members:
            self.for_watch.dismiss(self._engine, reason)

    def settle(self) -> None:
        """After any change: let go who may go, then serve who waits, here first and then in roles that are helped."""
        if self.restless:
            self._let_go()
        if self.for_hands.heap:
            self._serve_hands()
        if self.for_watch.heap:
            self.for_watch.serve(self._engine, self._grant_watch)
        for role in self.helps:
            role._serve_hands()
        for helper in self.helpers:
            if helper.restless:
                helper._let_go()  # who stayed for this role

    def _serve_hands(self) -> None:
        self.for_hands.serve(self._engine, self._grant_hands)

    def _grant_hands(self, waiter: Waiter) -> Any:
        return self.take(waiter.need, waiter.visit, waiter.beside, ahead=True)

    def _grant_watch(self, waiter: Waiter) -> Any:
        return self.watch(ahead=True) or None

    def _let_go(self) -> None:
        for member in tuple(self.members):
            if self.hands_over and member.leaving and member.busy:
                self._hand_over(member)
            if member.busy or member.on_break:
                continue
            if member.leaving and self._may_leave():
                self._leave(member)
            elif member.due is not None and self._may_break(member.due):
                self._go_on_break(member, member.due)

    def _hand_over(self, member: Member) -> None:
        """Give the task in hand to a colleague who is free and whose shift goes on, if that lets the member leave."""
        colleague = next((one for one in self._idle if not one.leaving), None)
        if colleague is None or not self._may_leave():
            return
        members, visit, beside = colleague.task = member.task
        members[members.index(member)] = colleague
        self._idle.remove(colleague)
        self._idle.append(member)
        colleague.busy, colleague.apart, member.busy, member.apart = True, member.apart, False, False
        now, code = self._engine.now, self.code
        self._note((now, kinds.HANDS_ENDED, visit.me, visit.number, code, member.number, -1.0))
        self._note((now, kinds.HANDS_BEGAN, visit.me, visit.number, code, colleague.number, beside))
        self._taken_over(visit, colleague)

    def _taken_over(self, visit: Visit, colleague: Member) -> None:
        """A colleague goes on with a visit."""

    def _watched_without_one(self) -> bool:
        watchers = self.present - 1 - self.apart
        return self.watching <= self._limit * watchers

    def _may_leave(self) -> bool:
        if not (self._watched_without_one() and self.can_be_spared()):
            return False
        if any(not member.leaving for member in self.members):
            return True  # the roster goes on without this one
        needed = self.needed or any(role.needed and not role.members for role in self.helps)
        return not self.for_hands and not self.for_watch and (len(self.members) > self.least or not needed)

    def _leave(self, member: Member) -> None:
        self._idle.remove(member)
        self.members.remove(member)
        self.present -= 1
        self.restless -= 1
        self._note((self._engine.now, kinds.SHIFT_ENDED, -1, -1, self.code, member.number, member.off_at))

    # breaks

    def wants_break(self, member: Member, pause: Pause) -> None:
        """A break is due from now on."""
        if member in self.members and not member.leaving:
            member.due = pause
            self.restless += 1
            self.settle()

    def miss_break(self, member: Member) -> None:
        """The window closes; if the break has not begun it is missed."""
        if member.due is not None:
            member.due = None
            self.restless -= 1
            self._note((self._engine.now, kinds.BREAK_MISSED, -1, -1, self.code, member.number, -1))

    def back_from_break(self, member: Member) -> None:
        """The member is on duty again."""
        member.on_break = False
        self.present += 1
        self._idle.append(member)
        self._note((self._engine.now, kinds.BREAK_ENDED, -1, -1, self.code, member.number, -1))
        self.settle()

    def _may_break(self, pause: Pause) -> bool:
        return self.present > pause.cover and not self.for_hands and self._watched_without_one()

    def _go_on_break(self, member: Member, pause: Pause) -> None:
        member.due, member.on_break = None, True
        self.restless -= 1
        self.present -= 1
        self._idle.remove(member)
        self._note((self._engine.now, kinds.BREAK_BEGAN, -1, -1, self.code, member.number, pause.planned))
        self.on_break(member, pause.length)

    on_break: Callable[[Member, float], None] = staticmethod(lambda member, length: None)
    """Called when a break of a length begins; the calendar sees to its end."""
