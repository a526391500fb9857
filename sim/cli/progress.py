"""One line on the screen while replications finish."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sim.experiment import Outcome
from sim.sampling import Demand, Unwatched, Watch
from sim.scenario.problems import visible


@contextmanager
def progress(name: str) -> Iterator[Watch]:
    """A bar on stderr; silent when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield Unwatched()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar, visible(name))


class _Bar:
    """A task of a bar that grows when more is asked for."""

    def __init__(self, bar: Any, name: str) -> None:
        self._bar, self._task, self._total = bar, bar.add_task(name, total=0), 0

    def expect(self, runs: int) -> None:
        self._total += runs
        self._bar.update(self._task, total=self._total)

    def finished(self, demand: Demand, outcome: Outcome) -> None:
        self._bar.advance(self._task)
