"""The diary: bookable starts, what is planned in them, and how to find one without looking at every day.

A day is a row of cells of the diary's grid. For each resource the capacity rule looks at (a kind
of space, a role's hands, a role's watching) a day counts the planned use of each cell and keeps
the full cells as the bits of one integer, so that all starts at which a visit still fits come out
of a few shifts. For each kind of booking the days that still have such a start stand in a sorted
list; the search is a bisection.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sim.calendars import Calendar
from sim.policies.slot import SlotChoice
from sim.units import DAY

Limits = tuple[int, dict[int, int]]
"""Of one resource on one day: cells without any, and capacity -> cells that have it, cells as bits."""


@dataclass(frozen=True)
class Need:
    """A planned use of one resource, in cells after the start of the visit."""

    resource: int
    first: int
    last: int
    """First cell after the use."""


@dataclass(frozen=True)
class Plan:
    """What one kind of booking plans to use."""

    code: int
    length: float
    """Planned time from start to end [min]."""
    needs: tuple[Need, ...]
    presence: tuple[Need, ...] = ()
    """Resources that must be there, but of which it uses up nothing."""

    @cached_property
    def resources(self) -> frozenset[int]:
        """Codes of what it uses."""
        return frozenset(need.resource for need in self.needs)


class Slot(NamedTuple):
    """A booked start."""

    day: int
    cell: int
    start: float
    """[min since the start of the run]."""


class DayPage:
    """One day of the diary as bits, a bit a cell.

    ``reached[r][k]`` holds the cells in which at least k of resource r are planned in use, ``full[r]``
    those in which all of it is. ``within[p]`` holds the starts from which plan p ends within its session,
    ``free[p]`` those of them that are bookable.
    """

    __slots__ = ("_limits", "free", "full", "reached", "within")

    def __init__(self, limits: Sequence[Limits], within: Sequence[int]) -> None:
        self._limits = limits
        self.within = within
        self.reached: list[list[int]] = [[-1] for _ in limits]
        self.full = [never for never, _ in limits]
        self.free = [0] * len(within)

    def add(self, need: Need, start: int) -> bool:
        """Plan one more use: cells that had reached a level carry over into the next. Says whether some filled."""
        resource = need.resource
        reached, (_, filling) = self.reached[resource], self._limits[resource]
        carried = (1 << need.last) - (1 << need.first) << start
        level, filled, top = 1, 0, len(reached)
        while level < top and reached[level] & carried == carried:  # all of them are above this level already
            level += 1
        while carried:
            if level == len(reached):
                reached.append(0)
            had = reached[level]
            reached[level] = had | carried
            if level in filling:
                filled |= carried & ~had & filling[level]
            carried &= had
            level += 1
        self.full[resource] |= filled
        return filled != 0

    def remove(self, need: Need, start: int) -> bool:
        """Plan one use less: each cell gives back the highest level it has reached. Says whether some emptied."""
        resource = need.resource
        reached, (_, filling) = self.reached[resource], self._limits[resource]
        borrowed = (1 << need.last) - (1 << need.first) << start
        emptied = 0
        for level in range(len(reached) - 1, 0, -1):
            given_back = reached[level] & borrowed
            reached[level] ^= given_back
            borrowed ^= given_back
            if level in filling:
                emptied |= given_back & filling[level]
        self.full[resource] &= ~emptied
        return emptied != 0

    def blocked(self, needs: Sequence[Need]) -> int:
        """Starts at which some need would meet a full cell, as bits."""
        result = 0
        for need in needs:
            full = self.full[need.resource] >> need.first
            width = need.last - need.first
            if full and width:
                result |= smeared(full, width)
        return result


def limits_of(capacity: Sequence[int]) -> Limits:
    """Cells that are never bookable as bits, and each capacity that occurs with its cells as bits."""
    found: dict[int, int] = {}
    for cell, most in enumerate(capacity):
        found[max(0, most)] = found.get(max(0, most), 0) | 1 << cell
    return found.pop(0, 0), found


def smeared(bits: int, width: int) -> int:
    """Positions i such that one of the bits i .. i + width - 1 is set."""
    done = 1
    while done * 2 <= width:
        bits |= bits >> done
        done *= 2
    return bits | bits >> (width - done)


class Offer:
    """The bookable starts of a day, as slot choice sees them (a ``DayOffer``)."""

    __slots__ = ("_free", "_grid", "_need", "_page")

    def __init__(self, page: DayPage, plan: Plan, free: int, grid: float) -> None:
        self._page, self._free, self._grid = page, free, grid
        self._need = plan.needs[0] if plan.needs else None

    @property
    def earliest(self) -> float:
        """The first bookable start."""
        return lowest(self._free) * self._grid

    @property
    def least_loaded(self) -> float:
        """The bookable start with the smallest load; the earliest of equals."""
        need = self._need
        if need is None:
            return self.earliest
        reached, width = self._page.reached[need.resource], need.last - need.first
        low, high, best = 1, len(reached), self._free
        while low < high:  # the least level above which some start still lies: a bisection, for it is monotone
            middle = (low + high) // 2
            below = self._free & ~smeared(reached[middle], width)
            if below:
                high, best = middle, below
            else:
                low = middle + 1
        return lowest(best) * self._grid

    @property
    def starts(self) -> tuple[float, ...]:
        """Every bookable start, ascending."""
        return tuple(cell * self._grid for cell in bits_of(self._free))

    def load(self, start: float) -> int:
        """The load of a start."""
        need = self._need
        if need is None:
            return 0
        cells = (1 << need.last - need.first) - 1 << int(start // self._grid) + need.first
        levels = self._page.reached[need.resource]
        return max(level for level, reached in enumerate(levels) if reached & cells)


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
        self._known_limits: dict[int, list[Limits]] = {}
        self._fits: dict[object, list[int]] = {}
        days = [day for day in range(last_day + horizon_days + 1) if calendar.is_open_day(day)]
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
        return free if gone <= 0 else free & (-1 << int(-(-gone // self._grid)))

    # booking

    def book(self, plan: Plan, day: int, earliest: float) -> Slot:
        """Give a free start of the day, as the slot policy chooses, and plan its use."""
        page = self._page(day)
        starts = page.free[plan.code] if day * DAY >= earliest else self._starts(plan, day, earliest)
        chosen = self._choose(Offer(page, plan, starts, self._grid))
        cell = int(chosen // self._grid)
        self._change(plan, day, cell, 1)
        return Slot(day, cell, day * DAY + cell * self._grid)

    def cancel(self, plan: Plan, slot: Slot) -> None:
        """Make a booked start free again."""
        self._change(plan, slot.day, slot.cell, -1)

    def third_next(self, plan: Plan, now: float, earliest: float) -> float | None:
        """Time from now until the third free start not before *earliest* [min]; None if the horizon has none."""
        days, left = self._open[plan.code], 3
        at = bisect_left(days, int(earliest // DAY))
        while at < len(days) and days[at] <= int(now // DAY) + self._horizon:
            starts = self._starts(plan, days[at], earliest)
            if starts.bit_count() >= left:
                cell = bits_of(starts)[left - 1]
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

    def _change(self, plan: Plan, day: int, cell: int, by: int) -> None:
        page = self._page(day)
        change = page.add if by > 0 else page.remove
        changed = {need.resource for need in plan.needs if change(need, cell)}
        if not changed:
            return
        for other in self._plans:
            if not changed.isdisjoint(other.resources):
                self._index(page, day, other)

    def _index(self, page: DayPage, day: int, plan: Plan) -> None:
        """Keep the list of days with a free start in step with the page."""
        before, after = page.free[plan.code], page.within[plan.code] & ~page.blocked(plan.needs)
        page.free[plan.code] = after
        if bool(before) == bool(after):
            return
        days = self._open[plan.code]
        if after:
            insort(days, day)
        else:
            del days[bisect_left(days, day)]

    def _page(self, day: int) -> DayPage:
        page = self._pages.get(day)
        if page is None:
            page = self._pages[day] = self._new_page(day)
        return page

    def _new_page(self, day: int) -> DayPage:
        page = DayPage(self._limits(day), self._within(day))
        for plan in self._plans:
            page.free[plan.code] = page.within[plan.code] & ~page.blocked(plan.needs)
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

    def _limits(self, day: int) -> Sequence[Limits]:
        """Capacities of a day as bits, worked out once for equal days."""
        capacity = self._capacity(day)
        if id(capacity) not in self._known_limits:
            self._known_limits[id(capacity)] = [limits_of(cells) for cells in capacity]
        return self._known_limits[id(capacity)]

    def _within(self, day: int) -> Sequence[int]:
        """For each plan the starts from which its planned time ends within the session, as bits."""
        limits = self._limits(day)
        key = self._calendar.sessions(day), id(limits)
        if key not in self._fits:
            self._fits[key] = [
                self._within_sessions(day, plan) & ~DayPage(limits, ()).blocked(plan.presence) for plan in self._plans
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
                result |= (1 << last + 1) - (1 << first)
        return result


def lowest(bits: int) -> int:
    """Position of the lowest set bit."""
    return (bits & -bits).bit_length() - 1


def bits_of(bits: int) -> list[int]:
    """Positions of the set bits, ascending."""
    return [position for position, bit in enumerate(bin(bits)[:1:-1]) if bit == "1"]
