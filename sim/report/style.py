"""How every figure looks: colours, hatches, markers, sizes. Nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

if TYPE_CHECKING:
    from sim.experiment import Experiment

Plot = Callable[..., Axes]

BLUE, YELLOW, RED, GREY, PURPLE, BROWN, ORANGE, SAND, SLATE, CYAN = (
    "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd",
)  # fmt: skip
"""The palette petroff10 (Petroff 2021), distinguishable with any colour vision."""
INK, FAINT, PAPER = "#1f2933", "#d5dae0", "#ffffff"


class Look(NamedTuple):
    """How one series is drawn."""

    color: str
    line: str | tuple[int, tuple[int, ...]] = "-"
    marker: str = ""
    hatch: str = ""


LOOKS = (Look(BLUE, "-", "o"), Look(ORANGE, (0, (5, 2)), "s"), Look(PURPLE, (0, (1, 1)), "^"), Look(BROWN, "-.", "D"))
"""For series that only differ in name."""
INDUCTION, MAINTENANCE = LOOKS[0], LOOKS[1]
LIMIT = Look(RED, (0, (7, 2)))
"""Capacity, a watching limit, the closing hour."""

PARTS = {
    "wait": Look("#ffffff", hatch="xxx"),
    "arrival": Look("#e4e7eb"),
    "preparation": Look(YELLOW, hatch=".."),
    "infusion": Look(BLUE),
    "recovery": Look(CYAN, hatch="//"),
    "departure": Look(SAND, hatch="--"),
    "turnover": Look(GREY, hatch="\\\\"),
    "consult": Look(PURPLE, hatch="||"),
    "other": Look(SLATE, hatch="++"),
}
"""Parts of a visit in a space, and waiting there for somebody."""

WIDTH, HEIGHT = 6.6, 3.1
"""Inches. Shown at about twice that on a desk, at about half on a phone, which sets the size of the letters."""
BAND, INNER = 0.16, 0.30
"""Strength of a band over replications, and of the interval of the mean."""
DPI = 150
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
"""Written into drawings in place of DejaVu Sans, with whose widths they are laid out: it is the widest."""

RC: dict[str, Any] = {
    "font.family": "DejaVu Sans", "font.size": 8.5,
    "axes.labelsize": 8.5, "xtick.labelsize": 8, "ytick.labelsize": 8, "legend.fontsize": 8,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": SLATE,
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "axes.grid": True, "axes.grid.axis": "y", "grid.color": FAINT, "grid.linewidth": 0.6,
    "lines.linewidth": 1.6, "hatch.linewidth": 0.6, "hatch.color": INK, "patch.linewidth": 0.6,
    "legend.frameon": False, "legend.handlelength": 2.4, "legend.borderaxespad": 0.2,
    "svg.fonttype": "none", "savefig.facecolor": PAPER, "figure.facecolor": PAPER, "figure.dpi": 100,
}  # fmt: skip


@contextmanager
def house() -> Iterator[None]:
    """Draw in the house style."""
    with rc_context(RC):
        yield


def canvas(height: float = HEIGHT) -> Axes:
    """One empty axes on a figure of its own."""
    return Canvas(figsize=(WIDTH, height), layout="constrained").add_subplot()


def styled(height: float = HEIGHT) -> Callable[[Plot], Plot]:
    """Let a plotting function draw in the house style, on axes of its own unless it is given some."""

    def decorate(plot: Plot) -> Plot:
        @wraps(plot)
        def drawn(experiment: Experiment, ax: Axes | None = None) -> Axes:
            with house():
                return plot(experiment, canvas(height) if ax is None else ax)

        return drawn

    return decorate


def legend_above(ax: Axes, columns: int = 4) -> None:
    """Put the legend between the axes and the page, where it covers nothing."""
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, columnspacing=1.4)
