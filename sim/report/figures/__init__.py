"""Every figure of a report, in the order in which a manager asks.

To add one, write ``plot_<what>`` with its caption, description and table in its group's file
and a line in the table at the foot of that file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sim.experiment import Experiment
from sim.report.figure import Figure, Table, draw, write
from sim.report.figures.course import COURSE
from sim.report.figures.day import DAY
from sim.report.figures.gantt import GANTT
from sim.report.figures.lost import LOST
from sim.report.figures.money import MONEY
from sim.report.figures.settling import SETTLING
from sim.report.figures.weeks import WEEKS

__all__ = ["FIGURES", "Figure", "Table", "draw_figures", "shown", "write_figures"]

FIGURES: tuple[Figure[Experiment], ...] = (*DAY[:2], *LOST, *WEEKS, *COURSE, *DAY[2:], *GANTT, *MONEY, *SETTLING)

LENT = (1, 3)
"""Of every five figures these are drawn by a worker, which has the drawing library to load first."""
Beside = Callable[..., Callable[[], dict[str, str]]]
"""Has a function called with arguments by somebody else, and gives what waits for its result."""


def shown(experiment: Experiment) -> list[Figure[Experiment]]:
    """The figures that have something to show."""
    return [figure for figure in FIGURES if not figure.missing(experiment)]


def draw_figures(experiment: Experiment) -> dict[str, str]:
    """Name -> SVG text of every figure that has something to show."""
    return draw(FIGURES, experiment)


def write_figures(experiment: Experiment, folder: Path, beside: Beside | None = None) -> dict[str, str]:
    """Write every figure as PNG and SVG into *folder*; returns name -> SVG text, for a page of the same figures.

    *beside* has a share of them drawn while the others are drawn here.
    """
    if beside is None:
        return write(FIGURES, experiment, folder)
    lent = [figure.name for place, figure in enumerate(FIGURES) if place % 5 in LENT]
    others = beside(write_some, experiment, lent, folder)
    drawn = write([figure for figure in FIGURES if figure.name not in lent], experiment, folder)
    return drawn | others()


def write_some(experiment: Experiment, names: Sequence[str], folder: Path) -> dict[str, str]:
    """The same for the figures of these names."""
    return write([figure for figure in FIGURES if figure.name in names], experiment, folder)
