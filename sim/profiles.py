"""Arrays behind the figures: what a log says as patterns instead of numbers.

Shapes depend on header, window and number of weeks alone, so replications can be stacked and
averaged; only ``typical_day`` is one replication's own. NaN means that there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.events import EventLog, Kind, Phase, Window
from sim.intervals import SLOT, SLOTS, Level, Stretches, covering, half_hours, level, pieces, slot_of
from sim.metrics import Facts
from sim.metrics.chairs import nominal_stock
from sim.metrics.day import direct_waits, last_out
from sim.metrics.facts import INDUCTION, MAINTENANCE
from sim.metrics.patients import day_of
from sim.units import DAY, WEEK

DIRECT_WAIT_EDGES = np.arange(0.0, 121.0, 1.0)
"""[min]; the last bin also takes what lies beyond, here and below."""
LAST_OUT_EDGES = np.arange(-240.0, 255.0, 15.0)
"""After closing [min]; the first bin also takes what lies before."""
GAP_EDGES = np.arange(0.0, 32.0)
"""[days]."""
DAYS_OVER_EDGES = np.arange(0.0, 32.0)
"""[days]."""
WAIT_TO_FIRST_EDGES = np.arange(0.0, 127.0, 7.0)
"""[days]."""

MOST_LEVELS = 1000
"""Treatment spaces that are told apart; the last level also takes what lies beyond."""
STATES = ("waiting", "preparation", "infusion", "recovery", "other", "turnover")
"""What a treatment space shows on the chart of a day."""
WAITING, OTHER, TURNOVER = 0, 4, 5
STAFF_LINES = ("on duty", "hands-on", "watching", "limit")
"""Second axis of the staff arrays: members rostered, members busy, patients watched, most who may be."""


def collect(log: EventLog, window: Window, weeks: int) -> dict[str, np.ndarray]:
    """Every profile of a log: name -> array; *weeks* is the length of the weekly series, from week 0."""
    return gather(Facts(log, window), weeks)


def gather(facts: Facts, weeks: int) -> dict[str, np.ndarray]:
    """Every profile, out of facts that metrics may have used already."""
    return {name: profile(facts, weeks) for name, profile in PROFILES.items()}


# the week


def chairs_in_use(facts: Facts, weeks: int) -> np.ndarray:
    """Share of time at each number of treatment spaces taken, shape (7, 48, stock + 1), at most MOST_LEVELS + 1."""
    start, end = facts.window.start, facts.window.end
    size = min(int(nominal_stock(facts)), MOST_LEVELS) + 1
    cuts = np.arange(np.ceil(start / SLOT), np.floor(end / SLOT) + 1) * SLOT
    begins, lengths, values = pieces(_treatment_in_use(facts), start, end, cuts)
    cells = slot_of(begins, facts.header.starts.weekday())
    places = cells * size + np.clip(values, 0, size - 1).astype(np.int64)
    table = np.bincount(places, lengths, 7 * SLOTS * size).reshape(7, SLOTS, size)
    whole = table.sum(axis=2, keepdims=True)
    answer: np.ndarray = np.divide(table, whole, out=np.full_like(table, np.nan), where=whole > 0)
    return answer


def _treatment_in_use(facts: Facts) -> Level:
    """Treatment spaces taken, of all kinds."""
    used = [facts.in_use[space] for space in facts.header.treatment_spaces]
    times = np.concatenate([one.times for one in used]) if used else np.empty(0)
    steps = np.concatenate([np.diff(one.values, prepend=0.0) for one in used]) if used else np.empty(0)
    return level(times, steps)


def staff_load(facts: Facts, weeks: int) -> np.ndarray:
    """Mean over open days per role, line of STAFF_LINES and half-hour, shape (n_roles, 4, 48)."""
    table = facts.staff_by_day
    if table.shape[2] == 0:
        return np.full((len(facts.header.roles), len(STAFF_LINES), SLOTS), np.nan)
    answer: np.ndarray = np.mean(table, axis=2)
    return answer


def staff_levels(facts: Facts, weeks: int) -> np.ndarray:
    """95th percentile over open days of the half-hour means, shape (n_roles, 4, 48)."""
    table = facts.staff_by_day
    if table.shape[2] == 0:
        return np.full((len(facts.header.roles), len(STAFF_LINES), SLOTS), np.nan)
    answer: np.ndarray = np.quantile(table, 0.95, axis=2)
    return answer


def _open_days(facts: Facts) -> np.ndarray:
    """First minutes of the open days in the window."""
    return day_of(facts.days.opens[facts.inside(facts.days.opens)]) * DAY


# the weeks


def _weekly_average(one: Level, weeks: int) -> np.ndarray:
    return np.diff(one.integral(np.arange(weeks + 1) * WEEK)) / WEEK


def _weekly_count(times: np.ndarray, weeks: int) -> np.ndarray:
    inside = (times >= 0) & (times < weeks * WEEK)
    return np.bincount((times[inside] // WEEK).astype(np.int64), minlength=weeks)[:weeks].astype(np.float64)


def _weekly_mean(times: np.ndarray, values: np.ndarray, weeks: int) -> np.ndarray:
    inside = (times >= 0) & (times < weeks * WEEK)
    place = (times[inside] // WEEK).astype(np.int64)
    numbers, sums = np.bincount(place, minlength=weeks), np.bincount(place, values[inside], weeks)
    answer: np.ndarray = np.divide(sums, numbers, out=np.full(weeks, np.nan), where=numbers > 0)
    return answer


def weekly_referrals(facts: Facts, weeks: int) -> np.ndarray:
    """New referrals in each week, shape (weeks,)."""
    return _weekly_count(facts.patients.referred[~facts.patients.known], weeks)


def weekly_starts(facts: Facts, weeks: int) -> np.ndarray:
    """First infusions of first inductions in each week, shape (weeks,)."""
    return _weekly_count(facts.inductions.began[facts.inductions.is_first], weeks)


def weekly_infusions_induction(facts: Facts, weeks: int) -> np.ndarray:
    """Induction infusions in each week, shape (weeks,)."""
    return _weekly_count(facts.infusions.time[facts.infusions.phase == Phase.INDUCTION], weeks)


def weekly_infusions_maintenance(facts: Facts, weeks: int) -> np.ndarray:
    """Maintenance infusions in each week, shape (weeks,)."""
    return _weekly_count(facts.infusions.time[facts.infusions.phase == Phase.MAINTENANCE], weeks)


def weekly_panel_induction(facts: Facts, weeks: int) -> np.ndarray:
    """Mean number in induction in each week, shape (weeks,)."""
    return _weekly_average(facts.panel.count(INDUCTION), weeks)


def weekly_panel_maintenance(facts: Facts, weeks: int) -> np.ndarray:
    """Mean number in maintenance in each week, shape (weeks,)."""
    return _weekly_average(facts.panel.count(MAINTENANCE), weeks)


def weekly_waiting_list(facts: Facts, weeks: int) -> np.ndarray:
    """Mean number waiting for a first infusion in each week, shape (weeks,)."""
    return _weekly_average(facts.waiting_list, weeks)


def weekly_booked_ahead(facts: Facts, weeks: int) -> np.ndarray:
    """Mean number of appointments in the diary that are still to come in each week, shape (weeks,)."""
    made, off = facts.rows(Kind.BOOKED), facts.rows(Kind.CANCELLED)
    again = np.maximum(off.value, off.time)  # what is cancelled is ahead no more, and at its time there is nothing left
    times = np.concatenate((made.time, made.value, off.time, again))
    steps = np.repeat([1.0, -1.0, -1.0, 1.0], [len(made), len(made), len(off), len(off)])
    return _weekly_average(level(times, steps), weeks)


def weekly_present(facts: Facts, weeks: int) -> np.ndarray:
    """Mean number of visits in the building in each week, nights included, shape (weeks,)."""
    here = ~np.isnan(facts.visits.checked_in)
    return _weekly_average(covering(facts.visits.checked_in[here], facts.visits.left[here]), weeks)


def weekly_wait_to_first(facts: Facts, weeks: int) -> np.ndarray:
    """Mean wait of those first infused in each week, shape (weeks,) [days]."""
    people = facts.patients
    known = ~np.isnan(people.first_infusion - people.referred) & ~people.known
    first = people.first_infusion[known]
    return _weekly_mean(first, (first - people.referred[known]) / DAY, weeks)


def weekly_third_next(facts: Facts, weeks: int) -> np.ndarray:
    """Mean wait for the third next free appointment, by type and week, shape (n_types, weeks) [days]."""
    rows = facts.rows(Kind.THIRD_NEXT)
    known = np.isfinite(rows.value) & (rows.value >= 0)
    table = [
        _weekly_mean(rows.time[known & (rows.what == code)], rows.value[known & (rows.what == code)] / DAY, weeks)
        for code in range(len(facts.header.visits))
    ]
    return np.array(table).reshape(len(facts.header.visits), weeks)


# the histograms


def _histogram(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Share of the values in each bin, the outer bins open; shape (len(edges) - 1,)."""
    if len(values) == 0:
        return np.full(len(edges) - 1, np.nan)
    bins = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    return np.bincount(bins, minlength=len(edges) - 1) / len(values)


def direct_wait_histogram(facts: Facts, weeks: int) -> np.ndarray:
    """Shares of direct waits between DIRECT_WAIT_EDGES."""
    return _histogram(direct_waits(facts), DIRECT_WAIT_EDGES)


def last_out_histogram(facts: Facts, weeks: int) -> np.ndarray:
    """Shares of open days by when the last patient left, between LAST_OUT_EDGES."""
    return _histogram(last_out(facts), LAST_OUT_EDGES)


def gap_histogram(facts: Facts, weeks: int) -> np.ndarray:
    """Shares of spacings inside inductions between GAP_EDGES."""
    return _histogram(facts.gaps.days[facts.inside(facts.gaps.opened)], GAP_EDGES)


def days_over_histogram(facts: Facts, weeks: int) -> np.ndarray:
    """Shares of finished inductions by days beyond the window, between DAYS_OVER_EDGES."""
    done = facts.is_reason(facts.inductions.reason, ("finished",)) & facts.inside(facts.inductions.began)
    return _histogram(np.maximum(facts.inductions.days - facts.inductions.allowed, 0.0)[done], DAYS_OVER_EDGES)


def wait_to_first_histogram(facts: Facts, weeks: int) -> np.ndarray:
    """Shares of waits from referral to first infusion between WAIT_TO_FIRST_EDGES."""
    people = facts.patients
    known = facts.inside(people.referred) & ~people.known & ~np.isnan(people.first_infusion)
    return _histogram((people.first_infusion - people.referred)[known] / DAY, WAIT_TO_FIRST_EDGES)


# one day


def typical_start(facts: Facts) -> float:
    """First minute of a typical open day.

    Its number of infusions, or else of arrivals, is the (lower) median; of such days it is the one on which the last
    patient leaves nearest to the median of all days, before or after closing; of equals the first.
    """
    days = _open_days(facts)
    if len(days) == 0:
        return np.nan
    times = facts.infused_here.time if len(facts.infused_here.time) else facts.rows(Kind.CHECKED_IN).time
    numbers = np.searchsorted(times, days + DAY) - np.searchsorted(times, days)
    median = np.sort(numbers)[(len(days) - 1) // 2]
    return float(days[np.argmin(np.where(numbers == median, _from_the_usual_end(facts), np.inf))])


def _from_the_usual_end(facts: Facts) -> np.ndarray:
    """Of each open day: by how much its end, beside closing, differs from the median of all; shape (n_days,) [min]."""
    inside = facts.inside(facts.days.opens)
    over = (facts.days.last_departure - facts.days.closes)[inside]
    known = np.isfinite(over)
    far = np.abs(over - np.median(over[known])) if known.any() else over
    return np.where(known, far, np.finfo(np.float64).max)


def typical_day(facts: Facts, weeks: int) -> np.ndarray:
    """Bars of the chart: space code, unit, place in STATES, start and end [min of the day]; shape (n, 5).

    A stay is one bar of waiting, over which its steps lie; rows come in drawing order.
    """
    start = typical_start(facts)
    stays, steps = facts.stays, facts.seated_steps
    here = stays.treats & (stays.ready >= start) & (stays.seated < start + DAY)
    cleaned = here & (stays.ready > stays.left)
    state_of = np.array([STATES.index(step.part) if step.part in STATES else OTHER for step in facts.header.steps])
    drawn = here[steps.stay]
    where = steps.stay[drawn]
    states = state_of[steps.what[drawn]] if len(where) else np.empty(0)
    table = np.concatenate(
        (
            _bars(stays.space[here], stays.unit[here], WAITING, stays.seated[here], stays.left[here]),
            _bars(stays.space[where], stays.unit[where], states, steps.starts[drawn], steps.ends[drawn]),
            _bars(stays.space[cleaned], stays.unit[cleaned], TURNOVER, stays.left[cleaned], stays.ready[cleaned]),
        )
    )
    table[:, 3:] = np.clip(table[:, 3:] - np.nan_to_num(start), 0.0, 2 * DAY)
    return table


def _bars(
    spaces: np.ndarray, units: np.ndarray, state: int | np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    states = np.broadcast_to(np.asarray(state, np.float64), spaces.shape)
    return np.column_stack((spaces, units, states, starts, ends)).astype(np.float64)


def typical_day_staff(facts: Facts, weeks: int) -> np.ndarray:
    """Half-hour means of STAFF_LINES on the typical day, shape (n_roles, 4, 48)."""
    start = typical_start(facts)
    table = np.full((len(facts.header.roles), len(STAFF_LINES), SLOTS), np.nan)
    if not np.isnan(start):
        for role in range(len(facts.header.roles)):
            for line, one in enumerate(facts.staff_lines(role)):
                table[role, line] = half_hours(one, np.array([start]))[0]
    return table


def typical_day_hours(facts: Facts, weeks: int) -> np.ndarray:
    """Opening and closing of the sessions of the typical day, shape (n, 2) [min of the day]."""
    start = typical_start(facts)
    hours: Stretches = facts.sessions
    here = (hours.starts < start + DAY) & (hours.ends > start)
    return np.clip(np.column_stack((hours.starts, hours.ends))[here] - start, 0.0, DAY)


PROFILES: dict[str, Callable[[Facts, int], np.ndarray]] = {
    "chairs_in_use": chairs_in_use,
    "staff_load": staff_load,
    "staff_levels": staff_levels,
    "weekly_referrals": weekly_referrals,
    "weekly_starts": weekly_starts,
    "weekly_infusions_induction": weekly_infusions_induction,
    "weekly_infusions_maintenance": weekly_infusions_maintenance,
    "weekly_panel_induction": weekly_panel_induction,
    "weekly_panel_maintenance": weekly_panel_maintenance,
    "weekly_waiting_list": weekly_waiting_list,
    "weekly_booked_ahead": weekly_booked_ahead,
    "weekly_present": weekly_present,
    "weekly_wait_to_first": weekly_wait_to_first,
    "weekly_third_next": weekly_third_next,
    "direct_wait_histogram": direct_wait_histogram,
    "last_out_histogram": last_out_histogram,
    "gap_histogram": gap_histogram,
    "days_over_histogram": days_over_histogram,
    "wait_to_first_histogram": wait_to_first_histogram,
    "typical_day": typical_day,
    "typical_day_staff": typical_day_staff,
    "typical_day_hours": typical_day_hours,
}
"""Name -> function of the facts and the number of weeks."""
