"""Every figure of a report, in the order in which a manager asks.

To add one, write ``plot_<what>`` with its caption, description and table in its group's file
and a line in the table at the foot of that file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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

__all__ = ["FIGURES", "Beside", "Figure", "Table", "begin_figures", "draw_figures", "shown"]

FIGURES: tuple[Figure[Experiment], ...] = (*DAY[:2], *LOST, *WEEKS, *COURSE, *DAY[2:], *GANTT, *MONEY, *SETTLING)

SHARES = 4
"""Into so many parts they are divided for workers to draw."""
Beside = Callable[..., Callable[[], dict[str, str]]]
"""Has a function called with arguments by somebody else, and gives what waits for its result."""


class Drawings(Mapping[str, str]):
    """Name -> SVG text of figures that somebody draws meanwhile; whoever asks for one waits for it."""

    def __init__(self, waits: Mapping[str, Callable[[], dict[str, str]]]) -> None:
        """*waits*: name of each figure -> what waits for it and its fellows."""
        self._waits = waits

    def __getitem__(self, name: str) -> str:
        return self._waits[name]()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._waits

    def __iter__(self) -> Iterator[str]:
        return iter(self._waits)

    def __len__(self) -> int:
        return len(self._waits)


def shown(experiment: Experiment) -> list[Figure[Experiment]]:
    """The figures that have something to show."""
    return [figure for figure in FIGURES if not figure.missing(experiment)]


def draw_figures(experiment: Experiment) -> dict[str, str]:
    """Name -> SVG text of every figure that has something to show."""
    return draw(FIGURES, experiment)


def begin_figures(experiment: Experiment, folder: Path, beside: Beside) -> Drawings:
    """Have them written *beside* what this process goes on with; all are there when each has been asked for."""
    names = [figure.name for figure in shown(experiment)]
    shares = [share for first in range(SHARES) if (share := names[first::SHARES])]
    waits = [(share, beside(write_some, experiment, share, folder)) for share in shares]
    return Drawings({name: wait for share, wait in waits for name in share})


def write_some(experiment: Experiment, names: Sequence[str], folder: Path) -> dict[str, str]:
    """Write the figures of these names; returns name -> SVG text."""
    return write([figure for figure in FIGURES if figure.name in names], experiment, folder)
