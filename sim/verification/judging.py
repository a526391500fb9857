"""From replications to verdicts: an interval and a normal score for each number, a chi-square over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isnan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CHANCE = 1e-3
"""Probability that any score of a right program is called a disagreement."""
RARE = 1e-4
"""A chi-square this far out in either tail is a disagreement: too far from, or too near to, the exact values."""


class Estimate(NamedTuple):
    """A pooled mean over replications against an exact value."""

    mean: float
    half_width: float
    """Of the 95 % interval."""
    z: float
    """Normal score of the difference from the exact value."""
    pseudo: NDArray[np.float64]
    """Pseudo-values of the jackknife, shape (replications,)."""

    @property
    def error(self) -> float:
        """Standard error of the mean."""
        return float(self.pseudo.std(ddof=1)) / sqrt(len(self.pseudo))


class Fit(NamedTuple):
    """A chi-square over many normal scores."""

    statistic: float
    """Sum of the squares of all scores."""
    scores: int
    freedom: float
    """Degrees of freedom after correction for the correlation of scores of one case."""
    scale: float
    """Factor of the chi-square law that *statistic* follows."""
    too_far: float
    """Probability of a sum at least as large."""
    too_near: float
    """Probability of a sum at most as large."""

    @property
    def is_good(self) -> bool:
        """Whether neither tail is reached."""
        return min(self.too_far, self.too_near) >= RARE


def estimate(totals: NDArray[np.float64], weights: NDArray[np.float64], exact: float, error: float = 0.0) -> Estimate:
    """Ratio of the sums, both shape (replications,), with its distance from *exact*, whose standard error is *error*.

    The jackknife removes most of the bias of a ratio and gives its standard error; the t score with n - 1 degrees
    of freedom becomes the normal score of the same tail probability. Source: Law (2015), *Simulation Modeling
    and Analysis*, section 9.4.1; Miller (1974), *Biometrika* 61: 1-15. Nan where there are no two replications.
    """
    n, total, weight = len(totals), totals.sum(), weights.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        pseudo = n * (total / weight) - (n - 1) * (total - totals) / (weight - weights)
    mean = float(pseudo.mean())
    own = float(pseudo.std(ddof=1)) / sqrt(n) if n > 1 else np.nan
    spread = sqrt(own**2 + error**2)
    if isnan(mean) or isnan(spread):
        return Estimate(mean, np.nan, np.nan, pseudo)
    off = mean - exact
    if spread <= 1e-12 * abs(exact):
        return Estimate(mean, 0.0, 0.0 if abs(off) <= 1e-9 * max(abs(exact), 1.0) else inf, pseudo)
    return Estimate(mean, _quantile(n - 1) * own, normal_score(off / spread, n - 1), pseudo)


def _quantile(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))


def normal_score(t: float, freedom: int) -> float:
    """The normal score with the tail probability of a t score."""
    from scipy.special import ndtri, stdtr

    return float(np.copysign(-ndtri(stdtr(freedom, -abs(t))), t))


def farthest(scores: int) -> float:
    """How far out the farthest of so many normal scores may lie.

    All of them stay within with probability 1 - ``CHANCE`` if they are independent, and with no less if they are
    correlated. Source: Sidak (1967), *J. Am. Stat. Assoc.* 62: 626-633.
    """
    from scipy.special import ndtri

    return float(-ndtri(-np.expm1(np.log1p(-CHANCE) / max(scores, 1)) / 2))


def noticeable(found: Estimate, far: float) -> float:
    """The least error in a number that carries its score beyond *far* nine times in ten; in the number's unit.

    Where the t score is one in ten times not beyond its bound: the noncentral t law, of normal pseudo-values.
    """
    from scipy.special import nctdtrinc, ndtr, stdtrit

    freedom = len(found.pseudo) - 1
    return found.error * float(nctdtrinc(freedom, 0.1, -stdtrit(freedom, ndtr(-far))))


def agreement(cases: Sequence[Sequence[Estimate]]) -> Fit:
    """Chi-square over all scores; scores of one case are correlated, those of different cases are not.

    The sum of m squares has mean m and variance 2 s, s the sum of all squared correlations; it is taken as
    (s / m) times a chi-square with m^2 / s degrees of freedom. Source: Box (1954), *Ann. Math. Stat.* 25:
    290-302. Correlations are those of the pseudo-values, less what chance adds to their squares.
    """
    from scipy.special import chdtr, chdtrc

    usable = [[one for one in case if np.isfinite(one.z) and one.half_width > 0] for case in cases]
    scores = [one.z for case in usable for one in case]
    if not scores:
        return Fit(0.0, 0, 0.0, 1.0, 1.0, 1.0)
    statistic = float(np.sum(np.square(scores)))
    correlated = sum(_squared_correlations(case) for case in usable if case)
    scale = correlated / len(scores)
    freedom = len(scores) / scale
    tails = float(chdtrc(freedom, statistic / scale)), float(chdtr(freedom, statistic / scale))
    return Fit(statistic, len(scores), freedom, scale, *tails)


def _squared_correlations(case: Sequence[Estimate]) -> float:
    values = np.array([one.pseudo for one in case])
    correlations = np.atleast_2d(np.corrcoef(values)) ** 2
    n, off = values.shape[1], ~np.eye(len(case), dtype=bool)
    # E[r^2] is rho^2 + (1 - rho^2)^2 / (n - 1), nearly
    corrected = np.clip((correlations[off] * (n - 1) - 1) / (n - 2), 0.0, 1.0)
    return float(len(case) + corrected.sum())
