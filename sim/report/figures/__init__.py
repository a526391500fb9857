"""Every figure of a report, in the order in which a manager asks.

To add one, write ``plot_<what>`` with its caption, description and table in its group's file
and a line in the table at the foot of that file.
"""

from __future__ import annotations

from pathlib import Path

from sim.experiment import Experiment
from sim.report.figure import Figure, Table, both_of, svg_of
from sim.report.figures.course import COURSE
from sim.report.figures.day import DAY
from sim.report.figures.gantt import GANTT
from sim.report.figures.lost import LOST
from sim.report.figures.money import MONEY
from sim.report.figures.weeks import WEEKS

__all__ = ["FIGURES", "Figure", "Table", "draw_figures", "shown", "write_figures"]

FIGURES: tuple[Figure, ...] = (*DAY[:2], *LOST, *WEEKS, *COURSE, *DAY[2:], *GANTT, *MONEY)


def shown(experiment: Experiment) -> list[Figure]:
    """The figures that have something to show."""
    return [figure for figure in FIGURES if not figure.missing(experiment)]


def draw_figures(experiment: Experiment) -> dict[str, str]:
    """Name -> SVG text of every figure that has something to show."""
    return {figure.name: svg_of(figure, experiment) for figure in shown(experiment)}


def write_figures(experiment: Experiment, folder: Path) -> dict[str, str]:
    """Write every figure as PNG and SVG into *folder*; returns name -> SVG text, for a page of the same figures."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {}
    for figure in shown(experiment):
        drawn[figure.name], image = both_of(figure, experiment)
        (folder / f"{figure.name}.svg").write_text(drawn[figure.name], encoding="utf-8", newline="\n")
        (folder / f"{figure.name}.png").write_bytes(image)
    return drawn
