"""Targets and objectives of a scenario, read against the metrics that there are.

A target is met by a mean: of a metric over replications, against a bound. A *tolerance* says how far from the bound it
does not matter on which side the mean lies; a decision needs one, because a mean that is exactly on the bound
would never be told from either side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import Any

import numpy as np

from sim import metrics
from sim.errors import Problem, ScenarioError
from sim.experiment import Outcome, header_of
from sim.procedures.bisection import Standing
from sim.scenario.aims import bound, wish
from sim.scenario.load import Loaded, placed
from sim.scenario.problems import did_you_mean
from sim.sizes import amount
from sim.stats import Summary

SHARE_TOLERANCE = 0.01
"""Default tolerance of a target that is a share: one point."""
PART_TOLERANCE = 0.05
"""Default tolerance of any other target, as a part of its bound."""
DEFAULT_OBJECTIVE = "money.margin.per_week"


class Source(StrEnum):
    """Who set a tolerance or an indifference zone."""

    WRITTEN = "written in the scenario"
    DEFAULT = "by default"


@dataclass(frozen=True)
class Target:
    """One thing that must be achieved; sizes in the metric's unit."""

    metric: str
    """Full name."""
    at_most: bool
    """Whether the bound is the most allowed, else the least."""
    bound: float
    tolerance: float
    source: Source = Source.WRITTEN
    """Of the tolerance."""

    def excess(self, values: Any) -> Any:
        """By how much values miss the bound; zero or below is met."""
        return values - self.bound if self.at_most else self.bound - values

    def standing(self, found: Summary) -> Standing:
        """Met or missed if the whole interval of the mean lies on one side of the bound."""
        mean, half = self.excess(found.mean), found.half_width
        if mean + half <= 0:
            return Standing.MET
        return Standing.MISSED if mean - half > 0 else Standing.OPEN


@dataclass(frozen=True)
class Objective:
    """What is to be as high or as low as can be."""

    metric: str
    """Full name."""
    highest: bool
    zone: float = nan
    """A difference up to this does not matter, in the metric's unit; NaN if nobody has said."""

    def score(self, values: Any) -> Any:
        """The same with larger for better."""
        return values if self.highest else -values


@dataclass(frozen=True)
class Aims:
    """All targets, and the objectives of which the first decides."""

    targets: tuple[Target, ...] = ()
    objectives: tuple[Objective, ...] = ()


def aims(loaded: Loaded) -> Aims:
    """What a scenario asks for; raises ScenarioError with every metric and size that makes no sense."""
    scenario = loaded.scenario
    if not (scenario.targets or scenario.objective):
        return Aims(objectives=(Objective(DEFAULT_OBJECTIVE, highest=True),))
    names, currency = metrics.names(header_of(scenario)), scenario.money.currency
    problems: list[Problem] = []

    def read(section: str, written: dict[str, str], one: Callable[[str, str, str], Any]) -> list[Any]:
        found = []
        for name, text in written.items():
            try:
                found.append(one(_known(name, names), text, metrics.unit_of(name).replace("currency", currency)))
            except ValueError as error:
                problems.append(Problem(str(error), f"{section}.{name}"))
        return found

    targets = read("targets", scenario.targets, _target)
    objectives = read("objective", scenario.objective, _objective)
    if problems:
        raise ScenarioError(placed(problems, loaded))
    return Aims(tuple(targets), tuple(objectives) or (Objective(DEFAULT_OBJECTIVE, highest=True),))


def _known(name: str, names: Sequence[str]) -> str:
    if name not in names:
        raise ValueError(f"unknown metric{did_you_mean(name, names)}; 'chairtime metrics' lists them all")
    return name


def _target(name: str, text: str, unit: str) -> Target:
    found = bound(text)
    size = _signed(found.size, unit)
    usual = SHARE_TOLERANCE if unit == "1" else PART_TOLERANCE * abs(size)
    if not found.tolerance and not usual:
        raise ValueError(f"a bound of zero needs a tolerance, such as '{text.strip()} ± {_one(unit)}'")
    tolerance = amount(found.tolerance, unit) if found.tolerance else usual
    if tolerance <= 0:
        raise ValueError(f"got a tolerance of {found.tolerance}; expected one above zero")
    source = Source.WRITTEN if found.tolerance else Source.DEFAULT
    return Target(name, found.at_most, size, tolerance, source)


def _signed(text: str, unit: str) -> float:
    positive = text.lstrip("-−")
    return amount(positive.strip(), unit) * (1 if positive == text else -1)


def _one(unit: str) -> str:
    return "1 %" if unit == "1" else f"1 {unit.replace('/', ' per ')}"


def _objective(name: str, text: str, unit: str) -> Objective:
    found = wish(text)
    zone = amount(found.zone, unit) if found.zone else nan
    if zone <= 0:
        raise ValueError(f"got a difference of {found.zone}; expected one above zero")
    return Objective(name, found.highest, zone)


def values(outcomes: Sequence[Outcome], metric: str) -> np.ndarray:
    """One metric over replications, shape (n,)."""
    return np.array([one.metrics.get(metric, nan) for one in outcomes])


__all__ = ["Aims", "Objective", "Source", "Standing", "Target", "aims", "values"]
