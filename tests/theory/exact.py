"""Exact values against replications of the shipped theory scenarios, or of a few lines of YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from sim import stats
from sim.experiment import window_of
from sim.metrics import Facts, find
from sim.metrics.day import last_out
from sim.model.clinic import run
from sim.scenario.load import load
from sim.scenario.schema import Scenario

THEORY = Path(__file__).parents[2] / "scenarios" / "theory"
CONFIDENCE = 0.999
Quantity = str | Callable[[Facts], float]
"""The full name of a metric, or a function of the facts of one replication."""


def shipped(name: str, *settings: str) -> Scenario:
    """A scenario of ``scenarios/theory/`` with some of its values changed, as by ``--set``."""
    return load(THEORY / f"{name}.yaml", settings).scenario


def weeks(length: int) -> tuple[str, str]:
    """Settings for a shorter run, for stations that settle within a few days."""
    return "run.warm_up=1 week", f"run.length={length} weeks"


def written(folder: Path, text: str) -> Scenario:
    """A scenario out of YAML text."""
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file).scenario


def facts(scenario: Scenario, replication: int = 0) -> Facts:
    """One replication, ready for questions."""
    return Facts(run(scenario, replication, scenario.run.seed), window_of(scenario))


def replications(scenario: Scenario, number: int) -> Iterator[Facts]:
    """Several replications."""
    return (facts(scenario, replication) for replication in range(number))


def assert_brackets(scenario: Scenario, expected: Sequence[tuple[Quantity, float]], number: int = 20) -> None:
    """The 99.9 % t interval over the replications of each quantity holds its exact value."""
    values = np.array([[value(one, quantity) for quantity, _ in expected] for one in replications(scenario, number)])
    missed = []
    for (quantity, exact), found in zip(expected, values.T, strict=True):
        mean, half_width, *_ = stats.summary(found, CONFIDENCE)
        if not abs(mean - exact) < half_width:
            missed.append(f"{quantity}: {mean:.6g} +- {half_width:.3g}, not {exact:.6g}")
    assert missed == []


def value(one: Facts, quantity: Quantity) -> float:
    """One quantity of one replication."""
    return find(quantity).numbers(one)[quantity] if isinstance(quantity, str) else quantity(one)


def overtime(one: Facts) -> float:
    """Mean over days of the time from closing to the last departure, zero for days that end before [min]."""
    return float(np.mean(np.maximum(last_out(one), 0.0)))


def late_share(minutes: float) -> Callable[[Facts], float]:
    """Share of days whose last departure is more than so long after closing."""
    return lambda one: float(np.mean(last_out(one) > minutes + 1e-6))


def waits(one: Facts) -> np.ndarray:
    """Direct waits of all who were served, by visit number [min]."""
    found: np.ndarray = one.visits.wait[~np.isnan(one.visits.served)]
    return found


def wait_of_position(position: int, size: int) -> Callable[[Facts], float]:
    """Mean wait of those who came of the patients booked in one place of a timetable of *size* appointments."""

    def answer(one: Facts) -> float:
        found = one.visits
        here = (found.patient % size == position) & ~np.isnan(found.served)
        return float(np.mean(found.wait[here]))

    return answer
