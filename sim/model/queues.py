"""Waiting in line: one queue class for everything that can run out."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

from sim.model.engine import Engine, Task

_order = count().__next__


class Waiter:
    """A task in one or several lines; whoever serves it first takes it out of all of them."""

    __slots__ = ("beside", "done", "need", "task", "unseated")

    def __init__(self, task: Task, need: int = 1, unseated: bool = False, beside: bool = False) -> None:
        self.task, self.need, self.unseated, self.beside = task, need, unseated, beside
        self.done = False


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
            if not waiter.done:
                waiter.done = True
                engine.wake(waiter.task, reason)

    def serve(self, engine: Engine, grant: Callable[[Waiter], Any], may_seat: bool = True) -> None:
        """Grant from the head while *grant* gives something; those not yet seated stay when nobody may be seated."""
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
                heappop(heap)
                waiter.done = True
                engine.wake(waiter.task, given)
        for entry in held_back:
            heappush(heap, entry)
