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
LAST_CUTS = 5
"""Batches at the end at which it makes no cut, because few that lie close together look settled by chance."""


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
    """Units of analysis used: replications, or antithetic pairs."""


def summary(values: ArrayLike, confidence: float = 0.95, together: int = 1) -> Summary:
    """Summarise one value for each replication, shape (replications,), with a t interval.

    *together*: neighbouring replications that make one unit of analysis, 2 for antithetic pairs; mean, interval
    and n are then those of the units, the percentiles those of the replications in them.
    Source: Law (2015), *Simulation Modeling and Analysis*, section 9.4.1; for pairs section 11.3.
    """
    groups = grouped(values, together)
    return _of_groups(groups[~np.isnan(groups).any(axis=1)][np.newaxis], confidence)[0]


def summaries(values: ArrayLike, confidence: float = 0.95, together: int = 1) -> list[Summary]:
    """``summary`` of every column of *values*, shape (replications, k); those without missing values all at once."""
    columns = np.ascontiguousarray(np.asarray(values, dtype=float).T)
    gaps = np.isnan(columns).any(axis=1)
    whole, units = columns[~gaps], columns.shape[1] // together
    groups = whole[:, : units * together].reshape(len(whole), units, together)
    found = iter(_of_groups(groups, confidence))
    return [
        summary(column, confidence, together) if gap else next(found)
        for column, gap in zip(columns, gaps.tolist(), strict=True)
    ]


def _of_groups(groups: NDArray[np.float64], confidence: float) -> list[Summary]:
    """Summaries of several quantities without missing values, shape (k, units, together)."""
    if not groups.size:
        return [Summary(nan, nan, nan, nan, nan, 0)] * len(groups)
    percentiles = np.percentile(groups.reshape(len(groups), -1), [5, 50, 95], axis=1).T.tolist()
    means = groups.mean(axis=2)
    return [
        Summary(mean, half_width(units, confidence), p5, p50, p95, units.size)
        for mean, units, (p5, p50, p95) in zip(means.mean(axis=1).tolist(), means, percentiles, strict=True)
    ]


def grouped(values: ArrayLike, together: int) -> NDArray[np.float64]:
    """Replications by unit of analysis, shape (units, together); a last unit that is not whole is left out."""
    given = np.asarray(values, dtype=float)
    whole = given.size // together
    return given[: whole * together].reshape(whole, together)


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


def spread_of(half: float, n: int, confidence: float = 0.95) -> float:
    """Standard deviation of one of n values whose mean has the half-width *half*."""
    return half / _half_width(1.0, n, confidence)


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


def gain_of_units(values: ArrayLike, together: int) -> float:
    """Variance that the mean would have if all replications were independent, over the variance that it has.

    Above 1 where antithetic members balance each other, below 1 where they swing together. NaN with fewer than two
    units or where nothing varies; infinite where the members of each unit balance wholly.
    Source: Law (2015), section 11.3.
    """
    groups = grouped(values, together)
    groups = groups[~np.isnan(groups).any(axis=1)]
    if len(groups) < 2:
        return nan
    apart = float(groups.var(axis=0, ddof=1).mean()) / together
    paired = float(groups.mean(axis=1).var(ddof=1))
    if not paired:
        return inf if apart else nan
    return apart / paired


def mser5(series: ArrayLike) -> int:
    """Observations to leave out at the start of *series*, shape (n,), by the MSER-5 rule.

    Means of batches of five; the cut at which the remaining batches know their mean best, the last LAST_CUTS (a
    quarter of a short series) left out. A cut beyond the first half is not valid: too little remains to judge by. The
    middle is returned in its place, so that a cut at the middle means that the run is too short to tell.
    Returns 0 for fewer than two batches; raises ValueError on missing values.
    Source: White, Cobb, Spratt (2000), *Proc. Winter Simulation Conference*, 755-760; that a cut in the second half
    is refused and the last places are not looked at: Hoad, Robinson, Davies (2010), *J. Oper. Res. Soc.* 61: 1389-1403.
    """
    given = np.asarray(series, dtype=float)
    if np.isnan(given).any():
        raise ValueError("the series has missing values; the MSER rule needs every period")
    n = given.size // BATCH
    if n < 2:
        return 0
    batches = given[: n * BATCH].reshape(n, BATCH).mean(axis=1)
    cuts = n - max(1, min(LAST_CUTS, n // 4))
    spread = [batches[cut:].var() / (n - cut) for cut in range(cuts)]
    return BATCH * min(int(np.argmin(spread)), n // 2)


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


def slopes(series: ArrayLike) -> NDArray[np.float64]:
    """Least-squares slope of each replication [unit of the series per period]; series, shape (n, periods).

    Periods without a value (NaN) are left out; NaN for a replication with fewer than three.
    """
    given = np.atleast_2d(np.asarray(series, dtype=float))
    there = ~np.isnan(given)
    number = there.sum(axis=1)
    periods = np.where(there, np.arange(given.shape[1], dtype=float), 0.0)
    centred = np.where(there, periods - (periods.sum(axis=1) / np.maximum(number, 1))[:, None], 0.0)
    area = (centred * np.where(there, given, 0.0)).sum(axis=1)
    spread = (centred**2).sum(axis=1)
    found: NDArray[np.float64] = np.divide(area, spread, out=np.full(len(given), nan), where=number >= 3)
    return found


def trend(series: ArrayLike, confidence: float = 0.95, together: int = 1) -> Summary:
    """Mean slope over replications with its t interval; series, shape (n, periods).

    One slope for each replication, so that neither the dependence of neighbouring periods nor their spread needs a
    model: replications are independent, and an interval that leaves out zero is a trend beyond chance. Where several
    series are looked at, *confidence* is ``bonferroni`` of theirs. Source: the slope as the one number of each
    subject, Frison and Pocock (1992), *Statistics in Medicine* 11: 1685-1704, section 2.
    """
    return summary(slopes(series), confidence, together)
