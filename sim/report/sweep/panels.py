"""Small multiples: several axes on one figure, each with a title of its own."""

from __future__ import annotations

from textwrap import fill

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from sim import metrics
from sim.report.comparison.amounts import row_label, scale
from sim.report.style import LINE, WIDTH, columns, rows

ACROSS = 2
TALL, BETWEEN, BELOW = 1.75, 0.72, 0.5
"""Inches of a panel, of the room over it for its title and the axis of the one above, and under the last."""
LEFT, MIDDLE, RIGHT = 0.66, 0.74, 0.12
"""Inches beside the panels."""
LAST = 0.34
"""Inches between panels that are for the axis of the one above; over the first they are not needed."""
TITLE = 42
"""Letters of a line of a title."""
THOUSANDS = 5000.0
"""From here on numbers are written with separators."""
ARROWS = {metrics.HIGHER: " ↑", metrics.LOWER: " ↓", metrics.NEITHER: ""}
"""Which way is better."""


def panels(count: int, legend: list[str] | None = None, tall: float = TALL) -> list[Axes]:
    """So many axes, two beside each other, with room for a legend of these labels above them."""
    down = -(-count // ACROSS)
    top = LINE * rows(legend or [])
    height = top + down * (tall + BETWEEN) + BELOW - LAST
    drawn = Canvas(figsize=(WIDTH, height))
    across = (WIDTH - LEFT - MIDDLE - RIGHT) / ACROSS
    found = []
    for place in range(count):
        row, column = divmod(place, ACROSS)
        left = LEFT + column * (across + MIDDLE)
        bottom = height - top - (row + 1) * (tall + BETWEEN) + LAST
        found.append(drawn.add_axes((left / WIDTH, bottom / height, across / WIDTH, tall / height)))
    return found


def entitle(ax: Axes, metric: str, currency: str) -> None:
    """The metric, its unit and which way is better, over its panel."""
    words = fill(row_label(metric, currency) + ARROWS[metrics.better(metric)], TITLE)
    ax.set_title(words, loc="left", fontsize=8.5, pad=4)


def scaled_up(ax: Axes, metric: str, currency: str) -> None:
    """Few ticks, thousands apart; no share beyond all."""
    ax.yaxis.set_major_locator(MaxNLocator(5))
    thousands(ax.yaxis, ax.get_ylim())
    if scale(metric, currency).unit == "%":
        low, high = ax.get_ylim()
        ax.set_ylim(max(low, -1.0), min(high, 101.0))


def thousands(axis: Axis, limits: tuple[float, float]) -> None:
    """Separators in large numbers."""
    if max(map(abs, limits)) >= THOUSANDS:
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def legend_on_top(ax: Axes, handles: list[Artist]) -> None:
    """One legend for all panels, over them."""
    drawn = ax.get_figure(root=True)
    assert isinstance(drawn, Canvas)
    labels = [str(handle.get_label()) for handle in handles]
    height = drawn.get_size_inches()[1]
    corner = (0.2 / WIDTH, 1 - 0.02 / height)
    drawn.legend(handles, labels, loc="upper left", bbox_to_anchor=corner, ncols=columns(labels), columnspacing=1.4)
