"""One server and arrivals that are not Poisson."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf
from typing import Any, NamedTuple

_FULL = 0.999
"""Share who wait that no case comes near; at 1 there is another root, which means nothing."""


class SingleQueue(NamedTuple):
    """G/M/1: who waits, waits for an exponential time."""

    p_wait: float
    wait: float
    """Mean wait [min]."""
    wait_squared: float
    """Second moment of the wait [min^2]."""


def gm1_of(law: Callable[[], Any], mean_service: float) -> SingleQueue:
    """G/M/1; *law* makes the law of the gaps, with its mean and survival function, when it is wanted.

    The share who wait is the root below 1 of r = E exp(-(1 - r) T / mean service), T a gap. Source: Gross et al.
    (2008), section 5.3.
    """
    from scipy.optimize import brentq

    gap = law()
    p_wait = float(brentq(lambda r: _transform(gap, (1 - r) / mean_service) - r, 0.0, _FULL, xtol=1e-14))
    until = mean_service / (1 - p_wait)
    return SingleQueue(p_wait, p_wait * until, 2 * p_wait * until**2)


def _transform(gap: Any, rate: float) -> float:
    """E exp(-rate T), by what is left of T as time goes on."""
    from scipy.integrate import quad

    unit = gap.mean()
    area = quad(lambda y: exp(-rate * unit * y) * gap.sf(unit * y), 0, inf, limit=500, epsabs=1e-12, epsrel=1e-12)[0]
    return float(1 - rate * unit * area)


class Bulk(NamedTuple):
    """Several come at a time."""

    wait: float
    """Mean wait [min]."""
    present: float
    busy: float


def batches(group_rate: float, sizes: tuple[tuple[int, float], ...], mean_service: float) -> Bulk:
    """M^[X]/M/1: groups of random size, (patients, probability), come at random; exponential service.

    Source: Gross et al. (2008), section 3.1: the mean number present; Little's law for the wait.
    """
    mean, square = (sum(number**power * chance for number, chance in sizes) for power in (1, 2))
    rate = group_rate * mean
    load = rate * mean_service
    present = load * (1 + square / mean) / (2 * (1 - load))
    return Bulk((present - load) / rate, present, load)
