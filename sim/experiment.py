"""A scenario and so many replications: run them, here or in several processes, with equal numbers."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from queue import SimpleQueue
from threading import Thread, current_thread, main_thread
from time import sleep

import numpy as np

from sim import metrics, profiles
from sim.errors import ModelError
from sim.events import EventLog, Header, Window
from sim.model.clinic import run
from sim.scenario.schema import Scenario
from sim.units import WEEK

TRIES = 3
"""A replication whose worker dies is run again, at most so often."""


@dataclass(frozen=True)
class Outcome:
    """What one replication leaves behind: a few hundred numbers, never its log."""

    replication: int
    metrics: dict[str, float]
    profiles: dict[str, np.ndarray]


@dataclass(frozen=True)
class Experiment:
    """All replications of one scenario, in order of replication."""

    scenario: Scenario
    header: Header
    seed: int
    window: Window
    outcomes: tuple[Outcome, ...]
    seconds: float = 0.0

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
    return Window(scenario.run.warm_up, scenario.run.warm_up + scenario.run.length)


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
    """The event log of one replication."""
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
    """Collect garbage rarely, and leave what was there before alone: a run makes little of it, in short-lived heaps."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def write_events(log: EventLog, folder: Path, replication: int) -> None:
    """Write one log as compressed CSV (and Parquet where pyarrow is installed)."""
    from sim import eventfile

    eventfile.write(log, folder / f"events-{replication:04d}")


def outcomes(
    scenario: Scenario, seed: int, replications: Sequence[int], workers: int = 1, events: Path | None = None
) -> Iterator[Outcome]:
    """Outcomes as they are finished; with one worker in order, with several in any order."""
    if workers <= 1 or len(replications) <= 1:
        for replication in replications:
            yield replicate(scenario, seed, replication, events)
        return
    yield from _in_processes(scenario, seed, list(replications), workers, events)


def _in_processes(
    scenario: Scenario, seed: int, todo: list[int], workers: int, events: Path | None
) -> Iterator[Outcome]:
    """Replications in spawned processes; if a worker dies, what is unfinished is run again."""
    for _ in range(TRIES):
        done: set[int] = set()
        try:
            for outcome in _one_pool(scenario, seed, todo, workers, events):
                done.add(outcome.replication)
                yield outcome
        except BrokenProcessPool:
            todo = [replication for replication in todo if replication not in done]
            continue
        return
    raise ModelError(f"worker processes died {TRIES} times; unfinished replications: {', '.join(map(str, todo))}")


def _one_pool(
    scenario: Scenario, seed: int, todo: Sequence[int], workers: int, events: Path | None
) -> Iterator[Outcome]:
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(todo)), mp_context=spawn, initializer=_leave_interrupts_to_the_parent)
    try:
        # Not futures.wait: an interrupt while it takes every future's lock leaves them locked, and the exit hangs.
        finished: SimpleQueue[Future[Outcome]] = SimpleQueue()
        with _deaf_to_interrupts():  # workers are born with it, and so are silent while they still import
            futures = [pool.submit(replicate, scenario, seed, number, events) for number in todo]
        for future in futures:
            future.add_done_callback(finished.put)
        for _ in todo:
            yield finished.get().result()
    except BaseException:
        _stop(pool)
        raise
    pool.shutdown()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Put Ctrl-C off for a moment; processes born meanwhile never hear it, where the system can do that."""
    if current_thread() is not main_thread():  # interrupts go to the main thread
        yield
        return
    heard: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    if hasattr(signal, "pthread_sigmask"):  # children inherit what is masked
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        signal.signal(signal.SIGINT, handler)
    if heard:
        raise KeyboardInterrupt


def _leave_interrupts_to_the_parent() -> None:
    """A worker ignores Ctrl-C, because its parent ends it; and it ends by itself when the parent has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, args=(os.getppid(),), daemon=True).start()


def _end_with_the_parent(parent: int) -> None:
    while os.getppid() == parent:
        sleep(1)
    os._exit(1)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once; what they were at is given up."""
    workers = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()


def experiment(
    scenario: Scenario,
    seed: int,
    workers: int = 1,
    events: Path | None = None,
    progress: Callable[[Outcome], None] = lambda outcome: None,
) -> Experiment:
    """Run all replications of a scenario; equal numbers whatever the number of workers."""
    from time import perf_counter

    started, found = perf_counter(), []
    for outcome in outcomes(scenario, seed, range(scenario.run.replications), workers, events):
        found.append(outcome)
        progress(outcome)
    found.sort(key=lambda outcome: outcome.replication)
    seconds = perf_counter() - started
    return Experiment(scenario, header_of(scenario), seed, window_of(scenario), tuple(found), seconds)
