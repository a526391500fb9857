"""What one factor does to each metric: curves over its levels, or points of a Latin hypercube with the plane's line."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.report import text
from sim.report.comparison.amounts import row_label, scale
from sim.report.figure import Figure, Table
from sim.report.style import INK, LOOKS, MORE_LOOKS, PAPER, Look, house, short
from sim.report.sweep.panels import entitle, legend_on_top, panels, scaled_up
from sim.report.sweep.words import (
    MOST_SERIES,
    axis,
    currency,
    lower,
    main_factor,
    plus_minus,
    scaled,
    series,
    shown,
    varying,
)
from sim.stats import Summary
from sim.sweep.designs import Sweep
from sim.sweep.fit import fitted
from sim.sweep.interaction import strongest

MOST, FEW = 8, 4
"""Panels of a figure; of each where there are more than two."""
CLOUD = 0.5
"""Width over which designs with the same word are spread, so that each can be seen."""


def places(sweep: Sweep) -> list[int]:
    """Factors with a figure of their own: the main one where lines show the other, else all."""
    return [main_factor(sweep)] if _has_lines(sweep) else list(range(len(sweep.factors)))


def _has_lines(sweep: Sweep) -> bool:
    """Whether a line for each level of a second factor can be drawn."""
    return sweep.is_grid and len(sweep.factors) == 2 and len(series(sweep, main_factor(sweep))) <= MOST_SERIES


def figure(sweep: Sweep, place: int) -> Figure[Sweep]:
    """The figure of one factor."""
    word = sweep.labels[place]
    return Figure(
        f"response-{place + 1}",
        f"What {word} does",
        partial(_caption, place=place),
        partial(_alt, place=place),
        partial(_plot, place=place),
        partial(_table, place=place),
        _missing,
    )


def _plot(sweep: Sweep, ax: Axes | None = None, *, place: int) -> Axes:
    """A panel for each metric."""
    with house():
        names = _metrics(sweep)
        lines = _lines(sweep, place)
        handles = [_handle(label, drawn) for label, drawn, _ in lines if label]
        axes = [ax] if ax else panels(len(names), [str(one.get_label()) for one in handles])
        for one, name in zip(axes, names, strict=False):
            if sweep.is_grid:
                _curves(one, sweep, place, name, lines)
            else:
                _points(one, sweep, place, name)
            entitle(one, name, currency(sweep))
            _levels_below(one, sweep, place)
            scaled_up(one, name, currency(sweep))
        if handles and not ax:
            legend_on_top(axes[0], list(handles))
        return axes[0]


def _lines(sweep: Sweep, place: int) -> list[tuple[str, Look, tuple[int, ...] | None]]:
    """Label, look and designs of each line; without designs it is an average over the other factors."""
    if not (_has_lines(sweep) and place == main_factor(sweep)):
        return [("", LOOKS[0], None)]
    looks = (*LOOKS, *MORE_LOOKS)
    return [(one.label, looks[number], one.places) for number, one in enumerate(series(sweep, place))]


def _curves(
    ax: Axes, sweep: Sweep, place: int, name: str, lines: list[tuple[str, Look, tuple[int, ...] | None]]
) -> None:
    x = _at(sweep, place)
    for label, drawn, designs in lines:
        found = _averages(sweep, place, name) if designs is None else [shown(sweep, one, name) for one in designs]
        y = [one.mean for one in found]
        reach = [float(np.nan_to_num(one.half_width)) for one in found]
        join = drawn.line if sweep.factors[place].numbers else ""
        ax.errorbar(x, y, yerr=reach, ls="", elinewidth=1.0, capsize=2, color=drawn.color)
        ax.plot(x, y, ls=join, lw=1.2, marker=drawn.marker, ms=4.5, mec=PAPER, mew=0.5, color=drawn.color, label=label)
    ax.margins(x=0.06, y=0.1)


def _averages(sweep: Sweep, place: int, name: str) -> list[Summary]:
    factor = scale(name, currency(sweep)).factor
    return [scaled(one, factor) for one in sweep.response(place, name)]


def _points(ax: Axes, sweep: Sweep, place: int, name: str) -> None:
    x, found = _spread(sweep, place), [shown(sweep, one, name) for one in range(len(sweep.designs))]
    y = np.array([one.mean for one in found])
    reach = [float(np.nan_to_num(one.half_width)) for one in found]
    ax.errorbar(x, y, yerr=reach, ls="", marker="o", ms=3.5, mec=PAPER, mew=0.4, elinewidth=0.8, color=LOOKS[0].color)
    plane = fitted(sweep, name)
    if plane is not None and sweep.factors[place].numbers:
        effect = next(one for one in plane.effects if one.label == sweep.labels[place])
        half = scale(name, currency(sweep)).factor * effect.change.mean / 2
        middle = float(np.nanmean(y))
        ax.plot([x.min(), x.max()], [middle - half, middle + half], color=INK, lw=1.1, ls=(0, (4, 2)))


def _spread(sweep: Sweep, place: int) -> np.ndarray:
    """Where designs stand across; those with the same word beside each other."""
    x = sweep.numbers(place).astype(float)
    if not sweep.factors[place].numbers:
        for level in sweep.levels(place):
            same = sweep.with_level(place, level)
            x[same] += CLOUD * (np.arange(len(same)) / max(len(same) - 1, 1) - 0.5)
    return x


def _metrics(sweep: Sweep) -> list[str]:
    return varying(sweep, MOST if len(places(sweep)) <= 2 else FEW)


def _at(sweep: Sweep, place: int) -> list[float]:
    """Where the levels stand on the axis."""
    levels = sweep.levels(place)
    if not sweep.factors[place].numbers:
        return [float(number) for number in range(len(levels))]
    first = {level: sweep.numbers(place)[sweep.with_level(place, level)[0]] for level in levels}
    return [float(first[level]) for level in levels]


def _levels_below(ax: Axes, sweep: Sweep, place: int) -> None:
    ax.set_xlabel(axis(sweep, place))
    if not sweep.factors[place].numbers:
        levels = sweep.levels(place)
        ax.set_xticks(range(len(levels)), [short(level, max(6, 34 // len(levels))) for level in levels])
        ax.set_xlim(-0.5, len(levels) - 0.5)
    elif sweep.is_grid and len(sweep.levels(place)) <= 9:
        ax.set_xticks(_at(sweep, place))
    else:
        ax.xaxis.set_major_locator(MaxNLocator(6))


def _handle(label: str, drawn: Look) -> Line2D:
    return Line2D([], [], color=drawn.color, ls=drawn.line, marker=drawn.marker, ms=4.5, mec=PAPER,
                  label=short(label, 40))  # fmt: skip


def _caption(sweep: Sweep, place: int) -> str:
    level = f"{100 * sweep.confidence:g} %"
    if not sweep.is_grid:
        return (
            f"A point for each design with its {level} interval; what scatters is the work of the other factors. "
            f"Dashed: the plane that fits all designs best, the other factors in the middle. Arrows say which way is "
            f"better."
        )
    average = (
        ", averaged over the other factors" if len(sweep.factors) > 1 and _lines(sweep, place)[0][2] is None else ""
    )
    return (
        f"Means with {level} intervals along {sweep.labels[place]}{average}; arrows say which way is better. "
        f"Neighbours met the same people, so that their difference is surer than their intervals look."
        f"{_hidden(sweep, place) if average else ''}"
    )


def _hidden(sweep: Sweep, place: int) -> str:
    """Which of these averages stand for curves that differ much."""
    found = [strongest(sweep, name) for name in _metrics(sweep)]
    pairs = [(lower(one.metric), {one.along, one.beside}) for one in found if one is not None]
    told = [f"{words} on {sweep.labels[(pair - {place}).pop()]}" for words, pair in pairs if place in pair]
    if not told:
        return ""
    return f" The average hides that what {sweep.labels[place]} does depends on others: {text.listed(told)}."


def _alt(sweep: Sweep, place: int) -> str:
    told = []
    for name in _metrics(sweep):
        ends = [shown(sweep, one, name).mean for one in range(len(sweep.designs))]
        told.append(
            f"{lower(name)} between {text.plain(float(np.nanmin(ends)))} and {text.plain(float(np.nanmax(ends)))}"
        )
    return f"Panels along {axis(sweep, place)}: {'; '.join(told)}. The numbers are in the table."


def _table(sweep: Sweep, place: int) -> Table:
    names = _metrics(sweep)
    heads = [row_label(name, currency(sweep)) for name in names]
    if sweep.is_grid and _lines(sweep, place)[0][2] is None:
        columns = [_averages(sweep, place, name) for name in names]
        rows = [
            (level, *(plus_minus(column[number]) for column in columns))
            for number, level in enumerate(sweep.levels(place))
        ]
        return Table((sweep.labels[place], *heads), tuple(rows))
    order = np.argsort(sweep.numbers(place), kind="stable")
    rows = [(sweep.designs[one].name, *(plus_minus(shown(sweep, int(one), name)) for name in names)) for one in order]
    return Table(("Design", *heads), tuple(rows))


def _missing(sweep: Sweep) -> str:
    return "" if varying(sweep, 1) else "no metric shown differs between designs"
