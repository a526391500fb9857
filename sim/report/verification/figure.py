"""All normal scores, by family of cases."""

from __future__ import annotations

from math import isfinite

import numpy as np
from matplotlib.axes import Axes

from sim.report.figure import Figure, Table
from sim.report.style import BLUE, FAINT, INK, LIMIT, styled
from sim.verification.battery import Battery

ROW = 0.23
"""Inches for a family."""


def by_family(battery: Battery) -> dict[str, list[float]]:
    """Family -> its scores that are numbers."""
    found: dict[str, list[float]] = {}
    for one in battery.judged:
        scores = [row.z for row in one.rows if isfinite(row.z) and row.half_width > 0]
        if scores:
            found.setdefault(one.case.family, []).extend(scores)
    return found


@styled(height=lambda battery: 0.9 + ROW * len(by_family(battery)))
def plot_scores(battery: Battery, ax: Axes) -> Axes:
    """Every score as a stroke on the line of its family, with what chance allows."""
    families = by_family(battery)
    ax.axvspan(-1.96, 1.96, color=FAINT, alpha=0.6, lw=0, zorder=0)
    for limit in (-battery.far, battery.far):
        ax.axvline(limit, color=LIMIT.color, ls=LIMIT.line, lw=1.2)
    ax.axvline(0, color=INK, lw=0.8)
    for place, scores in enumerate(families.values()):
        ax.plot(scores, np.full(len(scores), place), ls="", marker="|", ms=8, mew=1.1, color=BLUE, alpha=0.8)
    ax.set_yticks(range(len(families)), list(families))
    ax.set_ylim(len(families) - 0.4, -0.6)
    reach = max(battery.far + 0.5, 0.3 + max((abs(z) for scores in families.values() for z in scores), default=0.0))
    ax.set_xlim(-reach, reach)
    ax.set_xlabel("simulated less exact, in standard errors (normal score)")
    ax.grid(visible=False)
    return ax


def _table(battery: Battery) -> Table:
    rows = [
        (family, str(len(z)), f"{min(z):+.2f}", f"{max(z):+.2f}", f"{np.sqrt(np.mean(np.square(z))):.2f}")
        for family, z in by_family(battery).items()
    ]
    return Table(("Family", "Scores", "Lowest", "Highest", "Root mean square"), tuple(rows))


FIGURES = (
    Figure(
        "scores",
        "How far simulated and exact values lie apart",
        lambda battery: (
            "Each stroke is one number. By chance 95 % lie in the grey band and all within the dashed lines. Scores "
            "of one case are correlated: they come from the same patients."
        ),
        lambda battery: f"Scores of {len(by_family(battery))} families of cases around zero.",
        plot_scores,
        _table,
        lambda battery: "" if by_family(battery) else "there is no number with chance in it",
    ),
)
