"""Uncertain inputs one at a time: a bar to what either end of its range gives, the longest on top."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim import metrics
from sim.report import data, text
from sim.report.comparison import amounts
from sim.report.comparison.amounts import row_label, scale
from sim.report.figure import Figure, Table
from sim.report.style import BLUE, INK, LINE, PAPER, SLATE, YELLOW, Look, canvas, fit, house, legend_above, short
from sim.report.sweep.panels import thousands
from sim.report.sweep.words import lower
from sim.sweep.tornado import Swing, Tornado

ROW = 0.36
"""Inches of an input."""
LOW, HIGH = Look(YELLOW, hatch="//"), Look(BLUE)
LETTERS = 0.021
"""Part of the axes that a letter beside a bar takes."""
MOST = 15
"""Inputs drawn; the table has all."""


def moved(tornado: Tornado) -> list[str]:
    """Metrics shown that some input moves."""
    return [name for name in tornado.shown if tornado.has(name) and any(one.reach > 0 for one in tornado.swings(name))]


def figure(name: str) -> Figure[Tornado]:
    """The tornado of one metric."""
    return Figure(
        f"tornado-{name.replace('.', '-')}",
        f"What it matters for {lower(name)}",
        partial(_caption, name=name),
        partial(_alt, name=name),
        partial(_plot, name=name),
        partial(_table, name=name),
        partial(_missing, name=name),
    )


def _plot(tornado: Tornado, ax: Axes | None = None, *, name: str) -> Axes:
    found, label = tornado.swings(name)[:MOST], data.currency(tornado.base)
    factor = scale(name, label).factor
    base = factor * tornado.stat(name).mean
    with house():
        own = ax or canvas(0.66 + LINE + ROW * len(found))
        for row, one in enumerate(found):
            for difference, at, drawn, way in ((one.low, one.low_at, LOW, -1), (one.high, one.high_at, HIGH, 1)):
                mean = factor * float(np.nan_to_num(difference.together.mean))
                half = factor * float(np.nan_to_num(difference.together.half_width))
                height = row + way * 0.19
                own.barh(height, mean, left=base, height=0.34, color=drawn.color, hatch=drawn.hatch, lw=0)
                own.errorbar(base + mean, height, xerr=half, color=INK, elinewidth=0.9, capsize=1.8)
                if at != one.value:
                    _name(own, base + mean, height, half, mean, at)
        own.axvline(base, color=SLATE, lw=0.9)
        own.set_yticks(range(len(found)), [_label(one) for one in found])
        own.set_ylim(len(found) - 0.4, -0.6)
        own.set_xlim(*_room(found, factor, base))
        own.set_xlabel(row_label(name, label) + _better(name))
        thousands(own.xaxis, own.get_xlim())
        own.grid(visible=True, axis="x")
        own.grid(visible=False, axis="y")
        legend_above(own, [Patch(fc=one.color, hatch=one.hatch, label=words) for one, words in
                           ((LOW, "lower end of the range"), (HIGH, "upper end"))])  # fmt: skip
        if ax is None:
            fit(own)
        return own


def _room(found: list[Swing], factor: float, base: float) -> tuple[float, float]:
    """Limits that leave room for the ends of the whiskers and the letters beyond them."""
    ends, letters = [base], 0
    for one in found:
        for difference, at in ((one.low, one.low_at), (one.high, one.high_at)):
            mean, half = (float(np.nan_to_num(part)) for part in difference.together[:2])
            ends += [base + factor * (mean - half), base + factor * (mean + half)]
            letters = max(letters, len(at))
    room = (max(ends) - min(ends)) * (0.03 + LETTERS * letters)
    return min(ends) - room, max(ends) + room


def _name(ax: Axes, x: float, y: float, half: float, mean: float, at: str) -> None:
    """The end of the range beside its bar, on the far side of the base."""
    side = 1 if mean >= 0 else -1
    ax.annotate(at, (x + side * half, y), (4 * side, 0), textcoords="offset points", va="center",
                ha="left" if side > 0 else "right", fontsize=7,
                bbox={"fc": PAPER, "ec": "none", "pad": 0.4, "alpha": 0.7})  # fmt: skip


def _label(one: Swing) -> str:
    return short(one.label, 32) + f" {one.value}"


def _better(name: str) -> str:
    return {metrics.HIGHER: ", better →", metrics.LOWER: ", ← better"}.get(metrics.better(name), "")


def _caption(tornado: Tornado, name: str) -> str:
    count = len(tornado.ranges)
    rest = f" The {MOST} largest of {count}." if count > MOST else ""
    return (
        f"The line: the clinic as it stands. Each bar: the same people and luck with one input at an end of its range, "
        f"all others at their value (behind their name). Whiskers: interval of the paired difference; all those of "
        f"this figure hold together with {100 * tornado.confidence:g} % confidence.{rest}"
    )


def _alt(tornado: Tornado, name: str) -> str:
    label = data.currency(tornado.base)
    told = [
        f"{one.label}: {amounts.signed(name, one.low.together.mean, np.nan, label)} at {one.low_at}, "
        f"{amounts.signed(name, one.high.together.mean, np.nan, label)} at {one.high_at}"
        for one in tornado.swings(name)[:MOST]
    ]
    after = scale(name, label).after or scale(name, label).unit
    base = text.plain(scale(name, label).factor * tornado.stat(name).mean)
    return f"Tornado of {lower(name)}, {base} as it stands; changes [{after}]: {'; '.join(told)}."


def _table(tornado: Tornado, name: str) -> Table:
    label = data.currency(tornado.base)
    rows = []
    for one in tornado.swings(name):
        ends = [amounts.signed(name, end.together.mean, end.together.half_width, label) for end in (one.low, one.high)]
        verdicts = [end.verdict.value for end in (one.low, one.high)]
        rows.append((one.label, one.value, one.low_at, ends[0], verdicts[0], one.high_at, ends[1], verdicts[1]))
    head = "Input", "Value", "Lower end", "Difference ±", "Verdict", "Upper end", "Difference ±", "Verdict"
    return Table(head, tuple(rows))


def _missing(tornado: Tornado, name: str) -> str:
    return "" if name in moved(tornado) else "no input changes it"
