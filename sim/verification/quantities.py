"""What a case asks of a replication: a total and a weight, whose sums over replications give the estimate.

A mean over patients is pooled: the sum of all waits over the number of all patients. A metric that is a time
average, or whose weights are equal, has weight 1. A sequence is asked of cases without chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from sim.metrics import Facts, find
from sim.metrics.day import overruns
from sim.units import DAY, WEEK

Values = Callable[[Facts], Sequence[float]]


class Quantity(NamedTuple):
    """A number to be estimated."""

    name: str
    """As tables call it: a metric's full name, or words."""
    of: Callable[[Facts], tuple[float, float]]
    """Total and weight in one replication."""


def metric(name: str) -> Quantity:
    """A metric by its full name, every replication with equal weight."""
    return Quantity(name, lambda one: (value_of(one, name), 1.0))


def per_visit(name: str) -> Quantity:
    """A metric by its full name that is a mean over the visits seen, pooled over replications."""
    return Quantity(name, lambda one: _pooled(value_of(one, name), float(seen(one).sum())))


def value_of(one: Facts, name: str) -> float:
    """A metric of one replication by its full name."""
    return find(name).numbers(one)[name]


def seen(one: Facts) -> np.ndarray:
    """Which visits became ready in the window and were served, shape (visits,)."""
    answer: np.ndarray = one.inside(one.visits.ready) & ~np.isnan(one.visits.served)
    return answer


def _pooled(mean: float, weight: float) -> tuple[float, float]:
    return (mean * weight, weight) if weight else (0.0, 0.0)


def _mean(name: str, values: Callable[[Facts], np.ndarray]) -> Quantity:
    """Mean of an array that each replication gives, pooled."""

    def of(one: Facts) -> tuple[float, float]:
        found = values(one)
        return float(np.sum(found)), float(len(found))

    return Quantity(name, of)


# waits

WAIT = per_visit("queue.wait.mean")
WAITED = per_visit("queue.wait.share_positive")
WAIT_SQUARED = _mean("mean square of the wait", lambda one: one.visits.wait[seen(one)] ** 2)


def wait_beyond(minutes: float) -> Quantity:
    """Share of waits longer than so many minutes."""
    return _mean(f"share who wait more than {minutes:.4g} min", lambda one: one.visits.wait[seen(one)] > minutes)


def wait_of_place(place: int, size: int) -> Quantity:
    """Mean wait of those who came of the patients booked in one place of a timetable of *size*, places from 0."""
    return _mean(
        f"mean wait of patient {place + 1}",
        lambda one: one.visits.wait[seen(one) & (one.visits.patient % size == place)],
    )


def since_arrival(place: int | None = None, size: int = 1) -> Quantity:
    """Mean time from check-in to seated, earliness included; of one place of a timetable, or of all."""

    def waits(one: Facts) -> np.ndarray:
        here = seen(one) & (True if place is None else one.visits.patient % size == place)
        answer: np.ndarray = (one.visits.seated - one.visits.checked_in)[here]
        return answer

    return _mean("mean wait from arrival" + ("" if place is None else f" of patient {place + 1}"), waits)


def found(present: int) -> Quantity:
    """Share of arrivals that find so many patients present."""

    def shares(one: Facts) -> np.ndarray:
        came = one.visits.checked_in
        gone = np.searchsorted(np.sort(one.visits.left), came, side="left")
        answer: np.ndarray = (np.arange(len(came)) - gone == present)[one.inside(came)]
        return answer

    return _mean(f"share who find {present} present", shares)


def wait_of_repeats() -> Quantity:
    """Share of repeated turns (not of first ones) that wait."""

    def shares(one: Facts) -> np.ndarray:
        first = one.visits.began[one.steps.rows.visit] == one.steps.rows.time
        _, since, lengths = one.step_waits
        order = np.argsort(one.steps.rows.visit, kind="stable")
        answer: np.ndarray = lengths[~first[order] & one.inside(since)] > 0
        return answer

    return _mean("share of repeated turns that wait", shares)


def turned_away(visit: str) -> Quantity:
    """Share of the arrivals of one visit type that are turned away."""

    def shares(one: Facts) -> np.ndarray:
        code = [known.name for known in one.header.visits].index(visit)
        mine = (one.visits.type == code) & one.inside(one.visits.checked_in)
        answer: np.ndarray = one.visits.turn_reason[mine] >= 0
        return answer

    return _mean(f"share of {visit} turned away", shares)


# days

OVERTIME = _mean("minutes from closing to the last departure", overruns)
PER_DAY = Quantity("visits seen in a day", lambda one: (float(seen(one).sum()), float(one.n_days)))


def late(minutes: float = 0.0) -> Quantity:
    """Share of days whose last departure is more than so long after closing."""
    return _mean(f"share of days over by more than {minutes:g} min", lambda one: overruns(one) > minutes + 1e-6)


def arrivals_in_hour(hour: int) -> Quantity:
    """Mean number who come in one hour of the day."""

    def of(one: Facts) -> tuple[float, float]:
        came = one.visits.checked_in[one.inside(one.visits.checked_in)]
        return float(np.sum(came % DAY // 60 == hour)), float(one.n_days)

    return Quantity(f"arrivals from {hour}:00 to {hour + 1}:00", of)


# levels


def full_share(space: str, count: int) -> Quantity:
    """Time with exactly so many spaces taken over time with at most so many: what a loss system would turn away."""

    def of(one: Facts) -> tuple[float, float]:
        level, window = one.in_use[one.header.spaces.index(space)], one.window
        edges = np.clip(np.append(level.times, window.end), window.start, window.end)
        lengths = np.diff(edges)
        return float(lengths[level.values == count].sum()), float(lengths[level.values <= count].sum())

    return Quantity(f"delay probability with {count} of {space}", of)


# durations


def stays(visit: str) -> Callable[[Facts], np.ndarray]:
    """Time from check-in to departure of one visit type."""

    def values(one: Facts) -> np.ndarray:
        code = [known.name for known in one.header.visits].index(visit)
        mine = (one.visits.type == code) & one.inside(one.visits.checked_in) & ~np.isnan(one.visits.departed)
        answer: np.ndarray = (one.visits.departed - one.visits.checked_in)[mine]
        return answer

    return values


def lateness(visit: str) -> Callable[[Facts], np.ndarray]:
    """Check-in minus appointment of one visit type."""

    def values(one: Facts) -> np.ndarray:
        code = [known.name for known in one.header.visits].index(visit)
        mine = (one.visits.type == code) & one.inside(one.visits.due) & ~np.isnan(one.visits.checked_in)
        answer: np.ndarray = (one.visits.checked_in - one.visits.due)[mine]
        return answer

    return values


def mean_of(name: str, values: Callable[[Facts], np.ndarray]) -> Quantity:
    """Their mean."""
    return _mean(f"mean of {name}", values)


def spread_of(name: str, values: Callable[[Facts], np.ndarray], around: float) -> Quantity:
    """Their mean square distance from the known mean: the variance."""
    return _mean(f"variance of {name}", lambda one: (values(one) - around) ** 2)


def beyond(name: str, values: Callable[[Facts], np.ndarray], limit: float) -> Quantity:
    """Share of them above a limit."""
    return _mean(f"share of {name} above {limit:.4g}", lambda one: values(one) > limit)


# courses and bookings


def weekly(one: Facts) -> np.ndarray:
    """Infusions in each week of the run, from its first day on."""
    weeks = int(one.window.end // WEEK)
    return np.bincount((one.infusions.time // WEEK).astype(int), minlength=weeks)[:weeks]


def in_weeks(first: int, last: int) -> Quantity:
    """Infusions from one week on and before another, weeks counted from 0."""
    name = f"infusions in weeks {first + 1} to {last}"
    return Quantity(name, lambda one: (float(weekly(one)[first:last].sum()), 1.0))


def active(one: Facts, week: int) -> float:
    """Patients between first and last infusion on the last day of a week, a day on which nobody starts."""
    level = one.panel.count(1, 2, 3)
    return float(level.values[np.searchsorted(level.times, week * WEEK + 6 * DAY, side="right") - 1])


def caseload(week: int) -> Quantity:
    """Patients between first and last infusion at the end of a week, weeks counted from 0."""
    return Quantity(f"patients in care at the end of week {week + 1}", lambda one: (active(one, week), 1.0))


def leads(one: Facts) -> np.ndarray:
    """Whole days from booking to appointment, bookings made in the window."""
    made = one.inside(one.visits.booked)
    answer: np.ndarray = one.visits.due[made] // DAY - one.visits.booked[made] // DAY
    return answer


LEAD = _mean("mean lead in days", leads)


def lead_share(days: int) -> Quantity:
    """Share of bookings with a lead of so many days."""
    return _mean(f"share with a lead of {days} d", lambda one: leads(one) == days)


def _ahead(one: Facts) -> np.ndarray:
    known = ~np.isnan(one.visits.booked)
    made, due = np.sort(one.visits.booked[known]), np.sort(one.visits.due[known])
    nights = np.arange(one.window.start // DAY + 1, one.window.end // DAY) * DAY
    return np.searchsorted(made, nights) - np.searchsorted(due, nights)


AHEAD = _mean("booked ahead at midnight", _ahead)
