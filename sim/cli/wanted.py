"""What a comparison is asked: metrics to show, differences that do not matter, confidence. All mistakes at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim import metrics, units
from sim.errors import Problem, ScenarioError
from sim.precision import Goal
from sim.scenario.problems import did_you_mean, show, visible
from sim.sizes import amount

METRIC, INDIFFERENCE, CONFIDENCE, PRECISION = "--metric", "--indifference", "--confidence", "--precision"


@dataclass(frozen=True)
class Wanted:
    """What to look at, and how closely."""

    shown: tuple[str, ...] = ()
    """Full names of metrics; the headline metrics if empty."""
    indifference: dict[str, float] = field(default_factory=dict)
    """Metric -> difference that does not matter, in the metric's unit."""
    confidence: float = 0.95
    """Of all verdicts together."""


def wanted(chosen: Sequence[str], zones: Sequence[str], confidence: str, names: Sequence[str], currency: str) -> Wanted:
    """The options of the command line read against the metrics that there are; raises ScenarioError."""
    problems: list[Problem] = []
    shown: dict[str, None] = {}
    indifference: dict[str, float] = {}
    for text in chosen:
        try:
            shown |= dict.fromkeys(_family(text.strip(), names))
        except ValueError as error:
            problems.append(Problem(str(error), visible(text), METRIC))
    for text in zones:
        try:
            name, size = _zone(text, names, currency)
            indifference[name] = size
        except ValueError as error:
            problems.append(Problem(str(error), visible(text.partition("=")[0].strip()), INDIFFERENCE))
    try:
        sure = level(confidence)
    except ValueError as error:
        problems.append(Problem(str(error), "", CONFIDENCE))
    if problems:
        raise ScenarioError(problems)
    return Wanted(tuple(shown), indifference, sure)


def goals(texts: Sequence[str], names: Sequence[str], currency: str) -> list[Goal]:
    """Precisions such as ``day.direct_wait.mean within 5 %`` or ``within 2 min``; raises ScenarioError.

    A percentage is a part of the mean, of shares too; an absolute size of a share is written in points.
    """
    found, problems = [], []
    for text in texts:
        try:
            found.append(_goal(text, names, currency))
        except ValueError as error:
            problems.append(Problem(str(error), visible(text.partition(" within ")[0].strip()), PRECISION))
    if problems:
        raise ScenarioError(problems)
    return found


def _goal(text: str, names: Sequence[str], currency: str) -> Goal:
    name, within, size = (part.strip() for part in text.partition(" within "))
    if not within:
        raise ValueError(f"got {show(text)}; expected 'metric within size', such as 'day.direct_wait.mean within 5 %'")
    if name not in names:
        near = did_you_mean(name, names)
        raise ValueError(f"unknown metric{near}; 'chairtime metrics' lists them all")
    relative = size.endswith("%")
    wanted = amount(size, "1" if relative else metrics.unit_of(name).replace("currency", currency))
    if wanted <= 0:
        raise ValueError(f"got {show(size)}; expected a size above zero")
    return Goal(name, wanted, relative, text.strip())


def _family(text: str, names: Sequence[str]) -> list[str]:
    """The metric of that name, or all whose names begin so."""
    found = [name for name in names if name == text] or [name for name in names if name.startswith(f"{text}.")]
    if not found:
        near = did_you_mean(text, [*names, *(metric.name for metric in metrics.METRICS)])
        raise ValueError(f"unknown metric{near}; 'chairtime metrics' lists them all")
    return found


def _zone(text: str, names: Sequence[str], currency: str) -> tuple[str, float]:
    name, equals, size = (part.strip() for part in text.partition("="))
    if not equals:
        raise ValueError(f"got {show(text)}; expected metric=value, such as 'day.direct_wait.mean=2 min'")
    if name not in names:
        raise ValueError(f"unknown metric{did_you_mean(name, names)}; 'chairtime metrics' lists them all")
    return name, amount(size, metrics.unit_of(name).replace("currency", currency))


def level(text: str) -> float:
    """A confidence as ``95 %`` or 0.95; raises ValueError."""
    try:
        found = float(units.probability(text if "%" in text else float(text)))
    except ValueError:
        found = 0.0
    if not 0.5 <= found < 1:
        raise ValueError(f"got {show(text)}; expected at least 50 % and less than 100 %, such as '95 %'")
    return found
