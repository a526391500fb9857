"""What ``run`` does beside running: a warm-up to be chosen first, replications until a precision is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import click

from sim import metrics, settling
from sim.cli.options import Where
from sim.cli.sampling import announce, experiments, sampler
from sim.cli.wanted import goals
from sim.errors import Problem, ScenarioError
from sim.experiment import Experiment, Outcome, controls_of, header_of
from sim.precision import LEAST, Goal, Precise, Rule, until_precise
from sim.precision import MOST as MOST_REPLICATIONS
from sim.sampling import Demand, Sampling
from sim.settling import Settling
from sim.stats import Summary

LIMIT = "--max-replications"


@dataclass(frozen=True)
class Asked:
    """How narrow intervals shall be, as the command line says it."""

    texts: tuple[str, ...]
    most: int

    def goals(self, scenario: Any) -> list[Goal]:
        """Read against the metrics that a scenario has; raises ScenarioError."""
        names = metrics.names(header_of(scenario))
        return goals(self.texts, names, scenario.money.currency) if self.texts else []

    def check(self, scenarios: Sequence[Any]) -> None:
        """Raise ScenarioError with every mistake before anything runs."""
        problems: list[Problem] = []
        for scenario in scenarios:
            try:
                self.goals(scenario)
            except ScenarioError as error:
                problems += error.problems
            if self.texts and scenario.run.antithetic and self.most % 2:
                what = f"antithetic pairs need an even number of replications, got {self.most}"
                problems.append(Problem(f"{what}; {self.most + 1} would do", file=LIMIT))
            if self.texts and self.most < scenario.run.replications:
                what = f"{self.most} is less than the {scenario.run.replications} replications to begin with"
                problems.append(Problem(f"{what}; raise it, or lower --replications", file=LIMIT))
        if problems:
            raise ScenarioError(list(dict.fromkeys(problems)))


NOTHING_ASKED = Asked((), MOST_REPLICATIONS)


def settled(scenarios: Sequence[Any], seed: int, where: Where) -> tuple[list[Any], list[Settling | None]]:
    """The scenarios with a warm-up, and how it was chosen where it was to be.

    Scenarios that are set beside each other are observed in the same weeks: the longest of their warm-ups.
    """
    open_ = [one for one in scenarios if not one.run.is_chosen]
    if not open_:
        return list(scenarios), [None] * len(scenarios)
    with sampler("warm-up", where, is_open=True) as sample:
        click.echo("Choosing the warm-up first.", err=True)
        chosen = iter(settling.choose(open_, seed, sample))
    found = [None if one.run.is_chosen else next(chosen) for one in scenarios]
    weeks = max(one.weeks for one in found if one is not None)
    click.echo(f"Warm-up: {weeks} weeks.", err=True)
    return [one if one.run.is_chosen else settling.with_warm_up(one, weeks) for one in scenarios], found


def precise(
    scenario: Any, seed: int, sample: Sampling, asked: Asked, report: float = 0.0
) -> tuple[Experiment, Precise | None]:
    """The replications of a scenario, and more of them until every goal is met; then *report* takes so long [s]."""
    wanted = asked.goals(scenario)
    if not wanted:
        return experiments([scenario], seed, sample, report)[0], None
    run = scenario.run
    rule = Rule(run.replications, asked.most, run.together)
    announce(sample, [Demand(scenario, max(run.replications, LEAST * run.together), seed)])
    click.echo(f"More will be added until every interval is narrow enough, at most {asked.most:,} in all.", err=True)
    started, estimates = perf_counter(), Estimates(scenario, seed)

    def ask(number: int) -> tuple[Outcome, ...]:
        return sample([Demand(scenario, number, seed)])[0]

    found = until_precise(wanted, ask, estimates, rule)
    done = scenario.model_copy(update={"run": run.model_copy(update={"replications": len(found.outcomes)})})
    return Experiment.of(done, seed, found.outcomes, perf_counter() - started), found


class Estimates:
    """What the first so many replications say about a metric; controls are worked out once for each replication."""

    def __init__(self, scenario: Any, seed: int) -> None:
        self._empty = Experiment.of(scenario, seed, ())
        self._controls: Any = None

    def __call__(self, outcomes: Sequence[Outcome], metric: str) -> Summary:
        """Mean and interval, corrected if the scenario asks for it."""
        part = replace(self._empty, outcomes=tuple(outcomes), controls=self._first(len(outcomes)))
        return part.stat(metric)

    def _first(self, number: int) -> Any:
        if not self._empty.scenario.run.control_variate:
            return None
        if self._controls is None or len(self._controls) < number:
            self._controls = controls_of(self._empty.scenario, self._empty.seed, number)
        return self._controls[:number]
