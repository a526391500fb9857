"""The diary: bookable starts, what is planned in them, and how to find one without looking at every day.

Each day has a page, which knows the free starts of every kind of booking. The days that still have one
stand in a sorted list for each kind of booking; the search is a bisection.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import NamedTuple, Protocol

from sim.calendars import Calendar
from sim.entities import FullDay
from sim.model.blank import MOST_BEYOND, BlankDays
from sim.model.openings import Openings, Released, Search
from sim.model.page import DayPage, Offer, Packed, Plan
from sim.policies.end_of_day import EndOfDay
from sim.policies.holding import Holding
from sim.policies.overbooking import Overbooking
from sim.policies.slot import SlotChoice
from sim.units import DAY


class Limits(NamedTuple):
    """What a start must be beside near its day; nothing after the last day wished for will do then."""

    weekdays: frozenset[int] | None = None
    """Weekdays that will do; any if left out."""
    times: int = -1
    """Starts of a day that will do, as bits; any if left out."""
    firm: bool = False
    """Whether the last day stands even where the time of day is a matter of taste."""


@dataclass(slots=True)
class Wish:
    """What somebody looks for in the diary: the day nearest to a target, and which starts of a day will do."""

    low: int
    """First day that will do."""
    target: int
    """Day it should be."""
    high: int
    """Last day that will do; later ones only if there is none up to here."""
    earliest: float = 0.0
    """No start before this instant [min]."""
    favoured: bool = True
    """Whether it may have a start that is held."""
    limits: Limits | None = None
    """Which starts will do; None: any."""
    preferred: float = 0.0
    """Time of day that the patient likes best [min]."""


class Hope(NamedTuple):
    """What somebody who waits for an appointment would rather have."""

    low: int
    """First day that will do."""
    wanted: int
    """Day it should have been."""
    window_ends: float = inf
    """When the window of the induction ends [min]."""
    moved: Callable[[float], None] | None = None
    """Told the new appointment [min]; for first infusions, which keep to their week: starts are counted by it."""


@dataclass(slots=True)
class Slot:
    """A booked start."""

    day: int
    cell: int
    start: float
    """[min since the start of the run]."""
    favoured: bool = True
    """Whether the booking may have a start that is held."""
    risk: float = 0.0
    """Probability that the patient will not come."""


class Rules(Protocol):
    """The policies that a diary asks."""

    @property
    def slot(self) -> SlotChoice:
        """Which start of a day."""

    @property
    def end_of_day(self) -> EndOfDay:
        """Last start of a day."""

    @property
    def holding(self) -> Holding:
        """For whom starts are kept."""

    @property
    def overbooking(self) -> Overbooking:
        """How many beyond what fits."""


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
        rules: Rules,
        treatments: Collection[int] = (),
    ) -> None:
        """*treatments* are the codes of the plans that holding and overbooking are about."""
        self._calendar, self._grid, self._choose = calendar, grid, rules.slot.__call__
        self._horizon = horizon_days
        self._holding, self._overbooking = rules.holding, rules.overbooking
        self.holds = rules.holding.release >= 0
        """Whether starts are held for anybody."""
        self.weighs_risks = rules.overbooking.at_most > 0
        """Whether it matters how likely a patient is to come."""
        self._held = frozenset(treatments) if self.holds else frozenset()
        self._stretched = frozenset(treatments) if self.weighs_risks else frozenset()
        self._counted = self._held | self._stretched
        days = [day for day in range(last_day + horizon_days + 1) if calendar.is_open_day(day)]
        following = [later for earlier, later in pairwise([-1, *days]) for _ in range(earlier, later)]
        self._reached = [(later - horizon_days) * DAY for later in following]
        """Per day when the first open one from it on comes within the horizon [min]."""
        self._blank = BlankDays(calendar, grid, plans, capacity, rules.end_of_day, days)
        self.layout, self._packed = self._blank.layout, self._blank.plans
        self._pages: dict[int, DayPage] = {}
        self._open = [Openings([day for day in days if self._blank.free(day, plan.code)]) for plan in plans]
        self._open_to_others = {
            code: Openings([day for day in self._open[code].days if self._most_of_others(day, code) > 0])
            for code in self._held
        }

    # finding

    def nearest(self, plan: Plan, wish: Wish) -> int | None:
        """The day with a start that suits, nearest to the target in [low, high]; else the first one after *high*.

        Equally near: the earlier. None if there is no such day within the horizon.
        """
        target, earliest = wish.target, wish.earliest
        at_once = wish.limits is None and not self.holds and target in self._open[plan.code].all
        if at_once and target * DAY >= earliest >= (target - self._horizon) * DAY:
            return target
        last = int(earliest // DAY) + self._horizon
        if wish.low > last:
            return None
        target = min(target, last)
        days = self._search(plan.code, wish) if self.holds else self._open[plan.code]
        after = self._after(days, plan, target, last if wish.limits is None else min(last, wish.high), wish)
        if after == target:
            return after
        before = days.before(target)
        while before is not None and before >= wish.low and not self._suits(plan, before, wish):
            before = days.before(before)
        if before is None or before < wish.low:
            return after
        return before if after is None or after > wish.high or target - before <= after - target else after

    def _after(self, days: Search, plan: Plan, day: int, last: int, wish: Wish) -> int | None:
        """The first day from *day* to *last* that suits."""
        found = days.at_or_after(day)
        while found is not None and found <= last:
            if self._suits(plan, found, wish):
                return found
            found = days.at_or_after(found + 1)
        return None

    def _search(self, code: int, wish: Wish) -> Search:
        if wish.favoured or code not in self._held:
            return self._open[code]
        released = int((wish.earliest + self._holding.release) // DAY)
        while self._calendar.opens_on(released) - self._holding.release > wish.earliest:
            released -= 1
        return Released(self._open[code], self._open_to_others[code], released)

    def reaches(self, day: int) -> float:
        """The instant from which a day, or the first open one after it, lies within the horizon [min]."""
        try:
            return self._reached[day]
        except IndexError:
            return (day - self._horizon) * DAY

    def _suits(self, plan: Plan, day: int, wish: Wish) -> bool:
        """Whether a day on which there is a start has one that is not past and will do."""
        if wish.limits is None and day * DAY >= wish.earliest:
            return True
        return bool(self._starts(plan, day, wish))

    def _starts(self, plan: Plan, day: int, wish: Wish) -> int:
        """Free starts of a day that will do, as bits."""
        page = self._pages.get(day)
        return self._will_do(page.free[plan.code] if page is not None else self._blank.free(day, plan.code), day, wish)

    def _will_do(self, free: int, day: int, wish: Wish) -> int:
        """Those of the free starts of a day that are not past and lie within the limits."""
        gone = wish.earliest - day * DAY
        if gone > 0:
            free &= -1 << int(-(-gone // self._grid)) * self.layout.bits
        limits = wish.limits
        if limits is None:
            return free
        suits = limits.weekdays is None or self._calendar.weekday(day) in limits.weekdays
        return free & limits.times if suits else 0

    def starts_near(self, time: float, reach: float) -> int:
        """Starts of a day at most so far from a time of day [min], as bits; -1, for all of them, if that is any."""
        if reach == inf:
            return -1
        first, last = -(-(time - reach) // self._grid), (time + reach) // self._grid
        return self.layout.cells(max(0, int(first)), max(0, int(last) + 1))

    # booking

    def book(self, plan: Plan, day: int, wish: Wish, risk: float = 0.0) -> Slot:
        """Give a free start of the day, as the slot policy chooses, and plan its use."""
        page, packed = self._pages.get(day) or self._new_page(day), self._packed[plan.code]
        free, begins = page.free[plan.code], day * DAY
        if begins < wish.earliest or wish.limits is not None:
            free = self._will_do(free, day, wish)
        cell = int(self._choose(Offer(page, packed, free, self._grid, wish.preferred)) // self._grid)
        slot = Slot(day, cell, begins + cell * self._grid, wish.favoured, risk)
        self._change(page, packed, slot, 1)
        return slot

    def take(self, plan: Plan, slot: Slot) -> None:
        """Book a start that is known to be free."""
        self._change(self._pages.get(slot.day) or self._new_page(slot.day), self._packed[plan.code], slot, 1)

    def cancel(self, plan: Plan, slot: Slot) -> None:
        """Make a booked start free again; on a day that is forgotten nothing can be booked any more."""
        page = self._pages.get(slot.day)
        if page is not None:
            self._change(page, self._packed[plan.code], slot, -1)

    def is_free(self, plan: Plan, slot: Slot, favoured: bool, now: float) -> bool:
        """Whether a start can be booked now."""
        wish = Wish(slot.day, slot.day, slot.day, now, favoured)
        opens = self.nearest(plan, wish) == slot.day
        return opens and bool(self._starts(plan, slot.day, wish) & self.layout.cells(slot.cell, slot.cell + 1))

    def third_next(self, plan: Plan, now: float, earliest: float) -> float | None:
        """Time from now until the third free start not before *earliest* [min]; None if the horizon has none."""
        days, left, wish = self._open[plan.code], 3, Wish(0, 0, 0, earliest)
        day = days.at_or_after(int(earliest // DAY))
        while day is not None and day <= int(now // DAY) + self._horizon:
            starts = self._starts(plan, day, wish)
            while starts and left > 1:
                starts &= starts - 1  # without its first one
                left -= 1
            if starts:
                return day * DAY + self.layout.cell_of(starts) * self._grid - now
            day = days.at_or_after(day + 1)
        return None

    def forget_before(self, day: int) -> None:
        """Drop the pages of days gone by."""
        for gone in [page for page in self._pages if page < day]:
            del self._pages[gone]
        for days in (*self._open, *self._open_to_others.values()):
            days.forget_before(day)

    # pages

    def _new_page(self, day: int) -> DayPage:
        page = self._pages[day] = self._blank.page(day)
        return page

    def _change(self, page: DayPage, plan: Packed, slot: Slot, by: int) -> None:
        """Plan a booking (1) or give it up (-1), and keep the lists of days with a free start in step with the page."""
        changed = page.change(plan, slot.cell, by)
        if changed or plan.code in self._counted:
            self._keep_in_step(page, plan, slot, by, changed)

    def _keep_in_step(self, page: DayPage, plan: Packed, slot: Slot, by: int, changed: int) -> None:
        counted, free = plan.code in self._counted, page.free
        if counted:
            page.count(plan, slot, by, changed)
        for other in self._packed:
            code = other.code
            if not (changed & other.fields or (counted and code in self._counted)):
                continue
            before = free[code]
            if by > 0 and code not in self._stretched:  # no start becomes free: those are left out that just filled
                free[code] = before & ~page.blocked(other.needs, changed)
            else:
                self._renew(page, slot.day, other)
            if bool(before) != bool(free[code]):
                self._open[code].show(slot.day, not before)
            if code in self._held:
                self._open_to_others[code].show(slot.day, self._is_open_to_others(page, slot.day, code))

    def _renew(self, page: DayPage, day: int, plan: Packed) -> None:
        """Find the free starts; where there are none, perhaps some beyond what fits."""
        page.renew(plan)
        if plan.code not in self._stretched or page.free[plan.code]:
            return
        allowed = min(MOST_BEYOND, self._overbooking(FullDay(sum(page.booked), page.expected_no_shows)))
        for beyond in range(1, allowed + 1 if page.beyond < allowed else 1):
            page.renew(plan, self._blank.missing(day, beyond))
            if page.free[plan.code]:
                return

    # holding

    def _is_open_to_others(self, page: DayPage, day: int, code: int) -> bool:
        """Whether somebody for whom nothing is held may book a day that is not released."""
        unused = max(0, self._held_on(day, code) - page.favoured[code])
        left = self._blank.most_bookings(day, code) - page.booked[code]
        return bool(page.free[code]) and left > unused

    def _held_on(self, day: int, code: int) -> int:
        return self._holding.held(self._blank.most_bookings(day, code))

    def _most_of_others(self, day: int, code: int) -> int:
        return self._blank.most_bookings(day, code) - self._held_on(day, code)
