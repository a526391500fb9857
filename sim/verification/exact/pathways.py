"""Pathways of many stages: published offered loads, and the urgent-care centre as a recursion of six queues."""

from __future__ import annotations

from functools import cache
from heapq import heapreplace

import numpy as np

from sim.verification.exact.recursion import Reference

_ACUTE = {"stroke": (1 / 1.2, 7.4), "tia": (1 / 9.3, 1.8), "neuro": (1 / 3.6, 4.0), "other": (1 / 3.2, 3.8)}
"""Arrivals a day and mean stay in days."""
_TO_REHAB = {"stroke": 0.24, "tia": 0.01, "neuro": 0.11, "other": 0.05}
_OUTSIDE = {"stroke": 1 / 21.8, "neuro": 1 / 31.7, "other": 1 / 28.6}
_REHAB = {"stroke": 0.4 * 30.3 + 0.6 * 28.4, "tia": 18.7, "neuro": 27.6, "other": 16.1}
_EARLY_DISCHARGE, _EARLY_STAY = 0.13, 4.6


def stroke(neuro: bool = True) -> dict[str, float]:
    """Mean beds taken of each kind: arrivals times mean stays, however the stays are spread.

    Source: Monks et al. (2016), *BMC Health Services Research* 16:530, additional file 1.
    """
    kept = [name for name in _ACUTE if neuro or name != "neuro"]
    acute = sum(rate * stay for rate, stay in (_ACUTE[name] for name in kept))
    acute += _ACUTE["stroke"][0] * _EARLY_DISCHARGE * (_EARLY_STAY - _ACUTE["stroke"][1])
    entering = {name: _ACUTE[name][0] * _TO_REHAB[name] + _OUTSIDE.get(name, 0.0) for name in kept}
    return {"acute bed": acute, "rehab bed": sum(rate * _REHAB[name] for name, rate in entering.items())}


RATES = np.array(
    [2.36666667, 2.8, 8.83333333, 10.43333333, 14.8, 26.26666667, 31.4, 18.06666667, 16.46666667, 12.03333333]
    + [11.6, 28.86666667, 18.03333333, 11.5, 5.3, 4.06666667, 2.2, 2.1]
)
"""Arrivals in each hour from 6:00 to 24:00. Source: Nelson (2013), exercise 13, as in treat-sim."""
COLLECTED = 19 * 60.0
"""The published model stops counting 19 h after opening [min]."""
DAYS = 4000


@cache
def urgent_care(everybody: bool) -> tuple[Reference, ...]:
    """Mean wait before triage, register, examine, treat, stabilise, treat trauma: a mean over independent days.

    Each stage is first come, first served, so that sorting by arrival at the stage and giving each patient the
    server free first is the whole model. If not *everybody*, only waits that end within 19 h of opening count.
    Source: Nelson (2013), *Foundations and Methods of Stochastic Simulation*, exercise 13; numbers of treat-sim.
    """
    rng = np.random.Generator(np.random.Philox(13))
    found = np.array([_one_day(rng, np.inf if everybody else COLLECTED) for _ in range(DAYS)])
    return tuple(Reference(float(mean), float(se)) for mean, se in zip(*_mean_and_error(found), strict=True))


def published(stage: int, mean: float, days: int = 50) -> Reference:
    """A published mean over so many days, with the standard error that such a mean has."""
    return Reference(mean, urgent_care(False)[stage].se * (DAYS / days) ** 0.5)


def _mean_and_error(found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    counted = np.sum(~np.isnan(found), axis=0)
    return np.nanmean(found, axis=0), np.nanstd(found, axis=0, ddof=1) / np.sqrt(counted)


def _one_day(rng: np.random.Generator, until: float) -> list[float]:
    counts = rng.poisson(RATES)
    came = np.sort(np.repeat(np.arange(len(RATES)) * 60.0, counts) + rng.uniform(0, 60, counts.sum()))
    n = len(came)
    trauma, treated = rng.random(n) < 0.12, rng.random(n) < 0.6
    waits = np.full(6, np.nan)
    now, waits[0] = _station(came, rng.exponential(3, n), 1, until)
    minor, major = now[~trauma], now[trauma]
    minor, waits[1] = _station(minor, _lognormal(rng, 5, 2, len(minor)), 1, until)
    minor, waits[2] = _station(minor, np.maximum(rng.normal(16, 3**0.5, len(minor)), 0.5), 3, until)
    minor = minor[treated[~trauma]]
    waits[3] = _station(minor, _lognormal(rng, 13.3, 2, len(minor)), 1, until)[1]
    major, waits[4] = _station(major, rng.exponential(90, len(major)), 2, until)
    waits[5] = _station(major, _lognormal(rng, 30, 4, len(major)), 1, until)[1]
    return waits.tolist()


def _lognormal(rng: np.random.Generator, mean: float, variance: float, size: int) -> np.ndarray:
    spread = np.log(1 + variance / mean**2)
    return rng.lognormal(np.log(mean) - spread / 2, np.sqrt(spread), size)


def _station(came: np.ndarray, services: np.ndarray, servers: int, until: float) -> tuple[np.ndarray, float]:
    """Instants of leaving, in the patients' order of coming in, and the mean of the waits that end in time."""
    free, left, total, counted = [0.0] * servers, np.empty(len(came)), 0.0, 0
    order = np.argsort(came, kind="stable")
    for place, arrival, service in zip(order.tolist(), came[order].tolist(), services[order].tolist(), strict=True):
        begins = max(free[0], arrival)
        left[place] = begins + service
        heapreplace(free, begins + service)
        if begins < until:
            total, counted = total + begins - arrival, counted + 1
    return left, total / counted if counted else np.nan
