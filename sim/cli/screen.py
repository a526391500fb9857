"""What every command that simulates shares: a clean end, numbers and tables on the screen."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from sim import metrics


def units(scenario: Any) -> Callable[[str], str]:
    """Unit of each metric, with the scenario's own currency."""
    return lambda name: metrics.unit_of(name).replace("currency", scenario.money.currency)


@contextmanager
def terminated_is_interrupted() -> Iterator[None]:
    """SIGTERM, or a terminal that is closed, stops a run as cleanly as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [signal.signal(number, stop) for number in wanted]
    try:
        yield
    finally:
        for number, handler in zip(wanted, before, strict=True):
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

    return Console(highlight=False, markup=False)


def show(value: float | None) -> str:
    """A number with three digits that count; a dash where there is none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
