"""Two factors at once: a metric in every combination, in numbers on a tint."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from sim import metrics
from sim.report import text
from sim.report.comparison.amounts import row_label
from sim.report.figure import Figure, Table
from sim.report.style import BLUE, INK, canvas, fit, house
from sim.report.sweep.words import axis, currency, few, level, lower, main_factor, plus_minus, shown
from sim.stats import Summary
from sim.sweep.designs import Sweep

STRONGEST = 0.6
"""Tint of the largest value; letters stay readable on it."""
WITH_INTERVAL, WITH_NUMBER = 10, 16
"""Columns up to which a cell has room for its interval, and for its value."""
ROW = 0.42
"""Inches of a row."""


def figure(name: str) -> Figure[Sweep]:
    """The heat map of one metric."""
    return Figure(
        f"heat-{name.replace('.', '-')}",
        f"{metrics.label(name)} in every combination",
        partial(_caption, name=name),
        partial(_alt, name=name),
        partial(_plot, name=name),
        partial(_table, name=name),
        partial(_missing, name=name),
    )


def _sides(sweep: Sweep) -> tuple[int, int]:
    """Factor across and factor down: more levels across."""
    across = main_factor(sweep)
    if len(sweep.levels(1 - across)) > len(sweep.levels(across)):
        across = 1 - across
    return across, 1 - across


def _cells(sweep: Sweep) -> list[list[int]]:
    """Designs by row and column."""
    across, down = _sides(sweep)
    found = {(one.levels[down], one.levels[across]): place for place, one in enumerate(sweep.designs)}
    return [[found[row, column] for column in sweep.levels(across)] for row in sweep.levels(down)]


def _plot(sweep: Sweep, ax: Axes | None = None, *, name: str) -> Axes:
    cells = _cells(sweep)
    with house():
        own = ax or canvas(0.75 + ROW * len(cells))
        found = [[shown(sweep, place, name) for place in row] for row in cells]
        means = np.array([[one.mean for one in row] for row in found])
        low, high = np.nanmin(means), np.nanmax(means)
        best = sweep.best(name)
        for down, row in enumerate(cells):
            for across, place in enumerate(row):
                part = (means[down, across] - low) / (high - low) if high > low else 0.0
                own.add_patch(Rectangle((across - 0.5, down - 0.5), 1, 1, color=_tint(part), lw=0))
                own.text(across, down, _words(found[down][across], len(row)), ha="center", va="center", fontsize=7.5)
                if best and place in best.may_be:
                    _outline(own, across, down, place == best.first)
        _frame(own, sweep, cells)
        if ax is None:
            fit(own)
        return own


def _tint(part: float) -> tuple[float, ...]:
    strength = STRONGEST * float(np.nan_to_num(part))
    return tuple(1 - strength * (1 - channel) for channel in to_rgb(BLUE))


def _words(found: Summary, columns: int) -> str:
    if columns > WITH_NUMBER:
        return ""
    if columns > WITH_INTERVAL:
        return text.number(found.mean)
    mean, _, half = plus_minus(found).partition("\u00a0±")
    return f"{mean}\n±{half.strip()}" if half else mean


def _outline(ax: Axes, across: int, down: int, is_first: bool) -> None:
    line = "-" if is_first else (0, (3, 2))
    ax.add_patch(Rectangle((across - 0.46, down - 0.44), 0.92, 0.88, fill=False, ec=INK, lw=1.3, ls=line, zorder=3))


def _frame(ax: Axes, sweep: Sweep, cells: list[list[int]]) -> None:
    across, down = _sides(sweep)
    ax.set_xticks(range(len(cells[0])), [level(sweep, across, place) for place in cells[0]])
    ax.set_yticks(range(len(cells)), [level(sweep, down, row[0]) for row in cells])
    ax.set_xlabel(axis(sweep, across))
    ax.set_ylabel(axis(sweep, down))
    ax.set_xlim(-0.5, len(cells[0]) - 0.5)
    ax.set_ylim(-0.5, len(cells) - 0.5)
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.spines[["left", "bottom"]].set_visible(False)


def _caption(sweep: Sweep, name: str) -> str:
    best = sweep.best(name)
    first = (
        f"{row_label(name, currency(sweep))}: mean and half-width of the {100 * sweep.confidence:g} % interval; the "
        f"darker, the more."
    )
    if best is None:
        return first
    others = [sweep.designs[place].name for place in best.may_be if place != best.first]
    also = f"; dashed: not to be told apart from it ({few(others)})" if others else ", which beats all others"
    return f"{first} Outlined: the best mean, {sweep.designs[best.first].name}{also}."


def _alt(sweep: Sweep, name: str) -> str:
    found = [(shown(sweep, place, name).mean, one.name) for place, one in enumerate(sweep.designs)]
    known = [one for one in found if np.isfinite(one[0])]
    (low, lowest), (high, highest) = min(known), max(known)
    return f"Heat map of {lower(name)}: from {text.plain(low)} with {lowest} to {text.plain(high)} with {highest}."


def _table(sweep: Sweep, name: str) -> Table:
    across, down = _sides(sweep)
    rows = [
        (sweep.designs[row[0]].levels[down], *(plus_minus(shown(sweep, place, name)) for place in row))
        for row in _cells(sweep)
    ]
    head = f"{sweep.labels[down]} \\ {sweep.labels[across]}"
    return Table((head, *(sweep.levels(across))), tuple(rows))


def _missing(sweep: Sweep, name: str) -> str:
    return "" if sweep.has(name) else "no design has a value"
