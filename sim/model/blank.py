"""Days of the diary before anything is booked: capacities, sessions and starts, worked out once for equal days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from sim.calendars import Calendar
from sim.model.page import DayPage, Layout, Packed, Plan
from sim.units import DAY

MOST_BEYOND = 8
"""Most bookings at once that a day may have beyond its capacity."""


class BlankDays:
    """Makes the pages of a diary."""

    def __init__(
        self,
        calendar: Calendar,
        grid: float,
        plans: Sequence[Plan],
        capacity: Callable[[int], Sequence[Sequence[int]]],
        last_start: Callable[[float], float | None],
        days: Sequence[int],
    ) -> None:
        self._calendar, self._grid, self._capacity, self._last_start = calendar, grid, capacity, last_start
        self._plans = plans
        capacities = {id(found): found for found in map(capacity, days)}
        self.layout = Layout(ceil(DAY / grid), plans, list(capacities.values()), MOST_BEYOND)
        self.plans = [Packed(self.layout, plan) for plan in plans]
        self._missing: dict[tuple[int, int], int] = {}
        self._fits: dict[object, list[int]] = {}
        self._free: dict[object, int] = {}
        self._most: dict[object, int] = {}

    def page(self, day: int) -> DayPage:
        """A page without bookings."""
        page = DayPage(self.layout, self.missing(day), self._within(day))
        for plan in self.plans:
            page.renew(plan)
        return page

    def free(self, day: int, code: int) -> int:
        """Free starts of a plan on a day without bookings."""
        key = self._kind(day, code)
        if key not in self._free:
            self._free[key] = self.page(day).free[code]
        return self._free[key]

    def most_bookings(self, day: int, code: int) -> int:
        """How many bookings of one plan a day takes when it is filled from its beginning."""
        key = self._kind(day, code)
        if key not in self._most:
            page, plan, count = self.page(day), self.plans[code], 0
            while plan.use and page.free[code]:
                page.change(plan, self.layout.cell_of(page.free[code]), 1)
                page.renew(plan)
                count += 1
            self._most[key] = count
        return self._most[key]

    def missing(self, day: int, beyond: int = 0) -> int:
        """What the cells of a day lack to be full, with so much capacity more than there is."""
        capacity = self._capacity(day)
        key = id(capacity), beyond
        if key not in self._missing:
            self._missing[key] = self.layout.missing(capacity, beyond)
        return self._missing[key]

    def _kind(self, day: int, code: int) -> object:
        return code, self._calendar.sessions(day), id(self._capacity(day))

    def _within(self, day: int) -> Sequence[int]:
        """For each plan the starts from which its planned time ends within the session."""
        missing = self.missing(day)
        key = self._calendar.sessions(day), missing
        if key not in self._fits:
            empty = DayPage(self.layout, missing, ())
            self._fits[key] = [
                self._within_sessions(day, plan) & ~empty.blocked(packed.presence, empty.full)
                for plan, packed in zip(self._plans, self.plans, strict=True)
            ]
        return self._fits[key]

    def _within_sessions(self, day: int, plan: Plan) -> int:
        """Starts from which the planned time ends within the session, none after the day's last start."""
        result = 0
        sessions = self._calendar.sessions(day)
        limit = self._last_start(sessions[-1][1]) if sessions else None
        for opens, closes in sessions:
            first = int(-(-opens // self._grid))
            latest = closes - plan.length if limit is None else min(closes - plan.length, limit)
            last = int(latest // self._grid)
            if last >= first:
                result |= self.layout.cells(first, last + 1)
        return result
