"""Targets in words: what was asked, what came out, and whether it was met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from sim import metrics
from sim.experiment import Experiment
from sim.report import data, text
from sim.report.comparison.amounts import scale
from sim.report.figure import Table
from sim.stats import Summary
from sim.targets import Target


def amount(metric: str, number: float, currency: str) -> str:
    """A number of a metric with its unit: ``9.4 days``, ``88.1 %``, ``USD 1,200 a week``."""
    unit = metrics.unit_of(metric)
    if not isfinite(number):
        return text.NONE
    if unit == "1":
        return text.percent(number)
    if unit.startswith("currency"):
        week = " a week" if scale(metric, currency).unit.endswith("/week") else ""
        return f"{text.money(number, currency)}{week}"
    head, _, per = unit.partition("/")
    shown = text.plain(number)
    return f"{shown} {head.removesuffix('s') if shown == '1' else head}" + (f" a {per}" if per else "")


def spread(metric: str, found: Summary, currency: str) -> str:
    """A mean with the ends of its interval."""
    mean = amount(metric, found.mean, currency)
    if not isfinite(found.half_width):
        return mean
    factor = scale(metric, currency).factor
    low, high = factor * (found.mean - found.half_width), factor * (found.mean + found.half_width)
    places = 0 if metrics.unit_of(metric).startswith("currency") and abs(high) >= 100 else text.decimals(low, high)
    return f"{mean} ({text.number(low, min(places, 2))} to {text.number(high, min(places, 2))})"


def name(metric: str) -> str:
    """Plain words for a metric, for the middle of a sentence."""
    words = metrics.label(metric)
    return words[:1].lower() + words[1:]


def wanted(target: Target, currency: str) -> str:
    """``at most 10 days``."""
    return f"at {'most' if target.at_most else 'least'} {amount(target.metric, target.bound, currency)}"


def said(target: Target, currency: str) -> str:
    """``wait to first infusion, median at most 10 days``."""
    return f"{name(target.metric)}: {wanted(target, currency)}"


def table(experiments: Mapping[str, Experiment], targets: Sequence[Target]) -> Table:
    """Every target in every scenario: the mean with its interval, and met, missed or not settled."""
    parts = ("mean (95 % interval)", "verdict")
    several = len(experiments) > 1
    cells_of = [f"{label}: {part}" if several else part.capitalize() for label in experiments for part in parts]
    head = ("Target", "Wanted", *cells_of)
    rows = []
    for target in targets:
        cells: list[str] = []
        for one in experiments.values():
            found = data.stat(one, target.metric)
            cells += [spread(target.metric, found, data.currency(one)),
                      target.standing(found).value]  # fmt: skip
        currency = data.currency(next(iter(experiments.values())))
        rows.append((metrics.label(target.metric), wanted(target, currency), *cells))
    return Table(head, tuple(rows))
