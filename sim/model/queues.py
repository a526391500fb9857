"""Waiting in line: one queue class for everything that can run out."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

from sim.model.engine import Engine, Task

if TYPE_CHECKING:
    from sim.model.visit import Visit

_order = count().__next__
PASSED_OVER = object()
"""What a grant says of a waiter who must wait on while those behind may be served."""


class Waiter:
    """A task in one or several lines; whoever serves it first takes it out of all of them."""

    __slots__ = ("beside", "cause", "done", "given", "need", "refused", "task", "unseated", "visit")

    def __init__(
        self, task: Task, cause: float = -1.0, need: int = 1, unseated: bool = False, beside: bool = False,
        visit: Visit | None = None,
    ) -> None:  # fmt: skip
        self.task, self.cause, self.need, self.unseated = task, cause, need, unseated
        self.beside, self.visit = beside, visit
        self.done = False
        self.given: Any = None  # what the wait was for
        self.refused: int | None = None  # why it was in vain

    def goes_home(self, engine: Engine, reason: int) -> None:
        """The wait is in vain, unless it is over already."""
        if not self.done:
            self.done, self.refused = True, reason
            engine.wake(self.task)


class Line:
    """Waiters in order of urgency of the work, rank by dispatch, and joining."""

    __slots__ = ("heap",)

    def __init__(self) -> None:
        self.heap: list[tuple[int, float, int, Waiter]] = []
        """May still hold waiters who were served elsewhere or went home; falsy means nobody waits."""

    def __bool__(self) -> bool:
        heap = self.heap
        while heap and heap[0][3].done:
            heappop(heap)
        return bool(heap)

    def join(self, waiter: Waiter, rank: float, priority: int = 0) -> None:
        """Larger priority first, then smaller rank, then whoever joined first."""
        heappush(self.heap, (-priority, rank, _order(), waiter))

    def dismiss(self, engine: Engine, reason: int) -> None:
        """Nobody will be served: all are told why."""
        waiters, self.heap = [entry[3] for entry in sorted(self.heap)], []
        for waiter in waiters:
            waiter.goes_home(engine, reason)

    def serve(self, engine: Engine, grant: Callable[[Waiter], Any], may_seat: bool = True) -> None:
        """Grant from the head while *grant* gives something.

        Left out are those not yet seated when nobody may be seated, and those of whom the grant says so.
        """
        heap, held_back = self.heap, []
        while heap:
            waiter = heap[0][3]
            if waiter.done:
                heappop(heap)
            elif waiter.unseated and not may_seat:
                held_back.append(heappop(heap))
            else:
                given = grant(waiter)
                if given is None:
                    break
                entry = heappop(heap)
                if given is PASSED_OVER:
                    held_back.append(entry)
                    continue
                waiter.done, waiter.given = True, given
                engine.wake(waiter.task)
        for entry in held_back:
            heappush(heap, entry)
