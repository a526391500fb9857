"""Which way reminders, calling others in and overbooking move lost chair-hours, paired by replication."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment import Experiment, experiment
from sim.scenario.load import load_family
from sim.stats import paired_difference

STUDY = Path(__file__).parents[2] / "scenarios" / "studies" / "empty_chairs" / "empty_chairs.yaml"
SHORT = ("run.warm_up=6 weeks", "run.length=16 weeks", "run.replications=5")


@pytest.fixture(scope="module")
def found() -> dict[str, Experiment]:
    """The clinic (under an empty name) and its variants; the same people with the same luck."""
    return {one.variant: experiment(one.scenario, seed=11) for one in load_family(STUDY, SHORT)}


def surely_moves(found: dict[str, Experiment], variant: str, metric: str) -> int:
    """1 or -1 if the 95 % interval of the difference from the clinic lies above or below zero, else 0."""
    moved = paired_difference(found[""].values(metric), found[variant].values(metric))
    return int(moved.mean > moved.half_width) - int(-moved.mean > moved.half_width)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variant", "lost"),
    [("reminders", "lost.no_show"), ("call others in", "lost.unfilled_cancellation"), ("overbooking", "lost.no_show")],
)
def test_each_remedy_recovers_its_own_chair_hours(found, variant, lost):
    """Less chair time is lost to the cause that it treats, and more goes to patients."""
    assert surely_moves(found, variant, lost) == -1
    assert surely_moves(found, variant, "lost.productive") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variant", "price"),
    [("reminders", "money.reminders.per_week"), ("overbooking", "day.direct_wait.mean"),
     ("overbooking", "day.overtime.per_day.nurse"), ("all three", "day.direct_wait.mean")],
)  # fmt: skip
def test_each_remedy_has_its_price(found, variant, price):
    """Messages cost money; overbooked patients wait, and the day ends late."""
    assert surely_moves(found, variant, price) == 1
