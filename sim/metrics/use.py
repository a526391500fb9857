"""Use: how much of the staffed time of spaces and people is used."""

from __future__ import annotations

import numpy as np

from sim.intervals import Level, Stretches, time_average, together, weighted
from sim.metrics.facts import Facts
from sim.metrics.metric import DAYS, LEVEL, LOWER, Metric
from sim.metrics.numbers import mean, per_name, ratio
from sim.metrics.patients import day_of
from sim.units import DAY


def booked(facts: Facts) -> dict[str, float]:
    """Planned time of appointments not cancelled."""
    found = facts.visits
    chosen = found.has_appointment & np.isnan(found.cancelled)
    types, due = found.type[chosen], found.due[chosen]
    minutes = facts.hours.between(due, due + np.array([*facts.header.booked, 0.0])[types])
    home = facts.home_space[types]
    return _per_space(facts, np.bincount(home[home >= 0], minutes[home >= 0], len(facts.header.spaces)))


def occupied(facts: Facts) -> dict[str, float]:
    """Time taken by patients."""
    stays = facts.stays
    return _per_space(facts, _sums(facts, stays.space, stays.seated, stays.left))


def treating(facts: Facts) -> dict[str, float]:
    """Time taken by patients with whom something is done."""
    steps = facts.seated_steps
    return _per_space(facts, _sums(facts, steps.space, steps.starts, steps.ends))


def _sums(facts: Facts, spaces: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return np.bincount(spaces, facts.hours.between(starts, ends), len(facts.header.spaces))


def _per_space(facts: Facts, minutes: np.ndarray) -> dict[str, float]:
    return per_name(facts.header.spaces, [ratio(*pair) for pair in zip(minutes, facts.chair_minutes, strict=True)])


def chair_hours(facts: Facts) -> dict[str, float]:
    """Staffed hours of spaces."""
    return per_name(facts.header.spaces, [facts.per_week(minutes / 60) for minutes in facts.chair_minutes])


def peak(facts: Facts) -> dict[str, float]:
    """Mean over days of the day's maximum."""
    opens = facts.days.opens[facts.inside(facts.days.opens)]
    return per_name(facts.header.spaces, [mean(maxima(one, opens, (day_of(opens) + 1) * DAY)) for one in facts.in_use])


def maxima(one: Level, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Greatest level in each of some disjoint spans, shape (n,)."""
    if len(starts) == 0:
        return np.empty(0)
    padded = np.concatenate(([0.0], one.values, [0.0]))
    first = np.searchsorted(one.times, starts, side="right")
    past = np.searchsorted(one.times, ends, side="left") + 1
    return np.maximum.reduceat(padded, np.stack((first, past), axis=1).ravel())[::2]


def staff_minutes(facts: Facts) -> np.ndarray:
    """Rostered minutes on duty in the window per role, breaks left out; shape (n_roles,)."""
    ends = np.array([facts.window.start, facts.window.end])
    return np.array([np.diff(one.integral(ends))[0] for one in facts.rostered])


def staff_hours(facts: Facts) -> dict[str, float]:
    """Rostered hours on duty."""
    return _per_role(facts, [facts.per_week(minutes / 60) for minutes in staff_minutes(facts)])


def hands_on(facts: Facts) -> dict[str, float]:
    """Share of rostered time with hands on somebody."""
    hands = facts.hands
    ends = np.maximum(np.minimum(hands.ended, hands.planned), hands.began)
    minutes = np.bincount(hands.role, facts.calendar.between(hands.began, ends), len(facts.header.roles))
    return _per_role(facts, [ratio(*pair) for pair in zip(minutes, staff_minutes(facts), strict=True)])


def watching(facts: Facts) -> dict[str, float]:
    """Patients watched, as a share of the most that the rostered members may watch; NaN for roles that watch nobody."""
    loads = []
    for role, fact in enumerate(facts.header.roles):
        if not len(facts.watching[role].times):  # what they might watch is no capacity
            loads.append(np.nan)
            continue
        times, (watched, members) = together(facts.watching[role], facts.rostered[role])
        capacity = members * fact.watches
        lengths = facts.calendar.between(times, np.append(times[1:], np.inf)[: len(times)])
        loads.append(ratio(weighted(np.minimum(watched, capacity), lengths), weighted(capacity, lengths)))
    return _per_role(facts, loads)


def at_limit_minutes(facts: Facts) -> list[tuple[float, float]]:
    """Minutes in the window at the watching limit, and minutes in which anybody is watched; per role."""
    return [
        (float(np.sum(lengths[(watched > 0) & (watched >= limit)])), float(np.sum(lengths[watched > 0])))
        for _, lengths, watched, limit in facts.watch_pieces
    ]


def at_watch_limit(facts: Facts) -> dict[str, float]:
    """Share of watched minutes at the limit."""
    return _per_role(facts, [ratio(*pair) for pair in at_limit_minutes(facts)])


def _per_role(facts: Facts, values: list[float]) -> dict[str, float]:
    return per_name([role.name for role in facts.header.roles], values)


def queue_length(facts: Facts) -> dict[str, float]:
    """Mean number waiting, per cause."""
    hours: Stretches = facts.hours
    minutes = np.bincount(
        facts.waits.rows.what,
        hours.between(facts.waits.rows.time, facts.waits.ends),
        len(facts.header.causes),
    )
    return per_name(facts.header.causes, [ratio(total, hours.total) for total in minutes])


def in_building(facts: Facts) -> float:
    """Mean number of patients in the building while it is open."""
    here = ~np.isnan(facts.visits.checked_in)
    inside = facts.hours.between(facts.visits.checked_in[here], facts.visits.left[here])
    return ratio(float(np.sum(inside)), facts.hours.total)


def on_duty(facts: Facts) -> dict[str, float]:
    """Mean number on duty over the whole window."""
    window = facts.window
    return _per_role(facts, [time_average(one, window.start, window.end) for one in facts.rostered])


_CHAIR = " As a share of staffed time: spaces in service (or still taken after a withdrawal) during opening hours."

USE = (
    Metric(
        "use.chair_utilisation.booked",
        "1",
        "Planned time of appointments that were not cancelled, given to the kind of space in which the "
        "visit type is most often seated; above 1 when overbooked." + _CHAIR,
        LEVEL, booked, "<space>",
    ),
    Metric(
        "use.chair_utilisation.occupied",
        "1",
        "Time from seated to left, inside opening hours: overtime does not count." + _CHAIR,
        LEVEL, occupied, "<space>",
    ),
    Metric(
        "use.chair_utilisation.treating",
        "1",
        "Time seated while a step runs with the patient there, inside opening hours." + _CHAIR,
        LEVEL, treating, "<space>",
    ),
    Metric(
        "use.chair_hours_per_week",
        "h/week",
        "Staffed time, the denominator of chair utilisation.",
        LEVEL, chair_hours, "<space>",
    ),
    Metric(
        "use.peak_in_use.mean",
        "spaces",
        "Most spaces taken at once on a day, mean over open days.",
        DAYS, peak, "<space>",
    ),
    Metric(
        "use.hands_on",
        "1",
        "Share of rostered time, breaks left out, in which a member has hands on somebody; overtime does "
        "not count.",
        LEVEL, hands_on, "<role>",
    ),
    Metric(
        "use.watching",
        "1",
        "Patients watched as a share of the most that the members rostered and not on a break may watch; no number for "
        "a role that watches nobody in the run.",
        LEVEL, watching, "<role>",
    ),
    Metric(
        "use.at_watch_limit",
        "1",
        "Share of the time in which anybody is watched that the watching limit of the members on duty is "
        "reached; where a hands-on member may not watch, the limit counts the others only.",
        LEVEL, at_watch_limit, "<role>", better=LOWER,
    ),
    Metric(
        "use.staff_hours_per_week",
        "h/week",
        "Rostered time on duty, breaks left out.",
        LEVEL, staff_hours, "<role>",
    ),
    Metric(
        "use.on_duty.mean",
        "members",
        "Time average over the whole window, nights included, of members rostered and not on a break.",
        LEVEL, on_duty, "<role>",
    ),
    Metric(
        "use.queue_length.mean",
        "visits",
        "Time average during opening hours of the number that wait for a cause.",
        LEVEL, queue_length, "<cause>", better=LOWER,
    ),
    Metric(
        "use.in_building.mean",
        "patients",
        "Time average during opening hours of the number of patients in the building.",
        LEVEL, in_building,
    ),
)  # fmt: skip
