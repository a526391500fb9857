"""Small multiples: several axes on one figure, each with a title of its own."""

from __future__ import annotations

from textwrap import fill

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from sim import metrics
from sim.report.comparison.amounts import row_label
from sim.report.style import LINE, WIDTH, columns, rows

ACROSS = 2
TALL, BETWEEN, BELOW = 1.75, 0.72, 0.5
"""Inches of a panel, of the room over it for its title and the axis of the one above, and under the last."""
LEFT, MIDDLE, RIGHT = 0.58, 0.72, 0.12
"""Inches beside the panels."""
TITLE = 42
"""Letters of a line of a title."""
ARROWS = {metrics.HIGHER: " ↑", metrics.LOWER: " ↓", metrics.NEITHER: ""}
"""Which way is better."""


def panels(count: int, legend: list[str] | None = None) -> list[Axes]:
    """So many axes, two beside each other, with room for a legend of these labels above them."""
    down = -(-count // ACROSS)
    top = 0.1 + LINE * rows(legend or [])
    height = top + down * (TALL + BETWEEN) + BELOW - 0.28
    drawn = Canvas(figsize=(WIDTH, height))
    across = (WIDTH - LEFT - MIDDLE - RIGHT) / ACROSS
    found = []
    for place in range(count):
        row, column = divmod(place, ACROSS)
        left = LEFT + column * (across + MIDDLE)
        bottom = height - top - (row + 1) * (TALL + BETWEEN) + 0.28
        found.append(drawn.add_axes((left / WIDTH, bottom / height, across / WIDTH, TALL / height)))
    return found


def entitle(ax: Axes, metric: str, currency: str) -> None:
    """The metric, its unit and which way is better, over its panel."""
    words = fill(row_label(metric, currency) + ARROWS[metrics.better(metric)], TITLE)
    ax.set_title(words, loc="left", fontsize=8.5, pad=4)


def legend_on_top(ax: Axes, handles: list[Artist]) -> None:
    """One legend for all panels, over them."""
    drawn = ax.get_figure(root=True)
    assert isinstance(drawn, Canvas)
    labels = [str(handle.get_label()) for handle in handles]
    height = drawn.get_size_inches()[1]
    drawn.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.2 / WIDTH, 1 - 0.02 / height), ncols=columns(labels),
                 columnspacing=1.4)  # fmt: skip
