"""From replications to statements: means with intervals, paired differences, warm-up.

The unit of analysis is the replication. A replication without a value (NaN) is left out, and
``n`` says how many were used.
"""

from __future__ import annotations

from math import inf, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

BATCH = 5
"""Observations averaged before the MSER rule is applied."""


class Summary(NamedTuple):
    """What replications say about one quantity, in that quantity's unit."""

    mean: float
    """Mean over the replications used; NaN if there is none."""
    half_width: float
    """Half the length of the confidence interval of the mean; NaN (not available) below two replications."""
    p5: float
    """5th percentile of the replications."""
    p50: float
    """Median of the replications."""
    p95: float
    """95th percentile of the replications."""
    n: int
    """Replications used."""


def summary(values: ArrayLike, confidence: float = 0.95) -> Summary:
    """Summarise one value for each replication, shape (replications,), with a t interval.

    Source: Law (2015), *Simulation Modeling and Analysis*, section 9.4.1.
    """
    used = np.asarray(values, dtype=float)
    used = used[~np.isnan(used)]
    if not used.size:
        return Summary(nan, nan, nan, nan, nan, 0)
    p5, p50, p95 = (float(value) for value in np.percentile(used, [5, 50, 95]))
    return Summary(float(used.mean()), half_width(used, confidence), p5, p50, p95, used.size)


def half_width(values: NDArray[np.float64], confidence: float = 0.95) -> float:
    """Half-width of the t interval of the mean of *values*, shape (n,); NaN if n < 2."""
    return _half_width(float(values.std(ddof=1)), values.size, confidence) if values.size > 1 else nan


def paired_difference(a: ArrayLike, b: ArrayLike, confidence: float = 0.95) -> Summary:
    """Summarise b - a over replications that share their random numbers; both shape (replications,).

    Pairs in which either value is missing are left out. Raises ValueError if the shapes differ.
    Source: Law (2015), section 10.2.1 and, for common random numbers, section 11.2.
    """
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if first.shape != second.shape:
        raise ValueError(f"{first.size} replications cannot be paired with {second.size}")
    return summary(second - first, confidence)


def bonferroni(confidence: float, comparisons: int) -> float:
    """Confidence of each of several intervals that shall hold all together with *confidence* at least.

    Holds whatever the dependence among them, which common random numbers and related metrics bring about.
    Source: Law (2015), section 10.3.1 (systems) and section 9.7 (several measures).
    """
    return 1 - (1 - confidence) / max(comparisons, 1)


def screened(values: ArrayLike, confidence: float = 0.95) -> list[int]:
    """Systems among which the one with the highest mean is, with *confidence* at least.

    values, shape (systems, replications), paired by replication (common random numbers). A system stays unless some
    other beats it by more than paired differences allow; one with missing values is out, unless all have some. With one
    replication all stay. Source: Nelson, Swann, Goldsman, Song (2001), *Operations Research* 49, 950-963, section 3.1,
    with paired differences and Bonferroni's inequality over the others.
    """
    found = np.asarray(values, dtype=float)
    known = np.flatnonzero(~np.isnan(found).any(axis=1))
    if not known.size:
        known = np.arange(len(found))
    if found.shape[1] < 2:
        return [int(place) for place in known]
    reach = _quantile(1 - (1 - confidence) / max(known.size - 1, 1), found.shape[1] - 1) / sqrt(found.shape[1])

    def beaten(place: int) -> bool:
        ahead = found[known] - found[place]
        return bool(np.any(ahead.mean(axis=1) > reach * ahead.std(axis=1, ddof=1)))

    return [int(place) for place in known if not beaten(int(place))]


def replications_for(sd: float, half_width: float, confidence: float = 0.95, most: int = 100_000) -> int | None:
    """Fewest replications whose t interval is no wider than +- *half_width*; None if more than *most*.

    *sd*: standard deviation of one replication, taken as known from those at hand. Source: Law (2015), section
    9.4.1, the approximate expression for the number of replications.
    """
    if half_width <= 0:
        return None if sd > 0 else 2
    few, many = 2, most
    if _half_width(sd, many, confidence) > half_width:
        return None
    while few < many:
        middle = (few + many) // 2
        few, many = (few, middle) if _half_width(sd, middle, confidence) <= half_width else (middle + 1, many)
    return few


def _half_width(sd: float, n: int, confidence: float) -> float:
    return _quantile((1 + confidence) / 2, n - 1) * sd / sqrt(n)


def _quantile(share: float, degrees: int) -> float:
    """Quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, share))


def variance_reduction(a: ArrayLike, b: ArrayLike) -> float:
    """Variance that b - a would have if the two were independent, over the variance that it has in pairs.

    NaN with fewer than two pairs or where nothing varies; infinite where pairing removes all variance.
    Source: Law (2015), section 11.2.
    """
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    both = ~np.isnan(first) & ~np.isnan(second)
    first, second = first[both], second[both]
    if first.size < 2:
        return nan
    apart, paired = first.var(ddof=1) + second.var(ddof=1), (second - first).var(ddof=1)
    if not paired:
        return inf if apart else nan
    return float(apart / paired)


def mser5(series: ArrayLike) -> int:
    """Observations to leave out at the start of *series*, shape (n,), by the MSER-5 rule.

    Means of batches of five; the cut, within the first half, at which the remaining batches
    know their mean best. A cut at the very end of the first half means that the run is too
    short to tell. Returns 0 for fewer than two batches; raises ValueError on missing values.
    Source: White, Cobb, Spratt (2000), *Proc. Winter Simulation Conference*, 755-760.
    """
    given = np.asarray(series, dtype=float)
    if np.isnan(given).any():
        raise ValueError("the series has missing values; the MSER rule needs every period")
    n = given.size // BATCH
    if n < 2:
        return 0
    batches = given[: n * BATCH].reshape(n, BATCH).mean(axis=1)
    spread = [batches[cut:].var() / (n - cut) for cut in range(n // 2 + 1) if cut < n - 1]
    return BATCH * int(np.argmin(spread))


def welch(series: ArrayLike, window: int) -> NDArray[np.float64]:
    """Moving average of the mean over replications, for choosing a warm-up by eye.

    series, shape (replications, periods) or (periods,); *window* w periods on either side, fewer
    near the start. Returns shape (periods - w,). Raises ValueError if nothing would remain.
    Source: Welch's method in Law (2015), section 9.5.1.
    """
    periods = np.atleast_2d(np.asarray(series, dtype=float)).mean(axis=0)
    if not 0 <= window < periods.size:
        raise ValueError(f"a window of {window} does not fit into {periods.size} periods")
    total = np.concatenate([[0.0], np.cumsum(periods)])
    middle = np.arange(periods.size - window)
    reach = np.minimum(middle, window)
    smooth: NDArray[np.float64] = (total[middle + reach + 1] - total[middle - reach]) / (2 * reach + 1)
    return smooth
