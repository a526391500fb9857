"""The search for the largest load as a path, and the target that stops it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim import metrics
from sim.capacity import Capacity
from sim.procedures.bisection import Standing
from sim.report import targets as told
from sim.report.comparison.amounts import scale
from sim.report.decision.capacity_words import currency, table
from sim.report.figure import Figure, Table
from sim.report.style import BLUE, FAINT, LIMIT, ORANGE, RED, SLATE, Look, legend_above, styled
from sim.targets import Target

MARKS = {
    Standing.MET: Look(BLUE, marker="^"),
    Standing.MISSED: Look(RED, marker="x"),
    Standing.OPEN: Look(ORANGE, marker="D"),
}
WORDS = {Standing.MET: "targets met", Standing.MISSED: "a target missed", Standing.OPEN: "not settled"}


def _keys(found: Capacity) -> list[Line2D]:
    seen = {one.standing for one in found.tested}
    return [
        Line2D([], [], ls="", marker=mark.marker, color=mark.color, ms=6.5, label=WORDS[standing])
        for standing, mark in MARKS.items()
        if standing in seen
    ]


def _load_axis(found: Capacity) -> str:
    unit = found.loads[0].text.partition(" ")[2]
    return f"{found.path}" + (f" [{unit}]" if unit else "")


@styled(height=3.2)
def plot_path(found: Capacity, ax: Axes) -> Axes:
    """The loads in the order in which they were tried, with what was still open before each."""
    numbers = [load.number for load in found.loads]
    low, high = -1, len(numbers)
    for step, one in enumerate(found.bracket.tested, start=1):
        ends = numbers[max(low, 0)], numbers[min(high, len(numbers) - 1)]
        ax.plot([step, step], ends, color=SLATE, lw=5, alpha=0.3, solid_capstyle="butt", zorder=2)
        mark = MARKS[one.standing]
        ax.plot(step, numbers[one.level], ls="", marker=mark.marker, color=mark.color, ms=7, mew=2, zorder=3)
        n = len(one.values)
        ax.annotate(f"{n}", (step, numbers[one.level]), (6, 0), textcoords="offset points", fontsize=7.5, va="center")
        low = max(low, one.level) if one.standing is Standing.MET else low
        high = min(high, one.level) if one.standing is Standing.MISSED else high
    ax.set_xlabel("Loads in the order in which they were tried")
    ax.set_ylabel(_load_axis(found))
    ax.set_xlim(0.5, len(found.bracket.tested) + 0.8)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    legend_above(ax, [*_keys(found), Line2D([], [], color=SLATE, lw=5, alpha=0.3, label="still open")])
    return ax


def caption_path(found: Capacity) -> str:
    """How to read it."""
    return (
        "Each load is replicated until every target is known to be met or one to be missed; the number beside it says "
        "how often. The grey bar is what was still open before."
    )


def alt_path(found: Capacity) -> str:
    """The steps."""
    steps = [f"{found.loads[one.level].text} {WORDS[one.standing]}" for one in found.bracket.tested]
    return f"Loads tried one after the other: {', '.join(steps)}."


def _target(found: Capacity) -> Target:
    return found.binding()[0] if found.binding() else found.targets[0]


@styled(height=3.4)
def plot_target(found: Capacity, ax: Axes) -> Axes:
    """The target that stops the load, against the load."""
    target, money = _target(found), currency(found)
    factor = scale(target.metric, money).factor
    for one in found.tested:
        mean, mark = found.stat(one.level, target.metric), MARKS[one.standing]
        reach, load = factor * np.nan_to_num(mean.half_width), found.loads[one.level].number
        ax.errorbar(load, factor * mean.mean, yerr=reach, elinewidth=1, capsize=2.5, ls="", marker=mark.marker,
                    color=mark.color, ms=6.5, zorder=3)  # fmt: skip
    bound, tolerance = factor * target.bound, factor * target.tolerance
    ax.axhspan(bound - tolerance, bound + tolerance, color=FAINT, lw=0, zorder=1)
    line = ax.axhline(bound, color=LIMIT.color, ls=LIMIT.line, lw=1.3, zorder=2, label=told.wanted(target, money))
    ax.set_xlabel(_load_axis(found))
    ax.set_ylabel(f"{metrics.label(target.metric)} [{scale(target.metric, money).unit}]")
    ax.xaxis.set_major_locator(MaxNLocator(8))
    legend_above(ax, [*_keys(found), line])
    return ax


def caption_target(found: Capacity) -> str:
    """How to read it."""
    target = _target(found)
    return (
        f"The target that stops the load, {told.said(target, currency(found))}, with 95 % intervals at the loads that "
        "were tried; the grey band is its tolerance. Loads far from the border are replicated less, and their bars are "
        "longer."
    )


def alt_target(found: Capacity) -> str:
    """The points."""
    target, money = _target(found), currency(found)
    points = [
        f"{found.loads[one.level].text}: {told.amount(target.metric, found.stat(one.level, target.metric).mean, money)}"
        for one in found.tested
    ]
    return f"{metrics.label(target.metric)} by load: {'; '.join(points)}."


def _always(found: Capacity) -> str:
    return "" if found.tested else "no load was tried"


def _table(found: Capacity) -> Table:
    return table(found)


FIGURES: tuple[Figure[Capacity], ...] = (
    Figure("target", "The target that stops the load", caption_target, alt_target, plot_target, _table, _always),
    Figure("path", "The search", caption_path, alt_path, plot_path, _table, _always),
)  # fmt: skip
