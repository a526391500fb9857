"""What every command that simulates shares: a clean end, numbers and tables on the screen."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import floor, isfinite, log10
from types import FrameType
from typing import Any

from sim import metrics
from sim.errors import Terminated

MOST_PLACES = 4
"""Decimals that anybody reads."""


def units(scenario: Any) -> Callable[[str], str]:
    """Unit of each metric, with the scenario's own currency."""
    return lambda name: metrics.unit_of(name).replace("currency", scenario.money.currency)


@contextmanager
def terminated_is_interrupted() -> Iterator[None]:
    """SIGTERM, or a terminal that is closed, stops a run as cleanly as Ctrl-C does.

    Further signals are not heard while things are put in order, nor those that our caller ignores (``nohup``).
    """
    known = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in known}
    before = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}

    def stop(number: int, frame: FrameType | None) -> None:
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise Terminated(128 + number)

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is stop:
                signal.signal(number, handler)


def table(headings: Sequence[tuple[str, str]]) -> Any:
    """An empty table without lines; each heading with the side of its column; words (left) may wrap."""
    from rich.table import Table

    empty = Table(title=None, box=None, pad_edge=False)
    for heading, side in headings:
        empty.add_column(heading, justify=side, no_wrap=side == "right")  # type: ignore[arg-type]
    return empty


def console() -> Any:
    """Where summaries are printed; names from scenarios are text, never markup."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def in_percent(unit: str) -> tuple[float, str]:
    """What values of a unit are multiplied with before they are shown, and the unit then: shares in percent."""
    return (100.0, "%") if unit == "1" else (1.0, unit)


def show(value: float | None, factor: float = 1.0, places: int | None = None) -> str:
    """A number, times a factor, with so many decimals, or with three digits that count; a dash where there is none."""
    if value is None:
        return "-"
    value = factor * value
    if places is None:
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,.{places}f}"


def places(half_width: float | None, factor: float = 1.0) -> int | None:
    """Decimals for a mean and all beside it: two digits of the half-width count; None without one, or if it is 0."""
    if not half_width or not isfinite(half_width):
        return None
    return min(max(1 - floor(log10(factor * half_width)), 0), MOST_PLACES)
