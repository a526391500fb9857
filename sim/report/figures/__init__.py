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

__all__ = ["FIGURES", "Beside", "Figure", "Table", "begin_figures", "draw_figures", "shown", "write_figures"]

FIGURES: tuple[Figure[Experiment], ...] = (*DAY[:2], *LOST, *WEEKS, *COURSE, *DAY[2:], *GANTT, *MONEY, *SETTLING)

SHARES = 4
"""Into so many parts they are divided for workers to draw."""
Drawings = Callable[[], dict[str, str]]
"""Waits for drawings; name -> SVG text."""
Beside = Callable[..., Drawings]
"""Has a function called with arguments by somebody else, and gives what waits for its result."""


def shown(experiment: Experiment) -> list[Figure[Experiment]]:
    """The figures that have something to show."""
    return [figure for figure in FIGURES if not figure.missing(experiment)]


def draw_figures(experiment: Experiment) -> dict[str, str]:
    """Name -> SVG text of every figure that has something to show."""
    return draw(FIGURES, experiment)


def write_figures(experiment: Experiment, folder: Path) -> dict[str, str]:
    """Write every figure as PNG and SVG into *folder*; returns name -> SVG text, for a page of the same figures."""
    return write(FIGURES, experiment, folder)


def begin_figures(experiment: Experiment, folder: Path, beside: Beside) -> Drawings:
    """The same *beside* what this process goes on with."""
    names = [figure.name for figure in FIGURES]
    shares = [beside(write_some, experiment, names[first::SHARES], folder) for first in range(SHARES)]
    return lambda: {name: svg for share in shares for name, svg in share().items()}


def write_some(experiment: Experiment, names: Sequence[str], folder: Path) -> dict[str, str]:
    """The same for the figures of these names."""
    return write([figure for figure in FIGURES if figure.name in names], experiment, folder)
