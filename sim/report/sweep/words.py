"""What sentences, figures and tables of sweeps share: values with intervals, series of designs, levels in words."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from sim import metrics
from sim.report import data, text
from sim.report.comparison.amounts import GLUE, scale
from sim.report.comparison.sentences import has_noun, lowered, noun
from sim.stats import Summary
from sim.sweep.designs import Sweep

MOST_SERIES = 8
"""Lines that a figure can tell apart."""


class Series(NamedTuple):
    """Designs that differ in one factor only, in the order of its levels."""

    label: str
    """What the other factors are; empty if there is none."""
    places: tuple[int, ...]


def currency(sweep: Sweep) -> str:
    """Label of every amount."""
    return data.currency(sweep.base)


def varying(sweep: Sweep, most: int) -> list[str]:
    """The first metrics shown that the designs differ in, at most so many; no percentile beside its mean."""
    return without_percentiles([name for name in sweep.shown if sweep.has(name) and sweep.varies(name)])[:most]


def without_percentiles(names: Sequence[str]) -> list[str]:
    """A percentile goes without saying where the mean of the same thing is told."""
    means = {name: f"{name.rpartition('.')[0]}.mean" for name in names}
    return [name for name in names if means[name] == name or means[name] not in means]


def main_factor(sweep: Sweep) -> int:
    """The factor along which lines are drawn: of those in numbers the one with the most levels, else the first."""
    numeric = [place for place, factor in enumerate(sweep.factors) if factor.numbers]
    return max(numeric or range(len(sweep.factors)), key=lambda place: (len(sweep.levels(place)), -place))


def series(sweep: Sweep, along: int) -> list[Series]:
    """All designs of a grid as rows along one factor."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place, design in enumerate(sweep.designs):
        found.setdefault(tuple(np.delete(design.levels, along)), []).append(place)
    order = {level: rank for rank, level in enumerate(sweep.levels(along))}
    words = [label for place, label in enumerate(sweep.labels) if place != along]
    return [
        Series(", ".join(f"{word} {level}" for word, level in zip(words, others, strict=True)),
               tuple(sorted(places, key=lambda place: order[sweep.designs[place].levels[along]])))
        for others, places in found.items()
    ]  # fmt: skip


def axis(sweep: Sweep, place: int) -> str:
    """A factor with its unit."""
    factor = sweep.factors[place]
    return sweep.labels[place] + (f" [{factor.unit}]" if factor.unit else "")


def level(sweep: Sweep, place: int, design: int) -> str:
    """Level of a factor without its unit."""
    found = sweep.designs[design].levels[place]
    unit = sweep.factors[place].unit
    return found.removesuffix(unit).strip() if unit else found


def scaled(found: Summary, factor: float) -> Summary:
    """Mean and half-width in the unit that is shown: shares in percent."""
    return found._replace(mean=factor * found.mean, half_width=factor * found.half_width)


def shown(sweep: Sweep, design: int, metric: str) -> Summary:
    """Mean and half-width of one metric of one design, as shown."""
    return scaled(sweep.stat(design, metric), scale(metric, currency(sweep)).factor)


def plus_minus(found: Summary) -> str:
    """``12.3 ± 0.4``."""
    places = min(text.decimals(found.mean, found.half_width if isfinite(found.half_width) else 0.0), 2)
    half = f"{GLUE}±{GLUE}{text.number(found.half_width, places)}" if isfinite(found.half_width) else ""
    return text.number(found.mean, places) + half


def value(metric: str, found: Summary, label: str) -> str:
    """A value with its interval in running text: ``USD 5,234 a week (5,100 to 5,400)``; shares within 0 and 100 %."""
    factor, unit, after = scale(metric, label)
    mean, half = factor * found.mean, factor * found.half_width
    if not isfinite(mean):
        return text.NONE
    places = min(text.decimals(mean, half if isfinite(half) else 0.0), 2)
    money = unit.startswith(label)
    shown_mean = f"{label} {text.number(mean, places)}" if money else text.number(mean, places)
    low, high = (max(mean - half, 0.0), min(mean + half, 100.0)) if unit == "%" else (mean - half, mean + half)
    ends = f"({text.number(low, places)} to {text.number(high, places)})" if isfinite(half) else ""
    after = after.removeprefix(label).strip() if money else "%" if unit == "%" else after
    return " ".join(part for part in (shown_mean, after, ends) if part)


def few(names: Sequence[str], most: int = 4) -> str:
    """``a, b and c``, or the first and how many others there are; semicolons between names that hold commas.

    A single other one is named, which takes no more room than to count it.
    """
    shown_names, more = list(names[:most]), len(names) - most
    if more == 1:
        shown_names.append(names[-1])
    elif more > 1:
        shown_names.append(f"{more} more")
    if not any("," in name for name in shown_names):
        return text.listed(shown_names)
    *first, last = shown_names
    return f"{'; '.join(first)}; and {last}" if first else last


def lower(metric: str) -> str:
    """A metric in the middle of a sentence."""
    return noun(metric) if has_noun(metric) else lowered(metrics.label(metric))
