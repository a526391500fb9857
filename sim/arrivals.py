"""How people come: described processes that yield arrival instants, whatever the policies do.

Random arrivals are made by inverting the expected number so far, so that a higher rate moves
the same people earlier and changes nobody's luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Protocol

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from sim import units
from sim.calendars import Calendar
from sim.distributions import CountDistribution, TimeDistribution
from sim.spec import Clock, Count, DaySet, Duration, Hours, Rate, Spec, Weekdays, choice

_CHUNK = 1024
"""Random numbers that are drawn at a time."""
_NEARLY_NEVER = 2.0**-53
HoursText = Annotated[str, AfterValidator(lambda text: text if units.hours(text) else text)]


def _poisson(edges: np.ndarray, rates: np.ndarray, rng: Chance) -> np.ndarray:
    """Instants of a Poisson process with a stepwise rate; rates[i] holds on [edges[i], edges[i + 1])."""
    expected = np.concatenate([[0.0], np.cumsum(rates * np.diff(edges))])
    total, chunks, reached = expected[-1], [], 0.0
    while reached < total:
        chunks.append(reached + np.cumsum(rng.standard_exponential(_CHUNK)))
        reached = chunks[-1][-1]
    if not chunks:
        return np.empty(0)
    marks = np.concatenate(chunks)
    marks = marks[marks < total]
    piece = np.searchsorted(expected, marks, side="right") - 1
    return np.asarray(edges[piece] + (marks - expected[piece]) / rates[piece])


class Chance(Protocol):
    """What random arrivals ask of a generator."""

    def standard_exponential(self, size: int, /) -> np.ndarray:
        """So many exponential values of mean 1."""

    def poisson(self, lam: float, /) -> int:
        """A Poisson number of mean *lam*."""

    def random(self, size: int, /) -> np.ndarray:
        """So many uniforms below 1."""


class Steady(Spec):
    """Random (Poisson) arrivals at one rate, day and night."""

    rate: Rate
    """Expected arrivals per time, e.g. 3 per week."""

    def per_minute(self, start: float, end: float, calendar: Calendar) -> float:
        """Mean rate over a stretch [per min]."""
        return self.rate

    def expected(self, start: float, end: float, calendar: Calendar) -> float:
        """Expected number of arrivals in [start, end)."""
        return self.rate * (end - start)

    def instants(self, end: float, calendar: Calendar, rng: Chance) -> np.ndarray:
        """All arrivals in [0, end), ascending [min]."""
        return _poisson(np.array([0.0, end]), np.array([self.rate]), rng)


class RateFrom(Spec):
    """A rate that holds from some time on."""

    from_: Duration = Field(alias="from")
    """Time since the start of the run."""
    rate: Rate
    """Expected arrivals per time."""


class Changing(Spec):
    """Random (Poisson) arrivals at a rate that changes as the run goes on."""

    rates: tuple[RateFrom, ...] = Field(min_length=1)
    """The rates in force, each from its time on; before the first nobody comes."""

    @model_validator(mode="after")
    def _in_order(self) -> Changing:
        times = [entry.from_ for entry in self.rates]
        if times != sorted(set(times)):
            raise ValueError("the rates must be in order of time, each time once")
        return self

    def per_minute(self, start: float, end: float, calendar: Calendar) -> float:
        """Mean rate over a stretch [per min]."""
        edges, rates = self._steps(end)
        clipped = np.clip(edges, start, end)
        return float(rates @ np.diff(clipped) / (end - start))

    def expected(self, start: float, end: float, calendar: Calendar) -> float:
        """Expected number of arrivals in [start, end)."""
        return self.per_minute(start, end, calendar) * (end - start) if end > start else 0.0

    def instants(self, end: float, calendar: Calendar, rng: Chance) -> np.ndarray:
        """All arrivals in [0, end), ascending [min]."""
        return _poisson(*self._steps(end), rng)

    def _steps(self, end: float) -> tuple[np.ndarray, np.ndarray]:
        begins = [0.0, *(min(entry.from_, end) for entry in self.rates), end]
        return np.array(begins), np.array([0.0, *(entry.rate for entry in self.rates)])


class Daily(Spec):
    """Random (Poisson) arrivals at a rate that depends on the time of day, on open days."""

    rates: dict[HoursText, Rate] = Field(min_length=1)
    """Rate in each stretch of the day, e.g. {08:00-12:00: 6 per hour}; outside them nobody comes."""

    @model_validator(mode="after")
    def _apart(self) -> Daily:
        stretches = [hours for hours, _ in self._stretches()]
        for (_, ends), (begins, _) in zip(stretches, stretches[1:], strict=False):
            if begins < ends:
                raise ValueError(f"the stretches of the day overlap at {units.show_clock(begins)}")
        return self

    def per_minute(self, start: float, end: float, calendar: Calendar) -> float:
        """Mean rate over a stretch [per min], counting an average week without closures."""
        daily = sum(rate * (b - a) for (a, b), rate in self._stretches())
        return daily * sum(bool(day) for day in calendar.hours) / units.WEEK

    def instants(self, end: float, calendar: Calendar, rng: Chance) -> np.ndarray:
        """All arrivals in [0, end), ascending [min]."""
        edges, rates = [0.0], [0.0]
        for day in filter(calendar.is_open_day, range(int(np.ceil(end / units.DAY)))):
            for (a, b), rate in self._stretches():
                edges += [day * units.DAY + a, day * units.DAY + b]
                rates += [rate, 0.0]
        arrivals = _poisson(np.array([*edges, max(end, edges[-1])]), np.array(rates), rng)
        return arrivals[arrivals < end]

    def expected(self, start: float, end: float, calendar: Calendar) -> float:
        """Expected number of arrivals in [start, end), closures minded."""
        days = filter(calendar.is_open_day, range(int(np.ceil(end / units.DAY))))
        stretches = [
            (day * units.DAY + a, day * units.DAY + b, rate) for day in days for (a, b), rate in self._stretches()
        ]
        return sum(rate * max(0.0, min(b, end) - max(a, start)) for a, b, rate in stretches)

    def _stretches(self) -> list[tuple[tuple[float, float], float]]:
        return sorted((units.hours(text), rate) for text, rate in self.rates.items())


class OnDays(Spec):
    """So many on each named weekday, exactly or on average, on open days."""

    counts: dict[DaySet, Count] = Field(min_length=1)
    """Number on each of these days, e.g. {mon: 3}."""
    at: Clock = 0.0
    """Time of day at which they come."""
    random: bool = False
    """Whether the number is Poisson with that mean instead of exact."""

    def per_minute(self, start: float, end: float, calendar: Calendar) -> float:
        """Mean rate [per min]."""
        return sum(count * len(units.days(names)) for names, count in self.counts.items()) / units.WEEK

    def instants(self, end: float, calendar: Calendar, rng: Chance) -> np.ndarray:
        """All arrivals in [0, end), ascending [min]."""
        week = self._week()
        times = [
            day * units.DAY + self.at
            for day in filter(calendar.is_open_day, range(int(np.ceil(end / units.DAY))))
            for _ in range(
                int(rng.poisson(week[calendar.weekday(day)])) if self.random else week[calendar.weekday(day)]
            )
        ]
        return np.array([time for time in times if time < end])

    def expected(self, start: float, end: float, calendar: Calendar) -> float:
        """Expected number of arrivals in [start, end), closures minded."""
        week, days = self._week(), filter(calendar.is_open_day, range(int(np.ceil(end / units.DAY))))
        return float(sum(week[calendar.weekday(day)] for day in days if start <= day * units.DAY + self.at < end))

    def _week(self) -> list[int]:
        """Number on each weekday."""
        week = [0] * 7
        for names, count in self.counts.items():
            for day in units.days(names):
                week[day] += count
        return week


class Regular(Spec):
    """Exactly one (or several) every so often."""

    every: Duration
    """Time between arrivals."""
    first: Duration = 0.0
    """The first arrival, after the start of the run."""
    together: Count = 1
    """How many come at once."""
    at_most: Count | None = None
    """How many come in all; unlimited if left out."""

    @model_validator(mode="after")
    def _moves_on(self) -> Regular:
        if self.every <= 0:
            raise ValueError("every must be longer than zero")
        return self

    def per_minute(self, start: float, end: float, calendar: Calendar) -> float:
        """Mean rate [per min]."""
        return self.together / self.every

    def expected(self, start: float, end: float, calendar: Calendar) -> float:
        """Number of arrivals in [start, end)."""
        return float((self._times(end) >= start).sum())

    def instants(self, end: float, calendar: Calendar, rng: Chance) -> np.ndarray:
        """All arrivals in [0, end), ascending [min]."""
        return self._times(end)

    def _times(self, end: float) -> np.ndarray:
        count = max(0, int(np.ceil((end - self.first) / self.every)))
        times = np.repeat(self.first + self.every * np.arange(count), self.together)
        times = times[times < end]
        return times if self.at_most is None else times[: self.at_most]


class Renewal(Spec):
    """Random arrivals with independent gaps of any law (a renewal process), one or several at a time, day and night."""

    gap: TimeDistribution
    """Time from the start of the run to the first arrival, and from each to the next."""
    together: CountDistribution = CountDistribution(chances=((1, 1.0),))
    """How many come at once: a number, or probabilities such as {1: 0.7, 2: 0.3}."""

    @model_validator(mode="after")
    def _moves_on(self) -> Renewal:
        if self.gap.negative_share() > _NEARLY_NEVER or self.gap.mean() <= 0:
            raise ValueError("a gap must not be negative, and longer than zero on average")
        return self

    def per_minute(self, start: float, end: float, calendar: Calendar) -> float:
        """Mean rate in the long run [per min]."""
        return self.together.mean() / self.gap.mean()

    def expected(self, start: float, end: float, calendar: Calendar) -> float:
        """Expected number of arrivals in [start, end) in the long run; other than that soon after the start."""
        return self.per_minute(start, end, calendar) * (end - start)

    def instants(self, end: float, calendar: Calendar, rng: Chance) -> np.ndarray:
        """All arrivals in [0, end), ascending [min]."""
        chunks, reached = [np.empty(0)], 0.0
        while reached < end:
            gaps = np.maximum(self.gap.values(_uniforms(rng)), 0.0)
            chunks.append(reached + np.cumsum(gaps))
            reached = chunks[-1][-1]
        times = np.concatenate(chunks)
        times = times[times < end]
        if len(self.together.chances) == 1:
            return np.asarray(np.repeat(times, self.together.chances[0][0]))
        numbers = [self.together.values(_uniforms(rng)) for _ in range(0, len(times), _CHUNK)]
        return np.asarray(np.repeat(times, np.concatenate([np.empty(0, np.int64), *numbers])[: len(times)]))


def _uniforms(rng: Chance) -> np.ndarray:
    """Uniforms in (0, 1)."""
    return np.asarray(np.maximum(rng.random(_CHUNK), _NEARLY_NEVER))


class Listed(Spec):
    """Exactly at these times."""

    times: tuple[Duration, ...]
    """Instants since the start of the run."""

    def per_minute(self, start: float, end: float, calendar: Calendar) -> float:
        """Mean rate [per min]."""
        return sum(start <= time < end for time in self.times) / (end - start)

    def expected(self, start: float, end: float, calendar: Calendar) -> float:
        """Number of arrivals in [start, end)."""
        return float(sum(start <= time < end for time in self.times))

    def instants(self, end: float, calendar: Calendar, rng: Chance) -> np.ndarray:
        """All arrivals in [0, end), ascending [min]."""
        return np.array(sorted(time for time in self.times if time < end))


Arrivals = Steady | Changing | Daily | OnDays | Regular | Renewal | Listed

ARRIVALS: Mapping[str, type[Spec]] = {
    "steady": Steady,
    "changing": Changing,
    "daily": Daily,
    "on_days": OnDays,
    "regular": Regular,
    "renewal": Renewal,
    "listed": Listed,
}

ArrivalProcess = choice(ARRIVALS, lambda text: {"steady": {"rate": text}}, noun="arrival process")
"""A bare rate such as ``3 per week`` means steady."""

__all__ = ["ARRIVALS", "ArrivalProcess", "Arrivals", "Hours", "Weekdays"]
