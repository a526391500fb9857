"""The chair-hours of several scenarios side by side, stacked by what became of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.comparison import Comparison
from sim.report import data, text
from sim.report.figure import Figure, Table
from sim.report.figures.lost import PRODUCTIVE
from sim.report.figures.lost import label as cause_label
from sim.report.style import (
    BLUE,
    BROWN,
    CYAN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    RED,
    SAND,
    YELLOW,
    Look,
    legend_above,
    short,
    styled,
)  # fmt: skip

SMALL = 0.015
"""Causes below this share in every scenario are drawn together."""
ROOM = 0.055
"""Parts above this share of the longest bar have room for their number."""
OTHER = "Everything else"
PARTS = (
    Look(SAND), Look(YELLOW, hatch=".."), Look(GREY, hatch="////"), Look(CYAN, hatch="xx"),
    Look(ORANGE, hatch="--"), Look(PURPLE, hatch="||"), Look(BROWN, hatch="\\\\"), Look(RED, hatch="++"),
)  # fmt: skip
"""For causes of lost time, the largest first."""


class Hours(NamedTuple):
    """What became of the chair-hours of one scenario."""

    label: str
    parts: dict[str, float]
    """Cause -> chair-hours a week."""

    @property
    def total(self) -> float:
        """All of them."""
        return sum(self.parts.values())


def hours(comparison: Comparison) -> list[Hours]:
    """Chair-hours a week by cause in each scenario that has treatment spaces."""
    found = []
    for label, experiment in zip(comparison.labels, comparison.experiments, strict=True):
        shares = {name: one.mean for name, one in data.family(experiment, "lost").items() if data.known(one)}
        lost = {name: one.mean for name, one in data.family(experiment, "lost_hours").items() if data.known(one)}
        some = max(lost, key=lambda name: lost[name], default="")
        if some and lost[some] > 0:
            whole = lost[some] / shares[some]
            found.append(Hours(label, {PRODUCTIVE: whole * shares[PRODUCTIVE], **lost}))
    return found


def drawn_causes(found: list[Hours]) -> list[str]:
    """Causes large enough to be drawn by themselves: use first, then by size."""
    sizes = {
        name: max(one.parts.get(name, 0.0) / one.total for one in found)
        for name in dict.fromkeys(name for one in found for name in one.parts)
    }
    lost = sorted((name for name in sizes if name != PRODUCTIVE), key=lambda name: -sizes[name])
    return [PRODUCTIVE, *[name for name in lost if sizes[name] >= SMALL][: len(PARTS) - 1]]


def stacked(found: list[Hours]) -> list[tuple[str, Look, list[float]]]:
    """Words, look and hours in each scenario of every part of the bars."""
    names = drawn_causes(found)
    looks = (Look(BLUE), *PARTS)
    parts = [(cause_label(name), drawn, [one.parts.get(name, 0.0) for one in found])
             for name, drawn in zip(names, looks, strict=False)]  # fmt: skip
    rest = [one.total - sum(one.parts.get(name, 0.0) for name in names) for one in found]
    return [*parts, (OTHER, Look(PAPER), rest)] if max(rest) > 1e-6 else parts


@styled(height=lambda comparison: 1.7 + 0.42 * len(hours(comparison)))
def plot_hours(comparison: Comparison, ax: Axes) -> Axes:
    """Chair-hours a week by what became of them, one bar for each scenario."""
    found = hours(comparison)
    places, left = np.arange(len(found))[::-1], np.zeros(len(found))
    longest = max(one.total for one in found)
    for _, drawn, sizes in stacked(found):
        ax.barh(places, sizes, left=left, color=drawn.color, hatch=drawn.hatch, edgecolor=INK, height=0.62)
        for place, start, size, one in zip(places, left, sizes, found, strict=True):
            if size > ROOM * longest:
                box = {"facecolor": PAPER, "alpha": 0.85, "lw": 0, "pad": 1.0}
                words = text.percent(round(size / one.total, 2))
                ax.text(start + size / 2, place, words, ha="center", va="center", fontsize=7.5, bbox=box)
        left = left + np.array(sizes)
    ax.set_yticks(places, [short(one.label) for one in found])
    ax.set_xlabel("Chair-hours a week [h]")
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    legend_above(ax, [Patch(facecolor=drawn.color, hatch=drawn.hatch, edgecolor=INK, label=words)
                      for words, drawn, _ in stacked(found)])  # fmt: skip
    return ax


def caption_hours(comparison: Comparison) -> str:
    """Use and the largest loss of each."""
    parts = [f"{one.label} {text.percent(one.parts[PRODUCTIVE] / one.total)} in use, most lost to "
             f"{cause_label(_worst(one)).lower()} ({text.plain(one.parts[_worst(one)])} h a week)"
             for one in hours(comparison)]  # fmt: skip
    return f"{'; '.join(parts)}. The longer the bar, the more open chair time there is."


def _worst(one: Hours) -> str:
    return max((name for name in one.parts if name != PRODUCTIVE), key=lambda name: one.parts[name])


def alt_hours(comparison: Comparison) -> str:
    """The bars."""
    return f"Stacked bars of chair-hours a week, one for each scenario. {caption_hours(comparison)}"


def table_hours(comparison: Comparison) -> Table:
    """Every cause, in hours a week and share."""
    found = hours(comparison)
    names = dict.fromkeys(name for one in found for name in one.parts)
    rows = [(cause_label(name), *(_cell(one, name) for one in found)) for name in names]
    head = "What became of the time [h a week]", *(one.label for one in found)
    return Table(head, (*rows, ("Together", *(text.number(one.total, 1) for one in found))))


def _cell(one: Hours, name: str) -> str:
    size = one.parts.get(name, 0.0)
    return f"{text.number(size, 1)} ({text.percent(size / one.total)})"


def missing_hours(comparison: Comparison) -> str:
    """No treatment spaces, or no hour of them lost."""
    return "" if hours(comparison) else "there are no treatment spaces whose hours could be lost"


HOURS = (
    Figure("chair_hours", "Where the chair-hours go", caption_hours, alt_hours, plot_hours, table_hours,
           missing_hours),
)  # fmt: skip
