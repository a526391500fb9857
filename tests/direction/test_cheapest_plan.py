"""What decides among the 48 plans, paired by replication: three changes of the design selected."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment import Experiment, experiment
from sim.scenario.load import load
from sim.stats import Summary, paired_difference

STUDY = Path(__file__).parents[2] / "scenarios" / "studies" / "cheapest_plan" / "cheapest_plan.yaml"
SHORT = ("run.warm_up=26 weeks", "run.length=26 weeks", "run.replications=4")
BEST = ("spaces.recliner=4", "policies.admission.cap_new_starts.per_week=14", "policies.slot=earliest")
CHANGES = {
    "best": (),
    "three recliners": ("spaces.recliner=3",),
    "cap of 10": ("policies.admission.cap_new_starts.per_week=10",),
    "third nurse": ("staff.nurse.shifts.0.count=2",),
}


@pytest.fixture(scope="module")
def found() -> dict[str, Experiment]:
    """The same people with the same luck in each."""
    return {name: experiment(load(STUDY, [*SHORT, *BEST, *more]).scenario, seed=11) for name, more in CHANGES.items()}


def change(found: dict[str, Experiment], name: str, metric: str) -> Summary:
    """The metric with the change less that without."""
    return paired_difference(found["best"].values(metric), found[name].values(metric))


@pytest.mark.slow
def test_three_recliners_stretch_inductions(found):
    """Fewer of the finished inductions end in their window."""
    fewer = change(found, "three recliners", "fidelity.finished_in_window.share_of_finished")
    assert fewer.mean + fewer.half_width < 0


@pytest.mark.slow
def test_cap_below_demand_lengthens_the_wait(found):
    """Twelve a week ask and ten may start."""
    longer = change(found, "cap of 10", "access.wait_to_first_infusion.median")
    assert longer.mean - longer.half_width > 0


@pytest.mark.slow
def test_third_nurse_costs_more_than_she_earns(found):
    """The margin falls; the targets were met without her."""
    margin = change(found, "third nurse", "money.margin.per_week")
    assert margin.mean + margin.half_width < 0
