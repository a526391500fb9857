"""Statistics that know what nothing is: NaN for empty input, and no warning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sim.naming import slug


def mean(values: np.ndarray) -> float:
    """Arithmetic mean, NaN if there are no values."""
    return float(np.mean(values)) if len(values) else np.nan


def tally(mask: np.ndarray) -> int:
    """How many entries are true."""
    return int(np.count_nonzero(mask))


def share(mask: np.ndarray) -> float:
    """Share of true entries, NaN if there are no entries."""
    return tally(mask) / len(mask) if len(mask) else np.nan


def deviation(values: np.ndarray) -> float:
    """Standard deviation with n - 1, NaN for fewer than two values."""
    return float(np.std(values, ddof=1)) if len(values) > 1 else np.nan


def quantile(values: np.ndarray, q: float) -> float:
    """Quantile by linear interpolation between order statistics (Hyndman and Fan's type 7), NaN if empty."""
    return float(np.quantile(values, q)) if len(values) else np.nan


def ratio(part: float, whole: float) -> float:
    """*part* / *whole*, NaN if the whole is nothing."""
    return float(part / whole) if whole > 0 else np.nan


def summary(values: np.ndarray) -> dict[str, float]:
    """Mean, median and 90th percentile."""
    middle, high = np.quantile(values, (0.5, 0.9)) if len(values) else (np.nan, np.nan)
    return {"mean": mean(values), "median": float(middle), "p90": float(high)}


def per_name(names: Iterable[str], values: Iterable[float]) -> dict[str, float]:
    """One entry per name."""
    return {slug(name): float(value) for name, value in zip(names, values, strict=True)}


def with_total(entries: Mapping[str, float]) -> dict[str, float]:
    """The entries, and their sum under the empty name."""
    return {"": float(sum(entries.values())), **entries}


def among(codes: np.ndarray, wanted: Sequence[bool]) -> np.ndarray:
    """Which codes are *wanted*, by code from 0 on; absent codes (-1) never are; shape of *codes*."""
    answer: np.ndarray = np.array([*wanted, False])[codes]
    return answer


def counts(codes: np.ndarray, size: int) -> np.ndarray:
    """How often each code 0..size - 1 occurs; absent codes (-1) are left out; shape (size,)."""
    return np.bincount(codes[codes >= 0], minlength=size)[:size]


def group_means(codes: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Mean of the values of each code 0..size - 1, NaN where there are none; shape (size,)."""
    known = codes >= 0
    numbers = counts(codes, size)
    sums = np.bincount(codes[known], values[known], size)[:size]
    answer: np.ndarray = np.divide(sums, numbers, out=np.full(size, np.nan), where=numbers > 0)
    return answer
