"""Control variates: estimates corrected by what chance gave, where its expectation is known.

A replication that met more referrals than expected is expected to have waited longer. What the regression on such
controls explains is taken away from the mean and from its interval.
Source: Lavenberg, Moeller, Welch (1982), Oper. Res. 30: 182-202; Nelson (1990), Oper. Res. 38: 974-992.
"""

from __future__ import annotations

from math import isfinite, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.stats import Summary, grouped, summary

LEVEL = 0.01
"""A control is used where the regression on it would look as good by chance with this probability only."""
SPARE = 10
"""Degrees of freedom that must remain beside the controls; with fewer nothing is corrected (assumption)."""


class Corrected(NamedTuple):
    """An estimate with and without control variates."""

    used: Summary
    """The estimate to report: *plain* where the controls do not help."""
    plain: Summary
    """Without them."""
    gain: float
    """Estimated variance of the plain mean over that of the corrected one; NaN where nothing was corrected."""

    @property
    def is_corrected(self) -> bool:
        """Whether the controls are used."""
        return isfinite(self.gain)


def corrected(values: ArrayLike, controls: ArrayLike, confidence: float = 0.95, together: int = 1) -> Corrected:
    """Mean of *values*, shape (n,), corrected by *controls*, shape (n, q), whose expectation is zero.

    The rule, stated before the numbers are seen: the controls are used where the F test of the regression rejects
    at LEVEL that they explain nothing, and the corrected interval is the narrower one. To take the narrower of two
    intervals every time would make both too narrow; with the test in between, controls that explain nothing are
    used once in a hundred times. The interval is that of the intercept, exact for normal values. Percentiles
    are those of the replications and are never corrected. Source: Nelson (1990), section 2.
    """
    plain = summary(values, confidence, together)
    if not np.size(controls):
        return Corrected(plain, plain, nan)
    found = _regression(*_units(values, controls, together), confidence)
    if found is None or not found[1] < plain.half_width:
        return Corrected(plain, plain, nan)
    mean, half = found
    return Corrected(plain._replace(mean=mean, half_width=half), plain, (plain.half_width / half) ** 2)


def _units(values: ArrayLike, controls: ArrayLike, together: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Units of analysis with a value, shape (n,), and their controls that vary, shape (n, q)."""
    y = grouped(values, together).mean(axis=1)
    given = np.asarray(controls, dtype=float)
    columns = [grouped(column, together).mean(axis=1) for column in given.T]
    x = np.array(columns).reshape(len(columns), y.size).T
    there = ~np.isnan(y)
    y, x = y[there], x[there]
    spread = x.std(axis=0) if y.size else np.zeros(x.shape[1])
    return y, x[:, spread > 0] / spread[spread > 0]


def _regression(y: NDArray[np.float64], x: NDArray[np.float64], confidence: float) -> tuple[float, float] | None:
    """Corrected mean and half-width; None where too few units remain or the controls explain nothing."""
    from scipy.special import fdtri, stdtrit

    if not x.size:
        return None
    centre = x.mean(axis=0)
    n, q = len(y), int(np.linalg.matrix_rank(x - centre, tol=1e-9))  # controls may say the same twice
    free = n - q - 1
    if free < SPARE or not y.std():
        return None
    design = np.column_stack([np.ones(n), x - centre])
    inverse = np.linalg.pinv(design.T @ design, rcond=1e-10, hermitian=True)
    coefficients = inverse @ (design.T @ y)
    left = float(((y - design @ coefficients) ** 2).sum())
    total = float(((y - y.mean()) ** 2).sum())
    if left > 0 and (total - left) / q / (left / free) < fdtri(q, free, 1 - LEVEL):
        return None
    at_zero = np.concatenate([[1.0], -centre])
    spread = sqrt(max(left, 0.0) / free * float(at_zero @ inverse @ at_zero))
    return float(at_zero @ coefficients), float(stdtrit(free, (1 + confidence) / 2)) * spread
