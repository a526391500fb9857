"""What sweeps leave for other programs: rows for CSV files and workbooks, and plain data for JSON. Absent is None."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import Any

from sim.experiment import Experiment
from sim.stats import Summary
from sim.sweep.designs import Sweep
from sim.sweep.fit import Fit, fitted
from sim.sweep.tornado import Swing, Tornado
from sim.sweep.uncertainty import Uncertainty

Unit = Callable[[str], str]
Sheet = tuple[Sequence[str], Sequence[Sequence[Any]]]
"""Head and rows."""


def number(value: float) -> float | None:
    """A number, or None where there is none."""
    return float(value) if isfinite(value) else None


# sweeps


def design_sheet(sweep: Sweep) -> Sheet:
    """A row for each design: its number, its levels, and mean and half-width of each metric shown."""
    head = ["design", *(factor.name for factor in sweep.factors)]
    for name in sweep.shown:
        head += [name, f"{name} half_width"]
    rows = []
    for place, design in enumerate(sweep.designs):
        found = [sweep.stat(place, name) for name in sweep.shown]
        cells = [number(cell) for one in found for cell in (one.mean, one.half_width)]
        rows.append((place + 1, *map(cell_of, design.levels), *cells))
    return head, rows


def cell_of(level: str) -> Any:
    """A level as a number where it is one by itself."""
    try:
        return int(level) if level.lstrip("-").isdecimal() else float(level)
    except ValueError:
        return level


def replication_sheet(experiments: Sequence[Experiment], names: Sequence[str], first: int = 1) -> Sheet:
    """A row for each replication of each experiment, numbered from *first*, with every metric."""
    rows = [
        (place, outcome.replication, *(number(outcome.metrics.get(name, float("nan"))) for name in names))
        for place, experiment in enumerate(experiments, start=first)
        for outcome in experiment.outcomes
    ]
    return ("design", "replication", *names), rows


def sweep_json(sweep: Sweep, unit: Unit) -> dict[str, Any]:
    """The stable, machine-readable sweep, as docs/sweep.md describes it."""
    return {
        "factors": [_factor(sweep, place) for place in range(len(sweep.factors))],
        "design": "grid" if sweep.is_grid else "latin hypercube",
        "seed": sweep.base.seed,
        "replications": sweep.replications,
        "confidence": sweep.confidence,
        "shown": list(sweep.shown),
        "units": {name: unit(name) for name in sweep.names},
        "designs": [_design(sweep, place) for place in range(len(sweep.designs))],
        "best": {name: _best(sweep, name) for name in sweep.shown},
        "effects": {} if sweep.is_grid else {name: _fit(fitted(sweep, name)) for name in sweep.shown},
    }


def _factor(sweep: Sweep, place: int) -> dict[str, Any]:
    factor = sweep.factors[place]
    levels = [factor.levels[0], factor.levels[-1]] if factor.is_range and not sweep.is_grid else sweep.levels(place)
    return {"path": factor.name, "label": sweep.labels[place], "unit": factor.unit, "levels": levels}


def _design(sweep: Sweep, place: int) -> dict[str, Any]:
    design = sweep.designs[place]
    found = {name: _summary(sweep.stat(place, name)) for name in sweep.names}
    return {
        "design": place + 1,
        "levels": {factor.name: level for factor, level in zip(sweep.factors, design.levels, strict=True)},
        "metrics": found,
    }


def _summary(found: Summary) -> dict[str, Any]:
    return {"mean": number(found.mean), "half_width": number(found.half_width), "n": found.n}


def _best(sweep: Sweep, name: str) -> dict[str, Any] | None:
    """Numbers of designs: the one with the best mean, and those that may be best."""
    found = sweep.best(name)
    return None if found is None else {"first": found.first + 1, "may_be": [place + 1 for place in found.may_be]}


def _fit(found: Fit | None) -> dict[str, Any] | None:
    if found is None:
        return None
    effects = [
        {"factor": one.label, "from": one.low, "to": one.high, "change": _summary(one.change)} for one in found.effects
    ]
    return {"explained": number(found.explained), "effects": effects}


# tornado

SWINGS = ("metric", "unit", "input", "end", "at", "base", "mean", "difference", "low", "high", "verdict", "n")
"""Columns of ``tornado.csv``."""


def swing_sheet(tornado: Tornado, unit: Unit) -> Sheet:
    """Two rows for each metric shown and each input: that with the largest effect first."""
    rows = [row for name in tornado.shown for one in tornado.swings(name) for row in _swing_rows(one, name, unit(name))]
    return SWINGS, rows


def _swing_rows(one: Swing, name: str, unit: str) -> Iterator[tuple[Any, ...]]:
    for end, at, found in (("low", one.low_at, one.low), ("high", one.high_at, one.high)):
        base = found.base[~(found.base != found.base)]
        mean = number(base.mean()) if base.size else None
        moved = None if mean is None or not isfinite(found.together.mean) else mean + found.together.mean
        numbers = (mean, moved, *(number(value) for value in (found.together.mean, found.low, found.high)))
        yield (name, unit, one.label, end, at, *numbers, found.verdict.value, found.together.n)


def tornado_json(tornado: Tornado, unit: Unit) -> dict[str, Any]:
    """The stable, machine-readable tornado, as docs/sweep.md describes it."""
    head, rows = swing_sheet(tornado, unit)
    return {
        "inputs": [
            {"path": one.name, "value": str(one.value), "low": str(one.low), "high": str(one.high)}
            for one in tornado.ranges
        ],
        "seed": tornado.base.seed,
        "replications": len(tornado.base.outcomes),
        "confidence": tornado.confidence,
        "comparisons": tornado.comparisons,
        "differences": [dict(zip(head, row, strict=True)) for row in rows],
    }


# uncertainty

PARTS = (
    "metric", "unit", "mean", "inputs_sd", "inputs_sd_low", "inputs_sd_high", "inputs_p5", "inputs_p95",
    "chance_sd", "chance_sd_low", "chance_sd_high", "chance_p5", "chance_p95", "both_sd", "both_p5", "both_p95",
    "share_of_inputs", "sets", "replications",
)  # fmt: skip
"""Columns of ``uncertainty.csv``."""


def part_sheet(uncertainty: Uncertainty, unit: Unit) -> Sheet:
    """A row for each metric that every set and replication has."""
    return PARTS, list(_part_rows(uncertainty, unit))


def _part_rows(uncertainty: Uncertainty, unit: Unit) -> Iterator[tuple[Any, ...]]:
    for name in uncertainty.sweep.names:
        found = uncertainty.parts(name)
        if found is None:
            continue
        inputs, chance, both = found.inputs, found.chance, found.both
        numbers = (
            found.mean, inputs.sd, inputs.sd_low, inputs.sd_high, inputs.low, inputs.high, chance.sd, chance.sd_low,
            chance.sd_high, chance.low, chance.high, both.sd, both.low, both.high, found.share,
        )  # fmt: skip
        yield (name, unit(name), *(number(value) for value in numbers), found.sets, found.replications)


def uncertainty_json(uncertainty: Uncertainty, unit: Unit) -> dict[str, Any]:
    """The stable, machine-readable decomposition, as docs/sweep.md describes it."""
    head, rows = part_sheet(uncertainty, unit)
    sweep = uncertainty.sweep
    return {
        "inputs": [{"path": one.name, "low": one.levels[0], "high": one.levels[-1]} for one in sweep.factors],
        "shape": uncertainty.shape,
        "seed": sweep.base.seed,
        "sets": len(sweep.designs),
        "replications": sweep.replications,
        "confidence": sweep.confidence,
        "metrics": [dict(zip(head, row, strict=True)) for row in rows],
        "effects": {name: _fit(fitted(sweep, name)) for name in sweep.shown},
    }
