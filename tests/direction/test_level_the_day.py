"""Levelling the day against a mid-day booking, as in docs/studies/level_the_day.md."""

from __future__ import annotations

import pytest
from studies import Study

PEAK = "use.peak_in_use.mean.recliner"
INFUSIONS = "volume.infusions_per_week"
QUEUE = "use.queue_length.mean.hands_nurse"
LEVELLED = ["levelled", "levelled and staggered"]
SHORT = ("run.warm_up=3 weeks", "run.length=4 weeks", "run.cool_down=1 day")


@pytest.fixture(scope="module")
def study() -> Study:
    """Eight replications of four weeks."""
    return Study("level_the_day", 8, *SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("variant", LEVELLED)
def test_levelling_lowers_the_peak_of_chairs_by_a_fifth_at_least(study, variant):
    """Mayo Phoenix saw 19 fall to 12 at equal volume; here a fifth or more, at 99.9 %."""
    fewer = study.change(PEAK, variant)
    assert fewer.mean + fewer.half_width < -0.2 * study.values("", PEAK).mean()


@pytest.mark.slow
@pytest.mark.parametrize("variant", LEVELLED)
def test_levelling_keeps_the_volume(study, variant):
    """Infusions a week differ by less than 3 % of the base, at 99.9 %."""
    change = study.change(INFUSIONS, variant)
    assert abs(change.mean) + change.half_width < 0.03 * study.values("", INFUSIONS).mean()


@pytest.mark.slow
@pytest.mark.parametrize("variant", LEVELLED)
def test_levelling_shortens_the_queue_for_a_nurse(study, variant):
    """Fewer wait for a nurse's hands than at mid-day: visits that load the chairs alike begin apart."""
    assert study.falls(QUEUE, variant)


@pytest.mark.slow
def test_staggering_alone_lowers_neither_the_peak_nor_the_queue(study):
    """It fills the day from the front."""
    assert not study.falls(PEAK, "staggered")
    assert not study.falls(QUEUE, "staggered")
