"""Replications and the window: pairs that are whole, and a steady state that exists where one is awaited."""

from __future__ import annotations

from collections.abc import Iterator

from sim.arrivals import Renewal
from sim.errors import Problem
from sim.scenario import loads
from sim.scenario.checks.demand import some_give_up
from sim.scenario.facts import number
from sim.scenario.problems import visible
from sim.scenario.schema import Scenario

MANY_REPLICATIONS = 100_000
"""More repetitions than this are probably a slip."""


def pairs_are_whole(scenario: Scenario) -> Iterator[Problem]:
    """Antithetic replications come in pairs."""
    run = scenario.run
    if run.antithetic and run.replications % 2:
        what = f"antithetic pairs need an even number of replications, got {run.replications}"
        yield Problem(f"{what}; {run.replications + 1} would do", "run.replications")


def demand_is_known(scenario: Scenario) -> Iterator[Problem]:
    """Control variates need the exact expected number of referrals."""
    if scenario.run.control_variate and isinstance(scenario.patients.referrals, Renewal):
        what = "the expected number of referrals by 'renewal' is known in the long run only; leave control_variate out"
        yield Problem(what, "run.control_variate")


def number_of_replications(scenario: Scenario) -> Iterator[Problem]:
    """Intervals need at least two replications, or two pairs."""
    run = scenario.run
    if run.replications == 1:
        yield Problem("one replication: an interval is not available", "run.replications")
    if run.antithetic and run.replications == 2:
        yield Problem("one antithetic pair: an interval is not available", "run.replications")
    if run.replications > MANY_REPLICATIONS:
        yield Problem(f"{number(run.replications, 'replication')}; is this meant?", "run.replications")


def no_steady_state(scenario: Scenario) -> Iterator[Problem]:
    """A warm-up leads to a steady state only where there is one: no panel without end, no load above capacity."""
    if scenario.run.is_fill_up:
        return
    endless = loads.without_end(scenario)
    for name in endless:
        what = f"nobody ever leaves maintenance ({visible(name)}), so the panel grows as long as somebody starts"
        yield Problem(f"{what}; there is no steady state, however long the warm-up", "run.warm_up")
    if not endless:
        yield from _more_in_the_long_run(scenario)


def _more_in_the_long_run(scenario: Scenario) -> Iterator[Problem]:
    """The busiest resource whose load passes capacity later, though not yet in the observed weeks."""
    there = [load for load in loads.loads(scenario, long_run=True) if load.capacity_minutes_per_week > 0]
    busiest = max(there, key=lambda load: load.ratio, default=None)
    soon = max((load.ratio for load in loads.loads(scenario) if load.capacity_minutes_per_week > 0), default=0.0)
    if busiest is not None and busiest.ratio > 1 >= soon and not some_give_up(scenario):
        what = f"in the long run the offered load is {busiest.ratio:.2f} of capacity ({visible(busiest.name)})"
        effect = "there is no steady state, and results depend on the length of the run"
        yield Problem(f"{what}; {effect}", "run.warm_up")


ERRORS = (pairs_are_whole, demand_is_known)
WARNINGS = (number_of_replications, no_steady_state)
