"""What families of cases share: how long their runs are, and exact values that are asked for when they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, sqrt
from typing import Any

from sim.units import DAY, WEEK


def weeks(length: float, warm_up: float = 1) -> tuple[str, str]:
    """A warm-up and an observed time, both in weeks."""
    return f"run.warm_up={ceil(warm_up * 7)} days", f"run.length={ceil(length * 7)} days"


def settled(patients: float, rate: float, mean: float, servers: int, load: float) -> tuple[str, str]:
    """A run that observes so many patients who come at *rate* per minute, after the station has settled.

    The warm-up is ten times the relaxation time of M/M/c, mean / (c (1 - sqrt(load))^2), and a day at least. Source:
    Odoni, Roth (1983), *Oper. Res.* 31: 432-455.
    """
    relaxation = mean / (servers * (1 - sqrt(load)) ** 2)
    return weeks(patients / rate / WEEK, max(10 * relaxation, DAY) / WEEK)


def later(function: Callable[..., Any], field: str, *arguments: Any, at: float | None = None) -> Callable[[], Any]:
    """Asks *function* for one of the numbers that it gives; *at*: which one of a row, or its place on a curve."""

    def asked() -> Any:
        found = getattr(function(*arguments), field)
        if at is None:
            return found
        return found(at) if callable(found) else found[int(at)]

    return asked


def nth(function: Callable[..., Any], place: int, *arguments: Any) -> Callable[[], Any]:
    """Asks *function* for one of a row of numbers."""
    return lambda: function(*arguments)[place]
