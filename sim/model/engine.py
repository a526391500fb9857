"""SimPy's environment, with slim processes beside the ordinary ones.

A patient's course resumes dozens of times in a visit, and an event object for every resumption
would cost more than the model. A ``Task`` is a generator that stands in SimPy's own queue: it
yields the instant at which it wants to go on, or nothing when somebody else will wake it, or another
process to be run first, so that what is resumed is the innermost one and not the whole chain of callers.
Ordinary SimPy processes, events and resources work beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator
from heapq import heapify, heappop, heappush, heappushpop
from types import GeneratorType
from typing import Any

import simpy
from simpy.events import NORMAL, EventPriority

from sim.errors import ModelError
from sim.units import DAY

Process = Generator[Any, Any, Any]
"""Yields the instant at which to go on, None to wait to be woken, or another process to be run to its end first."""

FIRST, WOKEN, ORDINARY, LAST = 0, 1, 2, 3
"""Order at one instant: openings and shift begins, the woken, everybody else, closings and shift ends."""
STUCK = 1_000_000
"""Resumptions without any progress of the clock after which a run is given up."""


class Task:
    """A slim process: its resumption, who waits for its end, and its place among equals."""

    __slots__ = ("callers", "priority", "resume")

    def __init__(self, process: Process, priority: int) -> None:
        self.resume: Callable[[Any], Any] = process.send
        self.callers: list[Callable[[Any], Any]] = []
        self.priority = priority

    def into(self, process: Any) -> Any:
        """Run other processes first, one inside the other; returns what the innermost then waits for."""
        while process.__class__ is GeneratorType:
            self.callers.append(self.resume)
            self.resume = process.send
            try:
                process = self.resume(None)
            except StopIteration as end:
                process = self.back(end.value)
        return process

    def back(self, value: Any) -> Any:
        """Go on with whoever asked for the process that has ended with a value; nothing is left to do if nobody did."""
        while self.callers:
            self.resume = self.callers.pop()
            try:
                return self.resume(value)
            except StopIteration as end:
                value = end.value
        return None


class Engine(simpy.Environment):
    """A SimPy environment that also runs tasks; the clock is minutes from 00:00 of the start date."""

    current: Task
    """The task that is running now."""
    now = 0.0
    """The clock [min]; a plain attribute, because it is read at every step of every visit."""

    def __init__(self) -> None:
        super().__init__()
        # Most of what is to come is a visit of another day. It waits apart, by day, so that the queue stays short.
        self._midnight = 0.0
        self._later: defaultdict[float, list[Any]] = defaultdict(list)
        self._next_day()

    def start(self, process: Process, at: float | None = None, priority: int = ORDINARY) -> Task:
        """Begin a task now or at an instant; equal instants go by priority, then in order of starting."""
        task = Task(process, priority)
        if at is None:
            heappush(self._queue, (self.now, priority, next(self._eid), task))  # type: ignore[misc]
        else:
            self._put(at, task)
        return task

    def begin(self, process: Process) -> None:
        """Begin a task within the one that runs now: a process that needs nothing and whose waits have an end."""
        at = next(process, None)
        if at is not None:
            self._put(at, Task(process, ORDINARY))

    def wake(self, task: Task) -> None:
        """Let a waiting task go on now."""
        heappush(self._queue, (self.now, WOKEN, next(self._eid), task))  # type: ignore[misc]

    def reschedule(self, task: Task, at: float) -> Task:
        """Let a task that waits for an instant go on at another one; returns the task that stands for it now."""
        twin = Task.__new__(Task)
        twin.resume, twin.callers, twin.priority = task.resume, task.callers, task.priority
        task.resume, task.callers = _nothing, []  # what is left of it in the queue does nothing when its turn comes
        self._put(at, twin)
        return twin

    def schedule(self, event: simpy.Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        """Put an ordinary event of SimPy's into the queue."""
        self._now = self.now  # SimPy's own clock, which tasks do not need
        super().schedule(event, priority, delay)

    def _put(self, at: float, task: Task) -> None:
        entry = (at, task.priority, next(self._eid), task)
        if at < self._midnight:
            heappush(self._queue, entry)  # type: ignore[misc]
        else:
            self._later[at // DAY].append(entry)

    def _next_day(self) -> None:
        """Take what was put off until the day that begins into the queue."""
        queue: list[Any] = self._queue
        queue += self._later.pop(self._midnight // DAY, ())
        heapify(queue)
        self._midnight += DAY
        heappush(queue, (self._midnight, -2, next(self._eid), _MIDNIGHT))

    def run_until(self, end: float) -> None:
        """Run everything that happens before *end* [min].

        Raises ModelError when the clock stops moving or would go back.
        """
        queue: list[Any] = self._queue
        number, later, midnight = self._eid.__next__, self._later, self._midnight
        clock = stuck_at = self.now
        stuck = 0
        heappush(queue, (end, -1, number(), _STOP))
        entry = heappop(queue)
        while True:
            now, _, _, task = entry
            if now > clock:
                self.now = clock = now
            else:
                if clock != stuck_at:
                    stuck_at, stuck = clock, 0
                stuck += 1
                if now < clock or stuck > STUCK:
                    self._no_progress(now)
            if task.__class__ is Task:
                self.current = task
                resume = task.resume
                try:
                    then = resume(None)
                except StopIteration as end_of_process:
                    then = task.back(end_of_process.value) if task.callers else None
                if then.__class__ is GeneratorType:
                    then = task.into(then)
                if then is None:
                    entry = heappop(queue)
                elif then < midnight:
                    entry = heappushpop(queue, (then, task.priority, number(), task))
                else:
                    later[then // DAY].append((then, task.priority, number(), task))
                    entry = heappop(queue)
            elif task is _STOP:
                return
            else:
                if task is _MIDNIGHT:
                    self._next_day()
                    midnight = self._midnight
                else:
                    heappush(queue, entry)
                    self.step()
                entry = heappop(queue)

    def _no_progress(self, now: float) -> None:
        if now < self.now:
            raise ModelError(f"the clock would go back from minute {self.now:g} to {now:g}")
        raise ModelError(f"no progress of the clock at minute {now:g}: something repeats without taking time")


def _nothing(value: Any) -> None:
    """What a task does that was rescheduled."""


_MIDNIGHT = object()
"""Stands in the queue where a day begins."""
_STOP = object()
"""Stands in the queue where a run is to end."""
