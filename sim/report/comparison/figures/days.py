"""The days of several scenarios side by side: treatment spaces in use by half-hour."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.comparison import Comparison
from sim.report import data, text
from sim.report.figure import Figure, Table
from sim.report.figures.axes import clock_axis, hour_edges, limit_line
from sim.report.figures.day import CLOSED, InUse, in_use, space_name
from sim.report.style import LINE, Look, legend_above, look, rows, short, styled


def days(comparison: Comparison) -> list[tuple[str, Look, InUse]]:
    """Spaces in use of every scenario that has any."""
    found = [in_use(experiment) for experiment in comparison.experiments]
    named = enumerate(zip(comparison.labels, found, strict=True))
    return [(label, look(place), use) for place, (label, use) in named if use is not None]


def _height(comparison: Comparison) -> float:
    return 2.9 + LINE * rows([short(label, 48) for label in comparison.labels])


@styled(height=_height)
def plot_days(comparison: Comparison, ax: Axes) -> Axes:
    """Mean number of treatment spaces in use by half-hour in each scenario, with capacity."""
    edges, inside = hour_edges(*comparison.experiments)
    found = days(comparison)
    for label, drawn, use in found:
        ax.stairs(use.band.mean[inside], edges, color=drawn.color, ls=drawn.line, lw=1.8, label=short(label, 48))
    stocks: dict[int, list[str]] = {}
    for label, _, use in found:
        stocks.setdefault(use.stock, []).append(label)
    for stock, labels in sorted(stocks.items()):
        whose = "" if len(stocks) == 1 else f", {short(text.listed(labels), 40)}"
        limit_line(ax, stock, f"Capacity {stock}{whose}")
    ax.yaxis.set_major_locator(MaxNLocator(7, integer=True))
    ax.set_ylabel(f"{space_name(comparison.base, 2).capitalize()} in use")
    clock_axis(ax, *comparison.experiments)
    legend_above(ax)
    return ax


def caption_days(comparison: Comparison) -> str:
    """The peak of each day."""
    return (
        f"Mean of the open weekdays. Busiest: {text.listed([_peak(label, use) for label, _, use in days(comparison)])}."
    )


def _peak(label: str, use: InUse) -> str:
    top = int(np.nanargmax(use.band.mean))
    return f"{label} at {text.clock(top)} with {text.plain(float(use.band.mean[top]))} of {use.stock}"


def alt_days(comparison: Comparison) -> str:
    """The peaks in words."""
    return f"Step lines of the number of treatment spaces in use by half-hour. {caption_days(comparison)}"


def table_days(comparison: Comparison) -> Table:
    """Half-hours around opening hours."""
    _, inside = hour_edges(*comparison.experiments)
    found = days(comparison)
    lines = [
        (text.clock(slot), *(text.number(use.band.mean[slot], 2) for _, _, use in found))
        for slot in np.arange(data.SLOTS)[inside]
    ]
    return Table(("From", *(label for label, _, _ in found)), tuple(lines))


def missing_days(comparison: Comparison) -> str:
    """No space, or no open hour."""
    return "" if days(comparison) else CLOSED


DAYS = (Figure("days", "The days side by side", caption_days, alt_days, plot_days, table_days, missing_days),)
