"""What queueing theory knows without a simulation: for checks before a run and for tests.

Rates are per minute and times minutes, or any other unit if it is the same throughout.
Sources: Gross, Shortle, Thompson, Harris (2008), *Fundamentals of Queueing Theory*, unless named.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import exp, fsum, inf, log
from typing import NamedTuple


class Queue(NamedTuple):
    """Steady state of a service station; the infinite entries of an overloaded one are ``inf``."""

    intensity: float
    """Offered load divided by servers."""
    p_wait: float
    """Probability that a patient who is let in has to wait."""
    wait: float
    """Mean wait of those let in, the zero waits included."""
    waiting: float
    """Mean number waiting."""
    busy: float
    """Mean number in service."""
    blocked: float = 0.0
    """Probability that an arrival is turned away."""

    @property
    def present(self) -> float:
        """Mean number waiting or in service."""
        return self.waiting + self.busy


def offered_load(arrival_rate: float, mean_service: float) -> float:
    """Servers busy on average if nobody ever waited [erlang]: the mean of M/G/infinity, any distribution."""
    return arrival_rate * mean_service


def erlang_b(servers: int, load: float) -> float:
    """Probability that all *servers* are busy when nobody can wait; *load* in erlang.

    Depends on the mean service time only. Source: recursion of section 2.4.
    """
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Probability of a wait in M/M/c; 1 where *load* (in erlang) reaches the servers."""
    if load >= servers:
        return 1.0
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1 - blocked))


def mmc(arrival_rate: float, mean_service: float, servers: int) -> Queue:
    """M/M/c: Poisson arrivals, exponential service, first come first served (section 2.3)."""
    load = offered_load(arrival_rate, mean_service)
    if load >= servers:
        return Queue(load / servers, 1.0, inf, inf, float(servers))
    p_wait = erlang_c(servers, load)
    wait = p_wait * mean_service / (servers - load)
    return Queue(load / servers, p_wait, wait, arrival_rate * wait, load)


def mmc_wait_beyond(arrival_rate: float, mean_service: float, servers: int, time: float) -> float:
    """Probability that a wait in M/M/c exceeds *time* (section 2.3)."""
    load = offered_load(arrival_rate, mean_service)
    return erlang_c(servers, load) * exp(-max(0.0, servers - load) * time / mean_service)


def mmck(arrival_rate: float, mean_service: float, servers: int, room: int) -> Queue:
    """M/M/c/K: as M/M/c, but arrivals that find *room* patients present are turned away (section 2.5)."""
    if room < servers:
        raise ValueError(f"room for {room} is less than {servers} servers")
    load = offered_load(arrival_rate, mean_service)
    return _birth_death(arrival_rate, servers, [load / min(n, servers) for n in range(1, room + 1)])


def _birth_death(arrival_rate: float, servers: int, ratios: Sequence[float]) -> Queue:
    """Steady state with ``ratios[n]`` = birth rate in state n / death rate in state n + 1."""
    logs = list(accumulate((log(ratio) for ratio in ratios), initial=0.0))
    highest = max(logs)
    weights = [exp(value - highest) for value in logs]
    total = fsum(weights)
    states = [weight / total for weight in weights]
    waiting = fsum((n - servers) * p for n, p in enumerate(states) if n > servers)
    busy = fsum(min(n, servers) * p for n, p in enumerate(states))
    admitted = 1 - states[-1]
    p_wait = fsum(states[servers:-1]) / admitted
    wait = waiting / (arrival_rate * admitted)
    return Queue(ratios[0] / servers, p_wait, wait, waiting, busy, states[-1])


def erlang_a(arrival_rate: float, mean_service: float, servers: int, patience: float) -> tuple[Queue, float]:
    """M/M/c whose waiting patients leave after an exponential time of mean *patience*.

    Returns the queue (wait: of all arrivals, those who leave included) and the probability of
    leaving unseen. Source: Palm (1957); Garnett, Mandelbaum, Reiman (2002), M&SOM 4: 208-227.
    """
    load = offered_load(arrival_rate, mean_service)
    room = servers + 200 + int(4 * load + 4 * arrival_rate * patience)
    leaving = mean_service / patience
    ratios = [load / (min(n, servers) + max(0, n - servers) * leaving) for n in range(1, room + 1)]
    queue = _birth_death(arrival_rate, servers, ratios)
    return queue, queue.waiting / (patience * arrival_rate)


def mg1(arrival_rate: float, mean_service: float, variance: float) -> Queue:
    """M/G/1: one server, any service time (section 5.1, Pollaczek-Khinchine)."""
    load = offered_load(arrival_rate, mean_service)
    if load >= 1:
        return Queue(load, 1.0, inf, inf, 1.0)
    wait = arrival_rate * (variance + mean_service**2) / (2 * (1 - load))
    return Queue(load, load, wait, arrival_rate * wait, load)


def priority_waits(arrival_rates: Sequence[float], mean_service: float, servers: int) -> tuple[float, ...]:
    """Mean wait of each class in M/M/c, the first served before the second and so on.

    Nobody in service is interrupted; one service mean for all. A class whose load, with all
    classes before it, reaches the servers waits for ever (``inf``).
    Source: Cobham (1954), Oper. Res. 2: 70-76; Kella, Yechiali (1985), Oper. Res. 33: 1225-1239.
    """
    shares = [offered_load(rate, mean_service) / servers for rate in arrival_rates]
    past = list(accumulate(shares, initial=0.0))
    until_free = erlang_c(servers, past[-1] * servers) * mean_service / servers
    left = [(1 - before, 1 - after) for before, after in zip(past, past[1:], strict=False)]
    return tuple(until_free / (before * after) if after > 0 else inf for before, after in left)
