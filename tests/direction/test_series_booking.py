"""Which way the booking of a series moves fidelity and the wait to start, paired by replication."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.experiment import Experiment, experiment
from sim.scenario.load import load_family
from sim.stats import paired_difference

STUDY = Path(__file__).parents[2] / "scenarios" / "studies" / "series_booking" / "series_booking.yaml"
SHORT = ("run.warm_up=13 weeks", "run.length=26 weeks", "run.replications=6")
FIDELITY, WAIT = "fidelity.finished_in_window.share_of_started", "access.wait_to_first_infusion.mean"


@pytest.fixture(scope="module")
def found() -> dict[str, Experiment]:
    """The whole series, two visits ahead and visit by visit; the same people with the same luck."""
    chosen = [one for one in load_family(STUDY, SHORT) if one.variant in ("", "two ahead", "visit by visit")]
    return {one.variant or "whole": experiment(one.scenario, seed=11) for one in chosen}


def gap(found: dict[str, Experiment], lower: str, higher: str, metric: str) -> float:
    """Lower end of the 95 % interval of *higher* - *lower*."""
    difference = paired_difference(found[lower].values(metric), found[higher].values(metric))
    return difference.mean - difference.half_width


@pytest.mark.slow
def test_whole_series_booking_protects_fidelity(found):
    """Near capacity more inductions finish in the window than when booked visit by visit."""
    assert gap(found, "visit by visit", "whole", FIDELITY) > 0


@pytest.mark.slow
def test_whole_series_booking_lengthens_the_wait_to_start(found):
    """Who starts takes six starts out of the diary, not one."""
    assert gap(found, "visit by visit", "whole", WAIT) > 0


@pytest.mark.slow
def test_rolling_booking_keeps_fidelity_between(found):
    """Two visits ahead: a mean between that of the whole series and that of visit by visit."""
    means = [np.mean(found[name].values(FIDELITY)) for name in ("visit by visit", "two ahead", "whole")]
    assert means == sorted(means)
