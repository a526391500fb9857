"""The diary: bookable starts, what is planned in them, and how to find one without looking at every day.

Each day has a page, which knows the free starts of every kind of booking. The days that still have one
stand in a sorted list for each kind of booking; the search is a bisection.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from math import ceil
from typing import NamedTuple

from sim.calendars import Calendar
from sim.model.page import DayPage, Layout, Offer, Packed, Plan
from sim.policies.slot import SlotChoice
from sim.units import DAY


class Slot(NamedTuple):
    """A booked start."""

    day: int
    cell: int
    start: float
    """[min since the start of the run]."""


class Diary:
    """All bookings ahead. Asked in days and minutes, it answers with slots."""

    def __init__(
        self,
        calendar: Calendar,
        grid: float,
        horizon_days: int,
        last_day: int,
        plans: Sequence[Plan],
        capacity: Callable[[int], Sequence[Sequence[int]]],
        choose: SlotChoice,
        last_start: Callable[[float], float | None] = lambda closes: None,
    ) -> None:
        self._calendar, self._grid, self._capacity, self._choose = calendar, grid, capacity, choose
        self._plans, self._last_start = plans, last_start
        self._horizon = horizon_days
        self._pages: dict[int, DayPage] = {}
        self._untouched: dict[object, int] = {}
        self._missing: dict[int, int] = {}
        self._fits: dict[object, list[int]] = {}
        days = [day for day in range(last_day + horizon_days + 1) if calendar.is_open_day(day)]
        capacities = {id(found): found for found in map(capacity, days)}
        self._layout = Layout(ceil(DAY / grid), plans, list(capacities.values()))
        self._packed = [Packed(self._layout, plan) for plan in plans]
        self._open = [[day for day in days if self._page_free(day, plan)] for plan in plans]

    # finding

    def nearest(self, plan: Plan, now: float, target: int, low: int, high: int) -> int | None:
        """The day with a free start nearest to *target* in [low, high]; else the first one after *high*.

        Equally near: the earlier. None if there is no such day within the horizon.
        """
        days, last = self._open[plan.code], int(now // DAY) + self._horizon
        if low > last:
            return None
        target = min(target, last)
        at = bisect_left(days, target)
        if at < len(days) and days[at] == target and target * DAY >= now:
            return target
        after = self._usable(days, at, plan, now)
        before = at - 1
        while before >= 0 and days[before] >= low and not self._starts(plan, days[before], now):
            before -= 1
        has_before = before >= 0 and days[before] >= low
        if has_before and (after is None or after > high or target - days[before] <= after - target):
            return days[before]
        return after

    def reaches(self, day: int) -> float:
        """The instant from which a day lies within the horizon [min]."""
        return (day - self._horizon) * DAY

    def _usable(self, days: list[int], at: int, plan: Plan, now: float) -> int | None:
        """The first day of the list, from a position on, with a start that is not past."""
        last = int(now // DAY) + self._horizon
        while at < len(days) and days[at] <= last:
            if days[at] * DAY >= now or self._starts(plan, days[at], now):
                return days[at]
            at += 1
        return None

    def _starts(self, plan: Plan, day: int, earliest: float) -> int:
        """Free starts of a day not before an instant, as bits."""
        free = self._page_free(day, plan)
        gone = earliest - day * DAY
        return free if gone <= 0 else free & (-1 << int(-(-gone // self._grid)) * self._layout.bits)

    # booking

    def book(self, plan: Plan, day: int, earliest: float) -> Slot:
        """Give a free start of the day, as the slot policy chooses, and plan its use."""
        page = self._page(day)
        starts = page.free[plan.code] if day * DAY >= earliest else self._starts(plan, day, earliest)
        packed, layout = self._packed[plan.code], self._layout
        chosen = self._choose(Offer(page, layout, packed, starts, self._grid))
        cell = int(chosen // self._grid)
        self._change(page, day, packed.use << cell * layout.bits)
        return Slot(day, cell, day * DAY + cell * self._grid)

    def cancel(self, plan: Plan, slot: Slot) -> None:
        """Make a booked start free again."""
        use = self._packed[plan.code].use << slot.cell * self._layout.bits
        self._change(self._page(slot.day), slot.day, -use)

    def third_next(self, plan: Plan, now: float, earliest: float) -> float | None:
        """Time from now until the third free start not before *earliest* [min]; None if the horizon has none."""
        days, left = self._open[plan.code], 3
        at = bisect_left(days, int(earliest // DAY))
        while at < len(days) and days[at] <= int(now // DAY) + self._horizon:
            starts = self._starts(plan, days[at], earliest)
            if starts.bit_count() >= left:
                cell = self._layout.cells_of(starts)[left - 1]
                return days[at] * DAY + cell * self._grid - now
            left -= starts.bit_count()
            at += 1
        return None

    def forget_before(self, day: int) -> None:
        """Drop the pages of days gone by."""
        for gone in [page for page in self._pages if page < day]:
            del self._pages[gone]
        for days in self._open:
            del days[: bisect_left(days, day)]

    # pages

    def _change(self, page: DayPage, day: int, use: int) -> None:
        """Plan the use, and keep the lists of days with a free start in step with the page."""
        changed = page.change(use)
        if not changed:
            return
        for plan in self._packed:
            if changed & plan.fields:
                before = page.free[plan.code]
                page.renew(plan)
                if bool(before) != bool(page.free[plan.code]):
                    self._index(day, plan.code, now_free=not before)

    def _index(self, day: int, code: int, now_free: bool) -> None:
        days = self._open[code]
        if now_free:
            insort(days, day)
        else:
            del days[bisect_left(days, day)]

    def _page(self, day: int) -> DayPage:
        page = self._pages.get(day)
        if page is None:
            page = self._pages[day] = self._new_page(day)
        return page

    def _new_page(self, day: int) -> DayPage:
        page = DayPage(self._layout, self._missing_of(day), self._within(day))
        for plan in self._packed:
            page.renew(plan)
        return page

    def _page_free(self, day: int, plan: Plan) -> int:
        """Free starts of a day; an untouched day is looked up among untouched days of its kind."""
        page = self._pages.get(day)
        if page is not None:
            return page.free[plan.code]
        capacity = self._capacity(day)
        key = plan.code, self._calendar.sessions(day), id(capacity)
        if key not in self._untouched:
            self._untouched[key] = self._new_page(day).free[plan.code]
        return self._untouched[key]

    def _missing_of(self, day: int) -> int:
        """What the cells of a day lack to be full, worked out once for equal days."""
        capacity = self._capacity(day)
        if id(capacity) not in self._missing:
            self._missing[id(capacity)] = self._layout.missing(capacity)
        return self._missing[id(capacity)]

    def _within(self, day: int) -> Sequence[int]:
        """For each plan the starts from which its planned time ends within the session, as bits."""
        missing = self._missing_of(day)
        key = self._calendar.sessions(day), missing
        if key not in self._fits:
            empty = DayPage(self._layout, missing, ())
            self._fits[key] = [
                self._within_sessions(day, plan) & ~empty.blocked(packed.presence)
                for plan, packed in zip(self._plans, self._packed, strict=True)
            ]
        return self._fits[key]

    def _within_sessions(self, day: int, plan: Plan) -> int:
        """Starts from which the planned time ends within the session, none after the day's last start, as bits."""
        result = 0
        sessions = self._calendar.sessions(day)
        limit = self._last_start(sessions[-1][1]) if sessions else None
        for opens, closes in sessions:
            first = int(-(-opens // self._grid))
            latest = closes - plan.length if limit is None else min(closes - plan.length, limit)
            last = int(latest // self._grid)
            if last >= first:
                result |= self._layout.cells(first, last + 1)
        return result
