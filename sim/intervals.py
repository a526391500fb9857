"""From rows to time: pairs of events, step functions, and time inside stretches.

Everything is pure and vectorised. Two pictures suffice. A *level* is a step function (how
many chairs are in use); a set of *stretches* is a set of disjoint intervals (when the place
is open). What adds up is summed as time inside stretches; only what must be compared at each
instant is made a level. Equal instants are one change, so a hand-over leaves no spike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.events import Rows
from sim.units import DAY, WEEK

SLOT = 30.0
"""Length of the cells of a weekly pattern [min]."""
SLOTS = int(DAY / SLOT)
"""Cells of one day."""


def weighted(values: np.ndarray, weights: np.ndarray) -> float:
    """Sum of products, always in one order: a linear-algebra library would start threads and may round otherwise."""
    return float(np.einsum("i,i->", values, weights))


def order_by(keys: np.ndarray) -> np.ndarray:
    """Positions that sort whole *keys*, equal ones in their present order; shape (n,)."""
    if len(keys) == 0:
        return np.empty(0, np.int64)
    n, low = len(keys), int(keys.min())
    if (int(keys.max()) - low + 1) > 2**62 // n:
        return np.argsort(keys, kind="stable")
    # One sort of unique numbers is several times faster than a stable sort of positions.
    mixed = (keys.astype(np.int64) - low) * n + np.arange(n)
    mixed.sort()
    return mixed % n


def joint_key(rows: Rows, by: tuple[str, ...], sizes: tuple[int, ...]) -> np.ndarray:
    """One whole number per row for the columns *by*, each below its size minus one; shape (n,)."""
    key = np.zeros(len(rows), np.int64)
    for name, size in zip(by, sizes, strict=True):
        key = key * size + getattr(rows, name).astype(np.int64) + 1
    return key


def partners(began: Rows, ended: Rows, by: tuple[str, ...] = ("visit", "what")) -> np.ndarray:
    """For each beginning the position of its end in *ended*, or -1; shape (n,).

    The k-th beginning of a key goes with the k-th end of that key.
    """
    found = np.full(len(began), -1, np.int64)
    if len(began) == 0 or len(ended) == 0:
        return found
    sizes = tuple(max(int(getattr(rows, name).max()) for rows in (began, ended)) + 2 for name in by)
    keys, end_keys = joint_key(began, by, sizes), joint_key(ended, by, sizes)
    order, end_order = order_by(keys), order_by(end_keys)
    keys, end_keys = keys[order], end_keys[end_order]
    if len(keys) == len(end_keys) and np.array_equal(keys, end_keys):
        found[order] = end_order
        return found
    fresh = np.concatenate(([True], keys[1:] != keys[:-1]))
    first = np.flatnonzero(fresh)[np.cumsum(fresh) - 1]
    place = np.searchsorted(end_keys, keys) + np.arange(len(keys)) - first
    inside = place < len(end_keys)
    place[~inside] = 0
    matched = inside & (end_keys[place] == keys)
    found[order[matched]] = end_order[place[matched]]
    return found


def spans(
    began: Rows, ended: Rows, by: tuple[str, ...] = ("visit", "what"), still_open: float = np.inf
) -> tuple[np.ndarray, np.ndarray]:
    """Start and end of each pair, both shape (n,) in the order of *began* [min].

    Spans without an end get *still_open*.
    """
    return began.time, taken(ended.time, partners(began, ended, by), still_open)


def taken(values: np.ndarray, positions: np.ndarray, absent: float) -> np.ndarray:
    """``values[positions]`` with *absent* where a position is -1; shape of *positions*."""
    if len(values) == 0:
        return np.full(len(positions), absent)
    return np.where(positions >= 0, values[positions], absent)


def latest_before(keys: np.ndarray, at: np.ndarray, asked: np.ndarray, asked_at: np.ndarray) -> np.ndarray:
    """For each question the position of the last entry of its key that came before it, or -1.

    keys, at, shape (n,): keys of the entries (whole, from -1) and their places in the log.
    asked, asked_at, shape (m,): the same for the questions. Returns shape (m,).
    """
    if len(keys) == 0 or len(asked) == 0:
        return np.full(len(asked), -1, np.int64)
    size = int(max(at.max(), asked_at.max())) + 1
    mixed = keys.astype(np.int64) * size + at
    order = np.argsort(mixed)
    questions = asked.astype(np.int64) * size + asked_at
    in_turn = np.argsort(questions)  # numbers looked for in their order are found several times as fast
    place = np.empty(len(asked), np.int64)
    place[in_turn] = np.searchsorted(mixed[order], questions[in_turn]) - 1
    found = order[np.maximum(place, 0)]
    return np.where((place >= 0) & (keys[found] == asked), found, -1)


@dataclass(frozen=True)
class Level:
    """A step function of time, zero before its first change."""

    times: np.ndarray
    """Instants of change, strictly ascending, shape (n,) [min]."""
    values: np.ndarray
    """``values[i]`` holds from ``times[i]`` on, shape (n,)."""

    def at(self, instants: np.ndarray) -> np.ndarray:
        """Level at (and just after) each instant; shape of *instants*."""
        padded = np.concatenate(([0.0], self.values))
        return padded[np.searchsorted(self.times, instants, side="right")]

    def integral(self, instants: np.ndarray) -> np.ndarray:
        """Area under the function up to each instant; shape of *instants* [unit min]."""
        if len(self.times) == 0:
            return np.zeros(np.shape(instants))
        place = np.searchsorted(self.times, instants, side="right") - 1
        held = np.maximum(place, 0)
        return np.where(place < 0, 0.0, self._areas[held] + self.values[held] * (instants - self.times[held]))

    @cached_property
    def _areas(self) -> np.ndarray:
        """Area up to each change, shape (n,)."""
        return np.concatenate(([0.0], np.cumsum(self.values[:-1] * np.diff(self.times))))


def level(times: np.ndarray, steps: np.ndarray) -> Level:
    """Sum of *steps* taken at *times*, in any order; infinite ones never happen, equal ones are one."""
    known = np.isfinite(times)
    times, steps = times[known], np.asarray(steps, np.float64)[known]
    order = np.argsort(times)
    times, total = times[order], np.cumsum(steps[order])
    last = np.concatenate((times[1:] != times[:-1], [True])) if len(times) else np.empty(0, bool)
    return Level(times[last], total[last])


def covering(starts: np.ndarray, ends: np.ndarray) -> Level:
    """How many of the spans [start, end) cover each instant."""
    steps = np.ones(len(starts))
    return level(np.concatenate((starts, ends)), np.concatenate((steps, -steps)))


def together(*levels: Level) -> tuple[np.ndarray, list[np.ndarray]]:
    """All instants of change, and each level at them: shapes (n,) and (n,) per level."""
    times = np.unique(np.concatenate([one.times for one in levels]))
    return times, [one.at(times) for one in levels]


def time_average(one: Level, start: float, end: float) -> float:
    """Time-weighted mean of a level over [start, end); NaN if that is empty."""
    if not start < end:
        return np.nan
    before, after = one.integral(np.array([start, end]))
    return float((after - before) / (end - start))


def pieces(one: Level, start: float, end: float, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Beginnings, lengths and levels of the pieces of [start, end) between changes and *cuts*; each (n,)."""
    if not start < end:
        return np.empty(0), np.empty(0), np.empty(0)
    edges = np.unique(np.concatenate(([start, end], one.times, cuts)))
    edges = edges[(edges >= start) & (edges <= end)]
    return edges[:-1], np.diff(edges), one.at(edges[:-1])


def slot_of(instants: np.ndarray, weekday: int) -> np.ndarray:
    """Cell of the week of each instant, 48 * weekday + half-hour, shape of *instants*.

    *weekday*: of the start date, Monday is 0.
    """
    return (((instants + weekday * DAY) % WEEK) // SLOT).astype(np.int64)


def half_hours(one: Level, days: np.ndarray) -> np.ndarray:
    """Mean level in each cell of the days that begin at *days*, shape (n_days, 48)."""
    edges = days[:, None] + np.arange(SLOTS + 1) * SLOT
    return np.diff(one.integral(edges), axis=1) / SLOT


@dataclass(frozen=True)
class Stretches:
    """Disjoint intervals, ascending; the ruler with which spans are measured."""

    starts: np.ndarray
    """Shape (n,) [min]."""
    ends: np.ndarray
    """Shape (n,) [min]."""

    @property
    def total(self) -> float:
        """Length of all of them [min]."""
        return float(np.sum(self.ends - self.starts))

    def before(self, instants: np.ndarray) -> np.ndarray:
        """Time inside the stretches before each instant; shape of *instants* [min]."""
        if len(self.starts) == 0:
            return np.zeros(np.shape(instants))
        answer: np.ndarray = np.interp(instants, *self._passed)
        return answer

    @cached_property
    def _passed(self) -> tuple[np.ndarray, np.ndarray]:
        """The beginning and the end of every stretch, and the time inside stretches up to there; shape (2 n,) each."""
        edges = np.stack((self.starts, self.ends), axis=1).ravel()
        lengths = np.cumsum(self.ends - self.starts)
        return edges, np.stack((lengths - (self.ends - self.starts), lengths), axis=1).ravel()

    def between(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Time of each span that lies inside the stretches; shape (n,) [min]."""
        answer: np.ndarray = np.maximum(self.before(ends) - self.before(starts), 0.0)
        return answer

    def hold(self, instants: np.ndarray) -> np.ndarray:
        """Whether each instant lies in a stretch, its end included; shape of *instants*."""
        if len(self.starts) == 0:
            return np.zeros(np.shape(instants), bool)
        place = np.searchsorted(self.starts, instants, side="right") - 1
        return (place >= 0) & (instants <= self.ends[np.maximum(place, 0)])


def stretches(starts: np.ndarray, ends: np.ndarray) -> Stretches:
    """Union of spans; those that touch become one, empty ones vanish."""
    real = ends > starts
    order = np.argsort(starts[real], kind="stable")
    starts, ends = starts[real][order], np.maximum.accumulate(ends[real][order])
    if len(starts) == 0:
        return Stretches(starts, ends)
    fresh = np.concatenate(([True], starts[1:] > ends[:-1]))
    return Stretches(starts[fresh], ends[np.concatenate((fresh[1:], [True]))])


def common(one: Stretches, other: Stretches) -> Stretches:
    """Intersection of two sets of stretches."""
    both = covering(np.concatenate((one.starts, other.starts)), np.concatenate((one.ends, other.ends)))
    inside = np.flatnonzero(both.values == 2)
    return stretches(both.times[inside], both.times[inside + 1])
