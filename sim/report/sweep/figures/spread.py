"""Two spreads side by side: because the inputs are not known, and because patients differ."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.components import Components, Spread
from sim.report import text
from sim.report.comparison.amounts import row_label, scale
from sim.report.figure import Figure, Table
from sim.report.style import BLUE, GREY, INK, ORANGE, Look, house
from sim.report.sweep.panels import entitle, panels, thousands
from sim.report.sweep.words import currency, lower, varying
from sim.sweep.uncertainty import Uncertainty

MOST, TALL = 8, 0.95
"""Panels, and inches of each."""
INPUTS, CHANCE, BOTH = Look(ORANGE, hatch="//"), Look(BLUE), Look(GREY, hatch="..")


def parts(found: Uncertainty) -> list[tuple[str, Components]]:
    """The metrics shown that vary and have a value everywhere."""
    known = [(name, found.parts(name)) for name in varying(found.sweep, len(found.sweep.shown))]
    return [(name, one) for name, one in known if one is not None]


def _plot(found: Uncertainty, ax: Axes | None = None) -> Axes:
    """A panel for each metric, a bar for each spread."""
    shown, label = parts(found)[:MOST], currency(found.sweep)
    with house():
        axes = [ax] if ax else panels(len(shown), tall=TALL)
        for own, (name, one) in zip(axes, shown, strict=False):
            rows = (("inputs", one.inputs, INPUTS), ("patients", one.chance, CHANCE), ("both", one.both, BOTH))
            places = [ends(name, spread, label) for _, spread, _ in rows]
            for row, ((low, high), (*_, drawn)) in enumerate(zip(places, rows, strict=True)):
                own.barh(row, high - low, left=low, height=0.62, color=drawn.color, hatch=drawn.hatch, lw=0)
            own.axvline(scale(name, label).factor * one.mean, color=INK, lw=1.0)
            least, most = min(low for low, _ in places), max(high for _, high in places)
            own.set_xlim(least - 0.06 * (most - least), most + 0.06 * (most - least))
            own.set_yticks(range(len(rows)), [words for words, *_ in rows])
            own.set_ylim(2.6, -0.6)
            thousands(own.xaxis, own.get_xlim())
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
        f"{lower(name)}: inputs {span(name, one.inputs, label)}, patients {span(name, one.chance, label)}"
        for name, one in parts(found)[:MOST]
    ]
    return f"Bars of both spreads. {'; '.join(told)}."


def ends(name: str, part: Spread, label: str) -> tuple[float, float]:
    """Where nine outcomes in ten lie, as shown; no share lies beyond all."""
    factor, unit, _ = scale(name, label)
    low, high = factor * part.low, factor * part.high
    return (max(low, 0.0), min(high, 100.0)) if unit == "%" else (low, high)


def span(name: str, part: Spread, label: str) -> str:
    """``9.1 to 12.3``."""
    low, high = ends(name, part, label)
    places = min(text.decimals(low, high), 2)
    return f"{text.number(low, places)} to {text.number(high, places)}"


def _table(found: Uncertainty) -> Table:
    label = currency(found.sweep)
    rows = []
    for name, one in parts(found):
        factor = scale(name, label).factor
        spreads = [span(name, part, label) for part in (one.inputs, one.chance, one.both)]
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
