"""Many factors: what each does to one metric from one end of its range to the other, the largest first."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes

from sim import metrics
from sim.report.comparison import amounts
from sim.report.comparison.amounts import scale
from sim.report.figure import Figure, Table
from sim.report.style import LOOKS, PAPER, SLATE, canvas, fit, house, short
from sim.report.sweep.panels import thousands
from sim.report.sweep.sentences import dependence, trust
from sim.report.sweep.words import currency, lower
from sim.sweep.designs import Sweep
from sim.sweep.fit import Effect, Fit, fitted
from sim.sweep.interaction import strongest
from sim.sweep.uncertainty import Uncertainty

ROW = 0.27
"""Inches of an effect."""


def figure(name: str) -> Figure[Sweep]:
    """The effects on one metric."""
    return Figure(
        f"effects-{name.replace('.', '-')}",
        f"What moves {lower(name)}",
        partial(_caption, name=name),
        partial(_alt, name=name),
        partial(_plot, name=name),
        partial(_table, name=name),
        partial(_missing, name=name),
    )


def of_inputs(name: str) -> Figure[Uncertainty]:
    """The same for inputs that are drawn together."""
    one = figure(name)
    return Figure(
        one.name,
        f"Which inputs make {lower(name)} uncertain",
        lambda found: one.caption(found.sweep),
        lambda found: one.alt(found.sweep),
        lambda found, ax=None: one.plot(found.sweep, ax),
        lambda found: one.table(found.sweep),
        lambda found: one.missing(found.sweep),
    )


def _effects(sweep: Sweep, name: str) -> list[Effect]:
    found = fitted(sweep, name)
    return sorted(found.effects, key=lambda one: -abs(one.change.mean)) if found else []


def _fit(sweep: Sweep, name: str) -> Fit:
    found = fitted(sweep, name)
    assert found is not None  # what is missing is not drawn
    return found


def _plot(sweep: Sweep, ax: Axes | None = None, *, name: str) -> Axes:
    found, factor = _effects(sweep, name), scale(name, currency(sweep)).factor
    with house():
        own = ax or canvas(0.62 + ROW * len(found))
        for row, one in enumerate(found):
            mean, half = factor * one.change.mean, factor * float(np.nan_to_num(one.change.half_width))
            own.barh(row, mean, height=0.55, color=LOOKS[0].color, lw=0)
            own.errorbar(mean, row, xerr=half, color=SLATE, elinewidth=1.1, capsize=2.5, marker="o", ms=3.5, mfc=PAPER)
        own.axvline(0, color=SLATE, lw=0.9)
        own.set_yticks(range(len(found)), [_label(one) for one in found])
        own.set_ylim(len(found) - 0.4, -0.6)
        own.set_xlabel(_across(name, currency(sweep)))
        thousands(own.xaxis, own.get_xlim())
        own.grid(visible=True, axis="x")
        own.grid(visible=False, axis="y")
        if ax is None:
            fit(own)
        return own


def _label(one: Effect) -> str:
    if ":" in one.label:
        return short(f"{one.label}, not {one.low}", 40)
    return short(one.label, 32) + f" {one.low} → {one.high}"


def _across(name: str, label: str) -> str:
    unit = scale(name, label).unit
    better = {metrics.HIGHER: ", better →", metrics.LOWER: ", ← better"}.get(metrics.better(name), "")
    return f"Change of {lower(name)} [{'points' if unit == '%' else unit}]{better}"


def _caption(sweep: Sweep, name: str) -> str:
    level = f"{100 * sweep.confidence:g} %"
    return (
        f"Bars: how much the metric changes when one factor goes from one end to the other and the rest stays, by the "
        f"plane that fits best; whiskers: {level} interval over replications. {trust(_fit(sweep, name).explained)}"
        f"{_hidden(sweep, name)}"
    )


def _hidden(sweep: Sweep, name: str) -> str:
    """What the bars average away, if that is much."""
    found = strongest(sweep, name)
    return (
        ""
        if found is None
        else f" The bars are averages: {dependence(sweep, found)[:1].lower()}{dependence(sweep, found)[1:]}"
    )


def _alt(sweep: Sweep, name: str) -> str:
    label = currency(sweep)
    told = [f"{_label(one)}: {amounts.signed(name, one.change.mean, one.change.half_width, label)}"
            for one in _effects(sweep, name)]  # fmt: skip
    after = scale(name, label).after or scale(name, label).unit
    return f"Bars of the change of {lower(name)} [{after}]: {'; '.join(told)}."


def _table(sweep: Sweep, name: str) -> Table:
    label = currency(sweep)
    rows = [
        (one.label, one.low, one.high, amounts.signed(name, one.change.mean, one.change.half_width, label))
        for one in _effects(sweep, name)
    ]
    after = scale(name, label).after or scale(name, label).unit
    return Table(("Factor", "From", "To", f"Change [{after}]"), tuple(rows))


def _missing(sweep: Sweep, name: str) -> str:
    return "" if _effects(sweep, name) else "too few designs, or values missing in some"
