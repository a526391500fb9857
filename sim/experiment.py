"""A scenario and so many replications: what one leaves behind, and all of them together."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from pathlib import Path

import numpy as np

from sim import metrics, profiles
from sim.errors import Problem, ScenarioError
from sim.events import EventLog, Header, Window
from sim.model.clinic import run
from sim.scenario.schema import Scenario
from sim.stats import Summary
from sim.units import WEEK
from sim.variates import Corrected, corrected

_BORN_WITH = gc.get_freeze_count()
"""Objects that Python itself has set apart from garbage collection."""


@dataclass(frozen=True)
class Outcome:
    """What one replication leaves behind: a few hundred numbers, never its log."""

    replication: int
    metrics: Mapping[str, float]
    profiles: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Experiment:
    """All replications of one scenario, in order of replication."""

    scenario: Scenario
    header: Header
    seed: int
    window: Window
    outcomes: tuple[Outcome, ...]
    seconds: float = 0.0
    controls: np.ndarray | None = None
    """What chance asked for beyond expectation, by replication and control, shape (n, q); None to correct nothing."""

    @classmethod
    def of(cls, scenario: Scenario, seed: int, outcomes: Sequence[Outcome], seconds: float = 0.0) -> Experiment:
        """Outcomes in order of replication, with what is known of their scenario before it runs."""
        known = header_of(scenario), seed, window_of(scenario), tuple(outcomes), seconds
        return cls(scenario, *known, controls_of(scenario, seed, len(outcomes)))

    @property
    def together(self) -> int:
        """Replications that make one unit of analysis: 2 for antithetic pairs."""
        return self.scenario.run.together

    def stat(self, metric: str, confidence: float = 0.95) -> Summary:
        """What the replications say about one metric, corrected by control variates if the scenario asks for it."""
        return self.corrected(metric, confidence).used

    def corrected(self, metric: str, confidence: float = 0.95) -> Corrected:
        """The same with and without the correction; worked out once, as many tables ask."""
        asked = metric, confidence
        if asked not in self._corrected:
            controls = np.empty((len(self.outcomes), 0)) if self.controls is None else self.controls
            self._corrected[asked] = corrected(self.values(metric), controls, confidence, self.together)
        return self._corrected[asked]

    @cached_property
    def _corrected(self) -> dict[tuple[str, float], Corrected]:
        return {}

    def values(self, metric: str) -> np.ndarray:
        """One metric over the replications, shape (n,)."""
        return np.array([outcome.metrics.get(metric, np.nan) for outcome in self.outcomes])

    @property
    def names(self) -> list[str]:
        """Every metric that some replication has, in the order of the tables."""
        return list(dict.fromkeys(name for outcome in self.outcomes for name in outcome.metrics))

    def profile(self, name: str) -> np.ndarray:
        """One profile over the replications, stacked: shape (n, ...)."""
        return np.stack([outcome.profiles[name] for outcome in self.outcomes])


def window_of(scenario: Scenario) -> Window:
    """The observed part of every run."""
    return Window(scenario.run.begins, scenario.run.end)


def controls_of(scenario: Scenario, seed: int, replications: int) -> np.ndarray | None:
    """Control variates of the first replications, shape (n, q), if the scenario asks for them."""
    if not scenario.run.control_variate:
        return None
    from sim.model.demand import surplus

    return np.array([surplus(scenario, seed, number) for number in range(replications)])


def header_of(scenario: Scenario) -> Header:
    """The header of every log of a scenario, known before it runs."""
    from sim.model.header import build_header

    return build_header(scenario)


def replicate(scenario: Scenario, seed: int, replication: int, events: Path | None = None) -> Outcome:
    """Run one replication and measure it; *events* is a folder for its log."""
    log = simulate(scenario, seed, replication)
    if events is not None:
        write_events(log, events, replication)
    return measured(scenario, replication, log, seed)


def simulate(scenario: Scenario, seed: int, replication: int) -> EventLog:
    """The event log of one replication.

    Raises ScenarioError for a warm-up that is still to be chosen, which would count from the first day unseen.
    """
    if not scenario.run.is_chosen:
        what = "auto is chosen by 'chairtime run' and 'chairtime compare'; give a time here, such as 26 weeks"
        raise ScenarioError([Problem(what, "run.warm_up")])
    with _rare_collection():
        return run(scenario, replication, seed)


def measured(scenario: Scenario, replication: int, log: EventLog, seed: int | None = None) -> Outcome:
    """What a log says; raises ModelError if it breaks an identity, which no log of the model may."""
    facts = metrics.Facts(log, window_of(scenario))
    numbers = metrics.measure(facts)
    with_seed = "" if seed is None else f", seed {seed}"
    metrics.check(facts, numbers, f"{scenario.scenario}{with_seed}, replication {replication}")
    weeks = ceil(window_of(scenario).end / WEEK)
    return Outcome(replication, numbers, profiles.gather(facts, weeks))


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Collect garbage rarely, and leave what was there before alone: a run makes little of it, in short-lived heaps.

    What is left of the run goes at its end: a clinic is full of cycles and holds few objects but many numbers, so
    that Python would keep hundreds of them before it looks.
    """
    usual, apart = gc.get_threshold(), gc.get_freeze_count() > _BORN_WITH  # a worker has set its libraries apart
    if not apart:
        gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.collect()
        gc.set_threshold(*usual)
        if not apart:
            gc.unfreeze()


def write_events(log: EventLog, folder: Path, replication: int) -> None:
    """Write one log as compressed CSV (and Parquet where pyarrow is installed)."""
    from sim import eventfile

    eventfile.write(log, folder / f"events-{replication:04d}")


def experiment(scenario: Scenario, seed: int) -> Experiment:
    """Run all replications of a scenario in this process."""
    return Experiment.of(scenario, seed, [replicate(scenario, seed, n) for n in range(scenario.run.replications)])
