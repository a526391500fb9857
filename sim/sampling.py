"""Replications on demand: who needs outcomes asks a sampler, and never knows where they run.

What is finished is not run again; equal scenarios under different names are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sim.experiment import Outcome, replicate
from sim.places import Place, results
from sim.places.local import Processes
from sim.scenario.identity import identity
from sim.scenario.schema import Scenario

Key = tuple[str, int, int]
"""Identity of the scenario, seed, replication."""


@dataclass(frozen=True)
class Demand:
    """The first *replications* replications of a scenario."""

    scenario: Scenario
    replications: int
    seed: int
    """The same seed everywhere means common random numbers."""


class Sampler(Protocol):
    """Where outcomes come from."""

    def __call__(self, demands: Sequence[Demand]) -> list[tuple[Outcome, ...]]:
        """Outcomes of every demand, in order of replication.

        What is already finished is not run again; all demands share one pool of workers, so that many designs run
        side by side.
        """


class Watch(Protocol):
    """Who looks on while replications run."""

    def expect(self, runs: int) -> None:
        """So many more replications are about to run."""

    def finished(self, demand: Demand, outcome: Outcome) -> None:
        """One has run, for this demand."""


class Unwatched:
    """Nobody looks on."""

    def expect(self, runs: int) -> None:
        """Nothing to do."""

    def finished(self, demand: Demand, outcome: Outcome) -> None:
        """Nothing to do."""


class Sampling:
    """A sampler that keeps what is finished; use it in a ``with`` statement, which lets the workers go at the end."""

    def __init__(self, place: Place, watch: Watch | None = None, events: Path | None = None) -> None:
        """*events* is a folder for the logs of all replications."""
        self._place, self._watch, self._events = place, watch or Unwatched(), events
        self._kept: dict[Key, Outcome] = {}
        self._known: dict[int, tuple[Scenario, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._place.close()
        else:
            self._place.stop()

    def __call__(self, demands: Sequence[Demand]) -> list[tuple[Outcome, ...]]:
        """Outcomes of every demand, in order of replication; what is missing is run first."""
        missing = self._missing(demands)
        self._watch.expect(len(missing))
        tasks = [(demand.scenario, demand.seed, number, self._events) for (_, _, number), demand in missing.items()]
        for (scenario, seed, number, _), outcome in results(self._place, replicate, tasks):
            key = self._identity(scenario), seed, number
            self._kept[key] = outcome
            self._watch.finished(missing[key], outcome)
        return [tuple(self._kept[key] for key in self._keys(demand)) for demand in demands]

    def _missing(self, demands: Sequence[Demand]) -> dict[Key, Demand]:
        """What must be run, and for whom: the first replication of all scenarios, then the second..."""
        found: dict[Key, Demand] = {}
        for demand in demands:
            for key in self._keys(demand):
                if key not in self._kept:
                    found.setdefault(key, demand)
        return dict(sorted(found.items(), key=lambda one: one[0][2]))

    def _keys(self, demand: Demand) -> list[Key]:
        name = self._identity(demand.scenario)
        return [(name, demand.seed, number) for number in range(demand.replications)]

    def _identity(self, scenario: Scenario) -> str:
        """Worked out once for each object."""
        if id(scenario) not in self._known:
            self._known[id(scenario)] = scenario, identity(scenario)
        return self._known[id(scenario)][1]


def local(workers: int = 1) -> Sampling:
    """A sampler on this machine that nobody watches."""
    return Sampling(Processes(workers))
