"""What figures and sentences ask of an experiment: summaries, bands over replications, hours of the day."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.experiment import Experiment
from sim.stats import Summary, summaries
from sim.units import days

SLOTS = 48
"""Half-hours of a day."""


class Band(NamedTuple):
    """One curve over the replications; every array has shape (k,)."""

    mean: np.ndarray
    half_width: np.ndarray
    """Of the 95 % interval of the mean; NaN with fewer than two replications."""
    p5: np.ndarray
    p95: np.ndarray


def stat(experiment: Experiment, metric: str) -> Summary:
    """What the replications say about one metric."""
    return experiment.stat(metric)


def known(found: Summary) -> bool:
    """Whether there is a number at all."""
    return found.n > 0


def family(experiment: Experiment, prefix: str) -> dict[str, Summary]:
    """Metrics whose name begins with ``prefix.``, by the rest of their name."""
    names = [name for name in experiment.names if name.startswith(f"{prefix}.")]
    return {name.removeprefix(f"{prefix}."): stat(experiment, name) for name in names}


def profile(experiment: Experiment, name: str) -> np.ndarray | None:
    """One profile over the units of analysis, shape (n, ...), or None if there is no number in it."""
    values = every_profile(experiment, name)
    size = experiment.together
    if values is None or size == 1:
        return values
    units = values.reshape(len(values) // size, size, *values.shape[1:])
    return np.asarray(units.mean(axis=1))


def every_profile(experiment: Experiment, name: str) -> np.ndarray | None:
    """One profile over the replications, shape (n, ...), or None if there is no number in it."""
    if not experiment.outcomes or any(name not in outcome.profiles for outcome in experiment.outcomes):
        return None
    values = experiment.profile(name).astype(float)
    return values if np.isfinite(values).any() else None


def band(values: np.ndarray, together: int = 1) -> Band:
    """Mean, interval and percentiles over replications, so many to a unit of analysis; values, shape (n, k)."""
    found = summaries(values, together=together)
    return Band(*(np.array([getattr(one, name) for one in found]) for name in Band._fields))


def replications(experiment: Experiment) -> int:
    """How many there are."""
    return len(experiment.outcomes)


def hours(*experiments: Experiment) -> tuple[float, float]:
    """Earliest opening and latest closing of the week [h], of all of them."""
    weeks = [experiment.scenario.calendar.hours.values() for experiment in experiments]
    sessions = [session for week in weeks for day in week for session in day]
    return min(opens for opens, _ in sessions) / 60, max(closes for _, closes in sessions) / 60


def open_weekdays(experiment: Experiment) -> list[int]:
    """Weekdays with opening hours, Monday is 0."""
    return sorted({day for names in experiment.scenario.calendar.hours for day in days(names)})


def has_courses(experiment: Experiment) -> bool:
    """Whether the scenario treats courses, or only single visits."""
    return bool(experiment.scenario.protocols)


def currency(experiment: Experiment) -> str:
    """Label of every amount."""
    return experiment.header.currency
