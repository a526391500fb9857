"""One station in steady state, beyond what ``sim.theory`` knows; and closed networks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import exp
from typing import Any, NamedTuple

import numpy as np

from sim import theory
from sim.theory import Queue
from sim.verification.exact import chains

Counts = tuple[int, ...]


def mmc_second_moment(arrival_rate: float, mean_service: float, servers: int) -> float:
    """Second moment of the wait in M/M/c [min^2]: who waits, waits for an exponential time."""
    queue = theory.mmc(arrival_rate, mean_service, servers)
    return 2 * queue.wait**2 / queue.p_wait


@cache
def mdc(arrival_rate: float, service: float, servers: int) -> Queue:
    """M/D/c: whoever is in service now has left one service time later, and nobody else has.

    Source: Crommelin (1932), *Post Office Electrical Engineers' Journal* 25: 41-50, by the chain embedded at
    multiples of the service time.
    """
    from scipy.stats import poisson

    load = arrival_rate * service
    size = servers + 60 + int(60 / (1 - load / servers))
    n = np.arange(size)
    left = np.maximum(n - servers, 0)
    moves = poisson.pmf(n[None, :] - left[:, None], load)
    moves[:, -1] += 1 - moves.sum(axis=1)
    shares = chains.fixed_point(moves)
    waiting = float(shares @ left)
    p_wait = float(shares[servers:].sum())
    return Queue(load / servers, p_wait, waiting / arrival_rate, waiting, load)


class SingleServer(NamedTuple):
    """M/G/1."""

    wait: float
    """Mean wait [min]."""
    wait_squared: float
    """Second moment of the wait [min^2]."""


def mg1(arrival_rate: float, law: Any) -> SingleServer:
    """M/G/1; *law* has raw moments ``moment(k)``.

    Source: Gross et al. (2008), section 5.1 (Pollaczek and Khinchine; Takacs' recursion of the moments of the wait).
    """
    wait = theory.mg1(arrival_rate, law.moment(1), law.moment(2) - law.moment(1) ** 2).wait
    spread = arrival_rate * law.moment(3) / (3 * (1 - arrival_rate * law.moment(1)))
    return SingleServer(wait, float(2 * wait**2 + spread))


def mg1_at(law: Callable[[], Any], load: float) -> SingleServer:
    """M/G/1 at a load; *law* makes the law when it is wanted."""
    made = law()
    return mg1(load / made.moment(1), made)


class Branch(NamedTuple):
    """One way a service may go: exponential stages one after the other."""

    probability: float
    stages: int
    mean: float
    """Of all its stages together [min]."""


@cache
def mphc(arrival_rate: float, branches: tuple[Branch, ...], servers: int, room: int = 600) -> Queue:
    """M/G/c with a mixture of Erlang laws of service, as a Markov chain of stages; at most *room* wait.

    Source: Neuts (1981), *Matrix-Geometric Solutions in Stochastic Models*, chapter 4; solved as one chain.
    """
    rates = [branch.stages / branch.mean for branch in branches for _ in range(branch.stages)]
    ends = list(np.cumsum([branch.stages for branch in branches]))
    firsts = [end - branch.stages for end, branch in zip(ends, branches, strict=True)]
    starts = [(first, branch.probability) for first, branch in zip(firsts, branches, strict=True)]

    def moves(state: tuple[int, Counts]) -> Iterator[tuple[tuple[int, Counts], float]]:
        waiting, stages = state
        if sum(stages) < servers:
            yield from (((0, _shifted(stages, None, first)), arrival_rate * p) for first, p in starts)
        elif waiting < room:
            yield (waiting + 1, stages), arrival_rate
        for stage, patients in enumerate(stages):
            if patients and stage + 1 not in ends:
                yield (waiting, _shifted(stages, stage, stage + 1)), patients * rates[stage]
            elif patients and waiting:
                yield from (
                    ((waiting - 1, _shifted(stages, stage, first)), patients * rates[stage] * p) for first, p in starts
                )
            elif patients:
                yield (0, _shifted(stages, stage, None)), patients * rates[stage]

    shares = chains.stationary((0, (0,) * len(rates)), moves)
    waiting = chains.mean(shares, lambda state: state[0])
    busy = chains.mean(shares, lambda state: sum(state[1]))
    p_wait = chains.mean(shares, lambda state: sum(state[1]) == servers)
    return Queue(busy / servers, p_wait, waiting / arrival_rate, waiting, busy)


def _shifted(stages: Counts, out: int | None, into: int | None) -> Counts:
    return tuple(n - (i == out) + (i == into) for i, n in enumerate(stages))


def priority_waits(classes: Sequence[tuple[float, Any]]) -> tuple[float, ...]:
    """Mean wait of each class in M/G/1, the first served before the second and so on; nobody is interrupted.

    *classes*: arrival rate and law of service of each. Source: Cobham (1954), *Oper. Res.* 2: 70-76.
    """
    left = sum(rate * law.moment(2) for rate, law in classes) / 2
    waits, before = [], 0.0
    for rate, law in classes:
        after = before + rate * law.moment(1)
        waits.append(float(left / (1 - before) / (1 - after)))
        before = after
    return tuple(waits)


def impatient_room(arrival_rate: float, mean_service: float, servers: int, patience: float, room: int) -> Queue:
    """M/M/c/K whose waiting patients leave after an exponential time; wait: of all who are let in.

    Source: Gross et al. (2008), section 2.10 (a birth-death chain).
    """

    def moves(present: int) -> Iterator[tuple[int, float]]:
        if present < room:
            yield present + 1, arrival_rate
        if present:
            yield present - 1, min(present, servers) / mean_service + max(present - servers, 0) / patience

    shares = chains.stationary(0, moves)
    busy = chains.mean(shares, lambda n: min(n, servers))
    waiting = chains.mean(shares, lambda n: max(n - servers, 0))
    let_in = 1 - shares[room]
    p_wait = 1 - sum(shares[n] for n in range(servers)) / let_in
    return Queue(busy / servers, p_wait, waiting / arrival_rate / let_in, waiting, busy, shares[room])


class Constant(NamedTuple):
    """One server, and patients who wait for so long and no longer."""

    lost: float
    """Share who leave unseen."""
    p_wait: float
    """Share of those served who wait."""
    wait: float
    """Mean wait of those served [min]."""


def constant_patience(arrival_rate: float, mean_service: float, patience: float) -> Constant:
    """M/M/1 whose patients leave when they have waited for a time that is the same for all.

    The density of the work ahead is known on both sides of the patience. Source: Barrer (1957), *Oper. Res.* 5:
    650-656; Baccelli, Hebuterne (1981), *Performance '81*: 159-179.
    """
    ending, spare = 1 / mean_service, 1 / mean_service - arrival_rate
    if spare == 0:
        raise ValueError("not for a load of exactly 1")
    gone = exp(-spare * patience)
    below, above = arrival_rate * (1 - gone) / spare, arrival_rate * gone / ending
    empty = 1 / (1 + below + above)
    served = empty * (1 + below)
    work = arrival_rate * empty * (1 - gone * (1 + spare * patience)) / spare**2
    return Constant(empty * above, 1 - empty / served, work / served)


class Closed(NamedTuple):
    """A population that comes again and again."""

    throughput: float
    """Visits per minute."""
    waits: tuple[float, ...]
    """Mean wait at each station [min]."""
    waiting: tuple[float, ...]
    """Mean number waiting at each station."""
    busy: tuple[float, ...]
    """Mean number in service at each station."""
    p_wait: float
    """Probability that whoever comes to the first station waits."""


@cache
def closed(population: int, away: float, stations: tuple[tuple[float, int], ...]) -> Closed:
    """People who are away for a mean time (any law) and then pass the stations (mean service, servers) in turn.

    Source: Gordon, Newell (1967), *Oper. Res.* 15: 254-265; one station is the finite-source queue of Gross et
    al. (2008), section 2.7. Solved as a Markov chain with exponential times away.
    """

    def moves(state: Counts) -> Iterator[tuple[Counts, float]]:
        home = population - sum(state)
        if home:
            yield _shifted(state, None, 0), home / away
        for i, (service, servers) in enumerate(stations):
            if state[i]:
                after = i + 1 if i + 1 < len(stations) else None
                yield _shifted(state, i, after), min(state[i], servers) / service

    shares = chains.stationary((0,) * len(stations), moves)
    coming = chains.mean(shares, lambda state: (population - sum(state)) / away)
    waiting = tuple(chains.mean(shares, lambda s, i=i, c=c: max(s[i] - c, 0)) for i, (_, c) in enumerate(stations))  # type: ignore[misc]
    busy = tuple(coming * service for service, _ in stations)
    found = chains.mean(shares, lambda s: (population - sum(s)) / away * (s[0] >= stations[0][1]))
    return Closed(coming, tuple(number / coming for number in waiting), waiting, busy, found / coming)


def in_line(arrival_rate: float, stations: Sequence[tuple[float, int, float]]) -> tuple[list[float], float]:
    """Waits at (mean service, servers, visits per patient), and the mean stay of a patient [min].

    Source: Jackson (1957), *Oper. Res.* 5: 518-521: each station is an M/M/c on its own.
    """
    waits = [theory.mmc(arrival_rate * visits, service, servers).wait for service, servers, visits in stations]
    stay = sum(visits * (wait + service) for wait, (service, _, visits) in zip(waits, stations, strict=True))
    return waits, stay
