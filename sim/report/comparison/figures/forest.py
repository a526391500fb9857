"""Differences from the base as a forest of intervals: better to the right; below, in grey, what is neither."""

from __future__ import annotations

from textwrap import fill
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim import metrics
from sim.comparison import SETTLED, Comparison, Difference
from sim.report import data, text
from sim.report.comparison import amounts
from sim.report.comparison.sentences import said
from sim.report.figure import Figure, Table
from sim.report.style import FAINT, GREY, LINE, PAPER, SLATE, Look, legend_above, look, rows, short, styled

ROW, GAP = 0.21, 0.16
"""Inches for each interval, and between two metrics."""
HEADING = 0.3
"""Inches for the line that says what left and right mean for the rows below it."""
TEXT_AT, END = 1.12, 3.35
"""Where the words begin, and the right end, with the largest distance of a row at 1."""
NEITHER = "neither better nor worse"
NEUTRAL = GREY
"""Colour of what is neither better nor worse; the marker says which scenario it is."""


class Line(NamedTuple):
    """One interval of the forest, on its row's own scale and turned so that better is to the right."""

    difference: Difference
    place: int
    """Of the scenario, from 1."""
    y: float
    """Distance from the top [in]."""
    scale: float
    """One unit of the metric; negative where lower is better."""

    @property
    def is_neutral(self) -> bool:
        """Whether more of it is neither better nor worse."""
        return self.difference.better == metrics.NEITHER

    @property
    def look(self) -> Look:
        """Of its scenario; grey where nothing is better or worse."""
        drawn = look(self.place)
        return drawn._replace(color=NEUTRAL) if self.is_neutral else drawn

    def at(self, value: float) -> float:
        """Place of a difference on the axis."""
        return self.scale * value


def forest(comparison: Comparison) -> list[Line]:
    """Every difference shown that has a value; metrics that are neither better nor worse come last."""
    names = sorted(comparison.shown, key=lambda name: metrics.better(name) == metrics.NEITHER)
    lines: list[Line] = []
    y = 0.0
    for name in names:
        found = [comparison.difference(label, name) for label in comparison.others]
        if not any(one.alone.n for one in found):
            continue
        scale = _scale(found) * (-1 if found[0].better == metrics.LOWER else 1)
        if not lines or lines[-1].is_neutral != (found[0].better == metrics.NEITHER):
            y += HEADING
        for place, one in enumerate(found, start=1):
            y += ROW
            lines.append(Line(one, place, y, scale))
        y += GAP
    return lines


def _scale(found: list[Difference]) -> float:
    """Such that the farthest end of an interval or of the zone lies at 1."""
    ends = [abs(end) for one in found for end in (one.low, one.high, one.together.mean, one.indifference)]
    farthest = max((end for end in ends if np.isfinite(end)), default=0.0)
    return 1 / farthest if farthest else 1.0


def _height(comparison: Comparison) -> float:
    lines = forest(comparison)
    legend = LINE * rows([short(label, 48) for label in comparison.others]) if len(comparison.others) > 1 else 0.0
    return 0.6 + legend + (lines[-1].y if lines else 0.0)


@styled(height=_height)
def plot_differences(comparison: Comparison, ax: Axes) -> Axes:
    """Differences from the base with both intervals and the indifference zone, better to the right."""
    lines = forest(comparison)
    currency = data.currency(comparison.base)
    for line in lines:
        _draw_zone(ax, line)
        _draw_interval(ax, line)
        ax.text(TEXT_AT, line.y, _in_numbers(line.difference, currency), va="center", fontsize=7.5)
    ax.axvline(0, color=SLATE, lw=0.9, zorder=0)
    _frame(ax, lines, len(comparison.others))
    if len(comparison.others) > 1:
        legend_above(ax, [_handle(look(place), label) for place, label in enumerate(comparison.labels) if place])
    return ax


def _draw_zone(ax: Axes, line: Line) -> None:
    reach = abs(line.at(line.difference.indifference))
    ax.add_patch(Rectangle((-reach, line.y - ROW / 2), 2 * reach, ROW, color=FAINT, lw=0, zorder=0))


def _draw_interval(ax: Axes, line: Line) -> None:
    one, drawn = line.difference, line.look
    if not one.alone.n:
        return
    if np.isfinite(one.low):
        ends = sorted((line.at(one.low), line.at(one.high)))
        ax.plot(ends, [line.y] * 2, color=drawn.color, lw=1.0, marker="|", ms=5)
        half = abs(line.at(one.alone.half_width))
        middle = line.at(one.alone.mean)
        ax.plot([middle - half, middle + half], [line.y] * 2, color=drawn.color, lw=2.6, solid_capstyle="butt")
    face = drawn.color if one.verdict in SETTLED else PAPER
    ax.plot(line.at(one.alone.mean), line.y, ls="", marker=drawn.marker, ms=5.5, mfc=face, mec=drawn.color, zorder=3)


def _in_numbers(one: Difference, currency: str) -> str:
    if not one.alone.n:
        return one.verdict.value
    after = amounts.scale(one.metric, currency).after
    shown = f"{amounts.signed(one.metric, one.alone.mean, np.nan, currency)} {after}".strip()
    return f"{shown}: {one.verdict.value}"


def _frame(ax: Axes, lines: list[Line], alternatives: int) -> None:
    """Metrics on the left, each beside the middle of its intervals; no numbers, for every row has its scale."""
    groups = [lines[start : start + alternatives] for start in range(0, len(lines), alternatives)]
    middles = [float(np.mean([line.y for line in row])) for row in groups]
    ax.set_yticks(middles, [_title(row[0].difference) for row in groups])
    for before, row in zip([[], *groups], groups, strict=False):
        begins = not before or before[0].is_neutral != row[0].is_neutral
        if before:
            above = HEADING if begins else 0.0
            ax.axhline(row[0].y - above - (ROW + GAP) / 2, color=FAINT, lw=0.6, zorder=0)
        if begins:
            _head(ax, row[0])
    ax.set_xlim(-1.12, END)
    ax.set_ylim((lines[-1].y if lines else 0.0) + ROW, 0.02)
    ax.set_xticks([])
    ax.tick_params(axis="both", length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(visible=False)


def _head(ax: Axes, first: Line) -> None:
    """What left and right mean, over the first row for which they mean it."""
    y = first.y - ROW / 2 - 0.1
    words = ("← less", "more →") if first.is_neutral else ("← worse", "better →")
    for x, word in zip((-0.6, 0.6), words, strict=True):
        ax.text(x, y, word, ha="center", va="center", fontsize=8)
    if first.is_neutral:
        ax.text(TEXT_AT, y, NEITHER, va="center", fontsize=8)


def _title(one: Difference) -> str:
    """A metric's label on lines that fit beside the axis."""
    return fill(metrics.label(one.metric), 26)


def _handle(drawn: Look, label: str) -> Line2D:
    return Line2D([], [], color=drawn.color, ls=drawn.line, marker=drawn.marker, label=short(label, 48))


def caption_differences(comparison: Comparison) -> str:
    """How to read it."""
    zone = " The pale band is the difference that does not matter." if any(comparison.indifference.values()) else ""
    lines, base = forest(comparison), comparison.labels[0]
    neutral = f" Grey rows are {NEITHER}; there right is more than in {base}." if any(map(_neutral, lines)) else ""
    turned = f" and is turned so that right is better than {base}" if not all(map(_neutral, lines)) else ""
    return (
        f"Each row has its own scale{turned}.{neutral} Thick: the "
        f"interval of that difference alone; thin: the wider interval that holds together with all the others, on "
        f"which the verdict rests. Filled markers are settled, hollow ones need more replications.{zone}"
    )


def _neutral(line: Line) -> bool:
    return line.is_neutral


def alt_differences(comparison: Comparison) -> str:
    """The sentences that the drawing shows."""
    found = " ".join(sentence for answer in said(comparison) for sentence in answer.told + answer.rest)
    return f"Forest plot of the differences from {comparison.labels[0]} with intervals. {found}"


def table_differences(comparison: Comparison) -> Table:
    """Every difference with both intervals."""
    currency = data.currency(comparison.base)
    cells = [
        (amounts.row_label(one.metric, currency), label,
         amounts.signed(one.metric, one.alone.mean, one.alone.half_width, currency),
         amounts.signed(one.metric, one.together.mean, one.together.half_width, currency),
         text.number(one.variance_reduction), one.verdict.value)
        for label, one in comparison.every()
    ]  # fmt: skip
    head = "Metric", "Scenario", "Difference ± alone", "± all together", "Variance cut by", "Verdict"
    return Table(head, tuple(cells))


def missing_differences(comparison: Comparison) -> str:
    """No replication has a value in two scenarios."""
    return "" if forest(comparison) else "no metric has a value in two scenarios"


FOREST = (
    Figure("differences", "What changes, and how sure that is", caption_differences, alt_differences,
           plot_differences, table_differences, missing_differences),
)  # fmt: skip
