"""Replications on demand: who needs outcomes asks a sampler, and never knows where they run.

What is finished is not run again; equal scenarios under different names are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import ceil
from pathlib import Path
from statistics import fmean
from threading import Lock
from time import perf_counter
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from sim.edition import edition, other_edition
from sim.errors import PlaceError
from sim.experiment import Outcome, replicate
from sim.places import Place, results
from sim.places.local import Here, Processes
from sim.scenario.identity import identity
from sim.scenario.schema import Scenario
from sim.study.packing import Packed, pack, unpack
from sim.study.store import Key, Store

FEW = 3
"""At most one replication in so many is run beforehand, to see how long they take."""
_ALONE = Lock()
"""One replication at a time in a process: a worker of a cluster may have several threads."""


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

    def expect(self, runs: int, kept: Sequence[tuple[Demand, Outcome]]) -> None:
        """So many more replications are about to run; these were found, and are told once."""

    def finished(self, demand: Demand, outcome: Outcome) -> None:
        """One has run, for this demand."""


class Unwatched:
    """Nobody looks on."""

    def expect(self, runs: int, kept: Sequence[tuple[Demand, Outcome]]) -> None:
        """Nothing to do."""

    def finished(self, demand: Demand, outcome: Outcome) -> None:
        """Nothing to do."""


class Ahead(NamedTuple):
    """What a sampler will have to do for some demands."""

    runs: int
    """Replications that must run."""
    kept: int
    """Replications that are finished already."""
    seconds: float
    """How long the runs will take, about; measured on the first of them, or on others of the same scenarios."""


class Sampling:
    """A sampler that keeps what is finished; use it in a ``with`` statement, which lets the workers go at the end."""

    def __init__(
        self, place: Place, store: Store | None = None, watch: Watch | None = None, events: Path | None = None
    ) -> None:
        """*store* keeps what is finished for good; *events* is a folder for the logs of all replications.

        Logs are not kept in the store, so with *events* every replication runs, whatever the store has.
        """
        self._place, self._store, self._watch, self._events = place, store, watch or Unwatched(), events
        self._packed: dict[Key, Packed] = {}
        self._outcomes: dict[Key, Outcome] = {}
        self._spent: dict[str, list[float]] = {}
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
        if self._store is not None:
            self._store.close()

    def __call__(self, demands: Sequence[Demand]) -> list[tuple[Outcome, ...]]:
        """Outcomes of every demand, in order of replication; what is missing is run first."""
        missing = self._missing(demands)
        self._watch.expect(len(missing), self._untold(demands))
        self._run(missing)
        return [tuple(self._outcome(key) for key in self._keys(demand)) for demand in demands]

    def ahead(self, demands: Sequence[Demand]) -> Ahead:
        """How much there is to do; where nothing is known of the time it takes, a few are run to measure.

        As many as there are workers, side by side: they start first, and then hinder each other as they will later.
        """
        missing = self._missing(demands)
        every = {key for demand in demands for key in self._keys(demand)}
        kept = len(every) - len(missing)
        if missing and not self._spent:
            few = max(1, min(self._place.begin(len(missing)), len(missing) // FEW))
            first = dict(islice(missing.items(), few))
            self._watch.expect(few, ())
            self._run(first)
            missing = {key: demand for key, demand in missing.items() if key not in first}
        rounds = ceil(len(missing) / max(self._place.begin(len(missing)), 1))
        return Ahead(len(every) - kept, kept, rounds * fmean(self._times(missing) or [0.0]))

    def beside(self, function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Have something else done by a worker of this machine while this process goes on; gives what waits for it.

        Without workers, or when the worker dies, it is done by this process.
        """
        place = self._place if self._place.near else Here()
        try:
            future = place.submit(function, *arguments)
        except place.broken:
            future = Here().submit(function, *arguments)

        @cache
        def result() -> Any:
            try:
                return future.result()
            except place.broken:
                return function(*arguments)

        return result

    @property
    def passed_over(self) -> bool:
        """Whether the store also has replications of other editions, which are not used."""
        return self._store is not None and self._store.elsewhere > 0

    def _times(self, keys: Iterable[Key]) -> list[float]:
        """Seconds that each replication is likely to take: as others of its scenario, else as all others."""
        means = {name: fmean(seconds) for name, seconds in self._spent.items()}
        usual = fmean(means.values()) if means else 0.0
        return [means.get(name, usual) for name, _, _ in keys]

    def _run(self, missing: Mapping[Key, Demand]) -> None:
        """Run replications; each is kept before the next is waited for."""
        tasks = [
            (demand.scenario, demand.seed, number, self._events, edition())
            for (_, _, number), demand in missing.items()
        ]
        for (scenario, seed, number, *_), packed in results(self._place, run_packed, tasks):
            key = self._identity(scenario), seed, number
            self._accept(key, packed)
            if self._store is not None:
                self._store.keep(key, packed)
            self._watch.finished(missing[key], self._outcome(key))

    def _missing(self, demands: Sequence[Demand]) -> dict[Key, Demand]:
        """What must be run, and for whom: the first replication of all scenarios, then the second..."""
        if self._store is not None and self._events is None:
            for key, packed in self._store.news():
                if not self._has(key):
                    self._accept(key, packed)
        found: dict[Key, Demand] = {}
        for demand in demands:
            for key in self._keys(demand):
                if not self._has(key):
                    found.setdefault(key, demand)
        return dict(sorted(found.items(), key=lambda one: one[0][2]))

    def _untold(self, demands: Sequence[Demand]) -> list[tuple[Demand, Outcome]]:
        """Finished replications that nobody has looked at yet."""
        found = {key: demand for demand in demands for key in self._keys(demand) if key in self._packed}
        return [(demand, self._outcome(key)) for key, demand in found.items()]

    def _has(self, key: Key) -> bool:
        return key in self._outcomes or key in self._packed

    def _accept(self, key: Key, packed: Packed) -> None:
        self._packed[key] = packed
        self._spent.setdefault(key[0], []).append(packed.seconds)

    def _outcome(self, key: Key) -> Outcome:
        """What is unpacked is not kept twice."""
        if key not in self._outcomes:
            self._outcomes[key] = unpack(key[2], self._packed.pop(key))
        return self._outcomes[key]

    def _keys(self, demand: Demand) -> list[Key]:
        name = self._identity(demand.scenario)
        return [(name, demand.seed, number) for number in range(demand.replications)]

    def _identity(self, scenario: Scenario) -> str:
        """Worked out once for each object."""
        if id(scenario) not in self._known:
            self._known[id(scenario)] = scenario, identity(scenario)
        return self._known[id(scenario)][1]


def run_packed(scenario: Scenario, seed: int, replication: int, events: Path | None, asked: dict[str, str]) -> Packed:
    """What a worker does: one replication, packed where it ran.

    Raises PlaceError where this is not the *asked* edition, because its numbers might differ.
    """
    if asked != edition():
        raise PlaceError(other_edition("a worker", edition(), asked))
    with _ALONE:
        started = perf_counter()
        outcome = replicate(scenario, seed, replication, events)
    return pack(outcome, perf_counter() - started)


def local(workers: int = 1) -> Sampling:
    """A sampler on this machine that keeps nothing for good and that nobody watches."""
    return Sampling(Processes(workers))
