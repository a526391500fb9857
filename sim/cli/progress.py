"""What is said while replications finish.

On a terminal one line that changes: done, rate, time left, and how well the first number is known. In a log a line now
and then, sooner in the beginning and ever more seldom; with ``--json`` none, so that a script reads what it asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

import click
import numpy as np

from sim import metrics
from sim.cli.screen import show, units
from sim.experiment import Outcome
from sim.sampling import Demand, Unwatched, Watch
from sim.scenario.problems import harmless
from sim.stats import half_width

OFTEN = 0.2
"""Time after which the interval is reckoned anew [s]."""
FIRST, SELDOM = 20.0, 600.0
"""A log gets its first line after so long, and one at least every so often [s]."""


class Pace:
    """When a log is due another line: every wait is twice as long as the one before, up to SELDOM."""

    def __init__(self, first: float = FIRST) -> None:
        """*first*: how long until the first line [s]; after 0 the next comes FIRST later."""
        self._wait, self._since = first, monotonic()

    def due(self) -> bool:
        """Whether it is time; what is due is taken as told."""
        now = monotonic()
        if now - self._since < self._wait:
            return False
        self._since, self._wait = now, min(max(2 * self._wait, FIRST), SELDOM)
        return True


def teller(quiet: bool) -> Callable[[str], None]:
    """What says one line on stderr for a log; silent where a line of progress tells it, or nothing is to be said."""
    if quiet or sys.stderr.isatty():
        return lambda line: None
    return lambda line: click.echo(harmless(line), err=True)


@contextmanager
def progress(name: str, leading: str = "", quiet: bool = False, is_open: bool = False) -> Iterator[Watch]:
    """A line on stderr, with the interval of the metric *leading*; where it is no terminal, lines for a log.

    *is_open*: more replications may be asked for when these are done.
    """
    if not sys.stderr.isatty():
        yield Unwatched() if quiet else _Log(name, teller(quiet), is_open)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.table import Column

    def short(longest: int | None = None) -> Column:
        return Column(no_wrap=True, overflow="ellipsis", max_width=longest)

    def whole(width: int) -> Column:
        return Column(no_wrap=True, min_width=width)

    columns = (
        TextColumn("{task.description}", markup=False, table_column=short(20)),
        BarColumn(bar_width=10, table_column=whole(10)),
        MofNCompleteColumn(table_column=whole(7)),
        TextColumn("{task.fields[rate]}", markup=False, table_column=whole(7)),
        TimeRemainingColumn(table_column=whole(7)),
        TextColumn("{task.fields[interval]}", markup=False, table_column=short()),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Line(bar, harmless(name), leading)


@contextmanager
def steps(name: str, total: int) -> Iterator[Callable[[str], None]]:
    """A line on stderr for work of so many steps, each of which says what it was; silent when it is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=total)
        yield lambda done: bar.update(task, advance=1, description=f"{name} {done}")


class _Log:
    """Lines of progress in a log: how many are done, and how long the others take unless that is still open."""

    def __init__(self, name: str, tell: Callable[[str], None], is_open: bool) -> None:
        self._name, self._tell, self._is_open = name, tell, is_open
        self._total, self._kept, self._run = 0, 0, 0
        self._began, self._pace = monotonic(), Pace()

    def expect(self, runs: int, kept: Sequence[tuple[Demand, Outcome]]) -> None:
        """Count what is kept as done."""
        self._total += runs + len(kept)
        self._kept += len(kept)

    def finished(self, demand: Demand, outcome: Outcome) -> None:
        """One more; a line only now and then, and none for the last, after which the answer follows."""
        self._run += 1
        left = self._total - self._kept - self._run
        if left and self._pace.due():
            seconds = monotonic() - self._began
            done, after = f"{self._kept + self._run:,}", f"replications done after {span(seconds)}"
            if self._is_open:
                self._tell(f"{self._name}: {done} {after}")
            else:
                others = f"about {span(seconds / self._run * left)} for the others"
                self._tell(f"{self._name}: {done} of {self._total:,} {after}; {others}")


class _Line:
    """A line of progress; its total grows when more is asked for."""

    def __init__(self, bar: Any, name: str, leading: str) -> None:
        self._bar = bar
        self._task = bar.add_task(name, total=0, rate="", interval="")
        self._total, self._run, self._began, self._reckoned = 0, 0, monotonic(), 0.0
        self._leading = Leading(leading)

    def expect(self, runs: int, kept: Sequence[tuple[Demand, Outcome]]) -> None:
        """Count what is kept as done."""
        for demand, outcome in kept:
            self._leading.add(demand, outcome, kept=True)
        self._total += runs + len(kept)
        self._bar.update(self._task, total=self._total, advance=len(kept))

    def finished(self, demand: Demand, outcome: Outcome) -> None:
        """One more; the interval only now and then."""
        self._leading.add(demand, outcome)
        self._run += 1
        now = monotonic()
        fields = {}
        if now - self._reckoned > OFTEN:
            self._reckoned = now
            fields = {"rate": rate(self._run, now - self._began), "interval": self._leading.told()}
        self._bar.update(self._task, advance=1, **fields)


def span(seconds: float) -> str:
    """A time to wait, in the unit that suits it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = seconds / 60
    return f"{round(minutes)} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def rate(runs: int, seconds: float) -> str:
    """Replications per second, or per minute where that is the rounder number."""
    each = runs / max(seconds, 1e-9)
    return f"{each:.1f}/s" if each >= 1 else f"{60 * each:.1f}/min"


class Leading:
    """One number of the scenario in hand, and its interval: the metric asked for, else the first headline."""

    def __init__(self, name: str = "") -> None:
        self._name, self._label = name, metrics.label(name) if name else ""
        self._scenario: Any = None
        self._values: dict[int, tuple[Any, list[float]]] = {}
        self._since: dict[int, int] = {}

    def add(self, demand: Demand, outcome: Outcome, kept: bool = False) -> None:
        """Take one replication into account, one that was *kept* from before or one that has just finished.

        A search goes from one scenario to the next: one that finishes two while the leading one finishes none leads
        from then on.
        """
        scenario, other = demand.scenario, id(demand.scenario)
        if not self._name:
            found = {name: {"mean": None if np.isnan(value) else value} for name, value in outcome.metrics.items()}
            self._label, self._name = next(iter(metrics.highlights(found, bool(demand.scenario.protocols))), ("", ""))
        self._values.setdefault(other, (scenario, []))[1].append(outcome.metrics.get(self._name, np.nan))
        self._since[other] = self._since.get(other, 0) + (not kept)
        if self._scenario is None or self._scenario is scenario or self._since[other] > 1:
            self._scenario, self._since = scenario, {}

    def told(self) -> str:
        """``New starts ± 0.21 per week``; empty while there is no interval."""
        if self._scenario is None:
            return ""
        values = np.array(self._values[id(self._scenario)][1])
        values = values[~np.isnan(values)]
        if values.size < 2:
            return ""
        return f"{self._label} ± {show(half_width(values))} {units(self._scenario)(self._name)}"
