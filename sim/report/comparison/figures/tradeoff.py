"""Two things that a manager wants at once: one metric against another, a point for each scenario."""

from __future__ import annotations

from textwrap import fill
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim import metrics
from sim.comparison import Comparison
from sim.report import data, text
from sim.report.comparison import amounts
from sim.report.comparison.sentences import lowered
from sim.report.figure import Figure, Table
from sim.report.style import LINE, PAPER, SLATE, Look, legend_above, look, rows, short, styled
from sim.stats import Summary

NEAR = 9.0
"""Points closer than this cover each other [points of 1/72 in]."""
SIZE, RING = 7.0, 5.0
"""Of a marker, and how much larger each further one is that lies at the same place."""
NO_PAIR = "two metrics of different families, each better one way, are needed"


class Point(NamedTuple):
    """One scenario."""

    label: str
    drawn: Look
    x: Summary
    """Of the first metric, as shown: shares in percent."""
    y: Summary
    """Of the second."""


def pair(comparison: Comparison) -> tuple[str, str] | None:
    """The first metric shown and the first of another family; both better one way and with values everywhere."""
    found = [name for name in comparison.shown if metrics.better(name) != metrics.NEITHER]
    found = [name for name in found if all(data.known(comparison.stat(label, name)) for label in comparison.labels)]
    others = [name for name in found if _family(name) != _family(found[0])]
    return (found[0], others[0]) if others else None


def _family(name: str) -> str:
    return name.partition(".")[0]


def points(comparison: Comparison) -> list[Point]:
    """Every scenario with its means and intervals; none if there is no pair of metrics."""
    wanted = pair(comparison)
    if wanted is None:
        return []
    return [
        Point(label, look(place), *(_shown(comparison, label, name) for name in wanted))
        for place, label in enumerate(comparison.labels)
    ]


def _shown(comparison: Comparison, label: str, name: str) -> Summary:
    found, factor = comparison.stat(label, name), amounts.scale(name, data.currency(comparison.base)).factor
    return found._replace(mean=factor * found.mean, half_width=factor * found.half_width)


def _height(comparison: Comparison) -> float:
    return 3.3 + LINE * rows([short(label, 48) for label in comparison.labels])


@styled(height=_height)
def plot_tradeoff(comparison: Comparison, ax: Axes) -> Axes:
    """One metric against another, a point with both intervals for each scenario."""
    named, found = [], points(comparison)
    for label, drawn, x, y in found:
        ax.errorbar(x.mean, y.mean, xerr=_reach(x), yerr=_reach(y), elinewidth=1.1, capsize=2.5, ls="",
                    color=drawn.color, zorder=2)  # fmt: skip
        named.append(Line2D([], [], ls="", marker=drawn.marker, ms=SIZE, color=drawn.color, label=short(label, 48)))
    across, up = pair(comparison) or ("", "")
    currency = data.currency(comparison.base)
    ax.set_xlabel(_axis(across, currency, "← better", "better →"))
    ax.set_ylabel(_axis(up, currency, "↓ better", "better ↑"))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(6))
    for group in together(ax, found):
        _draw(ax, group)
    ax.grid(visible=True, axis="both")
    legend_above(ax, named)
    return ax


def together(ax: Axes, found: list[Point]) -> list[list[Point]]:
    """Points in groups that would cover each other on these axes, whose limits the intervals have settled."""
    ax.get_ylim()
    drawn = ax.get_figure(root=True)
    assert drawn is not None
    near, groups = NEAR * drawn.dpi / 72, list[list[Point]]()
    places = {one.label: ax.transData.transform((one.x.mean, one.y.mean)) for one in found}
    for one in found:
        at = places[one.label]
        group = next((some for some in groups if np.hypot(*(at - places[some[0].label])) < near), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return groups


def _draw(ax: Axes, group: list[Point]) -> None:
    """One point filled; each further one at its place as a larger outline around it, with the names of all beside."""
    for nth, (_, drawn, x, y) in reversed(list(enumerate(group))):
        face = PAPER if nth else drawn.color
        ax.plot(x.mean, y.mean, ls="", marker=drawn.marker, ms=SIZE + RING * nth, mfc=face,
                mec=drawn.color, mew=1.4 if nth else 1.0, zorder=3)  # fmt: skip
    if len(group) > 1:
        _name(ax, group)


def _name(ax: Axes, group: list[Point]) -> None:
    """Whose points lie together, on the side where there is room."""
    at = group[0].x.mean, group[0].y.mean
    across, up = ax.transAxes.inverted().transform(ax.transData.transform(at))
    out = (SIZE + RING * len(group)) / 2 + 3
    words = fill(f"together: {text.listed([short(one.label, 30) for one in group])}", 40)
    ax.annotate(words, at, (-out if across > 0.5 else out, out if up < 0.6 else -out), textcoords="offset points",
                ha="right" if across > 0.5 else "left", va="bottom" if up < 0.6 else "top",
                fontsize=7.5, color=SLATE, zorder=4)  # fmt: skip


def _reach(found: Summary) -> float:
    return float(np.nan_to_num(found.half_width))


def _axis(name: str, currency: str, less: str, more: str) -> str:
    """A metric with its unit and which way it is better."""
    words = amounts.row_label(name, currency)
    return f"{less}   {words}" if metrics.better(name) == metrics.LOWER else f"{words}   {more}"


def caption_tradeoff(comparison: Comparison) -> str:
    """How to read it, and who is best at what."""
    found, (across, up) = points(comparison), pair(comparison) or ("", "")
    best = [f"{_best(found, 2, across)} is best by {_words(across)}", f"{_best(found, 3, up)} by {_words(up)}"]
    return (
        f"A point for each scenario with the {100 * comparison.confidence:g} % intervals of both means. By the means "
        f"{text.listed(best)}. The intervals are those of each scenario alone; differences, which are paired, are "
        f"known more closely."
    )


def _best(found: list[Point], place: int, name: str) -> str:
    values = [one[place].mean for one in found]  # type: ignore[union-attr]
    wanted = min(values) if metrics.better(name) == metrics.LOWER else max(values)
    return text.listed([one.label for one, value in zip(found, values, strict=True) if value == wanted])


def _words(name: str) -> str:
    return lowered(metrics.label(name))


def alt_tradeoff(comparison: Comparison) -> str:
    """The points."""
    across, up = pair(comparison) or ("", "")
    told = [f"{one.label} {text.plain(one.x.mean)} and {text.plain(one.y.mean)}" for one in points(comparison)]
    currency = data.currency(comparison.base)
    axes = f"{amounts.row_label(across, currency)} to the right, {amounts.row_label(up, currency)} upwards"
    return f"Points of {axes}: {'; '.join(told)}."


def table_tradeoff(comparison: Comparison) -> Table:
    """Both means with their intervals."""
    currency = data.currency(comparison.base)
    heads = [amounts.row_label(name, currency) for name in pair(comparison) or ()]
    return Table(("Scenario", *heads), tuple((one.label, _cell(one.x), _cell(one.y)) for one in points(comparison)))


def _cell(found: Summary) -> str:
    places = text.decimals(found.mean, _reach(found))
    half = f"{amounts.GLUE}±{amounts.GLUE}{text.number(found.half_width, places)}" if _reach(found) else ""
    return text.number(found.mean, places) + half


def missing_tradeoff(comparison: Comparison) -> str:
    """Fewer than two such metrics, or no value."""
    return "" if points(comparison) else NO_PAIR


TRADEOFF = (
    Figure("tradeoff", "One against the other", caption_tradeoff, alt_tradeoff, plot_tradeoff, table_tradeoff,
           missing_tradeoff),
)  # fmt: skip
