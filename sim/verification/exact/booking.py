"""The diary as a queue: so many starts a day, booked one after the other from the next day on."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.verification.exact.chains import fixed_point


class Backlog(NamedTuple):
    """Long-run means."""

    lead: float
    """Days from booking to appointment, whole days."""
    ahead: float
    """Booked at the end of the day."""
    shares: tuple[float, ...]
    """Share of bookings with a lead of 1, 2, 3 days."""
    bookings: float
    """Per day, those after a missed appointment included."""


@cache
def backlog(requests: float, starts: int, missed: float = 0.0) -> Backlog:
    """Poisson *requests* a day for *starts* a day; who misses books again at the back of the queue that evening.

    The chain of the number booked at the end of a day. Source: Bailey (1954), *J. R. Stat. Soc. B* 16: 80-87
    (bulk service).
    """
    from scipy.stats import binom, poisson

    load = requests / (1 - missed) / starts
    size = 2 * starts + 60 + int(60 / (1 - load))
    n = np.arange(size)
    served = np.minimum(n, starts)
    arriving = poisson.pmf(n, requests)
    moves = np.zeros((size, size))
    sums: dict[int, np.ndarray] = {}
    for used in range(starts + 1):
        sums[used] = np.convolve(arriving, binom.pmf(np.arange(used + 1), used, missed))[:size]
    for before in n:
        left, coming = before - served[before], sums[int(served[before])]
        moves[before, left:] = coming[: size - left]
        moves[before, -1] += 1 - moves[before].sum()
    shares = fixed_point(moves)
    leads = np.zeros(4 + size // starts)
    for before in n:
        coming = sums[int(served[before])]
        at_least = 1 - np.cumsum(coming)
        place = before - served[before] + np.arange(1, size)
        np.add.at(leads, np.minimum(-(-place // starts), len(leads) - 1), shares[before] * at_least[:-1])
    bookings = float(leads.sum())
    lead = float(leads @ np.arange(len(leads))) / bookings
    return Backlog(lead, float(shares @ n), tuple((leads[1:4] / bookings).tolist()), bookings)
