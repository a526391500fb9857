"""How every figure looks: colours, hatches, markers, sizes. Nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple

from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

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
MORE_LOOKS = (
    Look(YELLOW, (0, (5, 1, 1, 1)), "v"), Look(SLATE, (0, (3, 1)), "P"),
    Look(CYAN, "-", "X"), Look(SAND, (0, (1, 2)), "*"),
)  # fmt: skip
"""For series beyond those."""
BASE = Look(INK, "-", "o")
"""For the scenario that others are compared with."""
INDUCTION, MAINTENANCE = LOOKS[0], LOOKS[1]
TOGETHER = Look(INK, (0, (1, 1)))
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
    "other": Look(SAND, hatch="--"),
}
"""Parts of a visit in a space, and waiting there for somebody."""

WIDTH, HEIGHT = 6.6, 3.1
"""Inches. Shown at about twice that on a desk, at about half on a phone, which sets the size of the letters."""
BAND, INNER = 0.16, 0.30
"""Strength of a band over replications, and of the interval of the mean."""
LETTER, LINE = 0.068, 0.185
"""Inches that a letter of a label and a line of a legend take."""
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
    "svg.fonttype": "none", "text.parse_math": False,
    "savefig.facecolor": PAPER, "figure.facecolor": PAPER, "figure.dpi": 100,
}  # fmt: skip


def look(place: int) -> Look:
    """How the scenario at a place of a comparison is drawn; 0 is the base."""
    return BASE if place == 0 else (*LOOKS, *MORE_LOOKS)[(place - 1) % (len(LOOKS) + len(MORE_LOOKS))]


@contextmanager
def house() -> Iterator[None]:
    """Draw in the house style."""
    with rc_context(RC):  # type: ignore[arg-type]  # its type spells out every key
        yield


def canvas(height: float = HEIGHT) -> Axes:
    """One empty axes on a figure of its own."""
    return Canvas(figsize=(WIDTH, height)).add_subplot()


def fit(ax: Axes) -> None:
    """Give the axes the room that labels and legend leave, reckoned by letters: measuring takes as long as drawing."""
    drawn = ax.get_figure(root=True)
    assert drawn is not None
    width, height = drawn.get_size_inches()
    letters = max((len(line) for label in ax.get_yticklabels() for line in label.get_text().splitlines()), default=0)
    left = LETTER * letters + (0.38 if ax.get_ylabel() else 0.18)
    legend = ax.get_legend()
    labels = [entry.get_text() for entry in legend.get_texts()] if legend else []
    top = 0.12 + LINE * rows(labels)
    drawn.subplots_adjust(left=left / width, right=1 - 0.26 / width, bottom=0.46 / height, top=1 - top / height)


def columns(labels: Sequence[str]) -> int:
    """Columns in which a legend fits over the figure."""
    widest = max(map(len, labels), default=1)
    return max(min(int((WIDTH - 0.7) / (LETTER * widest + 0.45)), len(labels)), 1)


def rows(labels: Sequence[str]) -> int:
    """Rows that a legend over the figure takes."""
    return -(-len(labels) // columns(labels)) if labels else 0


def short(name: str, letters: int = 30) -> str:
    """A name that fits beside an axis."""
    return name if len(name) <= letters else name[: letters - 1] + "…"


def styled(height: float | Callable[[Any], float] = HEIGHT) -> Callable[[Plot], Plot]:
    """Let a plotting function draw in the house style, on axes of its own unless it is given some.

    *height*: inches, or what they are for an experiment or a comparison (charts with a row for each thing).
    """

    def decorate(plot: Plot) -> Plot:
        @wraps(plot)
        def drawn(subject: Any, ax: Axes | None = None) -> Axes:
            with house():
                if ax is not None:
                    return plot(subject, ax)
                found = plot(subject, canvas(height(subject) if callable(height) else height))
                fit(found)
                return found

        return drawn

    return decorate


def legend_above(ax: Axes, handles: Sequence[Artist] = ()) -> None:
    """Put the legend over the axes, where it covers nothing."""
    found = list(handles) or ax.get_legend_handles_labels()[0]
    labels = [str(handle.get_label()) for handle in found]
    if labels:
        ax.legend(found, labels, loc="lower left", bbox_to_anchor=(0, 1), ncols=columns(labels), columnspacing=1.4)
