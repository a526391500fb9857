"""Pieces that several figures share: clock axes, limit lines, histograms, bands over weeks."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment import Experiment
from sim.report import data
from sim.report.style import BAND, BLUE, FAINT, INK, INNER, LIMIT, ORANGE, PAPER, SLATE, Look
from sim.units import WEEK

HALO = {"facecolor": PAPER, "alpha": 0.92, "lw": 0, "pad": 1.2}
"""Behind words that may lie on a line."""
SHOWN = 0.99
"""Histograms end where so much of everything has been shown."""


def hour_edges(*experiments: Experiment) -> tuple[np.ndarray, np.ndarray]:
    """Edges of the half-hours from an hour before opening to one after closing [h], and which of the 48 they are."""
    opens, closes = data.hours(*experiments)
    first, last = max(int(2 * opens) - 2, 0), min(int(np.ceil(2 * closes)) + 2, data.SLOTS)
    inside = (np.arange(data.SLOTS) >= first) & (np.arange(data.SLOTS) < last)
    return np.arange(first, last + 1) / 2, inside


def clock_axis(ax: Axes, *experiments: Experiment) -> None:
    """Hours of the day below, with opening and closing as thin lines."""
    edges, _ = hour_edges(*experiments)
    opens, closes = data.hours(*experiments)
    ax.set_xlim(edges[0], edges[-1])
    step = 1 if edges[-1] - edges[0] <= 14 else 3
    ticks = np.arange(np.ceil(edges[0] / step) * step, edges[-1] + 0.01, step)
    ax.set_xticks(ticks, [f"{int(hour):02d}:00" for hour in ticks])
    ax.set_xlabel("Time of day")
    for hour in {opens, closes} - {0.0, 24.0}:
        ax.axvline(hour, color=SLATE, lw=0.8, ls=(0, (2, 2)), zorder=0)


def limit_line(ax: Axes, level: float, words: str, in_legend: bool = False) -> None:
    """A limit as a dashed line with its name above its right end, or in the legend; room is made for both."""
    ax.set_ylim(0, max(ax.get_ylim()[1], 1.16 * level))
    ax.axhline(level, color=LIMIT.color, ls=LIMIT.line, lw=1.6, label=words if in_legend else None)
    if in_legend:
        return
    ax.annotate(words, (1, level), (-2, 3), xycoords=ax.get_yaxis_transform(), textcoords="offset points",
                color=LIMIT.color, ha="right", va="bottom", bbox=HALO)  # fmt: skip


def mark(ax: Axes, place: float, words: str) -> None:
    """A place on the horizontal axis as a dashed line, its name beside it where there is room."""
    low, high = ax.get_xlim()
    left = place < low + 0.8 * (high - low)
    ax.axvline(place, color=LIMIT.color, ls=LIMIT.line, lw=1.6)
    ax.annotate(words, (place, 0.98), (3 if left else -3, 0), xycoords=ax.get_xaxis_transform(), bbox=HALO,
                textcoords="offset points", color=LIMIT.color, ha="left" if left else "right", va="top")  # fmt: skip


def histogram(
    ax: Axes, values: np.ndarray | None, edges: np.ndarray, after: float = np.inf, from_zero: bool = False
) -> None:
    """Bars of the mean shares with 95 % intervals; those from *after* on are hatched. values, shape (n, k)."""
    if values is None:
        return
    found = data.band(100 * values)
    first, last = shown_bins(found.mean, from_zero)
    left, width = edges[:-1][first:last], np.diff(edges)[first:last]
    mean, half = found.mean[first:last], np.nan_to_num(found.half_width[first:last])
    for chosen, color, hatch in ((left < after, BLUE, ""), (left >= after, ORANGE, "///")):
        ax.bar(left[chosen], mean[chosen], width[chosen], align="edge", color=color, hatch=hatch, edgecolor=INK)
    ax.errorbar(left + width / 2, mean, [np.minimum(half, mean), half], fmt="none", ecolor=INK, capsize=2, lw=1)
    ax.set_xlim(left[0], left[-1] + width[-1])
    ax.set_ylim(0, 1.1 * ax.get_ylim()[1])


def shown_bins(shares: np.ndarray, from_zero: bool) -> tuple[int, int]:
    """First and last (excluded) bin worth drawing."""
    reached = np.cumsum(np.nan_to_num(shares)) / max(float(np.nansum(shares)), 1e-12)
    first = 0 if from_zero else max(int(np.argmax(reached > 1 - SHOWN)) - 1, 0)
    return first, min(int(np.argmax(reached >= SHOWN - 1e-9)) + 2, len(shares))


def weeks_of(experiment: Experiment) -> int:
    """Whole weeks from the start of the run to the end of the window."""
    return int(experiment.window.end // WEEK)


def weekly(experiment: Experiment, name: str) -> np.ndarray | None:
    """A weekly series without a last week that is not whole, shape (n, weeks)."""
    values = data.every_profile(experiment, name)
    return None if values is None or weeks_of(experiment) < 2 else values[..., : weeks_of(experiment)]


def draw_weeks(ax: Axes, values: np.ndarray, look: Look, label: str, banded: bool = True, together: int = 1) -> None:
    """Mean over replications by week, its 95 % interval, and the middle nine tenths of the replications."""
    found, x = data.band(values, together), np.arange(values.shape[-1]) + 1
    if len(values) > 1 and banded:
        ax.fill_between(x, found.p5, found.p95, color=look.color, alpha=BAND, lw=0)
        low, high = found.mean - found.half_width, found.mean + found.half_width
        ax.fill_between(x, np.maximum(low, 0), high, color=look.color, alpha=INNER, lw=0)
    ax.plot(x, found.mean, color=look.color, ls=look.line, marker=look.marker, ms=3.5, label=label,
            markevery=max(len(x) // 13, 1))  # fmt: skip


def week_axis(ax: Axes, experiment: Experiment) -> None:
    """Calendar weeks below; the warm-up in grey."""
    weeks, warm_up = weeks_of(experiment), experiment.window.start / WEEK
    ax.set_xlim(1, weeks)
    ax.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    ax.set_xlabel(f"Week of the run (week 1 begins {experiment.header.starts:%-d %B %Y})")
    if warm_up >= 1:
        ax.axvspan(1, warm_up + 0.5, color=FAINT, alpha=0.55, lw=0, zorder=-1)
        ax.annotate("warm-up, not counted", ((warm_up + 1.5) / 2, 1), (0, -3), xycoords=ax.get_xaxis_transform(),
                    textcoords="offset points", ha="center", va="top", fontsize=7.5, color=INK)  # fmt: skip
