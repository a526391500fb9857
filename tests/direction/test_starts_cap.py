"""Which way the cap on new starts moves what patients get, paired by replication."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment import Experiment, experiment
from sim.scenario.load import load
from sim.stats import Summary, paired_difference

STUDY = Path(__file__).parents[2] / "scenarios" / "studies" / "starts_cap" / "starts_cap.yaml"
SHORT = ("run.warm_up=26 weeks", "run.length=26 weeks", "run.replications=5")
WELL, RELAPSES, AGAIN = (
    "benefit.days_in_response.per_week",
    "benefit.relapses_per_week",
    "benefit.reinductions_per_week",
)


@pytest.fixture(scope="module")
def found() -> dict[int, Experiment]:
    """A cap too low, one near the best and one too high; the same people with the same luck."""
    caps = (4, 8, 14)
    return {cap: experiment(load(STUDY, [*SHORT, _set(cap)]).scenario, seed=11) for cap in caps}


def _set(cap: int) -> str:
    return f"policies.admission.cap_new_starts.per_week={cap}"


def change(found: dict[int, Experiment], before: int, after: int, metric: str) -> Summary:
    """The metric under the cap *after* less that under the cap *before*."""
    return paired_difference(found[before].values(metric), found[after].values(metric))


@pytest.mark.slow
def test_cap_on_starts_has_an_optimum(found):
    """More patients are well with 8 starts a week than with 4, and than with 14."""
    up, down = change(found, 4, 8, WELL), change(found, 8, 14, WELL)
    assert up.mean - up.half_width > 0
    assert down.mean + down.half_width < 0


@pytest.mark.slow
@pytest.mark.parametrize("metric", [RELAPSES, AGAIN])
def test_too_many_starts_feed_back(found, metric):
    """Boosters come too late: more relapses, and more inductions that are not the first."""
    more = change(found, 8, 14, metric)
    assert more.mean - more.half_width > 0
