"""Demand by chance and its exact expectation; antithetic pairs and control variates on real clinics."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from exact import shipped

from sim.experiment import Experiment, experiment
from sim.model.demand import asked, expected, surplus
from sim.scenario.load import load
from sim.stats import summary

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHORT = ("run.warm_up=4 weeks", "run.length=8 weeks", "run.control_variate=true")


@pytest.mark.parametrize("name", ["suburban_clinic", "opening_clinic", "public_service", "lean_practice"])
def test_demand_by_chance_has_its_exact_expectation(name):
    """400 replications, no simulation: the 99.9 % interval of each control holds Wald's equation's value."""
    scenario = load(SCENARIOS / f"{name}.yaml", ["run.length=13 weeks"]).scenario
    found = np.array([asked(scenario, 5, number) for number in range(400)])
    for values, exact in zip(found.T, expected(scenario), strict=True):
        mean, half_width, *_ = summary(values, 0.999)
        assert abs(mean - exact) <= half_width


def test_demand_by_chance_is_what_the_run_was_asked():
    """Referrals of exactly 3 a Monday, six infusions each, all respond: no surplus, and 18 planned a week."""
    scenario = shipped("course", "run.warm_up=4 weeks", "run.length=6 weeks", "run.cool_down=3 weeks")
    assert asked(scenario, 1, 0).tolist() == [108, 72, 30]
    assert surplus(scenario, 1, 0).tolist() == [0, 0, 0]


def test_a_protocol_without_boosters_asks_for_no_maintenance():
    """Three a Monday for ten weeks and no maintenance to go on to: nobody does, and nobody is expected to."""
    scenario = shipped("course", "protocols.mood.maintenance=null", "run.warm_up=4 weeks", "run.length=6 weeks")
    assert asked(scenario, 1, 0).tolist() == expected(scenario).tolist() == [108, 72, 0]


def test_nobody_referred_gives_no_control():
    """A queue of walk-ins has no courses, and hence nothing to correct by."""
    assert surplus(shipped("mm1"), 1, 0).size == 0


def ran(replications: int, *settings: str, seed: int = 3) -> Experiment:
    """The suburban clinic for a short time."""
    file = SCENARIOS / "suburban_clinic.yaml"
    return experiment(load(file, [*SHORT, f"run.replications={replications}", *settings]).scenario, seed)


def test_controls_narrow_what_follows_demand():
    """20 replications: planned series explain most of the referrals and part of the starts, and widen no interval."""
    found = ran(20)
    assert found.corrected("access.referrals_per_week").gain > 4
    assert found.corrected("volume.starts_per_week").gain > 1
    for name in found.names:
        one = found.corrected(name)
        assert not one.used.half_width > one.plain.half_width


@pytest.mark.slow
def test_antithetic_pairs_and_controls_estimate_what_plain_replications_do():
    """60 pairs, with and without controls, against 120 other plain replications: their 99.9 % intervals overlap."""
    plain, paired = ran(120, seed=4), ran(120, "run.antithetic=true")
    names = ("volume.starts_per_week", "access.wait_to_first_infusion.mean", "volume.infusions_per_week",
             "day.direct_wait.mean", "money.margin.per_week", "lost.productive")  # fmt: skip
    for name in names:
        one = summary(plain.values(name), 0.999)
        for other in (paired.corrected(name, 0.999).used, paired.corrected(name, 0.999).plain):
            assert abs(one.mean - other.mean) < np.hypot(one.half_width, other.half_width), name
            assert other.n == 60
