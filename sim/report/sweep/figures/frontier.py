"""The capacity frontier: throughput against what it is paid with, a point for each design."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim import metrics
from sim.report import text
from sim.report.comparison.amounts import row_label
from sim.report.figure import Figure, Table
from sim.report.style import INK, LOOKS, MORE_LOOKS, PAPER, SLATE, Look, house, short
from sim.report.sweep.panels import entitle, legend_on_top, panels, scaled_up
from sim.report.sweep.words import (
    MOST_SERIES,
    Series,
    axis,
    currency,
    few,
    level,
    lower,
    main_factor,
    plus_minus,
    shown,
)
from sim.report.sweep.words import series as rows_along
from sim.stats import Summary
from sim.sweep.designs import Sweep
from sim.sweep.shown import FRONTIER as MOST

NEAR = 12.0
"""Dots [at 100 an inch] between points whose labels would cover each other."""
BELOW = 0.93
"""Height in the panel from which on a label stands below its point, where it cannot reach the title."""
LETTERS, OVER, MARK = 7.5, 10.0, 5.0
"""Size of a label, how far it may stand out of its panel, and size of a marker [1/72 in]."""
LABELLED = 12
"""Points of one line that are labelled each; of more only the ends are."""


class Frontier(NamedTuple):
    """What is drawn."""

    across: str
    """Throughput."""
    up: list[str]
    """What it is paid with."""


class Point(NamedTuple):
    """A design on one of the panels."""

    place: int
    x: float
    y: float


Box = tuple[float, float, float, float]
"""Left, lower, right and upper edge."""


class Named(NamedTuple):
    """A point with a label, and what the label covers."""

    point: Point
    box: Box


def frontier(sweep: Sweep) -> Frontier:
    """The first metric shown, against the next ones that the designs differ in."""
    names = [name for name in sweep.shown[:MOST] if sweep.has(name) and sweep.varies(name)]
    return Frontier(names[0] if names else "", names[1:])


def drawn_as(sweep: Sweep) -> list[tuple[Series, Look]]:
    """Lines of a grid, each with its look; all designs alike where there are too many lines."""
    found = rows_along(sweep, main_factor(sweep)) if sweep.is_grid else []
    if not 1 <= len(found) <= MOST_SERIES:
        return [(Series("", tuple(range(len(sweep.designs)))), LOOKS[0]._replace(line=""))]
    return list(zip(found, (*LOOKS, *MORE_LOOKS), strict=False))


def plot_frontier(sweep: Sweep, ax: Axes | None = None) -> Axes:
    """A panel for each of the others, throughput to the right."""
    with house():
        found, lines = frontier(sweep), drawn_as(sweep)
        handles = [_handle(line, drawn) for line, drawn in lines if line.label]
        axes = [ax] if ax else panels(len(found.up), [str(one.get_label()) for one in handles])
        for one, name in zip(axes, found.up, strict=False):
            _panel(one, sweep, found.across, name, lines)
        if handles and not ax:
            legend_on_top(axes[0], list(handles))
        return axes[0]


def _panel(ax: Axes, sweep: Sweep, across: str, up: str, lines: list[tuple[Series, Look]]) -> None:
    for line, drawn in lines:
        x = [shown(sweep, place, across) for place in line.places]
        y = [shown(sweep, place, up) for place in line.places]
        across_at, up_at = [one.mean for one in x], [one.mean for one in y]
        ax.errorbar(across_at, up_at, yerr=_reach(y), xerr=_reach(x), ls="", elinewidth=0.9, color=drawn.color,
                    zorder=2)  # fmt: skip
        ax.plot(across_at, up_at, ls=drawn.line, lw=1.1, marker=drawn.marker, ms=5, mec=PAPER, mew=0.6,
                color=drawn.color)  # fmt: skip
    ring = undominated(sweep, across, up)
    best = [[shown(sweep, place, name).mean for place in ring] for name in (across, up)]
    ax.plot(*best, ls="", marker="o", ms=9.5, mfc="none", mec=INK, mew=0.8, zorder=3)
    label = currency(sweep)
    entitle(ax, up, label)
    arrow = {metrics.HIGHER: " →", metrics.LOWER: " ←"}.get(metrics.better(across), "")
    ax.set_xlabel(row_label(across, label) + arrow)
    ax.grid(visible=True, axis="both")
    ax.margins(0.09)
    scaled_up(ax, up, label)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    named: list[Named] = []
    marks = _marks(ax, sweep, across, up)
    for line, _ in lines:
        _name_points(ax, sweep, line, Frontier(across, [up]), named, marks)


def _reach(found: list[Summary]) -> list[float]:
    return [float(np.nan_to_num(one.half_width)) for one in found]


def _name_points(ax: Axes, sweep: Sweep, line: Series, sides: Frontier, named: list[Named], marks: list[Box]) -> None:
    """Levels of the factor along the line, at its ends or at every point; *named* are those that are there, and grow.

    Points that lie together have one label; where another line has one already, or would be written over, there is
    none. *marks*: the markers, which a label covers only where there is no other room.
    """
    if not sweep.is_grid or (not line.label and len(sweep.factors) > 1):
        return
    count, along = len(line.places), main_factor(sweep)
    chosen = line.places if not line.label and count <= LABELLED else line.places[:: max(count - 1, 1)]
    ax.get_ylim()  # settles the limits, on which distances depend
    points = [Point(place, *(shown(sweep, place, name).mean for name in (sides.across, *sides.up))) for place in chosen]
    known = [one for one in points if np.isfinite(one[1:]).all()]
    for group in _together(ax, known):
        if any(_near(ax, group[0], other.point) for other in named):
            continue
        ends = dict.fromkeys(short(level(sweep, along, one.place), 14) for one in (group[0], group[-1]))
        words = "–".join(ends)
        free = [one for one in _rooms(ax, group[0], words) if not any(_cross(one[1], other.box) for other in named)]
        clear = [one for one in free if not any(_cross(one[1], mark) for mark in marks)]
        for offset, box in (clear or free)[:1]:
            ax.annotate(words, group[0][1:], offset, textcoords="offset points", fontsize=LETTERS, color=SLATE,
                        bbox={"fc": PAPER, "alpha": 0.7, "lw": 0, "pad": 0.4}, zorder=5)  # fmt: skip
            named.append(Named(group[0], box))


def _marks(ax: Axes, sweep: Sweep, across: str, up: str) -> list[Box]:
    """What the markers of all designs cover [1/72 in]."""
    ax.get_ylim()
    drawn = ax.get_figure(root=True)
    assert drawn is not None
    places = range(len(sweep.designs))
    at = np.array([[shown(sweep, place, name).mean for name in (across, up)] for place in places])
    centres = 72 / drawn.dpi * ax.transData.transform(at[np.isfinite(at).all(axis=1)])
    return [(x - MARK / 2, y - MARK / 2, x + MARK / 2, y + MARK / 2) for x, y in centres]


def _rooms(ax: Axes, point: Point, words: str) -> Iterator[tuple[tuple[float, float], Box]]:
    """Where a label may stand beside its point, the usual place first: its offset, and the box it covers [1/72 in]."""
    drawn = ax.get_figure(root=True)
    assert drawn is not None
    inch = 72 / drawn.dpi
    x, y = inch * ax.transData.transform(point[1:])
    width, left, right = LETTERS * 0.62 * len(words), inch * ax.bbox.x0, inch * ax.bbox.x1
    above = ax.transAxes.inverted().transform(ax.transData.transform(point[1:]))[1] < BELOW
    for over in (above, not above):
        for across in (4.0, -4.0 - width):
            up = 4.0 if over else -4.0 - LETTERS
            box = (x + across, y + up, x + across + width, y + up + LETTERS)
            if left <= box[0] and box[2] <= right + OVER:
                yield (across, up), box


def _cross(one: Box, other: Box) -> bool:
    """Whether two boxes have an area in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _together(ax: Axes, points: list[Point]) -> list[list[Point]]:
    """Points in groups of neighbours whose labels would cover each other."""
    groups: list[list[Point]] = []
    for point in points:
        if groups and _near(ax, point, groups[-1][0]):
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def _near(ax: Axes, one: Point, other: Point) -> bool:
    apart = ax.transData.transform(one[1:]) - ax.transData.transform(other[1:])
    return bool(np.abs(apart).max() < NEAR)


def _handle(line: Series, drawn: Look) -> Line2D:
    return Line2D([], [], color=drawn.color, ls=drawn.line, marker=drawn.marker, ms=5, mec=PAPER,
                  label=short(line.label, 40))  # fmt: skip


def undominated(sweep: Sweep, across: str, up: str) -> list[int]:
    """Designs that no other beats by one mean without losing by the other; none if a metric has no better way."""
    turn = {metrics.HIGHER: 1.0, metrics.LOWER: -1.0}
    if not {metrics.better(across), metrics.better(up)} <= turn.keys():
        return []
    found = np.array([[turn[metrics.better(name)] * sweep.stat(place, name).mean for name in (across, up)]
                      for place in range(len(sweep.designs))])  # fmt: skip
    known = [place for place, row in enumerate(found) if np.isfinite(row).all()]

    def beaten(place: int) -> bool:
        others = found[known]
        return bool(np.any((others >= found[place]).all(axis=1) & (others > found[place]).any(axis=1)))

    return [place for place in known if not beaten(place)]


def caption_frontier(sweep: Sweep) -> str:
    """How to read it, and what lies on the frontier."""
    found = frontier(sweep)
    lines = drawn_as(sweep)
    drawn = f"Numbers at the points: {axis(sweep, main_factor(sweep))}. " if lines[0][1].line else ""
    rings = [f"by {lower(name)} {_ringed(sweep, found.across, name)}" for name in found.up
             if metrics.better(name) != metrics.NEITHER]  # fmt: skip
    return (
        f"A point for each design with the {100 * sweep.confidence:g} % intervals of both means; arrows say which way "
        f"is better. {drawn}Ringed: no other design has the better mean of one without the worse of the other: "
        f"{'; '.join(rings)}."
    )


def _ringed(sweep: Sweep, across: str, up: str) -> str:
    names = [sweep.designs[place].name for place in undominated(sweep, across, up)]
    return few(names, 3) if names else "none"


def alt_frontier(sweep: Sweep) -> str:
    """The panels in words."""
    found = frontier(sweep)
    ends = [shown(sweep, place, found.across).mean for place in range(len(sweep.designs))]
    least, most = np.nanmin(ends), np.nanmax(ends)
    sides = text.listed([lower(name) for name in found.up])
    return (
        f"{len(sweep.designs)} designs by {lower(found.across)}, from {text.plain(float(least))} to "
        f"{text.plain(float(most))}, against {sides}. The numbers are in the table."
    )


def table_frontier(sweep: Sweep) -> Table:
    """Every design with both means."""
    found = frontier(sweep)
    names = [found.across, *found.up]
    heads = [row_label(name, currency(sweep)) for name in names]
    rows = [
        (design.name, *(plus_minus(shown(sweep, place, name)) for name in names))
        for place, design in enumerate(sweep.designs)
    ]
    return Table(("Design", *heads), tuple(rows))


def missing_frontier(sweep: Sweep) -> str:
    """Nothing to set against throughput."""
    return "" if frontier(sweep).up else "no two of its metrics differ between designs"


FRONTIER: Figure[Sweep] = Figure(
    "frontier", "What more throughput costs", caption_frontier, alt_frontier, plot_frontier, table_frontier,
    missing_frontier,
)  # fmt: skip
