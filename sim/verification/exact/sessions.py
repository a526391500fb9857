"""One session with given appointment times, from empty to the last departure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from sim.verification.exact import laws


class Session(NamedTuple):
    """Expectations over sessions; waits are of those who come."""

    wait: float
    """Expected sum of the waits over expected number who come [min]."""
    by_position: tuple[float, ...]
    """Mean wait of the patient booked in each place, given that he or she comes [min]."""
    overtime: float
    """Mean time from the planned end to the last departure, zero if that is earlier [min]."""
    late: float
    """Probability that the last departure is after the planned end."""


def _summed(waits: Sequence[float], shows: Sequence[float], overtime: float, late: float) -> Session:
    total = sum(wait * come for wait, come in zip(waits, shows, strict=True))
    return Session(total / sum(shows), tuple(waits), overtime, late)


@lru_cache(maxsize=4096)
def _deaths(size: int, stage: float, servers: int, minutes: float) -> np.ndarray:
    """Probabilities of n stages left after some minutes, row by number before; shape (size, size)."""
    from scipy.linalg import expm

    rates = np.minimum(np.arange(size), servers) / stage
    return np.asarray(expm((np.diag(rates[1:], -1) - np.diag(rates)) * minutes))


@cache
def markov(
    appointments: tuple[float, ...],
    ends: float,
    mean: float,
    stages: int = 1,
    servers: int = 1,
    shows: tuple[float, ...] | float = 1.0,
) -> Session:
    """Erlang service (exponential if *stages* is 1; one server otherwise): a chain of the stages still to do.

    Source: Kaandorp, Koole (2007), *Health Care Manag. Sci.* 10: 217-229; Hassin, Mendel (2008), *Manage.
    Sci.* 54: 565-572, for no-shows.
    """
    if servers > 1 and stages > 1:
        raise ValueError("several servers need exponential service")
    come = shows if isinstance(shows, tuple) else (shows,) * len(appointments)
    stage, size = mean / stages, stages * len(appointments) + 1
    ahead = np.arange(size)
    to_wait = ahead * stage if servers == 1 else np.maximum(ahead - servers + 1, 0) * stage / servers
    now, clock, waits = np.eye(size)[0], 0.0, []
    for at, chance in zip(appointments, come, strict=True):
        now = now @ _deaths(size, stage, servers, at - clock)
        clock = at
        waits.append(float(now @ to_wait))
        now = (1 - chance) * now + chance * np.concatenate([np.zeros(stages), now[:-stages]])
    now = now @ _deaths(size, stage, servers, ends - clock)
    empty_after = np.cumsum(stage / np.maximum(np.minimum(ahead, servers), 1)) - stage
    return _summed(waits, come, float(now @ empty_after), float(1 - now[0]))


@cache
def enumerated(
    appointments: tuple[float, ...],
    ends: float,
    service: tuple[tuple[float, float], ...],
    servers: int = 1,
    shows: float = 1.0,
) -> Session:
    """Service times from a short list of (minutes, probability): every course that the session may take.

    Follows the work left to each server. Source: Kiefer, Wolfowitz (1955), *Trans. Amer. Math. Soc.* 78: 1-18.
    """
    now, clock, waits = {(0.0,) * servers: 1.0}, 0.0, []
    for at in appointments:
        then: dict[tuple[float, ...], float] = {}
        expected = 0.0
        for work, probability in now.items():
            left = tuple(max(0.0, one - (at - clock)) for one in work)
            expected += probability * left[0]
            then[left] = then.get(left, 0.0) + probability * (1 - shows)
            for minutes, chance in service:
                after = tuple(sorted((left[0] + minutes, *left[1:])))
                then[after] = then.get(after, 0.0) + probability * shows * chance
        now, clock = {work: p for work, p in then.items() if p}, at
        waits.append(expected)
    over = {work: max(0.0, work[-1] - (ends - clock)) for work in now}
    overtime = sum(p * over[work] for work, p in now.items())
    late = sum(p for work, p in now.items() if over[work] > 0)
    return _summed(waits, [shows] * len(waits), overtime, late)


@cache
def lindley(
    appointments: tuple[float, ...],
    ends: float,
    law: tuple[str, tuple[float, ...]],
    shows: float = 1.0,
    steps: tuple[float, float] = (0.1, 0.05),
) -> Session:
    """One server and any law of service: the recursion of the wait on a lattice, extrapolated.

    *law*: name of a function of ``laws`` and its arguments; *steps*: two widths of the lattice [min]. The
    probability of being late is not extrapolated. Source: Lindley (1952), *Proc. Cambridge Philos. Soc.* 48:
    277-289; Richardson's extrapolation.
    """
    known = getattr(laws, law[0])(*law[1])
    coarse, fine = (_on_lattice(appointments, ends, known, shows, step) for step in steps)
    ratio = (steps[0] / steps[1]) ** 2

    def limit(a: float, b: float) -> float:
        return (ratio * b - a) / (ratio - 1)

    waits = [limit(a, b) for a, b in zip(coarse.by_position, fine.by_position, strict=True)]
    return _summed(waits, [shows] * len(waits), limit(coarse.overtime, fine.overtime), fine.late)


def _on_lattice(appointments: tuple[float, ...], ends: float, law: Any, shows: float, step: float) -> Session:
    from scipy.signal import fftconvolve

    longest = float(law.ppf(1 - 1e-13))
    size = int(np.ceil((len(appointments) * law.mean() * 2 + longest * 3) / step))
    edges = (np.arange(int(np.ceil(longest / step)) + 2) - 0.5) * step
    service = np.diff(np.append(law.cdf(edges), 1.0))
    grid = np.arange(size) * step
    now, clock, waits = np.zeros(size), 0.0, []
    now[0] = 1.0
    for at in appointments:
        now, clock = _worked_off(now, round((at - clock) / step)), at
        waits.append(float(now @ grid))
        now = (1 - shows) * now + shows * np.maximum(fftconvolve(now, service)[:size], 0.0)
    now = _worked_off(now, round((ends - clock) / step))
    return _summed(waits, [shows] * len(waits), float(now @ grid), float(1 - now[0]))


def _worked_off(work: np.ndarray, cells: int) -> np.ndarray:
    if not cells:
        return work
    after = np.append(work[cells:], np.zeros(cells))
    after[0] = work[: cells + 1].sum()
    return after


@cache
def unpunctual(
    appointments: tuple[float, ...],
    ends: float,
    mean: float,
    lateness: tuple[tuple[float, float], ...],
    servers: int = 1,
) -> Session:
    """Exponential service, served as they come (ties in order of booking), doors open at 0.

    Waits run from the arrival, so that who comes before the doors open waits for that too. Every pattern of
    *lateness*, (minutes, probability), is gone through with the chain of those present.
    """
    size, waits, overtime, late = len(appointments) + 1, np.zeros(len(appointments)), 0.0, 0.0
    ahead = np.arange(size)
    to_wait = np.maximum(ahead - servers + 1, 0) * mean / servers
    empty_after = np.cumsum(mean / np.maximum(np.minimum(ahead, servers), 1)) - mean
    for pattern in product(lateness, repeat=len(appointments)):
        probability = float(np.prod([chance for _, chance in pattern]))
        comes = [at + minutes for at, (minutes, _) in zip(appointments, pattern, strict=True)]
        now, clock = np.eye(size)[0], 0.0
        for place in sorted(range(len(comes)), key=lambda place: (comes[place], place)):
            begins = max(comes[place], 0.0)
            now, clock = now @ _deaths(size, mean, servers, begins - clock), begins
            waits[place] += probability * (float(now @ to_wait) + begins - comes[place])
            now = np.concatenate([[0.0], now[:-1]])
        now = now @ _deaths(size, mean, servers, max(ends - clock, 0.0))
        overtime += probability * float(now @ empty_after)
        late += probability * float(1 - now[0])
    return _summed(waits.tolist(), [1.0] * len(waits), overtime, late)
