"""The diary's bit arithmetic against a diary that looks at every cell."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calendars import Calendar
from sim.model.diary import Diary, Slot, Wish
from sim.model.page import Layout, Need, Offer, Plan
from sim.policies.holding import HoldStarts
from sim.policies.overbooking import ByExpectedNoShows, ByShare
from sim.policies.slot import Earliest, LevelTheDay
from sim.scenario.policies import Policies
from sim.units import DAY

GRID = 60.0
CALENDAR = Calendar.of(date(2026, 1, 5), {"mon-fri": [(480.0, 720.0), (780.0, 1080.0)]}, [date(2026, 1, 8)])
HORIZON, LAST = 9, 20


class PlainDiary:
    """The same questions answered cell by cell, with nothing kept but the bookings."""

    def __init__(self, plans: list[Plan], capacity: list[list[int]]) -> None:
        self.plans, self.capacity = plans, capacity
        self.booked: list[tuple[Plan, Slot]] = []

    def use(self, day: int, resource: int) -> list[int]:
        """Planned use of each cell of a day."""
        cells = [0] * 24
        for plan, slot in self.booked:
            for need in plan.needs:
                if slot.day == day and need.resource == resource:
                    for cell in range(slot.cell + need.first, min(slot.cell + need.last, 24)):
                        cells[cell] += 1
        return cells

    def starts(self, plan: Plan, day: int, earliest: float) -> list[int]:
        """Cells at which the plan may begin."""
        if not CALENDAR.is_open_day(day):
            return []
        uses = [self.use(day, resource) for resource in range(len(self.capacity))]
        return [
            cell
            for cell in range(24)
            if day * DAY + cell * GRID >= earliest
            and any(a <= cell * GRID and cell * GRID + plan.length <= b for a, b in CALENDAR.sessions(day))
            and all(
                uses[need.resource][at] < self.capacity[need.resource][at]
                for need in plan.needs
                for at in range(cell + need.first, min(cell + need.last, 24))
            )
        ]

    def nearest(self, plan: Plan, now: float, target: int, low: int, high: int) -> int | None:
        """The usable day nearest to the target, the earlier of equals; else the first after *high*."""
        days = [day for day in range(low, int(now // DAY) + HORIZON + 1) if self.starts(plan, day, now)]
        near = [day for day in days if day <= high]
        if near:
            return min(near, key=lambda day: (abs(day - target), day))
        return days[0] if days else None

    def weight(self, plan: Plan, day: int, cell: int) -> tuple[int, int]:
        """Most planned in use during the first need, and how many begin at the same start."""
        need = plan.needs[0]
        load = max(self.use(day, need.resource)[cell + need.first : cell + need.last])
        return load, sum(slot.day == day and slot.cell == cell for _, slot in self.booked)


needs = st.builds(
    lambda resource, first, width: Need(resource, first, first + width),
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(1, 3),
)
plans = st.lists(
    st.tuples(st.integers(1, 4), st.lists(needs, max_size=2)), min_size=2, max_size=2
).map(
    lambda drawn: [
        Plan(code, hours * GRID, (Need(0, 0, hours), *more)) for code, (hours, more) in enumerate(drawn)
    ]
)  # fmt: skip
capacities = st.lists(st.lists(st.integers(0, 2), min_size=24, max_size=24), min_size=2, max_size=2)
asks = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 6),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 2 * 1440),
        st.integers(0, 4),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(plans, capacities, asks, st.sampled_from([Earliest(), LevelTheDay()]))
def test_diary_answers_as_one_that_looks_at_every_cell(plans, capacity, asks, choose):
    """Bookings and cancellations in any order: same days, starts, choice among them, third next start."""
    diary = Diary(CALENDAR, GRID, HORIZON, LAST, plans, lambda day: capacity, Policies(slot=choose))
    plain = PlainDiary(plans, capacity)
    for code, low, more, width, now, whim in asks:
        plan = plans[code]
        if whim < 2 and plain.booked:
            gone = plain.booked.pop((low + more) % len(plain.booked))
            diary.cancel(*gone)
        wish = Wish(low, low + more, low + more + width, now)
        day = diary.nearest(plan, wish)
        assert day == plain.nearest(plan, now, low + more, low, low + more + width)
        if day is None:
            continue
        free = plain.starts(plan, day, now)
        levels = isinstance(choose, LevelTheDay)
        loads = [plain.weight(plan, day, cell) if levels else (0, 0) for cell in free]
        slot = diary.book(plan, day, wish)
        assert slot.cell == free[loads.index(min(loads))]
        assert slot.start == day * DAY + slot.cell * GRID
        plain.booked.append((plan, slot))
        for other in plans:
            assert diary.third_next(other, now, now) == _third(plain, other, now)


def _third(plain: PlainDiary, plan: Plan, now: float) -> float | None:
    days = range(int(now // DAY), int(now // DAY) + HORIZON + 1)
    starts = [day * DAY + cell * GRID for day in days for cell in plain.starts(plan, day, now)]
    return starts[2] - now if len(starts) > 2 else None


cell_sets = st.sets(st.integers(0, 40))


def _set(layout: Layout, cells: set[int]) -> int:
    return sum(layout.cells(cell, cell + 1) for cell in cells)


@given(cell_sets, st.integers(1, 12), st.integers(0, 300))
def test_smears_carry_a_cell_to_every_start_that_would_meet_it(cells, width, most):
    """Start i is marked if and only if one of the cells i .. i + width - 1 is in the set, however wide a field is."""
    layout = Layout(41, (), [[[most]]])
    marked = {i for i in range(41) if any(i + k in cells for k in range(width))}
    smeared = _set(layout, cells)
    for shift in layout.smears(width):
        smeared |= smeared >> shift
    assert set(layout.cells_of(smeared)) == marked


@given(cell_sets.filter(bool), st.integers(0, 300))
def test_cells_of_a_set_are_its_members_in_order(cells, most):
    """What goes in comes out, lowest first."""
    layout = Layout(41, (), [[[most]]])
    assert layout.cells_of(_set(layout, cells)) == sorted(cells)
    assert layout.cell_of(_set(layout, cells)) == min(cells)


ONE = Plan(0, GRID, (Need(0, 0, 1),))


def _diary(count: int = 1, horizon: int = HORIZON, **policies: object) -> Diary:
    rules = Policies().model_copy(update=policies)
    return Diary(CALENDAR, GRID, horizon, LAST, [ONE], lambda day: [[count] * 24], rules, treatments=[0])


def test_cancelled_start_can_be_booked_again():
    """One place, nine starts a day: the tenth booking has none, and the first one given back is given again."""
    diary = _diary()
    slots = [diary.book(ONE, 0, Wish(0, 0, 0, 0.0)) for _ in range(9)]
    assert [slot.cell for slot in slots] == [8, 9, 10, 11, 13, 14, 15, 16, 17]
    assert diary.nearest(ONE, Wish(0, 0, 0, 0.0)) == 1
    diary.cancel(ONE, slots[4])
    assert diary.nearest(ONE, Wish(0, 0, 0, 0.0)) == 0
    assert diary.book(ONE, 0, Wish(0, 0, 0, 0.0)) == slots[4]


@pytest.mark.parametrize(("target", "found"), [(3, 2), (5, 4), (6, 7)])
def test_nearest_day_skips_weekends_and_holidays(target, found):
    """Thursday 8 (day 3) is a holiday: Wednesday 2 before Friday 4; Saturday 5: Friday 4; Sunday 6: Monday 7."""
    assert _diary().nearest(ONE, Wish(0, target, 20, 0.0)) == found


def test_nothing_is_offered_beyond_the_horizon():
    """Horizon of four days from day 0: a target on day 7 gives day 4 if that may be, and none if day 7 must be."""
    diary = _diary(horizon=4)
    assert diary.nearest(ONE, Wish(2, 7, 9, 0.0)) == 4
    assert diary.nearest(ONE, Wish(7, 7, 9, 0.0)) is None
    assert diary.reaches(7) == 3 * DAY
    assert diary.nearest(ONE, Wish(7, 7, 9, diary.reaches(7))) == 7


@pytest.mark.parametrize(("horizon", "third"), [(4, 4 * DAY + 600), (3, None)])
def test_third_next_start_may_lie_on_the_last_day_of_the_horizon(horizon, third):
    """Mon to Wed are full, Thursday is a holiday: the third free start is Friday (day 4) 10:00, if that far is seen."""
    diary = _diary(horizon=horizon)
    for day in range(3):
        for _ in range(9):
            diary.book(ONE, day, Wish(day, day, day, 0.0))
    assert diary.third_next(ONE, 0.0, 0.0) == third


class Loads:
    """A slot choice that writes down the load of every start, and takes the first."""

    seen: dict[float, int]

    def __call__(self, offer: Offer) -> float:
        """The first start."""
        self.seen = {start: offer.load(start) for start in offer.starts}
        return offer.earliest


def test_load_of_a_start_is_the_most_that_is_planned_while_the_visit_lasts():
    """Three places; two visits of an hour at 8:00, one at 9:00. Of two hours from 8:00: 2; from 9:00: 1; later: 0."""
    choose, long = Loads(), Plan(1, 2 * GRID, (Need(0, 0, 2),))
    rules = Policies().model_copy(update={"slot": choose})
    diary = Diary(CALENDAR, GRID, HORIZON, LAST, [ONE, long], lambda day: [[3] * 24], rules)
    anywhen = Wish(0, 0, 0, 0.0)
    for cell in (8, 8, 9):
        diary.take(ONE, Slot(0, cell, cell * GRID))
    diary.book(long, 0, anywhen)
    assert choose.seen == {480: 2, 540: 1, 600: 0, 780: 0, 840: 0, 900: 0, 960: 0}


def test_starts_that_are_past_are_not_offered():
    """At 10:30 of day 0 the first start is 11:00; at 17:30 the day is over."""
    assert _diary().book(ONE, 0, Wish(0, 0, 0, 630.0)).cell == 11
    assert _diary().nearest(ONE, Wish(0, 0, 0, 1050.0)) == 1


def test_forgotten_days_are_not_offered():
    """After the third day has begun, days 0 to 2 are gone (and day 3 is a holiday)."""
    diary = _diary()
    diary.book(ONE, 1, Wish(1, 1, 1, 0.0))
    diary.forget_before(3)
    assert diary.nearest(ONE, Wish(0, 0, 20, 3 * DAY)) == 4


def test_cancelling_on_a_forgotten_day_changes_nothing():
    """A course that ends gives up a start of the day before: nothing happens, and the day stays forgotten."""
    diary = _diary()
    slot = diary.book(ONE, 1, Wish(1, 1, 1, 0.0))
    diary.forget_before(2)
    diary.cancel(ONE, slot)
    assert diary.nearest(ONE, Wish(0, 0, 20, 2 * DAY)) == 2


# holding and overbooking: nine starts of an hour on a day, one place


def _booked(diary: Diary, n: int, wish: Wish, risk: float = 0.0) -> list[Slot]:
    return [diary.book(ONE, 0, wish, risk) for _ in range(n)]


OTHERS, FAVOURED = Wish(0, 0, 30, 0.0, favoured=False), Wish(0, 0, 30, 0.0)
TWO_HELD = HoldStarts.model_validate({"for": "inductions", "starts": 2, "release": "0 min"})


def test_held_starts_are_refused_to_others_and_given_to_the_favoured():
    """Nine starts, two held: after seven of others, others go to the next day and inductions still get day 0."""
    diary = _diary(holding=TWO_HELD)
    _booked(diary, 7, OTHERS)
    assert diary.nearest(ONE, OTHERS) == 1
    assert diary.nearest(ONE, FAVOURED) == 0


def test_held_starts_that_the_favoured_have_used_are_not_held_twice():
    """Two held and one of them used: others may have seven, which makes eight, and one start is left to inductions."""
    diary = _diary(holding=TWO_HELD)
    _booked(diary, 1, FAVOURED)
    _booked(diary, 6, OTHERS)
    assert diary.nearest(ONE, OTHERS) == 0
    _booked(diary, 1, OTHERS)
    assert diary.nearest(ONE, OTHERS) == 1
    assert diary.nearest(ONE, FAVOURED) == 0


def test_a_cancelled_booking_of_others_opens_the_day_to_others_again():
    """Seven of others close the day to them; one of them cancelled opens it."""
    diary = _diary(holding=TWO_HELD)
    slots = _booked(diary, 7, OTHERS)
    diary.cancel(ONE, slots[3])
    assert diary.nearest(ONE, OTHERS) == 0


@pytest.mark.parametrize(("hours_before_opening", "found"), [(25, 2), (24, 1), (1, 1)])
def test_held_starts_are_released_before_the_opening(hours_before_opening, found):
    """Released 24 hours before day 1 opens at 8:00: before that others go to day 2, then they may have day 1."""
    one_day = HoldStarts.model_validate({"for": "urgent", "starts": 2, "release": "24 h"})
    diary = _diary(holding=one_day)
    for _ in range(7):
        diary.book(ONE, 1, OTHERS)
    now = DAY + 480 - hours_before_opening * 60
    assert diary.nearest(ONE, Wish(1, 1, 30, now, favoured=False)) == found


def test_everything_held_is_nothing_for_others_until_released():
    """A share of 100 % holds all nine starts: others get the first day that is released, today."""
    all_held = HoldStarts.model_validate({"for": "inductions", "share": 1.0, "release": "0 min"})
    diary = _diary(holding=all_held)
    assert diary.nearest(ONE, OTHERS) is None
    assert diary.nearest(ONE, Wish(0, 0, 30, 480.0, favoured=False)) == 0


def test_a_full_day_takes_the_share_more_and_no_more():
    """Nine booked and 25 %: two more, each at the earliest start that is doubled once; then the next day."""
    diary = _diary(overbooking=ByShare(share=0.25))
    _booked(diary, 9, FAVOURED)
    extra = _booked(diary, 2, FAVOURED)
    assert [slot.cell for slot in extra] == [8, 9]
    assert diary.nearest(ONE, FAVOURED) == 1


def test_expected_no_shows_are_made_up_for():
    """Nine bookings with a risk of 0.12 each make 1.08 expected no-shows: one more; with 0.1 they make 0.9: none."""
    for risk, found in ((0.12, 0), (0.1, 1)):
        diary = _diary(overbooking=ByExpectedNoShows())
        _booked(diary, 9, FAVOURED, risk)
        assert diary.nearest(ONE, FAVOURED) == found


def test_a_cancelled_extra_booking_can_be_given_again():
    """Ten booked on nine starts; one cancelled: one more fits in its place, and no further extra."""
    diary = _diary(overbooking=ByShare(share=0.12))
    slots = _booked(diary, 10, FAVOURED)
    assert diary.nearest(ONE, FAVOURED) == 1
    diary.cancel(ONE, slots[-1])
    assert diary.nearest(ONE, FAVOURED) == 0
