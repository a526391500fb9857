"""Two spreads side by side: because the inputs are not known, and because patients differ."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.components import Components, Spread
from sim.report import text
from sim.report.comparison.amounts import row_label, scale
from sim.report.figure import Figure, Table
from sim.report.style import BLUE, GREY, INK, ORANGE, Look, house
from sim.report.sweep.panels import entitle, panels
from sim.report.sweep.words import currency, lower
from sim.sweep.uncertainty import Uncertainty

MOST = 8
"""Panels."""
INPUTS, CHANCE, BOTH = Look(ORANGE, hatch="//"), Look(BLUE), Look(GREY, hatch="..")


def parts(found: Uncertainty) -> list[tuple[str, Components]]:
    """The metrics shown that vary and have a value everywhere."""
    known = [(name, found.parts(name)) for name in found.sweep.shown if found.sweep.varies(name)]
    return [(name, one) for name, one in known if one is not None]


def _plot(found: Uncertainty, ax: Axes | None = None) -> Axes:
    """A panel for each metric, a bar for each spread."""
    shown, label = parts(found)[:MOST], currency(found.sweep)
    with house():
        axes = [ax] if ax else panels(len(shown))
        for own, (name, one) in zip(axes, shown, strict=False):
            factor = scale(name, label).factor
            rows = (("inputs", one.inputs, INPUTS), ("patients", one.chance, CHANCE), ("both", one.both, BOTH))
            for row, (_, spread, drawn) in enumerate(rows):
                width = factor * (spread.high - spread.low)
                own.barh(row, width, left=factor * spread.low, height=0.56, color=drawn.color, hatch=drawn.hatch, lw=0)
            own.axvline(factor * one.mean, color=INK, lw=1.0)
            own.set_yticks(range(len(rows)), [words for words, *_ in rows])
            own.set_ylim(2.6, -0.6)
            own.margins(x=0.08)
            own.xaxis.set_major_locator(MaxNLocator(5))
            own.grid(visible=True, axis="x")
            own.grid(visible=False, axis="y")
            entitle(own, name, label)
        return axes[0]


def _caption(found: Uncertainty) -> str:
    sweep = found.sweep
    return (
        f"Each bar holds nine outcomes in ten; the line is the mean. Inputs: what {len(sweep.designs)} sets drawn from "
        f"the ranges lead one to expect, with what chance leaves in a mean taken off. Patients: single replications "
        f"with the inputs given. Both: single replications with inputs drawn. Arrows say which way is better."
    )


def _alt(found: Uncertainty) -> str:
    label = currency(found.sweep)
    told = [
        f"{lower(name)}: inputs {span(name, one.inputs.low, one.inputs.high, label)}, "
        f"patients {span(name, one.chance.low, one.chance.high, label)}"
        for name, one in parts(found)[:MOST]
    ]
    return f"Bars of both spreads. {'; '.join(told)}."


def span(name: str, low: float, high: float, label: str) -> str:
    """``9.1 to 12.3``."""
    factor = scale(name, label).factor
    places = min(text.decimals(factor * low, factor * high), 2)
    return f"{text.number(factor * low, places)} to {text.number(factor * high, places)}"


def _table(found: Uncertainty) -> Table:
    label = currency(found.sweep)
    rows = []
    for name, one in parts(found):
        factor = scale(name, label).factor
        spreads = [span(name, part.low, part.high, label) for part in (one.inputs, one.chance, one.both)]
        sds = [_sd(part, factor) for part in (one.inputs, one.chance)]
        mean = text.number(factor * one.mean)
        rows.append((row_label(name, label), mean, spreads[0], sds[0], spreads[1], sds[1], spreads[2],
                     text.percent(one.share)))  # fmt: skip
    head = (
        "Metric", "Mean", "Inputs: nine in ten", "sd (interval)", "Patients: nine in ten", "sd (interval)",
        "Both: nine in ten", "Variance from inputs",
    )  # fmt: skip
    return Table(head, tuple(rows))


def _sd(part: Spread, factor: float) -> str:
    sd, low, high = (text.number(factor * value) for value in (part.sd, part.sd_low, part.sd_high))
    return f"{sd} ({low} to {high})"


def _missing(found: Uncertainty) -> str:
    return "" if parts(found) else "no metric shown has a value in every set and replication"


SPREAD: Figure[Uncertainty] = Figure(
    "spread", "Not known, and not the same twice", _caption, _alt, _plot, _table, _missing
)
