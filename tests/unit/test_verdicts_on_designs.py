"""Plans and loads on replications that are made up: what is asked of the sampler, and what is told of the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.capacity import Load, search
from sim.experiment import Outcome
from sim.planning import Design, Plan, choose
from sim.procedures.bisection import Rules
from sim.procedures.pareto import Place
from sim.procedures.selection import State
from sim.sampling import Demand
from sim.scenario.load import load
from sim.targets import Aims, Objective, Target

CLINIC = load(Path(__file__).parents[1] / "report" / "clinic.yaml")
MARGIN, WAIT = "money.margin.per_week", "access.wait_to_first_infusion.mean"
AIMS = Aims((Target(WAIT, True, 10.0, 1.0),), (Objective(MARGIN, highest=True, zone=50.0),))


class MadeUp:
    """Clinics called by their number of recliners, with a mean margin and wait each and common luck."""

    def __init__(self, **means: tuple[float, float]) -> None:
        self.means = {int(name[1:]): pair for name, pair in means.items()}
        self.demands: list[list[Demand]] = []

    def __call__(self, demands: Sequence[Demand]) -> list[tuple[Outcome, ...]]:
        """Margin with a standard deviation of 500, of which 50 is not common; wait with 1."""
        self.demands.append(list(demands))
        return [tuple(self._outcome(demand, n) for n in range(demand.replications)) for demand in demands]

    def _outcome(self, demand: Demand, n: int) -> Outcome:
        recliners = demand.scenario.spaces["recliner"].count
        common = np.random.default_rng((demand.seed, n)).normal(0, 500)
        own = np.random.default_rng((demand.seed, n, recliners))
        margin, wait = self.means[recliners]
        return Outcome(n, {MARGIN: margin + common + own.normal(0, 50), WAIT: wait + own.normal()}, {})


def plan(sampler: Any, aims: Aims = AIMS, **given: Any) -> Plan:
    """A plan over the sampler's clinics."""
    designs = [
        Design(f"recliner {n}", (f"spaces.recliner={n}",), replace(CLINIC, scenario=_with(n))) for n in sampler.means
    ]
    return choose(designs, aims, sampler, seed=3, **given)


def _with(recliners: int) -> Any:
    spaces = CLINIC.scenario.spaces
    changed = spaces | {"recliner": spaces["recliner"].model_copy(update={"count": recliners})}
    return CLINIC.scenario.model_copy(update={"spaces": changed})


@pytest.fixture(scope="module")
def found() -> Plan:
    """Three earns more and keeps patients waiting too long; five is best; six and seven earn less."""
    return plan(MadeUp(r3=(5400, 20.0), r5=(5000, 5.0), r6=(4900, 4.0), r7=(3000, 3.0)))


def test_best_design_that_meets_the_targets_is_chosen(found):
    """With its runner-up, the one that tempts, and the target with the least room."""
    assert found.designs[found.best].label == "recliner 5"
    assert found.designs[found.runner_up].label == "recliner 6"
    assert found.designs[found.tempting].label == "recliner 3"
    assert found.candidate(found.tempting).state is State.MISSES
    assert found.binding(found.best).metric == WAIT


def test_means_are_told_over_the_same_people(found):
    """The last design met ten people, the best many more; the estimate of its mean uses what they share."""
    n = len(found.outcomes[3])
    assert n < len(found.outcomes[found.best]) or n == 10
    assert found.estimate(3, MARGIN) == pytest.approx(
        found.stat(found.best, MARGIN).mean + found.gap(3, found.best, MARGIN).mean
    )
    assert found.estimate(found.best, MARGIN) == found.stat(found.best, MARGIN).mean


def test_saving_is_told(found):
    """Equal allocation on independent streams has to fight the common luck: (h 500 / 50)² for each of four designs."""
    assert found.naive.equal > 20 * found.replications
    assert found.naive.equal >= found.naive.each


def test_all_designs_share_seed_and_replications():
    """Every demand has the same seed, and the first asks for ten of each."""
    sampler = MadeUp(r5=(5000, 5.0), r6=(4000, 4.0))
    plan(sampler)
    assert {demand.seed for demands in sampler.demands for demand in demands} == {3}
    assert [demand.replications for demand in sampler.demands[0]] == [10, 10]


def test_nothing_feasible_names_the_nearest():
    """All wait too long; the one that waits least is named, and nothing is recommended."""
    found = plan(MadeUp(r3=(9000, 40.0), r4=(8000, 25.0), r5=(7000, 30.0)))
    assert (found.best, found.race.settled) == (None, True)
    assert found.designs[found.nearest].label == "recliner 4"
    assert found.runner_up is None


def test_zone_is_a_part_of_the_mean_where_none_is_given():
    """One percent of 5,000, and the plan says that it is a default."""
    aims = replace(AIMS, objectives=(Objective(MARGIN, highest=True),))
    found = plan(MadeUp(r5=(5500, 5.0), r6=(4500, 4.0)), aims)
    assert found.rules.zones[0] == pytest.approx(50, rel=0.1)
    assert found.zone_is_default


def test_two_objectives_span_a_front():
    """Margin against wait: three clinics on the front, one inside."""
    aims = Aims((), (Objective(MARGIN, True, 50.0), Objective(WAIT, highest=False)))
    found = plan(MadeUp(r3=(6000, 20.0), r5=(5000, 10.0), r6=(4000, 15.0), r7=(3000, 2.0)), aims)
    assert [found.front.places[nth] for nth in range(4)] == [
        Place.FRONT, Place.FRONT, Place.DOMINATED, Place.FRONT,
    ]  # fmt: skip


def capacity(targets: Sequence[Target], **given: Any) -> Any:
    """Fewer and fewer recliners, whose wait is 100 days over their number."""
    sampler = MadeUp(**{f"r{n}": (0.0, 100 / n) for n in range(3, 31)})
    loads = [Load(float(n), str(n)) for n in range(30, 2, -1)]
    rules = Rules([one.tolerance for one in targets], **given)
    return search(
        "spaces.recliner", loads, lambda load_: replace(CLINIC, scenario=_with(int(load_.number))), targets, sampler,
        seed=4, rules=rules,
    )  # fmt: skip


def test_hardest_load_that_meets_the_target_is_found():
    """Ten recliners keep ten days plus or minus one; with eight it is 12.5 days, and nine are between."""
    found = capacity([Target(WAIT, True, 10.5, 0.4)])
    assert (found.met.text, found.missed.text, found.bracket.settled) == ("10", "9", True)
    assert [one.metric for one in found.binding()] == [WAIT]
    assert found.excess(found.bracket.missed, found.targets[0]) > 0 > found.excess(found.bracket.met, found.targets[0])
    assert set(found.outcomes) == set(found.designs) == {one.level for one in found.tested}


def test_no_load_meets_an_impossible_target():
    """Below three days is out of reach."""
    found = capacity([Target(WAIT, True, 2.0, 0.2)])
    assert (found.met, found.missed.text) == (None, "30")
