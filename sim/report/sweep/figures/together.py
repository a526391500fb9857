"""Two factors that depend on each other: a metric along one, with a line for each level of the other."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes

from sim.report.comparison.amounts import row_label, scale
from sim.report.figure import Figure, Table
from sim.report.style import LOOKS, MORE_LOOKS, PAPER, canvas, fit, house, legend_above, short
from sim.report.sweep.panels import scaled_up
from sim.report.sweep.sentences import dependence
from sim.report.sweep.words import MOST_SERIES, axis, currency, lower, plus_minus, scaled
from sim.stats import Summary, summary
from sim.sweep.designs import Sweep
from sim.sweep.interaction import Interaction, cells

HEIGHT = 3.3


def figure(sweep: Sweep, found: Interaction) -> Figure[Sweep]:
    """The figure of one dependence."""
    first, second = sweep.labels[found.along], sweep.labels[found.beside]
    return Figure(
        f"together-{found.metric.replace('.', '-')}",
        f"{lower(found.metric)[:1].upper()}{lower(found.metric)[1:]}: {first} and {second} depend on each other",
        partial(_caption, found=found),
        partial(_alt, found=found),
        partial(_plot, found=found),
        partial(_table, found=found),
        lambda sweep: "",
    )


def _values(sweep: Sweep, found: Interaction) -> list[list[Summary]]:
    """Mean and interval as shown: a row for each level along, a column for each beside."""
    values = cells(sweep, found.along, found.beside, found.metric)
    factor = scale(found.metric, currency(sweep)).factor
    return [[scaled(summary(cell, sweep.confidence), factor) for cell in row] for row in values]


def _drawn(sweep: Sweep, found: Interaction) -> list[int]:
    """Which levels beside have a line: all, or as many as can be told apart from end to end."""
    count = len(sweep.levels(found.beside))
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, MOST_SERIES))})


def _plot(sweep: Sweep, ax: Axes | None = None, *, found: Interaction) -> Axes:
    with house():
        own = ax or canvas(HEIGHT)
        values, words = _values(sweep, found), sweep.levels(found.beside)
        numeric = bool(sweep.factors[found.along].numbers)
        levels = sweep.levels(found.along)
        numbers = {design.levels[found.along]: number for design, number in
                   zip(sweep.designs, sweep.numbers(found.along), strict=True)}  # fmt: skip
        x = [float(numbers[level]) for level in levels]
        for nth, column in enumerate(_drawn(sweep, found)):
            drawn = (*LOOKS, *MORE_LOOKS)[nth]
            y = [row[column].mean for row in values]
            reach = [float(np.nan_to_num(row[column].half_width)) for row in values]
            own.errorbar(x, y, yerr=reach, ls="", elinewidth=1.0, capsize=2, color=drawn.color)
            own.plot(x, y, ls=drawn.line if numeric else "", lw=1.2, marker=drawn.marker, ms=4.5, mec=PAPER, mew=0.5,
                     color=drawn.color, label=short(f"{sweep.labels[found.beside]} {words[column]}", 40))  # fmt: skip
        own.set_xticks(x, [short(level, max(6, 60 // len(levels))) for level in levels] if not numeric else None)
        own.set_xlabel(axis(sweep, found.along))
        own.set_ylabel(row_label(found.metric, currency(sweep)))
        own.margins(x=0.06, y=0.1)
        scaled_up(own, found.metric, currency(sweep))
        legend_above(own)
        if ax is None:
            fit(own)
        return own


def _caption(sweep: Sweep, found: Interaction) -> str:
    average = ", averaged over the other factors" if len(sweep.factors) > 2 else ""
    level = f"{100 * sweep.confidence:g} %"
    return f"Means with {level} intervals{average}. Lines that are not parallel: {dependence(sweep, found)}"


def _alt(sweep: Sweep, found: Interaction) -> str:
    return f"Lines of {lower(found.metric)} along {axis(sweep, found.along)}. {dependence(sweep, found)}"


def _table(sweep: Sweep, found: Interaction) -> Table:
    head = f"{sweep.labels[found.along]} \\ {sweep.labels[found.beside]}"
    rows = [
        (level, *map(plus_minus, row))
        for level, row in zip(sweep.levels(found.along), _values(sweep, found), strict=True)
    ]
    return Table((head, *sweep.levels(found.beside)), tuple(rows))
