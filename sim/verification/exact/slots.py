"""Booked starts around the clock: D/M/c with no-shows."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.verification.exact.chains import fixed_point


class Slots(NamedTuple):
    """Of those who come."""

    p_wait: float
    wait: float
    """Mean wait [min]."""


@cache
def slots(every: float, together: int, shows: float, servers: int, mean_service: float) -> Slots:
    """*together* patients booked every so often, each of whom comes with probability *shows*; exponential service.

    The chain of the number present just before each booked start. Source: Gross et al. (2008), section 5.3
    (GI/M/c), with deaths between the starts by the matrix exponential.
    """
    from scipy.linalg import expm
    from scipy.stats import binom

    load = together * shows * mean_service / every / servers
    size = servers + together + 40 + int(40 / (1 - load))
    n = np.arange(size)
    deaths = np.minimum(n, servers) / mean_service
    between = expm((np.diag(deaths[1:], -1) - np.diag(deaths)) * every)
    coming = np.zeros((size, size))
    for come in range(together + 1):
        coming[n, np.minimum(n + come, size - 1)] += binom.pmf(come, together, shows)
    shares = fixed_point(coming @ between)
    wait = p_wait = 0.0
    for place in range(together):
        for before in range(place + 1):
            ahead = n + before
            weight = shares * binom.pmf(before, place, shows) / together
            p_wait += float(weight @ (ahead >= servers))
            wait += float(weight @ np.maximum(ahead - servers + 1, 0)) * mean_service / servers
    return Slots(p_wait, wait)
