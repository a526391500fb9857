"""One day from empty to the last departure: rates and servers that change, everybody served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.verification.exact import chains, laws


class Stretch(NamedTuple):
    """Part of a day."""

    minutes: float
    rate: float
    """Poisson arrivals per minute."""
    servers: int


class Day(NamedTuple):
    """Expectations over a day."""

    arrivals: float
    wait: float
    """Sum of the waits over number of patients, pooled over days [min]."""
    overtime: float
    """Mean time from closing to the last departure [min]."""
    busy: float
    """Mean number in service while open."""
    late: Callable[[float], float]
    """Probability that the last departure is more than so many minutes after closing."""


State = tuple[int, int]


@cache
def day(stretches: tuple[Stretch, ...], mean_service: float, room: int = 260) -> Day:
    """A walk-in day with exponential service; servers who leave finish first, the last stretch's serve all.

    A transient Markov chain on (waiting, in service), by the matrix exponential. Source: Stewart (1994),
    *Introduction to the Numerical Solution of Markov Chains*, section 8.1; expected time to empty by absorption.
    """
    most = max(stretch.servers for stretch in stretches)
    states: list[State] = [(w, b) for b in range(most + 1) for w in range(room if b else 1)]
    number = {state: i for i, state in enumerate(states)}
    waiting, busy = np.array(states, float).T
    now = np.zeros(len(states))
    now[number[0, 0]] = 1.0
    total = at_work = 0.0
    for stretch in stretches:
        now = _settled(now, states, number, stretch.servers)
        rates = chains.generator(states, lambda state, s=stretch: _moves(state, s, room, mean_service, most))  # type: ignore[misc]
        _, at_work_now = chains.evolve(rates, now, stretch.minutes, busy)
        now, total_now = chains.evolve(rates, now, stretch.minutes, waiting)
        total, at_work = total + total_now, at_work + at_work_now
    after = Stretch(0.0, 0.0, stretches[-1].servers)
    ending = chains.generator(states, lambda state: _moves(state, after, room, mean_service, most))
    open_minutes = sum(stretch.minutes for stretch in stretches)
    arrivals = sum(stretch.minutes * stretch.rate for stretch in stretches)
    total += float(now @ _until_empty(ending, waiting, number))
    overtime = float(now @ _until_empty(ending, np.array(states).sum(axis=1) > 0, number))

    def late(minutes: float) -> float:
        then = chains.evolve(ending, now, minutes)[0] if minutes else now
        return float(1 - then[number[0, 0]])

    return Day(arrivals, total / arrivals, overtime, at_work / open_minutes, late)


def _moves(state: State, now: Stretch, room: int, mean_service: float, most: int) -> Iterator[tuple[State, float]]:
    waiting, busy = state
    if now.rate and busy < now.servers:
        yield (waiting, busy + 1), now.rate
    elif now.rate and waiting + 1 < room:
        yield (waiting + 1, busy), now.rate
    if busy:
        next_one = waiting > 0 and busy <= now.servers
        yield ((waiting - 1, busy) if next_one else (waiting, busy - 1)), busy / mean_service


def _settled(now: np.ndarray, states: list[State], number: dict[State, int], servers: int) -> np.ndarray:
    """After a change: whoever waits begins while there are servers."""
    after = np.zeros(len(states))
    for i, (waiting, busy) in enumerate(states):
        called = min(waiting, max(servers - busy, 0))
        after[number[waiting - called, busy + called]] += now[i]
    return after


def _until_empty(rates: Any, reward: np.ndarray, number: dict[State, int]) -> np.ndarray:
    """Expected reward gathered from each state until nobody is left."""
    from scipy.sparse.linalg import splu

    empty = number[0, 0]
    # States that cannot be left towards the empty one (busy 0, waiting) do not occur; keep the matrix regular.
    others = [i for i in range(len(number)) if i != empty]
    answer = np.zeros(len(number))
    part = rates.tocsr()[others][:, others].tocsc()
    answer[others] = splu(part).solve(-np.asarray(reward, float)[others])
    return answer


class AmpleDay(NamedTuple):
    """The end of a day on which nobody waits."""

    overtime: float
    """Mean time from closing to the last departure [min]."""
    grid: tuple[float, ...]
    """Times after closing [min]."""
    chances: tuple[float, ...]
    """Probability that the last departure is later than each of them."""

    def late(self, minutes: float) -> float:
        """Probability that the last departure is more than so many minutes after closing."""
        return float(np.interp(minutes, self.grid, self.chances))


@cache
def ample_day(arrival_rate: float, minutes: float, law: tuple[str, tuple[float, ...]]) -> AmpleDay:
    """With a place for everybody; *law*: name of a function of ``laws`` and its arguments, a law with a longest time.

    The number still there so many minutes after closing is Poisson. Source: Eick, Massey, Whitt (1993), *Oper.
    Res.* 41: 731-742 (M/G/infinity).
    """
    from scipy.integrate import cumulative_simpson, simpson

    known = getattr(laws, law[0])(*law[1])
    grid = np.linspace(0.0, float(known.support()[1]), 24_001)
    stayed = cumulative_simpson(known.sf(grid), x=grid, initial=0)
    still = np.interp(np.minimum(grid + minutes, grid[-1]), grid, stayed) - stayed
    late = -np.expm1(-arrival_rate * still)
    return AmpleDay(float(simpson(late, x=grid)), tuple(grid.tolist()), tuple(late.tolist()))
