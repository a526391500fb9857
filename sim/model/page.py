"""One day of the diary as integers: what is planned in use, what is full, and which starts are free.

A day is a row of cells of the diary's grid. For each resource the capacity rule looks at (a kind of
space, a role's hands, a role's watching) every cell has a field of a few bits that counts its planned use;
all fields of a day stand in one integer, so that a booking is one addition, the full cells are one more
addition (of what is missing to overflow) and the starts at which a visit still fits come out of a few shifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol


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
    def overhang(self) -> int:
        """Cells that the use may reach beyond the start."""
        return max((need.last for need in self.needs + self.presence), default=0)


class Layout:
    """Where the field of a resource and a cell stands, and how wide it is.

    A set of starts has one bit a cell, at the lowest place of the cell's field.
    """

    def __init__(
        self, cells: int, plans: Sequence[Plan], capacities: Sequence[Sequence[Sequence[int]]], beyond: int = 0
    ) -> None:
        """*beyond* is how far the use of a cell may pass its capacity."""
        rows = list(zip(*capacities, strict=True))
        self.most = [max(max(cells) for cells in row) for row in rows]
        """The largest capacity of each resource."""
        beyond += max((len(plan.needs) for plan in plans), default=0)
        self.bits = (max(self.most, default=0) + beyond).bit_length() + 1
        """Of a field: the counts, and one bit above them that says whether a bound is reached."""
        self.half = 1 << self.bits - 1
        self.row = cells + max((plan.overhang for plan in plans), default=0)
        """Cells of a resource; those after the last one of the day are never full."""
        self.stride = self.row * self.bits
        self.ones = self.cells(0, self.row)
        self.top = self.ones << self.bits - 1
        self.every_top = sum(self.top << resource * self.stride for resource in range(len(rows)))
        self.counts = (1 << self.stride) - 1
        self.short_of = [self.ones * (self.half - level) for level in range(max((1, *self.most)) + 1)]
        """Per level what every cell of a resource lacks to have its top bit set when so much is in use."""

    def cells(self, first: int, last: int) -> int:
        """The cells from *first* up to before *last*, a bit each."""
        return ((1 << max(0, last - first) * self.bits) - 1) // ((1 << self.bits) - 1) << first * self.bits

    def missing(self, capacity: Sequence[Sequence[int]], beyond: int = 0) -> int:
        """What every cell lacks to have its top bit set when its capacity, if any, and *beyond* are used up."""
        return sum(
            (self.half - (most + beyond if most > 0 else 0)) << resource * self.stride + cell * self.bits
            for resource, row in enumerate(capacity)
            for cell, most in enumerate(row)
        )

    def cell_of(self, start: int) -> int:
        """Number of the lowest cell of a set of starts."""
        return ((start & -start).bit_length() - 1) // self.bits

    def cells_of(self, starts: int) -> list[int]:
        """Numbers of the cells of a set of starts, ascending."""
        found = []
        while starts:
            found.append(self.cell_of(starts))
            starts &= starts - 1
        return found

    def smears(self, width: int) -> tuple[int, ...]:
        """Shifts that, each laid over what was before, carry a cell to all starts less than *width* cells before."""
        done, shifts = 1, []
        while done < width:
            shifts.append(min(done, width - done) * self.bits)
            done *= 2
        return tuple(shifts)


class Placed:
    """A need, laid out."""

    __slots__ = ("_short_of", "_to_starts", "_top", "most", "places", "smears", "width")

    def __init__(self, layout: Layout, need: Need) -> None:
        self.places = need.resource * layout.stride + need.first * layout.bits
        """How far its first cell stands from the lowest place."""
        self.width = need.last - need.first
        self.smears = layout.smears(self.width)
        self.most = layout.most[need.resource]
        """The largest capacity of its resource."""
        self._short_of, self._top, self._to_starts = layout.short_of, layout.top, layout.bits - 1

    def below(self, level: int, used: int) -> int:
        """The starts from which it meets no cell with at least *level* in use, as bits."""
        reached = used + self._short_of[level] & self._top
        for shift in self.smears:
            reached |= reached >> shift
        return ~(reached >> self._to_starts)


class Packed:
    """A plan, laid out."""

    __slots__ = ("code", "fields", "needs", "presence", "use")

    def __init__(self, layout: Layout, plan: Plan) -> None:
        self.code = plan.code
        self.needs = [Placed(layout, need) for need in plan.needs if need.last > need.first]
        self.presence = [Placed(layout, need) for need in plan.presence if need.last > need.first]
        self.use = 0
        self.fields = 0
        """The top bits of the resources it uses."""
        for need in plan.needs:
            self.use += layout.cells(need.first, need.last) << need.resource * layout.stride
            self.fields |= layout.top << need.resource * layout.stride


class Counted(Protocol):
    """A booking, as far as a page counts it."""

    @property
    def favoured(self) -> bool:
        """Whether it may have a held start."""

    @property
    def risk(self) -> float:
        """Probability that the patient will not come."""


class DayPage:
    """The planned use of one day; ``free[p]`` holds the starts at which plan p is bookable."""

    __slots__ = (
        "_missing",
        "begun",
        "beyond",
        "booked",
        "expected_no_shows",
        "favoured",
        "free",
        "full",
        "layout",
        "least",
        "levels",
        "used",
        "within",
    )

    def __init__(self, layout: Layout, missing: int, within: Sequence[int]) -> None:
        self.layout, self._missing = layout, missing
        self.within = within
        """Per plan the starts from which it ends within its session."""
        self.used = 0
        self.full = missing & layout.every_top
        """Top bits of the cells whose capacity is used up."""
        self.free = [0] * len(within)
        self.levels = [1] * len(within)
        """Per plan the least level found above a load, where the search for it begins the next time."""
        self.least = [1] * len(within)
        """Per plan a level below which there is none; it stands until something is given up or becomes free again."""
        self.begun: list[int] = []
        """Starts at which one visit begins at least, those at which two begin at least, and so on."""
        self.booked = [0] * len(within)
        """Per plan the bookings, as far as somebody counts them."""
        self.favoured = [0] * len(within)
        """Per plan those that may have held starts."""
        self.beyond = 0
        """Bookings beyond what fits."""
        self.expected_no_shows = 0.0
        """Sum of the probabilities that those booked will not come."""

    def count(self, plan: Packed, slot: Counted, by: int, changed: int) -> None:
        """Count a booking that was made (1) or cancelled (-1) and *changed* which cells are full."""
        self.booked[plan.code] += by
        self.favoured[plan.code] += by * slot.favoured
        self.expected_no_shows = max(0.0, self.expected_no_shows + by * slot.risk)
        if by > 0:
            self.beyond += not self.within[plan.code] & ~self.blocked(plan.needs, self.full ^ changed)
        elif self.beyond:
            self.beyond -= 1

    def change(self, plan: Packed, cell: int, by: int) -> int:
        """Plan a visit more (1) or fewer (-1) at a start; returns the top bits of the cells that filled or emptied."""
        place = cell * self.layout.bits
        start = 1 << place
        if by > 0:
            for level, starts in enumerate(self.begun):
                if not starts & start:
                    self.begun[level] = starts | start
                    break
            else:
                self.begun.append(start)
        else:
            self.begun[max(level for level, starts in enumerate(self.begun) if starts & start)] ^= start
            self.least = [1] * len(self.least)
        self.used = used = self.used + (by * plan.use << place)
        before = self.full
        self.full = full = used + self._missing & self.layout.every_top
        return before ^ full

    def renew(self, plan: Packed, missing: int | None = None) -> None:
        """Find the free starts of a plan, perhaps as if the cells lacked something else to be full."""
        full = self.full if missing is None else self.used + missing & self.layout.every_top
        self.free[plan.code] = self.within[plan.code] & ~self.blocked(plan.needs, full)
        self.least[plan.code] = 1

    def blocked(self, needs: Sequence[Placed], all_full: int) -> int:
        """Starts at which some need would meet a full cell."""
        result, top = 0, self.layout.top
        for need in needs:
            full = all_full >> need.places & top
            if full:
                for shift in need.smears:
                    full |= full >> shift
                result |= full
        return result >> self.layout.bits - 1


class Offer:
    """The bookable starts of a day, as slot choice sees them (a ``DayOffer``)."""

    __slots__ = ("_free", "_grid", "_page", "_plan", "preferred")

    def __init__(self, page: DayPage, plan: Packed, free: int, grid: float, preferred: float = 0.0) -> None:
        self._page, self._plan, self._free, self._grid, self.preferred = page, plan, free, grid, preferred

    @property
    def earliest(self) -> float:
        """The first bookable start."""
        return self._page.layout.cell_of(self._free) * self._grid

    @property
    def least_loaded(self) -> float:
        """The bookable start with the smallest load; of equals the one at which the fewest begin, then the earliest."""
        page, starts = self._page, self._free
        if self._plan.needs:
            starts = self._with_smallest_load(page, self._plan.code, self._plan.needs[0]) or starts
        for begun in page.begun:
            if quieter := starts & ~begun:
                starts = quieter
                break
        return page.layout.cell_of(starts) * self._grid

    def _with_smallest_load(self, page: DayPage, code: int, need: Placed) -> int:
        """The bookable starts with the smallest load, as bits; none if all reach the capacity."""
        used = page.used >> need.places & page.layout.counts
        level, least = page.levels[code], page.least[code]  # where the search ended last time on this day
        found = self._free & need.below(level, used)
        while not found and level < need.most:
            least = level = level + 1
            found = self._free & need.below(level, used)
        while level > least and (lower := self._free & need.below(level - 1, used)):
            found, level = lower, level - 1
        page.levels[code] = level
        if self._free == page.free[code]:
            page.least[code] = level
        return found

    @property
    def starts(self) -> tuple[float, ...]:
        """Every bookable start, ascending."""
        return tuple(cell * self._grid for cell in self._page.layout.cells_of(self._free))

    def load(self, start: float) -> int:
        """The load of a start."""
        if not self._plan.needs:
            return 0
        need, bits = self._plan.needs[0], self._page.layout.bits
        used = self._page.used >> need.places + int(start // self._grid) * bits
        return max(used >> cell * bits & (1 << bits) - 1 for cell in range(need.width))
