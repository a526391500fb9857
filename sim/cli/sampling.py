"""Where the replications of a command come from: a place, a study's folder, and progress on the screen."""

from __future__ import annotations

import secrets
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from sim.cli.options import Where
from sim.cli.progress import progress, span
from sim.errors import PlaceError, Problem, ScenarioError, Terminated
from sim.experiment import Experiment
from sim.places import Place
from sim.places.local import Processes
from sim.sampling import Ahead, Demand, Sampling
from sim.scenario.files import real
from sim.study.store import Store, study_seed


def seed_of(scenario: Any, where: Where) -> int:
    """The scenario's seed, or else the study's, or else one drawn for this run."""
    if scenario.run.seed is not None:
        return int(scenario.run.seed)
    return study_seed(where.study) if where.study else secrets.randbits(32)


def refuse_study_in(target: Path, where: Where) -> None:
    """Raise ScenarioError if results written to *target* would replace the study's folder."""
    if where.study is None:
        return
    study, results = real(where.study), real(target)
    if study.is_relative_to(results):
        what = f"{where.study} would be replaced by the results in {target}; name a folder elsewhere"
        raise ScenarioError([Problem(what, file="--study")])


@contextmanager
def sampler(
    name: str, where: Where, events: Path | None = None, leading: str = "", is_open: bool = False
) -> Iterator[Sampling]:
    """A sampler with progress under *name*; logs go to the folder *events*. An interrupt says what is kept.

    *leading*: the metric whose interval the line of progress shows; the first headline if left out. *is_open*: how
    many replications it takes turns out on the way.
    """
    store = Store(where.study) if where.study else None
    try:
        with (
            progress(name, leading, where.quiet, is_open) as watch,
            Sampling(_place(where, events), store, watch, events) as sample,
        ):
            yield sample
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_what_is_kept(store)) from None
    except Terminated:  # as a queue ends a job
        if store is not None:
            click.echo(f"Terminated; {_what_is_kept(store)}", err=True)
        raise
    except PlaceError as error:
        raise PlaceError(f"{error}; {_what_is_kept(store)}" if store else str(error)) from error


def _place(where: Where, events: Path | None) -> Place:
    if where.on is None:
        return Processes(where.workers)
    if events is not None:
        what = "event logs are written on this machine; leave out --on or --events"
        raise ScenarioError([Problem(what, file="--on")])
    from sim.places.cluster import Cluster

    return Cluster(where.on)


def _what_is_kept(store: Store | None) -> str:
    if store is None:
        return "nothing half-written was left behind; with --study FOLDER finished replications would be kept"
    command = shlex.join(["chairtime", *sys.argv[1:]])
    number = f"{len(store)} finished replication{'s are' if len(store) != 1 else ' is'}"
    return f"{number} kept in {store.folder}; to go on from there: {command}"


def report_time(figures: int, designs: int = 1) -> float:
    """How long it takes to write a report with its figures, the settings of so many designs, and to end [s], about."""
    return 2.0 + 0.2 * figures + 0.02 * designs


def announce(sample: Sampling, demands: Sequence[Demand], then: str = "", report: float = 0.0) -> None:
    """Say on stderr how much there is to run and how long that takes, before it begins, and what comes *then*.

    *report*: what is to be added for the report [s]; 0 where nobody knows how much comes before it.
    """
    click.echo(f"{told(sample.ahead(demands), report)}{then and f'; {then}'}", err=True)
    if sample.passed_over:
        what = "other replications in the study's folder are of another version, other libraries or another processor"
        click.echo(f"{what}, and are not used", err=True)


def told(ahead: Ahead, report: float = 0.0) -> str:
    """``30 replications, 12 of them finished before; about 20 s for the rest and the report``."""
    every = ahead.runs + ahead.kept
    number = f"{every:,} replication{'s' * (every != 1)}"
    if not ahead.runs:
        return f"{number}, all finished before"
    before = f", {ahead.kept:,} of them finished before" if ahead.kept else ""
    what = [*["the rest"] * bool(ahead.kept), *["the report"] * bool(report)]
    which = f" for {' and '.join(what)}" if ahead.kept else f" with {what[0]}" if what else ""
    return f"{number}{before}; about {span(ahead.seconds + report)}{which}"


def experiments(scenarios: Sequence[Any], seed: int, sample: Sampling, report: float = 0.0) -> list[Experiment]:
    """All replications of every scenario, side by side; *report* takes so long [s] when they are done."""
    started = perf_counter()
    demands = [Demand(scenario, scenario.run.replications, seed) for scenario in scenarios]
    announce(sample, demands, report=report)
    found = sample(demands)
    seconds = (perf_counter() - started) / len(scenarios)
    return [Experiment.of(scenario, seed, one, seconds) for scenario, one in zip(scenarios, found, strict=True)]
