"""What a figure is, and how it becomes a drawing: the same bytes from the same numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from sim.report.style import DPI, FONTS, house

PLAIN = {"Date": None, "Creator": None}
"""Nothing in a drawing tells when and with what it was drawn."""
Subject = TypeVar("Subject")
"""What a figure shows: an experiment, or a comparison of several."""


class Table(NamedTuple):
    """The numbers behind a figure, as they are printed."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure(Generic[Subject]):
    """One figure with everything that must accompany it."""

    name: str
    """Of its files and of its place on the page."""
    title: str
    """What it shows, in a few words."""
    caption: Callable[[Subject], str]
    """What is to be seen in this result."""
    alt: Callable[[Subject], str]
    """What it looks like, for those who cannot see it."""
    plot: Callable[..., Axes]
    """Draws it: ``plot(subject, ax=None) -> Axes``."""
    table: Callable[[Subject], Table]
    """The numbers behind it."""
    missing: Callable[[Subject], str]
    """Why there is nothing to show; empty if there is something."""


def draw(figures: Iterable[Figure[Subject]], subject: Subject) -> dict[str, str]:
    """Name -> SVG text of every figure that has something to show."""
    return {one.name: svg_of(one, subject) for one in figures if not one.missing(subject)}


def write(figures: Iterable[Figure[Subject]], subject: Subject, folder: Path) -> dict[str, str]:
    """Write them as PNG and SVG into *folder*; returns name -> SVG text, for a page of the same figures."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {}
    for one in figures:
        if not one.missing(subject):
            drawn[one.name], image = both_of(one, subject)
            (folder / f"{one.name}.svg").write_text(drawn[one.name], encoding="utf-8", newline="\n")
            (folder / f"{one.name}.png").write_bytes(image)
    return drawn


def svg_of(figure: Figure[Subject], subject: Subject) -> str:
    """A figure as SVG text that can stand in a page beside others."""
    return as_svg(_canvas(figure, subject), figure.name)


def both_of(figure: Figure[Subject], subject: Subject) -> tuple[str, bytes]:
    """A figure as SVG text and as PNG, drawn once."""
    drawn = _canvas(figure, subject)
    text, image = as_svg(drawn, figure.name), BytesIO()
    drawn.set_dpi(DPI)
    with house():
        FigureCanvasAgg(drawn).print_png(image, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return text, image.getvalue()


def _canvas(figure: Figure[Subject], subject: Subject) -> Canvas:
    drawn = figure.plot(subject).get_figure(root=True)
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
