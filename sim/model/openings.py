"""The days on which something can still be booked, found by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from typing import Protocol


class Search(Protocol):
    """Finds the nearest day on either side."""

    def at_or_after(self, day: int) -> int | None:
        """The first such day from *day* on."""

    def before(self, day: int) -> int | None:
        """The last such day before *day*."""


class Openings:
    """Day numbers in order, and as a set."""

    __slots__ = ("all", "days")

    def __init__(self, days: Sequence[int]) -> None:
        self.days = list(days)
        self.all = set(days)

    def at_or_after(self, day: int) -> int | None:
        """The first day from *day* on."""
        at = bisect_left(self.days, day)
        return self.days[at] if at < len(self.days) else None

    def before(self, day: int) -> int | None:
        """The last day before *day*."""
        at = bisect_left(self.days, day)
        return self.days[at - 1] if at else None

    def show(self, day: int, is_open: bool) -> None:
        """Put a day in, or take it out."""
        if is_open and day not in self.all:
            self.all.add(day)
            insort(self.days, day)
        elif not is_open and day in self.all:
            self.all.remove(day)
            self.days.remove(day)

    def forget_before(self, day: int) -> None:
        """Drop days gone by."""
        gone = bisect_left(self.days, day)
        self.all.difference_update(self.days[:gone])
        del self.days[:gone]


class Released:
    """The days open to those for whom nothing is held: every open day up to the released one, then those with more."""

    __slots__ = ("_released", "_to_all", "_to_others")

    def __init__(self, to_all: Openings, to_others: Openings, released: int) -> None:
        self._to_all, self._to_others, self._released = to_all.days, to_others.days, released

    def at_or_after(self, day: int) -> int | None:
        """The first day from *day* on."""
        if day <= self._released:
            at = bisect_left(self._to_all, day)
            if at < len(self._to_all) and self._to_all[at] <= self._released:
                return self._to_all[at]
        at = bisect_left(self._to_others, max(day, self._released + 1))
        return self._to_others[at] if at < len(self._to_others) else None

    def before(self, day: int) -> int | None:
        """The last day before *day*."""
        at = bisect_left(self._to_others, day)
        if at and self._to_others[at - 1] > self._released:
            return self._to_others[at - 1]
        at = bisect_right(self._to_all, min(day - 1, self._released))
        return self._to_all[at - 1] if at else None
