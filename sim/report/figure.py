"""What a figure is, and how it becomes a drawing: the same bytes from the same numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import NamedTuple

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from sim.experiment import Experiment
from sim.report.style import DPI, FONTS, house

PLAIN = {"Date": None, "Creator": None}
"""Nothing in a drawing tells when and with what it was drawn."""
Words = Callable[[Experiment], str]


class Table(NamedTuple):
    """The numbers behind a figure, as they are printed."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """One figure with everything that must accompany it."""

    name: str
    """Of its files and of its place on the page."""
    title: str
    """What it shows, in a few words."""
    caption: Words
    """What is to be seen in this result."""
    alt: Words
    """What it looks like, for those who cannot see it."""
    plot: Callable[..., Axes]
    """Draws it: ``plot(experiment, ax=None) -> Axes``."""
    table: Callable[[Experiment], Table]
    """The numbers behind it."""
    missing: Words
    """Why there is nothing to show; empty if there is something."""


def svg_of(figure: Figure, experiment: Experiment) -> str:
    """A figure as SVG text that can stand in a page beside others."""
    return as_svg(_canvas(figure, experiment), figure.name)


def both_of(figure: Figure, experiment: Experiment) -> tuple[str, bytes]:
    """A figure as SVG text and as PNG, drawn once."""
    drawn = _canvas(figure, experiment)
    text, image = as_svg(drawn, figure.name), BytesIO()
    drawn.set_dpi(DPI)
    with house():
        FigureCanvasAgg(drawn).print_png(image, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return text, image.getvalue()


def _canvas(figure: Figure, experiment: Experiment) -> Canvas:
    drawn = figure.plot(experiment).get_figure(root=True)
    assert isinstance(drawn, Canvas)
    return drawn


def as_svg(drawn: Canvas, name: str) -> str:
    """SVG text whose bytes depend on the drawing alone and whose ids begin with *name*."""
    text = StringIO()
    with house(), rc_context({"svg.hashsalt": name}):
        FigureCanvasSVG(drawn).print_svg(text, metadata=PLAIN)  # type: ignore[no-untyped-call]
    return tidy(text.getvalue(), name)


def tidy(svg: str, name: str) -> str:
    """Without what a page does not want (prologue, fixed size), with fonts every reader has and ids of its own."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", body, count=1)
    body = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", body, count=1)
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.DOTALL)
    body = body.replace("'DejaVu Sans'", FONTS)
    body = re.sub(r'\bid="', f'id="{name}-', body)
    return re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", body)
