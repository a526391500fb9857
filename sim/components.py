"""How much of the spread of an outcome comes from not knowing the inputs, and how much from chance.

Sets of inputs are drawn from their ranges; each is simulated with the same replications, that is with the same people
and luck. Set i and replication r give y = mean + a(i) + b(r) + c(i, r): *a* is what the inputs do, *b* and *c* are
chance. Without *b* (a seed of its own for each set) this is the one-way random-effects model.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Spread:
    """One part of the spread of an outcome, in its unit."""

    sd: float
    """Standard deviation; 0 where the estimate of its square is not above zero."""
    sd_low: float
    """Lower end of the interval of the standard deviation."""
    sd_high: float
    """Upper end."""
    low: float
    """The outcome that one in twenty lies below, were this the only spread."""
    high: float
    """The outcome that one in twenty lies above."""


@dataclass(frozen=True)
class Components:
    """The spread of an outcome over sets of inputs and replications."""

    mean: float
    """Over all sets and replications."""
    inputs: Spread
    """Because the inputs are not known: of the expected outcome, over the sets."""
    chance: Spread
    """Because patients and their luck differ: of one replication, inputs given."""
    both: Spread
    """Of one replication with inputs drawn; its standard deviation has no interval."""
    sets: int
    replications: int

    @property
    def share(self) -> float:
        """Share of the variance that comes from the inputs; NaN where nothing varies."""
        whole = self.inputs.sd**2 + self.chance.sd**2
        return self.inputs.sd**2 / whole if whole > 0 else nan


def components(values: ArrayLike, confidence: float = 0.95) -> Components | None:
    """Split the spread of *values*, shape (sets, replications); None below two of either, or with missing values.

    The variance of the sets' means is what the inputs do plus what chance leaves in a mean; the second is taken off
    (analysis of variance of a crossed random-effects design: Searle, Casella, McCulloch 1992, *Variance Components*,
    section 4.7; for simulation Sun, Apley, Staum 2011, *Operations Research* 59, 998-1007). Interval for the inputs:
    Williams (1962), *Biometrika* 49, 278-281; for chance: Satterthwaite (1946), *Biometrics Bulletin* 2, 110-114.
    """
    found = np.asarray(values, dtype=float)
    sets, n = found.shape
    if min(sets, n) < 2 or not np.isfinite(found).all():
        return None
    mean, rows, columns = float(found.mean()), found.mean(axis=1), found.mean(axis=0)
    of_sets = n * float(rows.var(ddof=1))
    of_luck = sets * float(columns.var(ddof=1))
    left = found - rows[:, None] - columns[None, :] + mean
    rest = float((left**2).sum()) / ((sets - 1) * (n - 1))
    within = float(found.var(axis=1, ddof=1).mean())
    inputs = max(of_sets - rest, 0.0) / n
    expected = mean + (rows - mean) * _shrunk(inputs, of_sets / n)
    luck = (found - rows[:, None]) * sqrt(n / (n - 1))
    return Components(
        mean,
        _spread(inputs, _interval_of_inputs(of_sets, rest, sets, n, confidence), expected),
        _spread(within, _interval_of_chance(of_luck, rest, sets, n, confidence), mean + luck),
        _spread(inputs + within, (nan, nan), expected[:, None] + luck),
        sets,
        n,
    )


def _shrunk(wanted: float, seen: float) -> float:
    """What deviations are multiplied with, so that their variance is the wanted one: chance makes means too wide."""
    return sqrt(wanted / seen) if seen > 0 else 0.0


def _spread(variance: float, interval: tuple[float, float], outcomes: NDArray[np.float64]) -> Spread:
    # Quantiles without bias whatever the distribution, about (type 8 of Hyndman and Fan): sets are few.
    low, high = (float(end) for end in np.percentile(outcomes, [5, 95], method="median_unbiased"))
    least, most = (sqrt(end) if end >= 0 else nan for end in interval)
    return Spread(sqrt(variance), least, most, low, high)


def _interval_of_inputs(of_sets: float, rest: float, sets: int, n: int, confidence: float) -> tuple[float, float]:
    """Ends for the variance that the inputs make."""
    from scipy.special import fdtri

    if of_sets <= 0:
        return 0.0, 0.0
    outer = (1 - confidence) / 2
    degrees, more = sets - 1, (sets - 1) * (n - 1)
    ratio = of_sets / rest if rest > 0 else inf

    def end(share: float) -> float:
        left = 1 - float(fdtri(degrees, more, share)) / ratio
        return max(left, 0.0) * of_sets * degrees / (n * _chi_square(degrees, share))

    return end(1 - outer), end(outer)


def _interval_of_chance(of_luck: float, rest: float, sets: int, n: int, confidence: float) -> tuple[float, float]:
    """Ends for the variance of one replication, inputs given: a sum of two mean squares."""
    parts = np.array([of_luck, (sets - 1) * rest]) / sets
    variance = float(parts.sum())
    if variance <= 0:
        return 0.0, 0.0
    degrees = variance**2 / float((parts**2 / [n - 1, (sets - 1) * (n - 1)]).sum())
    outer = (1 - confidence) / 2
    low, high = (degrees * variance / _chi_square(degrees, share) for share in (1 - outer, outer))
    return low, high


def _chi_square(degrees: float, share: float) -> float:
    """Quantile of the chi-square distribution."""
    from scipy.special import gammaincinv

    return 2 * float(gammaincinv(degrees / 2, share))
