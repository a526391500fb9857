"""Which uncertain inputs move the margin, paired by replication."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment import Experiment
from sim.sampling import Demand, local
from sim.scenario.designs import designs, origin
from sim.stats import Summary, paired_difference
from sim.sweep.tornado import ends

STUDY = Path(__file__).parents[2] / "scenarios" / "studies" / "uncertain_inputs" / "uncertain_inputs.yaml"
SHORT = ("run.warm_up=8 weeks", "run.length=16 weeks", "run.replications=4")
MARGIN = "money.margin.per_week"
PRICE, REFERRALS, NO_SHOW = "money.prices.infusion", "patients.referrals", "attendance.infusion.no_show"


@pytest.fixture(scope="module")
def margins() -> dict[str, Summary]:
    """Input -> change of the margin from the lower to the upper end of its range; the same people in all."""
    found = origin(STUDY, SHORT)
    ranges = [one for one in found.loaded.ranges if one.name in (PRICE, REFERRALS, NO_SHOW)]
    made = designs(found, {setting: (setting,) for setting in ends(ranges)})
    with local() as sample:
        outcomes = sample([Demand(one.scenario, one.scenario.run.replications, 11) for one in made])
    done = [Experiment.of(one.scenario, 11, found).values(MARGIN) for one, found in zip(made, outcomes, strict=True)]
    half = len(ranges)
    pairs = zip(ranges, done[:half], done[half:], strict=True)
    return {one.name: paired_difference(low, high) for one, low, high in pairs}


@pytest.mark.slow
def test_price_and_demand_matter_more_than_attendance(margins):
    """Both raise the margin; no-shows lower it by less than either."""
    price, referrals, no_show = (margins[name] for name in (PRICE, REFERRALS, NO_SHOW))
    assert price.mean - price.half_width > 0
    assert referrals.mean - referrals.half_width > 0
    assert -no_show.mean < min(price.mean, referrals.mean)
