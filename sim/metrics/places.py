"""Spaces, opening hours and open days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.events import Kind
from sim.intervals import Level, Stretches, covering, level, partners, stretches, taken
from sim.metrics.patients import day_of
from sim.metrics.source import Source
from sim.metrics.visits import Visits
from sim.units import DAY


@dataclass(frozen=True)
class Occupancy:
    """One entry per time somebody took a space, in order; unknown ends are infinite [min]."""

    visit: np.ndarray
    space: np.ndarray
    unit: np.ndarray
    at: np.ndarray
    """Places in the log of the beginnings."""
    seated: np.ndarray
    left: np.ndarray
    ready: np.ndarray
    """When the space could be used again."""
    treats: np.ndarray
    """Whether it is a treatment space."""


@dataclass(frozen=True)
class OpenDays:
    """One entry per calendar day with open time, in order [min]."""

    opens: np.ndarray
    closes: np.ndarray
    """Closing of the day's last session."""
    following: np.ndarray
    """Next opening; infinite for the last day."""
    last_departure: np.ndarray
    """Last departure before the next opening; NaN if nobody came."""
    shuts: np.ndarray
    """Whether the place closes before the next opening; one that is open around the clock does not."""


def occupancy(source: Source) -> Occupancy:
    """Every stay in a space, and when the space was ready again."""
    seated, left = source.rows(Kind.SEATED), source.rows(Kind.LEFT_SPACE)
    free = source.rows(Kind.SPACE_READY)
    leaving = partners(seated, left, ("visit", "what", "unit"))
    ready = taken(free.time, partners(left, free, ("what", "unit")), np.inf)
    return Occupancy(
        visit=seated.visit,
        space=seated.what.astype(np.int64),
        unit=seated.unit,
        at=source.at(Kind.SEATED),
        seated=seated.time,
        left=taken(left.time, leaving, np.inf),
        ready=taken(ready, leaving, np.inf),
        treats=np.isin(seated.what, source.header.treatment_spaces),
    )


def sessions(source: Source) -> Stretches:
    """Opening hours over the whole log; what has not closed is open to its end."""
    opened, closed = source.rows(Kind.OPENED), source.rows(Kind.CLOSED)
    after = np.searchsorted(closed.time, opened.time, side="right")
    return stretches(opened.time, np.append(closed.time, source.horizon)[after])


def open_hours(source: Source, planned: Stretches) -> Stretches:
    """Opening hours inside the window."""
    low, high = source.window.start, source.window.end
    return stretches(np.clip(planned.starts, low, high), np.clip(planned.ends, low, high))


def stock(source: Source, space: int) -> Level:
    """Number of a kind of space in service."""
    rows = source.rows(Kind.SPACES)
    chosen = rows.where(rows.what == space)
    return level(chosen.time, np.diff(chosen.value, prepend=0.0))


def in_use(stays: Occupancy, space: int, turnover: bool = False) -> Level:
    """Number of a kind of space taken; with *turnover* until they are ready again."""
    chosen = stays.space == space
    return covering(stays.seated[chosen], (stays.ready if turnover else stays.left)[chosen])


def open_days(hours: Stretches, all_visits: Visits) -> OpenDays:
    """Days with a session, and who left last."""
    if len(hours.starts) == 0:
        none = np.empty(0)
        return OpenDays(none, none, none, none, np.empty(0, bool))
    first, last = day_of(hours.starts), np.ceil(hours.ends / DAY) - 1
    numbers = (last - first + 1).astype(np.int64)
    session = np.repeat(np.arange(len(numbers)), numbers)
    within = np.arange(len(session)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    day, place = np.unique(first[session] + within, return_index=True)
    opens = np.maximum(hours.starts[session[place]], day * DAY)
    final = session[np.append(place[1:], len(session)) - 1]
    closes = np.minimum(hours.ends[final], (day + 1) * DAY)
    following = np.append(opens[1:], np.inf)
    shuts = (closes < following) & (closes - opens < DAY)
    return OpenDays(opens, closes, following, _last_departures(opens, all_visits), shuts)


def _last_departures(opens: np.ndarray, all_visits: Visits) -> np.ndarray:
    """Last departure from each opening to the next, NaN if there is none."""
    last = np.full(len(opens), np.nan)
    gone = all_visits.departed[~np.isnan(all_visits.departed)]
    day = np.searchsorted(opens, gone, side="right") - 1
    np.fmax.at(last, day[day >= 0], gone[day >= 0])
    return last


def home_space(stays: Occupancy, all_visits: Visits, n_types: int, n_spaces: int) -> np.ndarray:
    """Kind of space in which each visit type is most often seated, -1 if never; shape (n_types,)."""
    types = all_visits.type[stays.visit]
    known = types >= 0
    table = np.bincount(types[known] * n_spaces + stays.space[known], minlength=n_types * n_spaces)
    table = table.reshape(n_types, n_spaces)
    return np.where(table.sum(axis=1) > 0, np.argmax(table, axis=1) if n_spaces else -1, -1)
