"""A kind of space: numbered places, some perhaps out of service, and the line for them."""

from __future__ import annotations

from heapq import heappop, heappush

from sim.model.engine import Engine
from sim.model.queues import Line, Waiter


class Spaces:
    """All places of one kind."""

    __slots__ = ("_engine", "_free", "_out", "_withheld", "code", "line", "may_seat", "name")

    def __init__(self, engine: Engine, code: int, name: str, count: int) -> None:
        # Whatever is noted in the log again and again is a float as the log wants it, so that it need not be made one.
        self._engine, self.code, self.name = engine, float(code), name
        self._free = [float(unit) for unit in range(count)]
        self._withheld: list[float] = []
        self._out = 0
        self.line = Line()
        self.may_seat = True

    def take(self) -> float | None:
        """The lowest free place, or None if none is free or others wait already."""
        if self._free and not (self.line.heap and self.line):
            return heappop(self._free)
        return None

    def has_free(self) -> bool:
        """Whether a newcomer would get a place at once."""
        return bool(self._free) and not self.line

    def give_back(self, unit: float) -> None:
        """Make a place free again, or take it out of service if that is due."""
        if len(self._withheld) < self._out:
            self._withheld.append(unit)
        else:
            heappush(self._free, unit)
            if self.line.heap:
                self.serve()

    def out_of_service(self, number: int) -> None:
        """From now on so many places are out of service; those in use follow when they are left."""
        self._out = number
        while self._free and len(self._withheld) < number:
            self._withheld.append(heappop(self._free))
        while len(self._withheld) > number:
            heappush(self._free, self._withheld.pop())
        self.serve()

    def serve(self) -> None:
        """Seat whoever is next while places are free."""
        if self.line.heap:
            self.line.serve(self._engine, self._grant, self.may_seat)

    def _grant(self, waiter: Waiter) -> tuple[Spaces, float] | None:
        return (self, heappop(self._free)) if self._free else None
